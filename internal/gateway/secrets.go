package gateway

import (
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// Guarded is what the language must know to keep the operator's secrets out of a campaign: which values they have, as far as
// they are on this machine, and which files are theirs. Nothing of it is needed: without a key there is a plan, too.
func Guarded(lookupEnv func(string) (string, bool), dir string, o hclspec.Options) hclspec.Options {
	o.Secrets = func(attribute, value string) []string {
		switch {
		case attribute == "url_env":
			return passwords(valueOf(lookupEnv, value))
		case strings.HasSuffix(attribute, "_env"):
			return spellings(bare(valueOf(lookupEnv, value)))
		case attribute == "api_key_file":
			return spellings(bare(small(placeOf(dir, value))))
		case attribute == "key_file", attribute == "p12_file":
			return copies(small(placeOf(dir, value)))
		}
		return nil
	}
	o.SameFile = func(name, named string) bool {
		one, err := os.Stat(placeOf(dir, name))
		if err != nil {
			return false
		}
		other, err := os.Stat(placeOf(dir, named))
		return err == nil && os.SameFile(one, other)
	}
	return o
}

// valueOf reads an environment variable, "" where it is not set.
func valueOf(lookupEnv func(string) (string, bool), name string) string {
	value, _ := lookupEnv(name)
	return value
}

// placeOf is where a file lies that a merchant block names: relative to the campaign's folder, or absolute.
func placeOf(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, filepath.FromSlash(name))
}

// small is a file's content, "" where it is not there, is no file or is larger than a secret: its name comes from a campaign,
// which may name a device that never ends, or thousands of large files whose copies fill the memory.
func small(path string) string {
	const most = 16 << 10 // five times a key store of the platform
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > most {
		return ""
	}
	content, err := bounded.ReadFile(path, most)
	if err != nil {
		return ""
	}
	return string(content)
}

// spellings is an API key or a password as it could be copied into a text. The digits of a shorter one than a key may be
// anybody's number.
func spellings(word string) []string {
	if len(word) < keyBytes {
		return []string{word}
	}
	return append(copies(word), word)
}

// passwords are what is secret of the address of a database: the password in it, as it stands there and as it is meant, and the whole of
// what is no address, for nobody knows what that is. A host and the name of a database are told to everybody.
func passwords(address string) []string {
	parsed, err := url.Parse(bare(address))
	if err != nil || parsed.Host == "" {
		return spellings(bare(address))
	}
	password, _ := parsed.User.Password()
	_, written, _ := strings.Cut(parsed.User.String(), ":")
	return append(append(spellings(password), spellings(written)...), parsed.Query()["password"]...)
}

// copies is a private key or a key store as it could be copied into a text: in base64 and in hexadecimal digits, without the
// armour of PEM and with it.
func copies(content string) (all []string) {
	forms := [][]byte{[]byte(content)}
	text, err := wxpay.PEMText(forms[0])
	if err != nil {
		text = forms[0]
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if strings.HasSuffix(block.Type, "PRIVATE KEY") {
			forms = append(forms, block.Bytes)
		}
	}
	for _, form := range forms {
		digits := fmt.Sprintf("% x", form)
		all = append(all, base64.StdEncoding.EncodeToString(form),
			strings.ReplaceAll(digits, " ", ""), digits, strings.ReplaceAll(digits, " ", ":"))
	}
	return all
}
