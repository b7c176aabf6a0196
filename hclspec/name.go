package hclspec

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// NameMax is how long the name of a block may be, in bytes.
const NameMax = 64

// nameFault tells why a text cannot name a block of a kind, or nil.
func nameFault(kind, name string, at hcl.Range) *hcl.Diagnostic {
	if !hclsyntax.ValidIdentifier(name) || len(name) > NameMax {
		return wrong(lang.Both("Invalid name", "名字无效"), at, cannotName(name, kind, NameMax))
	}
	return invisibleFault(kind, name, at)
}

// invisibleFault tells of a character in a name that nobody sees, or nil. HCL takes such characters, so two names that look the same
// could be two, and a reviewer would approve one for the other. Old names, of which moved blocks and repeats speak, are not asked:
// whoever has such a campaign must be able to leave it.
func invisibleFault(kind, name string, at hcl.Range) *hcl.Diagnostic {
	i := strings.IndexFunc(name, invisible)
	if i < 0 {
		return nil
	}
	r, _ := utf8.DecodeRuneInString(name[i:])
	return wrong(lang.Both("Invisible character in a name", "名字中有看不见的字符"), at,
		lang.Format("%q cannot name a %s: nobody sees the character %s, in it, so a reviewer would take it for another name, the one without. Take the character out.",
			"%q 不能作为 %s 的名字：其中的字符 %s 谁也看不见，审阅者会把它当成没有这个字符的另一个名字。删掉这个字符。", name, kind, words.Character(r)))
}

// invisible tells whether a character is drawn as nothing: joiners, fillers, marks of direction, selectors of a variant.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
