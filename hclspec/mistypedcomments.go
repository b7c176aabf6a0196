package hclspec

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// wideComments finds the comments that begin or end with signs of another keyboard. What stands in them is no HCL and may open texts and
// brackets, so they are made comments one after the other, and the rest is the file in which they are. It is nil where they are so many
// that nobody looks further, or one never ends.
func (m *mistyped) wideComments() (faults hcl.Diagnostics, rest *mistyped) {
	rest = m
	for len(faults) <= causesMax {
		i := rest.wideComment()
		if i < 0 {
			return faults, rest
		}
		d, cured := rest.commentFault(i)
		if faults = append(faults, d); cured == nil {
			return faults, nil
		}
		if rest = rest.with(cured); rest == nil {
			return faults, nil
		}
	}
	return faults, nil
}

// with is the file with other bytes of the same number, or nil where the library must not read them: behind a sign that made them a text
// there may be anything.
func (m *mistyped) with(src []byte) *mistyped {
	tokens, _ := hclsyntax.LexConfig(src, m.name, hcl.InitialPos)
	if len(tokens) > tokenMax || unbearable(tokens) != nil {
		return nil
	}
	_, found := hclsyntax.ParseConfig(src, m.name, hcl.InitialPos)
	return newMistyped(src, m.name, found)
}

// Signs of comments, as they are typed and as they are meant.
var (
	lineComments  = []string{"＃", "／／", "／/", "/／"}
	blockComments = []string{"／＊", "／*", "/＊", "/*"}
	commentEnds   = []string{"＊／", "＊/", "*／", "*/"}
)

// wideComment is the first token that was meant to begin a comment and does not, or -1.
func (m *mistyped) wideComment() int {
	for i, token := range m.tokens {
		if token.Type != hclsyntax.TokenInvalid && token.Type != hclsyntax.TokenSlash {
			continue
		}
		if sign, _ := m.commentSign(i); sign != "" {
			return i
		}
	}
	return -1
}

// commentSign is the sign of a comment with which the file goes on at a token, and whether it is one of several lines.
func (m *mistyped) commentSign(i int) (sign string, block bool) {
	rest := m.src[m.tokens[i].Range.Start.Byte:]
	starts := func(sign string) bool { return bytes.HasPrefix(rest, []byte(sign)) }
	if at := slices.IndexFunc(lineComments, starts); at >= 0 {
		return lineComments[at], false
	}
	if at := slices.IndexFunc(blockComments, starts); at >= 0 {
		return blockComments[at], true
	}
	return "", false
}

// commentFault says what is wrong with a comment, and gives the file in which it is one: nil where it never ends.
func (m *mistyped) commentFault(i int) (d *hcl.Diagnostic, cured []byte) {
	from := m.tokens[i].Range.Start.Byte
	sign, block := m.commentSign(i)
	at := m.rangeOf(from, from+len(sign))
	if !block {
		right := strings.NewReplacer("＃", "#", "／", "/").Replace(sign)
		return wrong(lang.Both("Wrong sign", "符号不对"), at,
				lang.Format("%s begins no comment of HCL. Write %s",
					"%s 不是 HCL 注释的开头。写 %s", words.Character(wideRune(sign)), right)),
			m.replaced(from, strings.Repeat("#", len(sign)))
	}
	end, endSign := m.commentEnd(from + len(sign))
	if end < 0 {
		return wrong(lang.Both("Comment without an end", "注释没有结束"), at,
			lang.Both("The comment that begins here goes on to a */, and there is none below. Write /* in front of it and */ where it ends.",
				"从这里开始的注释要到 */ 才结束，而下面没有。在它前面写 /*，在结束的地方写 */。")), nil
	}
	blanks := func(n int) string { return strings.Repeat(" ", n-len("/*")) }
	cured = m.replaced(from, "/*"+blanks(len(sign)))
	copy(cured[end:], blanks(len(endSign))+"*/")
	if sign == "/*" {
		return wrong(lang.Both("Wrong sign", "符号不对"), m.rangeOf(end, end+len(endSign)),
			lang.Format("%s ends no comment of HCL. Write */",
				"%s 不是 HCL 注释的结尾。写 */", words.Character(wideRune(endSign)))), cured
	}
	return wrong(lang.Both("Wrong sign", "符号不对"), at,
		lang.Format("%s begins no comment of HCL. Write /* here, and */ where it ends.",
			"%s 不是 HCL 注释的开头。在这里写 /*，在结束的地方写 */。", words.Character(wideRune(sign)))), cured
}

// commentEnd is where a comment of several lines ends, and with which sign; -1 where it does not.
func (m *mistyped) commentEnd(from int) (end int, sign string) {
	end = -1
	for _, s := range commentEnds {
		if i := bytes.Index(m.src[from:], []byte(s)); i >= 0 && (end < 0 || from+i < end) {
			end, sign = from+i, s
		}
	}
	return end, sign
}

// replaced is the file with other bytes at a place.
func (m *mistyped) replaced(at int, text string) []byte {
	src := bytes.Clone(m.src)
	copy(src[at:], text)
	return src
}

// wideRune is the first character of a sign that is none of ASCII.
func wideRune(sign string) rune {
	return firstRune(strings.TrimLeft(sign, "/*"))
}
