package hclspec

import (
	"cmp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// causesMax is how many mistakes of a file that is no HCL are shown, and librarysMax how many of those that only the library has a
// word for. What it says behind the first one mostly follows from it.
const (
	causesMax   = 10
	librarysMax = 3
)

// mistyped is a file that is no HCL, with what may be the cause.
type mistyped struct {
	src    []byte
	name   string
	tokens hclsyntax.Tokens
	found  hcl.Diagnostics // by the library
	lines  lines
	opener []int // of each token the innermost bracket around it, or -1
}

func newMistyped(src []byte, name string, found hcl.Diagnostics) *mistyped {
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	return &mistyped{src: src, name: name, tokens: tokens, found: found, lines: newLines(tokens, found), opener: openers(tokens)}
}

// causes says of a file that is no HCL what was typed wrongly, in its place and in words for who typed it. All that the library found
// besides follows from that, and is only counted: one missing quote is an error in every line below it.
func causes(src []byte, name string, found hcl.Diagnostics) hcl.Diagnostics {
	m := newMistyped(src, name, found)
	comments, rest := m.wideComments()
	causes := comments
	if rest != nil {
		causes = append(causes, rest.causes()...)
	}
	if len(causes) == 0 {
		return folded(firstOfLines(found), librarysMax, 0)
	}
	slices.SortStableFunc(causes, func(a, b *hcl.Diagnostic) int { return cmp.Compare(a.Subject.Start.Byte, b.Subject.Start.Byte) })
	return folded(causes, causesMax, len(found)-len(causes))
}

// causes are the mistakes in front of the first one that turns everything inside out, and that one. Brackets are counted only where
// nothing else is wrong: every other mistake may hide one.
func (m *mistyped) causes() hcl.Diagnostics {
	if at, d := m.insideOut(); d != nil {
		return append(m.before(at).mistakes(), d)
	}
	if found := m.mistakes(); len(found) > 0 {
		return found
	}
	return m.brackets()
}

// insideOut is the first mistake behind which the library takes texts for code and code for texts, and the token with which it begins.
func (m *mistyped) insideOut() (at int, first *hcl.Diagnostic) {
	for _, look := range []func() (int, *hcl.Diagnostic){m.openQuote, m.openTemplate, m.wrongHeredoc} {
		if i, d := look(); d != nil && (first == nil || i < at) {
			at, first = i, d
		}
	}
	return at, first
}

// before is the file in front of the line of a token.
func (m *mistyped) before(i int) *mistyped {
	front := *m
	front.tokens = m.tokens[:m.lineOf(i)]
	return &front
}

// folded are the first diagnostics, the last of which tells how many there are besides.
func folded(diags hcl.Diagnostics, most, besides int) hcl.Diagnostics {
	shown := diags[:min(len(diags), most)]
	if more := len(diags) - len(shown); more > 0 {
		last := *shown[len(shown)-1]
		retold(&last, func(detail lang.Text) lang.Text {
			return detail.Then(lang.Format("\n\nThe file has %s that may be like this.", "\n\n文件中还有 %s，可能与此相同。", words.Counted(more, words.Mistake)))
		})
		shown = append(slices.Clone(shown[:len(shown)-1]), &last)
	} else if besides > 0 {
		last := *shown[len(shown)-1]
		retold(&last, func(detail lang.Text) lang.Text {
			return detail.Then(lang.Format("\n\nWhat may follow from this is not shown: %s.", "\n\n可能由此引起的没有列出：%s。", words.Counted(besides, words.MoreError)))
		})
		shown = append(slices.Clone(shown[:len(shown)-1]), &last)
	}
	return shown
}

// firstOfLines are the errors of the library, the first one of each line.
func firstOfLines(found hcl.Diagnostics) (first hcl.Diagnostics) {
	lines := map[int]bool{}
	for _, d := range found {
		if d.Subject == nil || !lines[d.Subject.Start.Line] {
			first = append(first, d)
		}
		if d.Subject != nil {
			lines[d.Subject.Start.Line] = true
		}
	}
	return first
}
