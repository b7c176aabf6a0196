// Package shot turns a captured terminal screen into an SVG: the picture of the screen in the README is made with it.
//
// It understands what `tmux capture-pane -N -e` prints, text with SGR sequences, and nothing else. Every character is put at
// its own column, so that Chinese and boxes line up in any monospaced font. It is a tool for tests and documents; the
// program itself does not use it.
package shot

import (
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"
)

// The size of a cell and the colours of the terminal that is drawn, in pixels and CSS colours.
const (
	cellWidth, cellHeight = 9, 20
	fontSize              = 15
	margin                = 14
)

// terminal is the colours of a terminal: its own two, and the sixteen.
type terminal struct {
	background, foreground string
	basic                  [16]string
}

var dark = terminal{"#1b1719", "#e8e2dc", [16]string{
	"#2a2527", "#c8402f", "#6a9f5b", "#d9a441", "#5b84b5", "#a4699e", "#5aa5a0", "#cfc7bf",
	"#6e6467", "#f0645a", "#8fc17e", "#f0c674", "#81a8d8", "#c48fbf", "#7fc9c3", "#ffffff",
}}

var light = terminal{"#fbf8f4", "#2b2523", [16]string{
	"#2a2527", "#b8261c", "#3f7a32", "#8a5a00", "#2f5d94", "#7c3f77", "#23736e", "#d8d0c8",
	"#8b8084", "#c8402f", "#4f8f40", "#a06a00", "#3f74b5", "#96548f", "#2f8a84", "#ffffff",
}}

// pen is how the next character looks.
type pen struct {
	terminal                     terminal
	text, fill                   string // CSS colours; "" is the terminal's own
	bold, faint, italic, reverse bool
}

// SVG draws the lines of a screen that is so many columns wide, on a dark terminal or a light one.
func SVG(w io.Writer, screen string, columns int, bright bool) error {
	p := pen{terminal: dark}
	if bright {
		p.terminal = light
	}
	lines := strings.Split(strings.TrimRight(screen, "\n"), "\n")
	width, height := columns*cellWidth+2*margin, len(lines)*cellHeight+2*margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", p.terminal.background)
	fmt.Fprintf(&b, `<g font-family="'DejaVu Sans Mono','Noto Sans Mono CJK SC',Menlo,Consolas,monospace" font-size="%d" `+
		`fill="%s" xml:space="preserve">`+"\n", fontSize, p.terminal.foreground)
	for row, line := range lines {
		drawLine(&b, line, row, &p)
	}
	b.WriteString("</g>\n</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// sequence is an escape sequence at the start of a text, with the parameters of one that selects colours.
var sequence = regexp.MustCompile(`^\x1b(?:\[([0-9;]*)m|\[[0-?]*[ -/]*[@-~]|[ -/]*[0-~])`)

// drawLine walks through one line; the pen lasts beyond it, as on a terminal.
func drawLine(b *strings.Builder, line string, row int, p *pen) {
	column := 0
	for line != "" {
		if found := sequence.FindStringSubmatch(line); found != nil {
			if strings.HasSuffix(found[0], "m") {
				p.set(strings.Split(found[1], ";"))
			}
			line = line[len(found[0]):]
			continue
		}
		character, rest, width, _ := uniseg.FirstGraphemeClusterInString(line, -1)
		if width > 0 {
			p.draw(b, character, column, row, width)
		}
		column += width
		line = rest
	}
}

func (p *pen) draw(b *strings.Builder, character string, column, row, width int) {
	text, fill := p.text, p.fill
	if p.reverse {
		text, fill = or(fill, p.terminal.background), or(text, p.terminal.foreground)
	}
	x, y := margin+column*cellWidth, margin+row*cellHeight
	if fill != "" {
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", x, y, width*cellWidth, cellHeight, fill)
	}
	if character == " " {
		return
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" textLength="%d" lengthAdjust="spacingAndGlyphs"%s>%s</text>`+"\n",
		x, y+cellHeight*3/4, width*cellWidth, p.attributes(text), escaped(character))
}

// escaped is text as XML holds it. A builder fails no write.
func escaped(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		return ""
	}
	return b.String()
}

func (p *pen) attributes(text string) string {
	var a string
	if text != "" {
		a += ` fill="` + text + `"`
	}
	if p.bold {
		a += ` font-weight="bold"`
	}
	if p.faint {
		a += ` opacity="0.6"`
	}
	if p.italic {
		a += ` font-style="italic"`
	}
	return a
}

// set reads the parameters of one SGR sequence. Those it does not know change nothing.
func (p *pen) set(parameters []string) {
	for i := 0; i < len(parameters); i++ {
		switch n := number(parameters[i]); {
		case n == 0:
			*p = pen{terminal: p.terminal}
		case n == 1:
			p.bold = true
		case n == 2:
			p.faint = true
		case n == 3:
			p.italic = true
		case n == 7:
			p.reverse = true
		case n == 22:
			p.bold, p.faint = false, false
		case n == 27:
			p.reverse = false
		case n == 38 || n == 48:
			colour, used := p.extended(parameters[i+1:])
			if i += used; n == 38 {
				p.text = colour
			} else {
				p.fill = colour
			}
		case n == 39:
			p.text = ""
		case n == 49:
			p.fill = ""
		case n >= 30 && n <= 37:
			p.text = p.terminal.basic[n-30]
		case n >= 40 && n <= 47:
			p.fill = p.terminal.basic[n-40]
		case n >= 90 && n <= 97:
			p.text = p.terminal.basic[n-90+8]
		case n >= 100 && n <= 107:
			p.fill = p.terminal.basic[n-100+8]
		}
	}
}

// extended reads "5;n" or "2;r;g;b" and says how many parameters that were.
func (p *pen) extended(parameters []string) (colour string, used int) {
	switch {
	case len(parameters) >= 2 && parameters[0] == "5":
		return p.indexed(number(parameters[1])), 2
	case len(parameters) >= 4 && parameters[0] == "2":
		return rgb(number(parameters[1]), number(parameters[2]), number(parameters[3])), 4
	}
	return "", len(parameters)
}

// indexed is a colour of the 256: 16 basic ones, a cube of 6 steps, 24 greys.
func (p *pen) indexed(n int) string {
	steps := [6]int{0, 95, 135, 175, 215, 255}
	switch {
	case n < 16:
		return p.terminal.basic[n]
	case n < 232:
		n -= 16
		return rgb(steps[n/36], steps[n/6%6], steps[n%6])
	}
	grey := 8 + (n-232)*10
	return rgb(grey, grey, grey)
}

func rgb(r, g, b int) string { return fmt.Sprintf("#%02x%02x%02x", r, g, b) }

// number reads a parameter of 0 to 255; a missing one is 0.
func number(text string) int {
	n, err := strconv.ParseUint(text, 10, 8)
	if err != nil {
		return 0
	}
	return int(n)
}

func or(colour, otherwise string) string {
	if colour == "" {
		return otherwise
	}
	return colour
}
