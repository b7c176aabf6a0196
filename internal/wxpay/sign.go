package wxpay

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"io"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Sign computes the sign field: the upper-case MD5 of the non-empty fields sorted by name in byte order, joined as
// k=v with &, and followed by the key. Values are raw UTF-8, neither URL-encoded nor escaped (WeChat Pay, 安全规范).
//
// The red packet calls know MD5 alone and sign_type is not sent to them: they do not list that parameter, and a field the server
// does not list makes its own computation differ (SIGN_ERROR).
func Sign(p Params, key Secret) string { return sign(p.fields, key) }

func sign(fields []field, key Secret) string {
	sum := md5.Sum(signedText(fields, key))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// signHMAC is sign for the calls that list sign_type and know HMAC-SHA256 alone (下载资金账单, 2024).
func signHMAC(fields []field, key Secret) string {
	mac := hmac.New(sha256.New, []byte(key.text()))
	mac.Write(signedText(fields, key))
	return strings.ToUpper(hex.EncodeToString(mac.Sum(nil)))
}

// signedText is what every algorithm takes.
func signedText(fields []field, key Secret) []byte {
	sorted := slices.Clone(fields)
	slices.SortFunc(sorted, func(a, b field) int { return strings.Compare(a.name, b.name) })
	text := make([]byte, 0, 1<<10)
	for _, f := range sorted {
		if f.value == "" || f.name == "sign" {
			continue
		}
		text = append(append(append(append(text, f.name...), '='), f.value...), '&')
	}
	return append(append(text, "key="...), key.text()...)
}

// signedBody is what goes over the wire: the fields in their order and the signature behind them.
func signedBody(p Params, key Secret) string {
	return render(append(slices.Clip(p.fields), field{"sign", Sign(p, key)}))
}

// signatureHolds checks the signature of a reply. The documentation lists one, live replies of these calls carry none:
// an absent signature proves nothing either way, a wrong one proves that the reply is not to be trusted.
func signatureHolds(reply []field, key Secret) bool {
	for _, f := range reply {
		if f.name == "sign" && f.value != "" {
			got, algorithm := strings.TrimSpace(f.value), sign
			if len(got) == 2*sha256.Size { // the answer to a call that is signed so
				algorithm = signHMAC
			}
			return subtle.ConstantTimeCompare([]byte(algorithm(reply, key)), []byte(got)) == 1
		}
	}
	return true
}

// nonceLength is one below the documented String(32), because the server's own complaint says "fewer than 32".
const nonceLength = 31

const nonceAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// NewNonce draws a nonce_str of 31 letters and digits.
func NewNonce(random io.Reader) (string, error) {
	// Bytes from 248 up are drawn again: 248 is the largest multiple of 62 in a byte, so every character is equally likely.
	const fair = 256 - 256%len(nonceAlphabet)
	nonce := make([]byte, 0, nonceLength)
	var draw [nonceLength]byte
	for len(nonce) < nonceLength {
		if _, err := io.ReadFull(random, draw[:]); err != nil {
			return "", lang.Errorf("draw a nonce: %w", "生成随机串：%w", err)
		}
		for _, b := range draw {
			if int(b) < fair && len(nonce) < nonceLength {
				nonce = append(nonce, nonceAlphabet[int(b)%len(nonceAlphabet)])
			}
		}
	}
	return string(nonce), nil
}
