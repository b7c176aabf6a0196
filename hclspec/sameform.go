package hclspec

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// SameButForm tells whether an HCL file of one project differs from one of another project in white space and comments
// only. It is false for files that are no HCL.
func SameButForm(a *Project, pathA string, b *Project, pathB string) bool {
	before, okBefore := a.sources.held[pathA]
	after, okAfter := b.sources.held[pathB]
	return okBefore && okAfter && slices.EqualFunc(meaningfulTokens(before), meaningfulTokens(after), func(x, y hclsyntax.Token) bool {
		return x.Type == y.Type && bytes.Equal(x.Bytes, y.Bytes)
	})
}

// meaningfulTokens are the tokens of a text that can have a meaning.
func meaningfulTokens(src []byte) hclsyntax.Tokens {
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	return slices.DeleteFunc(tokens, func(t hclsyntax.Token) bool {
		return t.Type == hclsyntax.TokenNewline || t.Type == hclsyntax.TokenComment
	})
}

// Asserts are the conditions of the campaign's assert blocks in the order of the file, without comments and in one spacing, so
// that two can be compared.
func (c *Campaign) Asserts() []string {
	var conditions []string
	for _, a := range c.rows.asserts {
		conditions = append(conditions, a.text(c.rows.sources))
	}
	return conditions
}

// Guards are the asserts as they hold: each condition with the values of the variables and local values that it names, so
// that a bound that stands elsewhere is part of it. Order is without meaning.
func (c *Campaign) Guards() []string {
	var guards []string
	for _, a := range c.rows.asserts {
		guard := a.text(c.rows.sources)
		for _, traversal := range a.condition.Variables() {
			// self is what the rows come to, and whatever cannot be evaluated was reported.
			if value, diags := traversal.TraverseAbs(a.scope.context); !diags.HasErrors() && value.IsWhollyKnown() {
				guard += fmt.Sprintf("\n%#v", value)
			}
		}
		guards = append(guards, guard)
	}
	slices.Sort(guards)
	return guards
}

// text is the condition without comments and in one spacing.
func (a assertion) text(files *sources) string {
	at := a.condition.Range()
	var parts []string
	for _, t := range meaningfulTokens(files.held[at.Filename][at.Start.Byte:at.End.Byte]) {
		if t.Type != hclsyntax.TokenEOF {
			parts = append(parts, string(t.Bytes))
		}
	}
	return string(hclwrite.Format([]byte(strings.Join(parts, " "))))
}
