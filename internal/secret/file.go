package secret

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"regexp"
	"strings"
)

// FindIn is what makes a file's content a secret, in words; "" where nothing does. Keys and key stores in their binary form
// are recognised, too.
func (k Known) FindIn(content []byte) string {
	if isKeyStore(content) {
		return keyStore
	}
	if found, ok := k.Find(string(content)); ok {
		return found.Kind
	}
	return ""
}

const keyStore = "a private key or a key store"

// FindInList is FindIn for the beginning of a list, which is a secret where it is no list at all: whose first line is one, or
// with a key in it. A token in a cell is for who uses the cell.
func (k Known) FindInList(content []byte) string {
	first, _, _ := bytes.Cut(content, []byte{'\n'})
	if kind := cmp.Or(k.FindIn(first), BareAPIKey(first)); kind != "" {
		return kind
	}
	if found, ok := armoured(string(content)); ok {
		return found.Kind
	}
	return ""
}

// apiKeyShape is what every APIv2 key of the platform looks like (WeChat Pay, APIv2密钥, 2025).
var apiKeyShape = regexp.MustCompile(`^(\x{FEFF})?\s*[0-9A-Za-z]{32}\s*$`)

// BareAPIKey tells in words that a file holds what looks like a merchant's API key and nothing else; "" where it does not. In a
// text such a word may be anything.
func BareAPIKey(content []byte) string {
	if apiKeyShape.Match(content) {
		return "32 letters and digits, as an API key of the platform"
	}
	return ""
}

// keyVersions are what a sequence of ASN.1 begins with where it is a private key (PKCS #1, PKCS #8, SEC 1, PKCS #8 encrypted)
// or a key store (PKCS #12).
var keyVersions = [][]byte{
	{0x02, 0x01, 0x00, 0x02},             // PKCS #1
	{0x02, 0x01, 0x00, 0x30},             // PKCS #8
	{0x02, 0x01, 0x01, 0x30},             // PKCS #8 with its public key
	{0x02, 0x01, 0x01, 0x04},             // SEC 1
	{0x02, 0x01, 0x03, 0x30},             // PKCS #12
	{0x30, 0x40, 0x06, 0x09, 0x2a, 0x86}, // PKCS #8 encrypted (PBES1)
	{0x30, 0x57, 0x06, 0x09, 0x2a, 0x86}, // and PBES2
	{0x30, 0x5f, 0x06, 0x09, 0x2a, 0x86},
}

// isKeyStore recognises keys in DER, and the key stores of Java.
func isKeyStore(content []byte) bool {
	if bytes.HasPrefix(content, []byte{0xfe, 0xed, 0xfe, 0xed}) || bytes.HasPrefix(content, []byte{0xce, 0xce, 0xce, 0xce}) {
		return true
	}
	const sequence, long = 0x30, 0x80
	if len(content) < 2 || content[0] != sequence {
		return false
	}
	header := 2
	if content[1]&long != 0 {
		header += int(content[1] &^ long)
	}
	for _, version := range keyVersions {
		if len(content) >= header && bytes.HasPrefix(content[header:], version) {
			return true
		}
	}
	return false
}

// begin is how "-----BEGIN" begins in base64, as manifests of clusters hold keys.
const begin = "LS0tLS1CRUdJTi"

// encoded recognises the armour of a private key in base64.
func encoded(w string) bool {
	at := strings.Index(w, begin)
	if at < 0 {
		return false
	}
	const line = 56 // of the longest line that begins a key
	w = w[at:min(len(w), at+line)]
	text, _ := base64.RawStdEncoding.DecodeString(w[:len(w)/4*4]) // up to what is none
	return strings.Contains(string(text), "PRIVATE KEY")
}
