package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
)

// slip finds what is made of signs that HCL knows, and still no HCL: an attribute without its =, a block without its brace, a quote in a
// text. The library must have found something on the line, because some of them may be right where somebody knows HCL well.
func (m *mistyped) slip(i int) *hcl.Diagnostic {
	if !m.complained(i) {
		return nil
	}
	if m.namesValue(i) {
		return m.nameSlip(i)
	}
	switch {
	case m.kinds(i, hclsyntax.TokenEqual, hclsyntax.TokenEqual):
		return wrong(lang.Both("Wrong sign", "符号不对"), m.tokens[i+1].Range,
			lang.Both("One = stands between a name and its value. Take this one out.",
				"名称和值之间只有一个 =。删掉这个。"))
	case m.kinds(i, hclsyntax.TokenDot, hclsyntax.TokenIdent, hclsyntax.TokenEqual):
		return wrong(lang.Both("Wrong sign", "符号不对"), m.tokens[i+2].Range,
			lang.Both("One = gives a name its value, and two compare. Write ==",
				"一个 = 是赋值，两个才是比较。写 =="))
	case m.kinds(i, hclsyntax.TokenEqual) && m.endsHere(i+1) && m.indented(i):
		return wrong(lang.Both("Missing bracket", "缺少括号"), m.tokens[i].Range,
			lang.Both("The lines below are indented, and no bracket is in front of them. Write = {",
				"下面几行有缩进，前面却没有括号。写 = {"))
	case m.kinds(i, hclsyntax.TokenEqual) && m.endsHere(i+1):
		return wrong(lang.Both("Missing value", "缺少值"), m.tokens[i].Range,
			lang.Both("Nothing stands behind this =. Write the value there, or take the line out.",
				"这个 = 后面什么都没有。写上值，或删掉这一行。"))
	case m.kinds(i, hclsyntax.TokenCQuote, hclsyntax.TokenIdent) && m.adjacent(i):
		return wrong(lang.Both("Quote inside of a text", "文字中有引号"), m.tokens[i].Range,
			lang.Both("The text ends at this quote. Inside of a text write \\\", or the quotes “ and ”.",
				"文字在这个引号处结束。文字中的引号写成 \\\"，或用“和”。"))
	}
	return nil
}

// nameSlip finds what is wrong behind a name that begins a line or an item.
func (m *mistyped) nameSlip(i int) *hcl.Diagnostic {
	name, first := m.tokens[i].Bytes, m.beginsLine(i)
	missing := func() *hcl.Diagnostic {
		return wrong(lang.Both("Missing =", "缺少 ="), m.tokens[i+1].Range,
			lang.Format("Between the name of an attribute and its value stands a =. Write %s = …",
				"属性名和值之间要有 =。写成 %s = …", name))
	}
	switch k := m.kind(i + 1); {
	case k == hclsyntax.TokenEqualOp, k == hclsyntax.TokenFatArrow:
		return wrong(lang.Both("Wrong sign", "符号不对"), m.tokens[i+1].Range,
			lang.Format("One = stands between the name of an attribute and its value, and no %s. Write %s = …",
				"属性名和值之间是一个 =，不是 %s。写成 %s = …", m.tokens[i+1].Bytes, name))
	case k == hclsyntax.TokenNumberLit, k == hclsyntax.TokenColon && first:
		return missing()
	case first && m.kinds(i+1, hclsyntax.TokenIdent, hclsyntax.TokenDot):
		return missing()
	case first && m.kinds(i+1, hclsyntax.TokenEqual, hclsyntax.TokenIdent, hclsyntax.TokenEqual) && m.endsMore(i):
		return wrong(lang.Both("Missing bracket", "缺少括号"), m.tokens[i+2].Range,
			lang.Format("A bracket ends on this line that does not begin there. Write %s = { %s = …",
				"这一行有一个括号结束，却没有开始。写成 %s = { %s = …", name, m.tokens[i+2].Bytes))
	case first && m.inBlock(i) && m.endsHere(m.behindLabel(i+1)) && m.indented(i):
		return wrong(lang.Both("Missing bracket", "缺少括号"), m.span(i, m.behindLabel(i+1)-1),
			lang.Both("The lines below are indented, and no bracket is in front of them. Write a { at the end of this line.",
				"下面几行有缩进，前面却没有括号。在这一行末尾写 {。"))
	case first && m.endsHere(i+1):
		return wrong(lang.Both("Missing =", "缺少 ="), m.tokens[i].Range,
			lang.Format("A name stands here alone. Write %s = …, or take the line out.",
				"这里只有一个名称。写成 %s = …，或删掉这一行。", name))
	case first && m.behindLabel(i+1) > i+1 && m.endsHere(m.behindLabel(i+1)), k == hclsyntax.TokenOQuote && !m.inBlock(i) && !m.isBrace(m.behindLabel(i+1)):
		return missing()
	}
	return nil
}

// behindLabel is the token behind a word or a text.
func (m *mistyped) behindLabel(i int) int {
	if m.kinds(i, hclsyntax.TokenIdent) {
		return i + 1
	}
	for j := i; m.kinds(i, hclsyntax.TokenOQuote) && j < m.lineEnd(i); j++ {
		if m.kind(j) == hclsyntax.TokenCQuote {
			return j + 1
		}
	}
	return i
}

// endsMore tells whether more braces end on the line of a token than begin there.
func (m *mistyped) endsMore(i int) bool {
	count := func(kind hclsyntax.TokenType) (n int) {
		for _, token := range m.tokens[i:m.lineEnd(i)] {
			if token.Type == kind {
				n++
			}
		}
		return n
	}
	return count(hclsyntax.TokenCBrace) > count(hclsyntax.TokenOBrace)
}
