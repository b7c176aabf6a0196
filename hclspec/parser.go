package hclspec

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
)

// texts counts what was parsed so far. Everything that becomes HCL goes through it: the library's parser is recursive, and takes
// memory for every sign, before anybody can look at what it found.
type parser struct{ bytes, tokens, files int }

// parse reads a file of blocks or of variables.
func (p *parser) parse(src []byte, name string) (*hclsyntax.Body, hcl.Diagnostics) {
	if d := p.admit(src, name); d != nil {
		return nil, hcl.Diagnostics{d}
	}
	file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok || diags.HasErrors() {
		return nil, causes(src, name, diags)
	}
	return body, diags
}

// parseExpression reads a single expression. Nothing is said of what is wrong with it: its text may be a secret.
func (p *parser) parseExpression(src []byte, name string) (hclsyntax.Expression, hcl.Diagnostics) {
	if d := p.admit(src, name); d != nil {
		return nil, hcl.Diagnostics{d}
	}
	return hclsyntax.ParseExpression(src, name, hcl.InitialPos)
}

// admit holds a text against the budgets.
func (p *parser) admit(src []byte, name string) *hcl.Diagnostic {
	p.files++
	start := hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos}
	if p.files > filesMax {
		return wrong(lang.Both("Too many files", "文件过多"), start, tooManyFiles(filesMax))
	}
	if p.bytes += len(src); p.bytes > textMax {
		return tooMuchText(start)
	}
	if signs := estimatedTokens(src); p.tokens+signs > 2*tokenMax {
		return tooManySigns(start)
	}
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	if p.tokens += len(tokens); p.tokens > tokenMax {
		return tooManySigns(tokens[max(0, len(tokens)-1-p.tokens+tokenMax)].Range)
	}
	return unbearable(tokens)
}

// unbearable finds what the library must not read: it would take minutes, or fill the stack.
func unbearable(tokens hclsyntax.Tokens) *hcl.Diagnostic {
	for _, check := range []func(hclsyntax.Tokens) *hcl.Diagnostic{notHCL, tooDeep, longHeredoc, manyPieces} {
		if d := check(tokens); d != nil {
			return d
		}
	}
	return nil
}

func tooMuchText(at hcl.Range) *hcl.Diagnostic {
	return wrong(lang.Both("Too much text", "文字过多"), at, manyBytes(textMax))
}

func tooManySigns(at hcl.Range) *hcl.Diagnostic {
	return wrong(lang.Both("Too much text", "文字过多"), at, manySigns(tokenMax))
}

// estimatedTokens is about how many tokens a text has, without a list of them. Lines that are comments have none. A sign that HCL does not
// know counts for several, because the library writes an error for each.
func estimatedTokens(src []byte) int {
	const unknown = 4
	signs := 0
	for line := range bytes.Lines(src) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' || bytes.HasPrefix(line, []byte("//")) {
			continue
		}
		signs++
		word := false
		for _, r := range string(line) {
			letter := r == '_' || r == '-' || unicode.In(r, unicode.L, unicode.N, unicode.M)
			switch {
			case letter && !word, strings.ContainsRune("{}[]()\"=,.:?!<>&|+*/%#~", r):
				signs++
			case !letter && r != ' ' && r != '\t':
				signs += unknown
			}
			word = letter
		}
	}
	return signs
}

var unknownSigns = []hclsyntax.TokenType{hclsyntax.TokenInvalid, hclsyntax.TokenBadUTF8, hclsyntax.TokenBacktick}

// notHCL finds a text of another kind, such as a picture, by the signs that HCL does not know.
func notHCL(tokens hclsyntax.Tokens) *hcl.Diagnostic {
	unknown := 0
	for _, token := range tokens {
		if _, known := meant(firstRune(string(token.Bytes))); !known && slices.Contains(unknownSigns, token.Type) {
			unknown++
		}
		if unknown > mistakesMax {
			return wrong(lang.Both("Not a campaign file", "不是活动文件"), token.Range,
				lang.Format("Up to here the file has more than %d signs that HCL does not know. Is it something else under this name?",
					"到这里为止，文件中 HCL 不认识的符号超过 %d 个。这个名字的文件是不是别的东西？", mistakesMax))
		}
	}
	return nil
}

// openings are what is open at one place of a text.
type openings struct {
	levels []level
	depth  int // of the levels and the operators on them
}

// level is a bracket, a text or a template that is open.
type level struct {
	lines     bool // a line feed ends an expression here, as between braces
	operators int  // of the expression at hand
}

func (n *openings) open(lines bool) {
	n.levels = append(n.levels, level{lines: lines})
	n.depth++
}

func (n *openings) close() {
	if len(n.levels) > 1 {
		n.end()
		n.levels = n.levels[:len(n.levels)-1]
		n.depth--
	}
}

// operator is one more step of a chain such as a + b + c, !!!a, a ? b : c or a[b][c].
func (n *openings) operator() {
	n.levels[len(n.levels)-1].operators++
	n.depth++
}

// end is where an expression ends and another one may begin.
func (n *openings) end() {
	last := &n.levels[len(n.levels)-1]
	n.depth -= last.operators
	last.operators = 0
}

// tooDeep finds the place where a text goes deeper than the library can follow.
func tooDeep(tokens hclsyntax.Tokens) *hcl.Diagnostic {
	n := openings{levels: []level{{lines: true}}}
	for i, token := range tokens {
		n.take(tokens, i)
		if n.depth > depthMax {
			return wrong(lang.Both("Nested too deep", "嵌套过深"), token.Range, deepNesting(depthMax))
		}
	}
	return nil
}

func (n *openings) take(tokens hclsyntax.Tokens, i int) {
	kind := tokens[i].Type
	switch {
	case kind == hclsyntax.TokenOBrace:
		n.open(i+1 >= len(tokens) || string(tokens[i+1].Bytes) != "for")
	case kind == hclsyntax.TokenOBrack:
		n.operator() // it may be an index, and then the next one stands around it
		n.open(false)
	case kind == hclsyntax.TokenTemplateControl:
		n.directive(tokens[i+1:])
	case slices.Contains(opening, kind):
		n.open(false)
	case slices.Contains(closing, kind):
		n.close()
	case kind == hclsyntax.TokenComma, kind == hclsyntax.TokenNewline && n.levels[len(n.levels)-1].lines:
		n.end()
	case !slices.Contains(flat, kind):
		n.operator()
	}
}

// The tokens that begin a level, that end one, and that make nothing deeper.
var (
	opening = []hclsyntax.TokenType{
		hclsyntax.TokenOParen, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateInterp,
	}
	closing = []hclsyntax.TokenType{
		hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc,
		hclsyntax.TokenTemplateSeqEnd,
	}
	flat = []hclsyntax.TokenType{
		hclsyntax.TokenIdent, hclsyntax.TokenNumberLit, hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit, hclsyntax.TokenComment,
		hclsyntax.TokenNewline, hclsyntax.TokenDot, hclsyntax.TokenEqual, hclsyntax.TokenEOF,
	}
)

// directive opens what %{ begins: its own braces, and for %{ if and %{ for all that follows up to its end.
func (n *openings) directive(rest hclsyntax.Tokens) {
	word := ""
	if len(rest) > 0 {
		word = string(rest[0].Bytes)
	}
	switch word {
	case "if", "for":
		n.open(false)
	case "endif", "endfor":
		n.close()
	}
	n.open(false)
}

// manyPieces finds a text of so many pieces that joining them takes minutes.
func manyPieces(tokens hclsyntax.Tokens) *hcl.Diagnostic {
	run := 0
	for i, token := range tokens {
		if token.Type != hclsyntax.TokenQuotedLit && token.Type != hclsyntax.TokenStringLit {
			run = 0
			continue
		}
		if run++; run > piecesMax {
			return wrong(lang.Both("Text in too many pieces", "文字分段过多"), tokens[i-run+1].Range, brokenText(piecesMax))
		}
	}
	return nil
}
