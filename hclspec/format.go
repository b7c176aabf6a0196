package hclspec

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"golang.org/x/text/width"
)

// Format writes a file in the canonical form: the HCL library's indentation and spacing, with the equals signs of adjacent
// lines aligned by what a terminal shows, so that a Chinese character counts as two. Inside recipients nothing is ever
// aligned: one space before each =, so that one long new name changes one line of a diff and not all of them.
//
// Only white space changes; comments stay. Formatting twice gives what formatting once gave. A file with a syntax error is
// given back as it is, with the diagnostics.
func Format(src []byte, filename string) ([]byte, hcl.Diagnostics) {
	body, err := markedText(src)
	if err != nil {
		return src, hcl.Diagnostics{unreadable(filename, err)}
	}
	var alone parser
	if _, diags := alone.parse(body, filename); diags.HasErrors() {
		return src, diags
	}
	body = bytes.TrimPrefix(body, []byte(utf8BOM))
	// The library needs a second look at some odd spellings.
	const looksMax = 8
	for range looksMax {
		next := align(hclwrite.Format(body))
		if bytes.Equal(next, body) {
			break
		}
		if !sameMeaning(body, next) {
			break
		}
		body = next
	}
	return body, nil
}

// sameMeaning tells whether two texts differ in white space only.
func sameMeaning(a, b []byte) bool {
	before, _ := hclsyntax.LexConfig(a, "", hcl.InitialPos)
	after, _ := hclsyntax.LexConfig(b, "", hcl.InitialPos)
	return slices.EqualFunc(before, after, func(x, y hclsyntax.Token) bool {
		return x.Type == y.Type && bytes.Equal(bytes.TrimRight(x.Bytes, "\r\n"), bytes.TrimRight(y.Bytes, "\r\n"))
	})
}

// formatLine is one line of tokens.
type formatLine struct {
	first, end int // of its tokens
	equals     int // the = of an attribute or item that begins the line, or -1
	comment    int // a comment behind something else, or -1
	alone      bool
	plain      bool // never aligned: inside recipients
}

// align sets the white space before equals signs and comments.
func align(src []byte) []byte {
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	lines := formatLines(tokens)
	gaps := map[int]int{}
	for _, group := range groups(lines, func(l formatLine) int { return l.equals }) {
		alignGroup(src, tokens, group, gaps, func(l formatLine) int { return l.equals })
	}
	for _, group := range groups(lines, func(l formatLine) int { return l.comment }) {
		alignGroup(src, tokens, group, gaps, func(l formatLine) int { return l.comment })
	}
	var out bytes.Buffer
	at := 0
	for i, token := range tokens {
		gap := src[at:token.Range.Start.Byte]
		if spaces, set := gaps[i]; set {
			gap = bytes.Repeat([]byte{' '}, spaces)
		}
		out.Write(gap)
		out.Write(src[token.Range.Start.Byte:token.Range.End.Byte])
		at = token.Range.End.Byte
	}
	out.Write(src[min(at, len(src)):])
	return out.Bytes()
}

// groups are runs of adjacent lines that have the mark and are aligned with one another. A line that must not be aligned
// is a group of its own.
func groups(lines []formatLine, mark func(formatLine) int) [][]formatLine {
	var all [][]formatLine
	open := false
	for _, l := range lines {
		switch {
		case mark(l) < 0:
			open = false
		case l.alone || l.plain:
			all = append(all, []formatLine{l})
			open = false
		case open:
			all[len(all)-1] = append(all[len(all)-1], l)
		default:
			all = append(all, []formatLine{l})
			open = true
		}
	}
	return all
}

func alignGroup(src []byte, tokens hclsyntax.Tokens, group []formatLine, gaps map[int]int, mark func(formatLine) int) {
	widths := make([]int, len(group))
	widest := 0
	for i, l := range group {
		widths[i] = shownWidth(src, tokens, l.first, mark(l), gaps)
		widest = max(widest, widths[i])
	}
	for i, l := range group {
		gaps[mark(l)] = widest - widths[i] + 1
	}
}

// shownWidth is how many columns the tokens of a line take up to one of them.
func shownWidth(src []byte, tokens hclsyntax.Tokens, first, end int, gaps map[int]int) int {
	columns := tokens[first].Range.Start.Column - 1
	for i := first; i < end; i++ {
		if i > first {
			gap := tokens[i].Range.Start.Byte - tokens[i-1].Range.End.Byte
			if set, ok := gaps[i]; ok {
				gap = set
			}
			columns += gap
		}
		columns += columnsOf(string(src[tokens[i].Range.Start.Byte:tokens[i].Range.End.Byte]))
	}
	return columns
}

// columnsOf is how many columns of a terminal a text takes.
func columnsOf(text string) int {
	columns := 0
	for _, r := range text {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.Is(unicode.Mn, r):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			columns += 2
		default:
			columns++
		}
	}
	return columns
}

// formatLines cuts tokens into lines and finds what can be aligned.
func formatLines(tokens hclsyntax.Tokens) []formatLine {
	var lines []formatLine
	nesting := nesting{inside: -1}
	first := 0
	for i, token := range tokens {
		if token.Type != hclsyntax.TokenNewline && token.Type != hclsyntax.TokenEOF && !endsLine(token) {
			continue
		}
		lines = append(lines, nesting.line(tokens, first, i+1))
		first = i + 1
	}
	return lines
}

// endsLine recognises a comment that holds its line feed.
func endsLine(token hclsyntax.Token) bool {
	return token.Type == hclsyntax.TokenComment && bytes.HasSuffix(token.Bytes, []byte{'\n'})
}

// brackets are the tokens that open and close something.
var brackets = map[hclsyntax.TokenType]int{
	hclsyntax.TokenOBrace: 1, hclsyntax.TokenOBrack: 1, hclsyntax.TokenOParen: 1,
	hclsyntax.TokenTemplateInterp: 1, hclsyntax.TokenTemplateControl: 1,
	hclsyntax.TokenCBrace: -1, hclsyntax.TokenCBrack: -1, hclsyntax.TokenCParen: -1, hclsyntax.TokenTemplateSeqEnd: -1,
}

// nesting follows the brackets from line to line.
type nesting struct {
	depth  int
	inside int // the depth at which recipients = { was opened, or -1
}

func (n *nesting) line(tokens hclsyntax.Tokens, first, end int) formatLine {
	l := formatLine{first: first, end: end, equals: -1, comment: -1, plain: n.inside >= 0}
	start := n.depth
	for i := first; i < end; i++ {
		token := tokens[i]
		n.depth += brackets[token.Type]
		if n.depth <= n.inside && brackets[token.Type] < 0 {
			n.inside = -1
		}
		if token.Type == hclsyntax.TokenEqual && i > first {
			if l.equals < 0 && n.depth == start {
				l.equals = i
			}
			if n.inside < 0 && opensRecipients(tokens[first:end], i-first) {
				n.inside, l.plain = n.depth, true
			}
		}
		if token.Type == hclsyntax.TokenComment && i > first {
			l.comment = i
		}
		if i+1 < end && token.Range.Start.Line != token.Range.End.Line && !endsLine(token) {
			l.alone = true
		}
	}
	// A line that opens what a later one closes is not aligned with its neighbours.
	l.alone = l.alone || n.depth != start
	return l
}

// opensRecipients recognises recipients = { at the beginning of a line.
func opensRecipients(line hclsyntax.Tokens, equals int) bool {
	return equals == 1 && len(line) > 2 && strings.EqualFold(string(line[0].Bytes), "recipients") && line[2].Type == hclsyntax.TokenOBrace
}
