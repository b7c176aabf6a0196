package tui

import (
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"github.com/cashredpack/redpack/internal/view"
)

// look is how the screen is drawn: its words and signs, and the red and gold of a red packet.
type look struct {
	view.Style
	renderer *lipgloss.Renderer

	badge, live, gold, bad, strong, faint, plain lipgloss.Style
	paid, fault, track                           lipgloss.Style // the cells of a bar
}

// newLook pins colours and background to what the options say. The renderer of lipgloss itself would ask the terminal.
func newLook(o Options) look {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(depth(o))
	r.SetHasDarkBackground(!lightBackground(o.env("COLORFGBG")))
	style := r.NewStyle()
	return look{
		Style: o.Style, renderer: r,
		badge:  style.Bold(true).Foreground(paleGold).Background(packetRed),
		live:   style.Bold(true).Foreground(textRed),
		gold:   style.Bold(true).Foreground(textGold),
		bad:    style.Bold(true).Foreground(textRed),
		strong: style.Bold(true),
		faint:  style.Faint(true),
		plain:  style,
		paid:   style.Background(packetRed),
		fault:  style.Background(barGold),
		track:  style.Background(barTrack),
	}
}

// The palette, for dark and light backgrounds and for terminals of 16 million, 256 and 16 colours.
var (
	packetRed = same("#B8261C", "124", "1")
	paleGold  = same("#FFE3A3", "222", "11")
	barGold   = same("#D9A441", "179", "3")
	textRed   = pair(lipgloss.CompleteColor{TrueColor: "#F0645A", ANSI256: "203", ANSI: "9"},
		lipgloss.CompleteColor{TrueColor: "#B8261C", ANSI256: "124", ANSI: "1"})
	textGold = pair(lipgloss.CompleteColor{TrueColor: "#E8B95B", ANSI256: "179", ANSI: "11"},
		lipgloss.CompleteColor{TrueColor: "#8A5A00", ANSI256: "94", ANSI: "3"})
	barTrack = pair(lipgloss.CompleteColor{TrueColor: "#43302E", ANSI256: "237", ANSI: "8"},
		lipgloss.CompleteColor{TrueColor: "#EBDDD0", ANSI256: "254", ANSI: "7"})
)

func same(trueColour, ansi256, ansi string) lipgloss.CompleteColor {
	return lipgloss.CompleteColor{TrueColor: trueColour, ANSI256: ansi256, ANSI: ansi}
}

func pair(dark, light lipgloss.CompleteColor) lipgloss.CompleteAdaptiveColor {
	return lipgloss.CompleteAdaptiveColor{Dark: dark, Light: light}
}

// depth tells how many colours a terminal has, by the two variables that terminals set.
func depth(o Options) termenv.Profile {
	term, colours := o.env("TERM"), o.env("COLORTERM")
	switch {
	case !o.Style.Colour:
		return termenv.Ascii
	case colours == "truecolor" || colours == "24bit" || strings.HasSuffix(term, "-direct"):
		return termenv.TrueColor
	case strings.HasSuffix(term, "-256color") || colours != "":
		return termenv.ANSI256
	}
	return termenv.ANSI
}

// lightBackground reads COLORFGBG, "text;background" as numbers of the 16 colours: 7 and 9 to 15 are light.
func lightBackground(colorFgBg string) bool {
	switch colorFgBg[strings.LastIndexByte(colorFgBg, ';')+1:] {
	case "7", "9", "10", "11", "12", "13", "14", "15":
		return true
	}
	return false
}
