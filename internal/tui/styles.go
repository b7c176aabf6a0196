package tui

import (
	"io"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"github.com/cashredpack/redpack/internal/page"
)

// look is how the screen is drawn: its words and signs, and the red and gold of a red packet. Red is the campaign's name and what needs a
// person, gold is money that is paid, amber is what settles itself.
type look struct {
	page.Style
	renderer *lipgloss.Renderer

	badge, live, gold, strong, faint, plain lipgloss.Style
	bad, warn                               lipgloss.Style // what needs a person, and what settles itself
	paid, needy, waits, track               lipgloss.Style // the cells of a bar
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
		live:   style.Bold(true).Foreground(textGold),
		gold:   style.Bold(true).Foreground(textGold),
		bad:    style.Bold(true).Foreground(textRed),
		warn:   style.Bold(true).Foreground(textAmber),
		strong: style.Bold(true),
		faint:  style.Faint(true),
		plain:  style,
		paid:   style.Background(barGold),
		needy:  style.Background(packetRed),
		waits:  style.Background(barAmber),
		track:  style.Background(barTrack),
	}
}

// The palette, for dark and light backgrounds.
var (
	packetRed = tone(page.PacketRed)
	paleGold  = tone(page.PaleGold)
	barGold   = tone(page.BarGold)
	barAmber  = tone(page.DarkAmber)
	textRed   = pair(page.BrightRed, page.PacketRed)
	textGold  = pair(page.BrightGold, page.DarkGold)
	textAmber = pair(page.Amber, page.DarkAmber)
	barTrack  = pair(page.TrackOnDark, page.TrackOnPale)
)

func tone(t page.Tone) lipgloss.CompleteColor {
	return lipgloss.CompleteColor{TrueColor: t.TrueColour, ANSI256: strconv.Itoa(t.ANSI256), ANSI: strconv.Itoa(t.ANSI)}
}

func pair(dark, light page.Tone) lipgloss.CompleteAdaptiveColor {
	return lipgloss.CompleteAdaptiveColor{Dark: tone(dark), Light: tone(light)}
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
