package sandbox

import (
	"crypto/hmac"
	"crypto/md5" // the API's own algorithm, not a choice
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// signature computes sign over the fields the endpoint documents and nothing else, MD5 or HMAC-SHA256 in upper-case hexadecimal
// (WeChat Pay APIv2, 签名算法). A client that signs a field the endpoint does not know, sign_type for one, therefore fails with
// SIGN_ERROR although the public signature checker agrees with it, as on the platform.
func (e *endpoint) signature(fields map[string]string, key string) string {
	var b strings.Builder
	for _, name := range signedNames(fields, e.fields) {
		b.WriteString(name)
		b.WriteByte('=')
		b.WriteString(fields[name])
		b.WriteByte('&')
	}
	b.WriteString("key=")
	b.WriteString(key)
	if e.hmac {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(b.String()))
		return strings.ToUpper(hex.EncodeToString(mac.Sum(nil)))
	}
	sum := md5.Sum([]byte(b.String())) // see above
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// signedNames lists the known, non-empty fields in byte order, sign excepted.
func signedNames(fields map[string]string, known []fieldRule) []string {
	names := make([]string, 0, len(known))
	for _, rule := range known {
		if rule.name != "sign" && fields[rule.name] != "" {
			names = append(names, rule.name)
		}
	}
	slices.Sort(names)
	return names
}

// fingerprint identifies an order's parameters without its nonce, to notice a re-entry that changed one. Only known fields
// count, as in the signature.
func fingerprint(fields map[string]string, known []fieldRule) string {
	hash := sha256.New()
	for _, name := range signedNames(fields, known) {
		if name != "nonce_str" {
			hash.Write([]byte(name + "=" + fields[name] + "\x00"))
		}
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}
