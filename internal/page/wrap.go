package page

import "strings"

// Signs that must not begin a line, and signs that must not end one.
const (
	closers = "，。、；：！？）」』》】〉”’…,.;:!?)]}%"
	openers = "（「『《【〈“‘([{"
)

// units stand behind a number that they belong to: 3 个, 第 7 行, 9 分 30 秒. A line does not end between the two.
const units = "个位笔项条次天小分秒行份处年月日张种组元级倍"

// Wrap breaks a text into lines of at most width columns: at spaces, and between any two characters of which one is
// Chinese, as long as no line would begin with a closing sign or end with an opening one. A word longer than a line is
// cut. Nothing but spaces at the breaks is lost; line ends in the text are kept.
func Wrap(text string, width int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapLine(paragraph, max(width, 2))...)
	}
	return lines
}

// piece is what may not be broken. It keeps characters, not text: a word of a megabyte is read once, however many lines it takes.
type piece struct {
	chars []character
	width int
	gap   bool // a space stands before it
}

func wrapLine(text string, width int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for _, p := range pieces(text) {
		gap := ""
		if p.gap && line.Len() > 0 {
			gap = " "
		}
		if line.Len() > 0 && used+len(gap)+p.width > width {
			lines = append(lines, line.String())
			line.Reset()
			used, gap = 0, ""
		}
		for p.width > width {
			var start piece
			start, p = p.cut(width)
			lines = append(lines, start.text())
		}
		line.WriteString(gap + p.text())
		used += len(gap) + p.width
	}
	return append(lines, line.String())
}

// pieces splits a line at the places where it may be broken.
func pieces(text string) []piece {
	var all []piece
	var before character
	gap, number := false, false // number: what stands before is one, and no part of a name
	for c := range Characters(text) {
		if c.Text == " " {
			gap = len(all) > 0
			continue
		}
		counts := gap && (number && strings.Contains(units, c.Text) || before.Text == "第" && isDigit(c.Text))
		if len(all) == 0 || breakable(before, c, gap) && !counts {
			all = append(all, piece{gap: gap})
		} else if gap {
			all[len(all)-1].add(character{Text: " ", width: 1})
		}
		all[len(all)-1].add(c)
		number = (number || gap || before.width != 1) && (isDigit(c.Text) || number && strings.Contains(".,:%", c.Text))
		before, gap = c, false
	}
	return all
}

func isDigit(text string) bool { return len(text) == 1 && text[0] >= '0' && text[0] <= '9' }

func (p *piece) add(c character) {
	p.chars = append(p.chars, c)
	p.width += c.width
}

func (p *piece) text() string {
	var b strings.Builder
	for _, c := range p.chars {
		b.WriteString(c.Text)
	}
	return b.String()
}

func breakable(before, after character, gap bool) bool {
	if strings.Contains(closers, after.Text) && (!gap || after.width == 2) || strings.Contains(openers, before.Text) {
		return false
	}
	return gap || before.width == 2 || after.width == 2
}

// cut takes the start of a piece that is longer than a line, one character of it at least. It leaves a closing sign its neighbour.
func (p *piece) cut(width int) (start, rest piece) {
	for _, c := range p.chars {
		if start.width+c.width > width && len(start.chars) > 0 {
			break
		}
		start.add(c)
	}
	n := len(start.chars)
	if n > 1 && n < len(p.chars) && strings.Contains(closers, p.chars[n].Text) {
		n--
		start.width -= p.chars[n].width
	}
	start.chars = p.chars[:n]
	return start, piece{chars: p.chars[n:], width: p.width - start.width}
}
