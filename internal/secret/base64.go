package secret

import (
	"bytes"
	"encoding/base64"
	"strings"
)

const (
	base64Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	base64Signs  = base64Digits + "+/-_" // those of addresses, too
)

// begin is how "-----BEGIN" begins in base64, as manifests of clusters hold keys.
const begin = "LS0tLS1CRUdJTi"

// firstSigns are what keys and key stores begin with in base64, and in base64 of that, and so on.
var firstSigns = setOf("/_LMTVbz")

// holdsKey tells whether a key begins in a run of base64: in front, or where a word does.
func holdsKey(run string) bool {
	for at := range len(run) {
		if !firstSigns[run[at]] {
			continue
		}
		if (at == 0 || !digit[run[at-1]] || strings.HasPrefix(run[at:], begin)) && opensKey(run[at:]) {
			return true
		}
	}
	return false
}

var fromAddress = strings.NewReplacer("-", "+", "_", "/")

// opensKey tells whether base64 begins as a key or a key store does, however often it was encoded.
func opensKey(run string) bool {
	const head, shortest = 128, 12
	run = fromAddress.Replace(run[:min(len(run), head)])
	for len(run) >= shortest {
		text, _ := base64.RawStdEncoding.DecodeString(run[:len(run)/4*4]) // up to what is none
		if isKeyStore(text) || bytes.Contains(text, []byte("PRIVATE KEY")) {
			return true
		}
		end := 0
		for end < len(text) && base64Sign[text[end]] {
			end++
		}
		run = fromAddress.Replace(string(text[:end]))
	}
	return false
}
