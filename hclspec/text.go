package hclspec

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/lang"
)

// Bounds of the request's texts in UTF-8 bytes (WeChat Pay, 发放红包接口).
const (
	nameBytes    = 32
	wishingBytes = 128
	remarkBytes  = 256
	keyBytes     = 128
	labelBytes   = 128
	openIDLength = 28
)

// textFault tells why the platform would not take a text, or nil.
func textFault(name, text string, bytesMax int, at hcl.Range) *hcl.Diagnostic {
	if len(text) > bytesMax {
		return wrong(lang.Both("Text too long", "文字过长"), at,
			lang.Format("%s has %s; WeChat Pay takes %d bytes, about %d Chinese characters. %s",
				"%s 有 %s；微信支付最多接受 %d 字节，约 %d 个汉字。%s", name, sized(text), bytesMax, bytesMax/3,
				lang.Format("Shorten it by %d bytes.", "缩短 %d 字节。", len(text)-bytesMax)))
	}
	if i := strings.IndexFunc(text, unprintable); i >= 0 {
		return controlFault(name, text[i:], at)
	}
	return nil
}

// controlFault is said of a text from its first control character on.
func controlFault(name, text string, at hcl.Range) *hcl.Diagnostic {
	cure := lang.Both("Remove it.", "删掉它。")
	if text == "\n" {
		cure = lang.Both("A heredoc ends with it: write trimspace(<<-EOT, and a ) on the line below its end.",
			"heredoc 以它结尾：写成 trimspace(<<-EOT，并在结束行的下一行写 )。")
	}
	return wrong(lang.Both("Control character in a text", "文字中有控制字符"), at,
		lang.Format("%s holds the character %U. It does not survive the way through XML unchanged, so the request's signature would be wrong. %s",
			"%s 含有字符 %U。它经过 XML 后会改变，请求的签名就会出错。%s", name, firstRune(text), cure))
}

func unprintable(r rune) bool {
	return unicode.IsControl(r) || r == unicode.ReplacementChar || r == 0xFFFE || r == 0xFFFF
}

// oneLine is a text of several lines, such as a heredoc, as one.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// isOpenID tells whether a text has the shape of an openid: 28 characters of 0-9, A-Z, a-z, _ and -.
func isOpenID(text string) bool {
	if len(text) != openIDLength {
		return false
	}
	for i := range len(text) {
		if !openIDByte[text[i]] {
			return false
		}
	}
	return true
}

var openIDByte = func() (set [256]bool) {
	for _, c := range []byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-") {
		set[c] = true
	}
	return set
}()

// keyFault tells why a text can neither be nor ever have been a recipient's key, or "". What a new key must not hold besides,
// whyNotKey tells.
func keyFault(key string) lang.Text {
	switch {
	case plainKey(key):
		return lang.Text{}
	case key == "":
		return lang.Both("The key is empty.", "键为空。")
	case len(key) > keyBytes:
		return lang.Format("The key has %s; %d bytes are allowed.",
			"键有 %s；最多允许 %d 字节。", sized(key), keyBytes)
	case strings.TrimSpace(key) != key:
		return lang.Format("The key %q has spaces around it, so it would look like another key and be another one.",
			"键 %q 前后有空格，看上去和另一个键一样，却是两个键。", key)
	case strings.IndexFunc(key, unprintable) >= 0:
		return lang.Format("The key %q holds a control character.", "键 %q 含有控制字符。", key)
	}
	return lang.Text{}
}

// labelFault tells why a text cannot be the name that is shown beside a key, or "".
func labelFault(label string) lang.Text {
	switch {
	case len(label) <= labelBytes && csvrow.PlainText(label):
		return lang.Text{}
	case len(label) > labelBytes:
		return lang.Format("The label has %s; %d bytes are allowed.",
			"备注名有 %s；最多允许 %d 字节。", sized(label), labelBytes)
	case strings.IndexFunc(label, unprintable) >= 0:
		return lang.Both("The label holds a control character or a line end.",
			"备注名含有控制字符或换行。")
	}
	return lang.Text{}
}

// plainKey is the quick answer for the keys that need no closer look.
func plainKey(key string) bool {
	for i := range len(key) {
		if key[i] <= ' ' || key[i] >= 0x7f {
			return false
		}
	}
	return key != "" && len(key) <= keyBytes
}

func isDigits(text string, from, to int) bool {
	if len(text) < from || len(text) > to {
		return false
	}
	return strings.Trim(text, "0123456789") == ""
}

// isAppID accepts the appid of an official account (wx…) or the id of a corporation (ww… or wx…).
func isAppID(text string) bool {
	if len(text) != 18 || text[0] != 'w' || text[1] != 'x' && text[1] != 'w' {
		return false
	}
	return strings.Trim(text[2:], "0123456789abcdefABCDEF") == ""
}

func isEnvName(text string) bool {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
	return text != "" && strings.Contains(letters, text[:1]) && strings.Trim(text, letters+"0123456789") == ""
}

func isIPv4(text string) bool {
	parts := strings.Split(text, ".")
	for _, part := range parts {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || strconv.FormatUint(n, 10) != part {
			return false
		}
	}
	return len(parts) == 4
}

// Normal is the form of a text that HCL gives to every text, NFC, so that two ways to type a name are one name. The
// nodes must do the same, because CJK compatibility ideographs do occur in names.
func Normal(text string) string {
	if csvrow.PlainText(text) || norm.NFC.IsNormalString(text) {
		return text
	}
	return norm.NFC.String(text)
}
