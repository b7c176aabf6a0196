package gateway

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
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

// aroundKey tells what stands around a key that other programs may take for a part of it, in words; empty where it is at most a line end.
func aroundKey(content string) lang.Text {
	switch key, line := bare(content), strings.TrimRight(content, "\r\n"); {
	case key == line:
		return lang.Text{}
	case strings.TrimSpace(line) == key:
		return lang.Both("space", "空格")
	case strings.TrimPrefix(line, "\ufeff") == key:
		return lang.Both("a mark (U+FEFF)", "标记（U+FEFF）")
	}
	return lang.Both("quotes", "引号")
}

// keyFault tells what a text is that is no API key; empty where it is one. Nothing of it is shown but a character that nobody types.
func keyFault(content string) lang.Text {
	if _, err := filekind.Text([]byte(content)); err != nil {
		return lang.Format("is no text: %s", "不是文本：%s", err)
	}
	key := bare(content)
	name, _, assigned := strings.Cut(key, "=")
	length := lang.Format("has %d characters", "有 %d 个字符", utf8.RuneCountInString(key))
	switch at := strangeIn(key); {
	case key == "":
		return lang.Both("is empty", "是空的")
	case strings.Contains(key, "-----BEGIN "):
		return lang.Both("is PEM, as certificates and their keys are, and no API key",
			"是 PEM，也就是证书或证书的私钥，不是 API 密钥")
	case strings.ContainsAny(key, "\r\n"):
		return lang.Format("has %d lines, and a key has one",
			"有 %d 行，而密钥只有一行", 1+strings.Count(strings.ReplaceAll(key, "\r\n", "\n"), "\n"))
	case assigned && strings.HasSuffix(strings.ToUpper(name), "KEY"):
		return lang.Both("is a line of a .env file, with a name and = in front of the key; keep what stands behind the =",
			"是 .env 文件里的一行，密钥前面有变量名和 =；只保留 = 后面的内容")
	case at >= 0:
		r, _ := utf8.DecodeRuneInString(key[at:])
		what := lang.Format("%s", "是 %s", words.Character(r))
		if r > ' ' && r < unicode.MaxASCII {
			what = lang.Both("neither a letter nor a digit", "既不是字母也不是数字")
		}
		return lang.Format("%s, of which number %d is %s", "%s，其中第 %d 个%s", length, 1+utf8.RuneCountInString(key[:at]), what)
	case len(key) != keyBytes:
		return length
	}
	return lang.Text{}
}

// strangeIn is where a key holds something else than letters and digits, or -1.
func strangeIn(key string) int {
	return strings.IndexFunc(key, func(r rune) bool { return !strings.ContainsRune(letters+"0123456789", r) })
}
