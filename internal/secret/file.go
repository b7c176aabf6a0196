package secret

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"sync"

	"github.com/cashredpack/redpack/internal/lang"
)

// FindIn is what makes a file's content a secret, in words; nothing where nothing does. Keys and key stores in their binary form
// are recognised, too.
func (k Known) FindIn(content []byte) lang.Text {
	if isKeyStore(content) {
		return keyStore
	}
	if found, ok := k.Find(string(content)); ok {
		return found.Kind
	}
	return lang.Text{}
}

var keyStore = lang.Both("a private key or a key store", "私钥或密钥库")

// FindInList is FindIn for the beginning of a list, which is a secret where it is no list at all: whose first line is one, or
// with a key in it. A token in a cell is for who uses the cell.
func (k Known) FindInList(content []byte) lang.Text {
	first, _, _ := bytes.Cut(content, []byte{'\n'})
	if kind := cmp.Or(k.FindIn(first), BareAPIKey(first)); !kind.Empty() {
		return kind
	}
	if found, ok := armoured(string(content)); ok {
		return found.Kind
	}
	return lang.Text{}
}

// apiKeyShape is what every APIv2 key of the platform looks like (WeChat Pay, APIv2密钥, 2025).
var apiKeyShape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\x{FEFF})?\s*[0-9A-Za-z]{32}\s*$`)
})

// BareAPIKey tells in words that a file holds what looks like a merchant's API key and nothing else; nothing where it does not. In a
// text such a word may be anything.
func BareAPIKey(content []byte) lang.Text {
	if apiKeyShape().Match(content) {
		return lang.Both("32 letters and digits, as an API key of the platform", "32 个字母和数字，像是平台的 API 密钥")
	}
	return lang.Text{}
}

// storeSigns are what files of keys begin with that are no ASN.1: those of Java and of OpenSSH.
var storeSigns = []string{"\xfe\xed\xfe\xed", "\xce\xce\xce\xce", "openssh-key-v1\x00"}

// keyVersions are what a sequence of ASN.1 begins with where it is a private key or a key store.
var keyVersions = []string{
	"\x02\x01\x00\x02", // PKCS #1
	"\x02\x01\x00\x30", // PKCS #8
	"\x02\x01\x01\x30", // PKCS #8 with its public key
	"\x02\x01\x01\x04", // SEC 1
	"\x02\x01\x03\x30", // PKCS #12
}

// keyCiphers are what a sequence in a sequence begins with where what follows is an encrypted private key.
var keyCiphers = []string{
	"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05",     // by PKCS #5
	"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01", // by PKCS #12
}

// isKeyStore recognises keys and key stores in DER, and the key stores of Java and OpenSSH.
func isKeyStore(content []byte) bool {
	outer := inSequence(content)
	return beginsWith(content, storeSigns) || beginsWith(outer, keyVersions) || beginsWith(inSequence(outer), keyCiphers)
}

func beginsWith(content []byte, begins []string) bool {
	return slices.ContainsFunc(begins, func(begin string) bool { return bytes.HasPrefix(content, []byte(begin)) })
}

// inSequence is what follows the header of a sequence of ASN.1, nil where there is none.
func inSequence(der []byte) []byte {
	const sequence, long, longest = 0x30, 0x80, 4
	if len(der) < 2 || der[0] != sequence || der[1] > long+longest {
		return nil
	}
	header := 2
	if der[1] > long {
		header += int(der[1] - long)
	}
	return der[min(header, len(der)):]
}
