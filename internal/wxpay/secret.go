package wxpay

import (
	"fmt"
	"log/slog"

	"github.com/cashredpack/redpack/internal/lang"
)

const redacted = "redacted"

// Secret holds the merchant's APIv2 key. Whatever prints, marshals or logs it gets the word "redacted"; only the
// signature can read it. The zero value is empty and New refuses it.
type Secret struct {
	// reveal is a function and not a string because fmt prints unexported fields of an enclosing struct without asking
	// their methods; of a function it can print no more than an address.
	reveal func() string
}

// Compile-time proof that every road out of the program is covered.
var (
	_ fmt.Formatter  = Secret{}
	_ fmt.Stringer   = Secret{}
	_ fmt.GoStringer = Secret{}
	_ slog.LogValuer = Secret{}
)

// NewSecret hides a key.
func NewSecret(key string) Secret { return Secret{reveal: func() string { return key }} }

// Check reports why the key cannot be an APIv2 key, without showing any of it.
func (s Secret) Check() error {
	key := s.text()
	if len(key) != apiKeyLength {
		return lang.Errorf("the APIv2 key has %d characters; WeChat Pay's has %d letters and digits",
			"APIv2 密钥有 %d 个字符；微信支付的是 %d 个字母和数字", len(key), apiKeyLength)
	}
	for i := range len(key) {
		if !alphanumeric(key[i]) {
			return lang.Errorf("character %d of the APIv2 key is neither a letter nor a digit",
				"APIv2 密钥的第 %d 个字符既不是字母也不是数字", i+1)
		}
	}
	return nil
}

const apiKeyLength = 32

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func (s Secret) text() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// String prints "redacted".
func (Secret) String() string { return redacted }

// GoString prints "redacted".
func (Secret) GoString() string { return redacted }

// Format prints "redacted" for every verb.
func (Secret) Format(f fmt.State, _ rune) {
	// A fmt.State collects in memory and has no error to report.
	_, _ = f.Write([]byte(redacted))
}

// MarshalText writes "redacted"; encoding/json and encoding/xml use it for map keys, attributes and text.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON writes the string "redacted".
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// LogValue logs "redacted".
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
