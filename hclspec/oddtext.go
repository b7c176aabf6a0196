package hclspec

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// The rules of texts that can be sent and hardly are what their author meant. A text may mean it, so they only warn.
var (
	ruleGap      = &rule{summary: "Gap in a text", many: "have a text with a gap", warning: true}
	ruleLeftover = &rule{summary: "Leftover in a text", many: "have a text with a leftover of a spreadsheet or a template", warning: true}
)

// noCallingBack ends every such warning.
const noCallingBack = "If that is meant, all is well; a packet that was sent cannot be called back."

// warnOf warns of the wishing or remark of a row that looks as if something were missing in it, or as if something were left in it that
// a program wrote. What was promised or paid already is not warned of: it is too late.
func (s *stream) warnOf(x *rowContext, a *attribute, o *origin, text string) {
	if !s.first {
		return
	}
	for _, column := range a.holes {
		if r, what := holeFault(x.cells[column]); r != nil && s.uncommitted(x.key) {
			s.problems.add(r, o.at, func() *hcl.Diagnostic {
				return fault("", o.feed.cellRange(o.row, column), "The %s of %q has %s where row.%s belongs, and reads %q. %s",
					a.name, x.key, what, o.feed.header[column], text, noCallingBack)
			})
			return
		}
	}
	fine := &s.fine.wishing
	if a.name == "remark" {
		fine = &s.fine.remark
	}
	if text == *fine {
		return
	}
	r, what := oddity(text)
	if r == nil {
		*fine = text
		return
	}
	if s.uncommitted(x.key) && (r != ruleLeftover || a.leftover == "") {
		s.problems.add(r, o.at, func() *hcl.Diagnostic {
			return fault("", o.value(a), "The %s of %q %s: %q. %s", a.name, x.key, what, text, noCallingBack)
		})
	}
}

func (s *stream) uncommitted(key string) bool {
	_, committed := s.committed(key)
	return !committed
}

// oddTexts warns of the texts that the campaign, or a list of it, has for everybody.
func (c *Campaign) oddTexts() (diags hcl.Diagnostics) {
	for _, of := range [...]struct{ name, text string }{{"wishing", c.Wishing}, {"remark", c.Remark}} {
		if r, what := oddity(of.text); r != nil {
			diags = append(diags, caution(r.summary, c.Ranges[of.name], "The %s of the campaign %s: %q. %s", of.name, what, of.text, noCallingBack))
		}
	}
	for _, feed := range c.rows.feeds {
		if attrs := feed.attributes(); attrs != nil {
			diags = append(diags, attrs.leftovers()...)
		}
	}
	return diags
}

// leftovers warns of what a list's templates have left in the text of every row.
func (a *attributes) leftovers() (diags hcl.Diagnostics) {
	for _, text := range []*attribute{a.wishing, a.remark} {
		if text != nil && text.leftover != "" {
			diags = append(diags, caution(ruleLeftover.summary, text.expr.Range(), "The %s of every row holds %q, which is sent as it stands. Where a cell "+
				"belongs, write its name between ${ and }, in half-width signs: ${row.name}. %s", text.name, text.leftover, noCallingBack))
		}
	}
	return diags
}

// leftoverOf is what a template has left in the text that it writes for every row, or "".
func leftoverOf(expr hclsyntax.Expression) string {
	if call, ok := expr.(*hclsyntax.FunctionCallExpr); ok && len(call.Args) == 1 {
		expr = call.Args[0] // trimspace("…")
	}
	for text := range writtenTexts(expr) {
		for i := range len(text) {
			if found := leftover(text, i); suspects[text[i]] && found != "" {
				return found
			}
		}
	}
	return ""
}

// writtenTexts are the parts of a template that stand in it as they are.
func writtenTexts(expr hclsyntax.Expression) iter.Seq[string] {
	return func(yield func(string) bool) {
		template, ok := expr.(*hclsyntax.TemplateExpr)
		if !ok {
			return
		}
		for _, part := range template.Parts {
			if literal, ok := part.(*hclsyntax.LiteralValueExpr); ok && isText(literal.Val) && !yield(literal.Val.AsString()) {
				return
			}
		}
	}
}

// holesOf are the cells that a template takes as they are: an empty one leaves a gap. What a condition chooses is meant.
func holesOf(expr hclsyntax.Expression, column func(name string) int) (holes []int) {
	template, ok := expr.(*hclsyntax.TemplateExpr)
	if !ok {
		return nil
	}
	for _, part := range template.Parts {
		if call, ok := part.(*hclsyntax.FunctionCallExpr); ok && len(call.Args) == 1 {
			part = call.Args[0] // trimspace(row.name)
		}
		cell, ok := part.(*hclsyntax.ScopeTraversalExpr)
		if !ok || cell.Traversal.RootName() != "row" {
			continue
		}
		if name, ok := step(cell.Traversal, 1); ok && column(name) >= 0 {
			holes = append(holes, column(name))
		}
	}
	return holes
}

// holeFault tells what is wrong with a cell that a template takes as it is. The rule is nil where nothing is.
func holeFault(cell string) (*rule, string) {
	if cell != "" && !oddCells[cell[0]] {
		return nil, ""
	}
	switch cell {
	case "null", "NULL", "None", "NaN", "undefined":
		return ruleLeftover, fmt.Sprintf("%q", cell)
	}
	switch {
	case slices.Contains(spreadsheetErrors, cell):
		return ruleLeftover, fmt.Sprintf("%q", cell)
	case strings.TrimSpace(cell) == "":
		return ruleGap, "nothing"
	}
	return nil, ""
}

// begins is a set of the bytes with which something begins. Most texts have none of them, and all texts are looked at.
type begins [256]bool

func beginsWith(bytes string) (set begins) {
	for i := range len(bytes) {
		set[bytes[i]] = true
	}
	return set
}

// A Chinese sign begins with \xef or \xe3, a blank of another script with \xc2, \xe2 or \xe3; hardly any other character of a wish does.
var (
	oddCells  = beginsWith("#nNu \t\v\f\r\n\xc2\xe2\xe3")
	oddBegins = beginsWith("0,.!? \t\xef\xe3\xc2\xe2")
	suspects  = beginsWith("#${nuN\xef\xe3")
)

// oddity tells what looks wrong about a text: a gap, or a leftover. The rule is nil where nothing does. It knows what no wish holds on
// purpose, and lets pass what some do: repeated signs, dots and smileys at the beginning, the word None in a sentence.
func oddity(text string) (*rule, string) {
	if text != "" && oddBegins[text[0]] {
		if begin := oddBegin(text); begin != "" {
			return ruleGap, begin
		}
	}
	for i := range len(text) {
		if !suspects[text[i]] || !goesOn(text[i:]) {
			continue
		}
		if found := leftover(text, i); found != "" {
			return ruleLeftover, fmt.Sprintf("holds %q", found)
		}
		if found := collision(text[i:]); found != "" {
			return ruleGap, fmt.Sprintf("has nothing between the signs of %q", found)
		}
	}
	return nil, ""
}

// goesOn tells from the next bytes whether a suspect is worth a look: n of null, u of undefined, N of NaN and None, and a comma that
// another sign may follow, ＄ and ｛.
func goesOn(text string) bool {
	if len(text) < 2 {
		return false
	}
	switch next := text[1]; text[0] {
	case 'n':
		return next == 'u'
	case 'u':
		return next == 'n'
	case 'N':
		return next == 'a' || next == 'o'
	case '\xef', '\xe3':
		return len(text) > 3 && (text[3] == '\xef' || text[3] == '\xe3' || text[1:3] == "＄"[1:] || text[1:3] == "｛"[1:])
	}
	return true
}

// oddBegin recognises a text from whose beginning something is missing.
func oddBegin(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	switch {
	case first == '0':
		if size < len(text) && !strings.ContainsRune("，、；：！,;:! ", firstRune(text[size:])) {
			return ""
		}
		return "begins with \"0\", which a formula of Excel gives for an empty cell"
	case strings.ContainsRune("，、；：,", first):
	case strings.ContainsRune("。.！!？?", first):
		if next, _ := utf8.DecodeRuneInString(text[size:]); strings.ContainsRune("。.！!？?", next) {
			return "" // "...", "!!!"
		}
	case text != "" && strings.TrimSpace(text) == "":
		return "is nothing but blanks"
	default:
		return ""
	}
	return fmt.Sprintf("begins with %q, as if something were missing before it", string(first))
}

// collision recognises a comma with another sign directly behind it.
func collision(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	next, nextSize := utf8.DecodeRuneInString(text[size:])
	if (first == '，' || first == '、') && next != first && strings.ContainsRune("，、。！？；：", next) {
		return text[:size+nextSize]
	}
	return ""
}

// leftover recognises at a place of a text what a spreadsheet, a program or a template has left there.
func leftover(text string, at int) string {
	rest := text[at:]
	switch text[at] {
	case '#':
		for _, word := range spreadsheetErrors {
			if strings.HasPrefix(rest, word) {
				return word
			}
		}
	case '$', "＄"[0]:
		for _, sign := range []string{"${", "$｛", "＄{", "＄｛"} {
			if strings.HasPrefix(rest, sign) {
				return sign
			}
		}
		return placeholder(rest)
	case '{':
		return placeholder(rest)
	case 'n', 'u', 'N':
		for _, word := range []string{"null", "undefined", "NaN", "None"} {
			if strings.HasPrefix(rest, word) && alone(text[:at], rest[len(word):], word == "None") {
				return word
			}
		}
	}
	return ""
}

// placeholder recognises "{{" and a name in braces, of either width.
func placeholder(text string) string {
	rest, ok := cutBrace(text)
	if !ok {
		return ""
	}
	if inner, twice := cutBrace(rest); twice {
		return text[:len(text)-len(inner)]
	}
	end := strings.IndexAny(rest, "}｝")
	if end <= 0 || strings.ContainsAny(rest[:end], " ,，。！!{｛(（") {
		return ""
	}
	_, size := utf8.DecodeRuneInString(rest[end:])
	return text[:len(text)-len(rest)+end+size]
}

// cutBrace takes a brace away with which a text begins.
func cutBrace(text string) (rest string, found bool) {
	if rest, found = strings.CutPrefix(text, "{"); found {
		return rest, true
	}
	return strings.CutPrefix(text, "｛")
}

// alone tells whether a word stands for itself between what is before and after it. A word that sentences have, too, must also have no
// blank beside it.
func alone(before, after string, inSentences bool) bool {
	inWord := func(c byte) bool {
		return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || inSentences && c == ' '
	}
	return (before == "" || !inWord(before[len(before)-1])) && (after == "" || !inWord(after[0]))
}
