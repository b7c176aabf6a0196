package gateway

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/words"
)

// keyBytes is how long an APIv2 key is. It consists of letters and digits (WeChat Pay, APIv2密钥, 2025).
const keyBytes = 32

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// bare is a key or a password without what stands around it in files and variables: a mark, blanks, line ends, and the quotes of a .env
// file, which docker --env-file keeps.
func bare(content string) string {
	if text, err := filekind.Text([]byte(content)); err == nil {
		content = string(text)
	}
	inner, _ := words.Unquoted(strings.TrimSpace(content))
	return strings.TrimSpace(inner)
}

// aroundKey tells what stands around a key that other programs may take for a part of it, in words; "" where it is at most a line end.
func aroundKey(content string) string {
	switch key, line := bare(content), strings.TrimRight(content, "\r\n"); {
	case key == line:
		return ""
	case strings.TrimSpace(line) == key:
		return "space"
	case strings.TrimPrefix(line, "\ufeff") == key:
		return "a mark (U+FEFF)"
	}
	return "quotes"
}

// keyFault tells what a text is that is no API key, or "". Nothing of it is shown but a character that nobody types.
func keyFault(content string) string {
	if _, err := filekind.Text([]byte(content)); err != nil {
		return "is no text: " + err.Error()
	}
	key := bare(content)
	name, _, assigned := strings.Cut(key, "=")
	length := fmt.Sprintf("has %d characters", utf8.RuneCountInString(key))
	switch at := strangeIn(key); {
	case key == "":
		return "is empty"
	case strings.Contains(key, "-----BEGIN "):
		return "is PEM, as certificates and their keys are, and no API key"
	case strings.ContainsAny(key, "\r\n"):
		return fmt.Sprintf("has %d lines, and a key has one", 1+strings.Count(strings.ReplaceAll(key, "\r\n", "\n"), "\n"))
	case assigned && strings.HasSuffix(strings.ToUpper(name), "KEY"):
		return "is a line of a .env file, with a name and = in front of the key; keep what stands behind the ="
	case at >= 0:
		r, _ := utf8.DecodeRuneInString(key[at:])
		what := words.Character(r)
		if r > ' ' && r < unicode.MaxASCII {
			what = "neither a letter nor a digit"
		}
		return fmt.Sprintf("%s, of which number %d is %s", length, 1+utf8.RuneCountInString(key[:at]), what)
	case len(key) != keyBytes:
		return length
	}
	return ""
}

// strangeIn is where a key holds something else than letters and digits, or -1.
func strangeIn(key string) int {
	return strings.IndexFunc(key, func(r rune) bool { return !strings.ContainsRune(letters+"0123456789", r) })
}
