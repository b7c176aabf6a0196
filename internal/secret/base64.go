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
var firstSigns = setOf("/_LMTVWXYZbez")

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

// opensKey tells whether base64 begins as a key or a key store does, however often it was encoded.
func opensKey(run string) bool {
	const head, least = 128, 12
	var signs, text [head]byte
	for n := copy(signs[:], run); n >= least; {
		for i, c := range signs[:n] {
			switch c {
			case '-':
				signs[i] = '+'
			case '_':
				signs[i] = '/'
			}
		}
		decoded, _ := base64.RawStdEncoding.Decode(text[:], signs[:n/4*4]) // up to what is none
		if plain := text[:decoded]; isKeyStore(plain) || bytes.Contains(plain, []byte("PRIVATE KEY")) {
			return true
		}
		for n = 0; n < decoded && base64Sign[text[n]]; n++ {
			signs[n] = text[n]
		}
	}
	return false
}
