package hclspec

import (
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

// meantSigns are signs of other keyboards that look like one of HCL, and what to write in their place.
var meantSigns = map[rune]string{
	'，': ",", '、': ",", '；': ";", '：': "=", '。': ".", '．': ".", '・': ".", '“': `"`, '”': `"`, '„': `"`, '‟': `"`, '＂': `"`, '「': `"`, '」': `"`,
	'『': `"`, '』': `"`, '《': `"`, '》': `"`, '〈': `"`, '〉': `"`, '‘': `"`, '’': `"`, '‚': `"`, '＇': `"`, '【': "[", '】': "]", '〔': "[", '〕': "]", '—': "-", '–': "-",
	'−': "-", '×': "*", '÷': "/", '≠': "!=", '≤': "<=", '≥': ">=",
}

// meant is what a character is written for, and "" for one that is written for nothing in HCL.
func meant(r rune) (text string, known bool) {
	if sign, ok := meantSigns[r]; ok {
		return sign, true
	}
	ascii, wide := words.ASCII(r)
	switch {
	case wide:
		return string(ascii), true
	case r > unicode.MaxASCII && unicode.IsSpace(r):
		return " ", true
	case invisible(r):
		return "", true
	}
	return "", false
}

func isWideQuote(r rune) bool { return meantSigns[r] == `"` }

// signs reports every sign outside of texts and comments that HCL does not know and that stands for one that it knows.
func (m *mistyped) signs() (faults hcl.Diagnostics) {
	for i := 0; i < len(m.tokens); i++ {
		if m.tokens[i].Type != hclsyntax.TokenInvalid && m.tokens[i].Type != hclsyntax.TokenApostrophe {
			continue
		}
		r := firstRune(string(m.tokens[i].Bytes))
		if text, number := m.word(i); number != "" {
			faults = append(faults, m.numberFault(i, text, number))
			i = m.wordEnd(i)
			continue
		}
		if _, known := meant(r); !known && r != '\'' {
			continue
		}
		faults = append(faults, m.signFault(i))
		if isWideQuote(r) || r == '\'' {
			i = m.closing(i) // what stands between two quotes is one text, however many words it has
			continue
		}
		for i+1 < len(m.tokens) && m.adjacent(i, 1) && string(m.tokens[i+1].Bytes) == string(m.tokens[i].Bytes) {
			i++ // some blanks are one mistake
		}
	}
	return faults
}

// signFault says what to write in the place of a sign.
func (m *mistyped) signFault(i int) *hcl.Diagnostic {
	at, r := m.tokens[i].Range, firstRune(string(m.tokens[i].Bytes))
	sign, _ := meant(r)
	name := words.Character(r)
	switch {
	case r == '\'':
		return fault("Wrong quote", at, "A text stands in double quotes: write \" in the place of '.")
	case isWideQuote(r):
		return fault("Wrong quote", at, "%s is no quote of HCL. A text stands in straight ones: write \".", name)
	case sign == ";":
		return fault("Wrong sign", at, "%s is no sign of HCL. Lines end by themselves; between two values write a comma.", name)
	case sign == " ":
		return fault("Wrong sign", at, "%s looks like a blank and is none. Write a blank.", name)
	case sign == "":
		return fault("Wrong sign", at, "%s stands here, which nobody sees. Take it out.", name)
	}
	return fault("Wrong sign", at, "%s is no sign of HCL. Write %s", name, sign)
}

// closing is the quote that ends a text which begins with a wrong one, or the end of its line.
func (m *mistyped) closing(open int) int {
	for i := open + 1; i < len(m.tokens); i++ {
		switch t := m.tokens[i]; {
		case t.Type == hclsyntax.TokenNewline, t.Type == hclsyntax.TokenEOF:
			return i
		case t.Type == hclsyntax.TokenApostrophe, t.Type == hclsyntax.TokenInvalid && isWideQuote(firstRune(string(t.Bytes))):
			return i
		}
	}
	return len(m.tokens)
}

// wordStart and wordEnd are the first and the last of the tokens around one between which nothing stands, as in ¥８.８８元.
func (m *mistyped) wordStart(i int) int {
	for i > 0 && m.adjacent(i-1, 1) && m.wordLike(i-1) {
		i--
	}
	return i
}

func (m *mistyped) wordEnd(i int) int {
	for i+1 < len(m.tokens) && m.adjacent(i, 1) && m.wordLike(i+1) {
		i++
	}
	return i
}

// wordLike tells whether a token can be a part of an amount as people write it.
func (m *mistyped) wordLike(i int) bool {
	switch t := m.tokens[i]; {
	case slices.Contains([]hclsyntax.TokenType{hclsyntax.TokenNumberLit, hclsyntax.TokenDot, hclsyntax.TokenIdent}, t.Type):
		return true
	case t.Type == hclsyntax.TokenComma: // 1,000.00
		number := func(i int) bool { return i >= 0 && i < len(m.tokens) && m.tokens[i].Type == hclsyntax.TokenNumberLit }
		return number(i-1) && number(i+1) && m.adjacent(i-1, 2)
	case t.Type == hclsyntax.TokenInvalid:
		r := firstRune(string(t.Bytes))
		return r == '．' || r == '¥' || r == '￥' || r >= '０' && r <= '９'
	}
	return false
}

// word is an amount as people write it, in which a token stands, and the number that HCL would take for it; "" where there is none.
func (m *mistyped) word(i int) (text, number string) {
	if !m.wordLike(i) {
		return "", ""
	}
	from, to := m.wordStart(i), m.wordEnd(i)
	var b strings.Builder
	for _, t := range m.tokens[from : to+1] {
		b.Write(t.Bytes)
	}
	text = b.String()
	fen, err := money.ParseWritten(text)
	if err != nil {
		return text, ""
	}
	return text, fen.Yuan()
}

func (m *mistyped) numberFault(i int, text, number string) *hcl.Diagnostic {
	at := hcl.RangeBetween(m.tokens[m.wordStart(i)].Range, m.tokens[m.wordEnd(i)].Range)
	return fault("Not a number of HCL", at, "%s is written for people. Write %s", text, number)
}

// slips finds what is made of signs that HCL knows, and still no HCL: 8,88 for 8.88, 8.88元, and an attribute without its =.
func (m *mistyped) slips() (faults hcl.Diagnostics) {
	at := hcl.Range{}
	for i := range m.tokens {
		if d := m.slip(i); d != nil && d.Subject.Start.Line != at.Start.Line {
			faults, at = append(faults, d), *d.Subject
		}
	}
	return faults
}

func (m *mistyped) slip(i int) *hcl.Diagnostic {
	kinds := func(types ...hclsyntax.TokenType) bool {
		for j, t := range types {
			if i+j >= len(m.tokens) || m.tokens[i+j].Type != t {
				return false
			}
		}
		return true
	}
	first := m.beginsLine(i)
	switch {
	case kinds(hclsyntax.TokenNumberLit) && m.afterEqual(i) && m.wordEnd(i) > i:
		if text, number := m.word(i); number != "" {
			return m.numberFault(i, text, number)
		}
		if kinds(hclsyntax.TokenNumberLit, hclsyntax.TokenComma, hclsyntax.TokenNumberLit) {
			return m.commaFault(i)
		}
	case first && (kinds(hclsyntax.TokenIdent, hclsyntax.TokenNumberLit) || kinds(hclsyntax.TokenIdent, hclsyntax.TokenColon)) && m.complained(i):
		name := string(m.tokens[i].Bytes)
		return fault("Missing =", m.tokens[i+1].Range, "Between the name of an attribute and its value stands a =. Write %s = …", name)
	}
	return nil
}

// adjacent tells whether nothing stands between a token and the n after it.
func (m *mistyped) adjacent(i, n int) bool {
	for j := i; j < i+n; j++ {
		if m.tokens[j].Range.End.Byte != m.tokens[j+1].Range.Start.Byte {
			return false
		}
	}
	return true
}

// afterEqual tells whether a value begins here; a list such as [8,88] is another thing.
func (m *mistyped) afterEqual(i int) bool {
	return i > 0 && slices.Contains([]hclsyntax.TokenType{hclsyntax.TokenEqual, hclsyntax.TokenColon}, m.tokens[i-1].Type)
}

// complained tells whether the library found a mistake on the line of a token.
func (m *mistyped) complained(i int) bool {
	return slices.ContainsFunc(m.found, func(d *hcl.Diagnostic) bool {
		return d.Subject != nil && d.Subject.Start.Line == m.tokens[i].Range.Start.Line
	})
}

// commaFault is said of 8,88.
func (m *mistyped) commaFault(i int) *hcl.Diagnostic {
	at := hcl.RangeBetween(m.tokens[i].Range, m.tokens[i+2].Range)
	return fault("Comma in a number", at, "A comma separates attributes, and a number has a decimal point. Write %s.%s", m.tokens[i].Bytes, m.tokens[i+2].Bytes)
}
