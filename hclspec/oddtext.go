package hclspec

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
)

// The rules of texts that can be sent and hardly are what their author meant. A text may mean it, so they only warn.
var (
	ruleGap      = warningRule(lang.Both("Gap in a text", "文字中有缺漏"), lang.Both("have a text with a gap", "的文字中有缺漏"))
	ruleLeftover = warningRule(lang.Both("Leftover in a text", "文字中有残留"), lang.Both("have a text with a leftover of a spreadsheet or a template", "的文字中有电子表格或模板的残留"))
)

// noCallingBack ends every such warning.
var noCallingBack = lang.Both("If that is meant, all is well; a packet that was sent cannot be called back.",
	"如果本来如此，不用处理；红包发出后无法撤回。")

// warnOf warns of the wishing or remark of a row that looks as if something were missing in it, or as if something were left in it that
// a program wrote. What was promised or paid already is not warned of: it is too late.
func (s *stream) warnOf(x *rowContext, a *attribute, o *origin, text string) {
	if !s.first {
		return
	}
	for _, column := range a.holes {
		if r, what := holeFault(x.cells[column]); r != nil && s.uncommitted(x.key) {
			s.problems.add(r, o.at, func() *hcl.Diagnostic {
				return wrong(lang.Text{}, o.feed.cellRange(o.row, column),
					lang.Format("The %s of %q has %s where row.%s belongs, and reads %q. %s",
						"%[2]q 的 %[1]s 在 row.%[4]s 的位置是%[3]s，内容为 %[5]q。%[6]s", a.name, x.key, what, o.feed.header[column], text, noCallingBack))
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
			return wrong(lang.Text{}, o.value(a),
				lang.Format("The %s of %q %s: %q. %s",
					"%[2]q 的 %[1]s %[3]s：%[4]q。%[5]s", a.name, x.key, what, text, noCallingBack))
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
			diags = append(diags, warning(r.title, c.Ranges[of.name],
				lang.Format("The %s of the campaign %s: %q. %s",
					"活动的 %s %s：%q。%s", of.name, what, of.text, noCallingBack)))
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
			diags = append(diags, warning(ruleLeftover.title, text.expr.Range(), leftoverInRows(text.name, text.leftover, noCallingBack)))
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
func holeFault(cell string) (*rule, lang.Text) {
	if cell != "" && !oddCells[cell[0]] {
		return nil, lang.Text{}
	}
	switch cell {
	case "null", "NULL", "None", "NaN", "undefined":
		return ruleLeftover, lang.Format("%q", " %q ", cell)
	}
	switch {
	case slices.Contains(spreadsheetErrors, cell):
		return ruleLeftover, lang.Format("%q", " %q ", cell)
	case strings.TrimSpace(cell) == "":
		return ruleGap, lang.Both("nothing", "空的")
	}
	return nil, lang.Text{}
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
func oddity(text string) (*rule, lang.Text) {
	if text != "" && oddBegins[text[0]] {
		if begin := oddBegin(text); !begin.Empty() {
			return ruleGap, begin
		}
	}
	for i := range len(text) {
		if !suspects[text[i]] || !goesOn(text[i:]) {
			continue
		}
		if found := leftover(text, i); found != "" {
			return ruleLeftover, lang.Format("holds %q", "含有 %q", found)
		}
		if found := collision(text[i:]); found != "" {
			return ruleGap, lang.Format("has nothing between the signs of %q", "的 %q 两个标点之间没有内容", found)
		}
	}
	return nil, lang.Text{}
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
func oddBegin(text string) lang.Text {
	first, size := utf8.DecodeRuneInString(text)
	switch {
	case first == '0':
		if size < len(text) && !strings.ContainsRune("，、；：！,;:! ", firstRune(text[size:])) {
			return lang.Text{}
		}
		return lang.Both(`begins with "0", which a formula of Excel gives for an empty cell`,
			`以 "0" 开头，这是 Excel 公式遇到空单元格时的结果`)
	case strings.ContainsRune("，、；：,", first):
	case strings.ContainsRune("。.！!？?", first):
		if next, _ := utf8.DecodeRuneInString(text[size:]); strings.ContainsRune("。.！!？?", next) {
			return lang.Text{} // "...", "!!!"
		}
	case text != "" && strings.TrimSpace(text) == "":
		return lang.Both("is nothing but blanks", "全是空白")
	default:
		return lang.Text{}
	}
	return lang.Format("begins with %q, as if something were missing before it",
		"以 %q 开头，前面像是缺了什么", string(first))
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
