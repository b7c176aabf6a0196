package page

import (
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

// Style is how text looks on one stream. The zero value is plain text 80 columns wide with masked openids.
type Style struct {
	Colour     bool // escape sequences for colours; nothing is told by colour alone
	ASCII      bool // no sign of redpack's own outside ASCII; the texts of a campaign stay as they are
	ShowOpenID bool // print whole openids
	ShowLabels bool // print the names that people know beside keys: personal data, for whoever runs redpack and not for everybody
	Width      int  // of the terminal in columns; 0: 80
	Lang       lang.Language
}

// Say is anything in the language of the stream, see lang.Say.
func (s Style) Say(value any) string { return lang.Say(value, s.Lang) }

const (
	widthDefault = 80
	widthMin     = 24 // narrower terminals wrap by themselves
)

// Columns is how wide a line may be.
func (s Style) Columns() int {
	if s.Width <= 0 {
		return widthDefault
	}
	return max(s.Width, widthMin)
}

// Ink is a colour by its meaning.
type Ink string

// The inks, as SGR parameters of the eight basic colours, which every theme keeps readable.
const (
	InkNone   Ink = ""
	InkStrong Ink = "1"
	inkFaint  Ink = "2"
	InkGood   Ink = "32"
	inkSource Ink = "36"
)

// The inks that are redpack's own.
var (
	InkError   = Ink("1;" + PacketRed.text())
	InkWarning = Ink("1;" + DarkGold.text())
	InkMoney   = InkWarning
	InkBadge   = Ink("1;" + PaleGold.text() + ";" + PacketRed.paper()) // the name of a campaign
)

// Paint colours a text if the style has colours.
func (s Style) Paint(i Ink, text string) plain.Text {
	if !s.Colour || i == InkNone || text == "" {
		return plain.Of(text)
	}
	return plain.Paint(string(i), plain.Of(text))
}

// asciiYuan stands for the sign ¥ where only ASCII may be printed.
const asciiYuan = "CNY "

// Money writes an amount: "¥1,234.50", or "CNY 1,234.50" in ASCII.
func (s Style) Money(f money.Fen) string { return s.Own(f.String()) }

// Own keeps text of redpack's own making within the style's characters.
func (s Style) Own(text string) string {
	if s.ASCII {
		return strings.ReplaceAll(text, "¥", asciiYuan)
	}
	return text
}

// OpenID writes an openid as the style allows.
func (s Style) OpenID(id string) string {
	if s.ShowOpenID {
		return Clean(id)
	}
	return words.MaskOpenID(id)
}

// Glyphs are the signs that bars and charts are drawn with.
type Glyphs struct {
	Full, Empty string   // cells of a bar
	Levels      []string // of a chart, the lowest first
	Ellipsis    string   // where text was left out
}

// Glyphs returns the set for the style. Every sign is one column wide. The signs outside ASCII are for lines in which
// nothing stands to the right of them: some Chinese terminals draw them two columns wide.
func (s Style) Glyphs() Glyphs {
	if s.ASCII {
		return Glyphs{Full: "#", Empty: "-", Levels: []string{"_", ".", ":", "-", "=", "+", "*", "#"}, Ellipsis: Ellipsis}
	}
	return Glyphs{Full: "█", Empty: "░", Levels: []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}, Ellipsis: Ellipsis}
}

// Signed is a difference of money with its sign.
func (s Style) Signed(f money.Fen) lang.Text {
	switch {
	case f > 0:
		return lang.Same("+" + s.Money(f))
	case f < 0:
		return lang.Same("-" + s.Money(-f))
	}
	return lang.Both("no change in money", "金额不变")
}

// Tally writes what is counted with its money: "623 packets (¥5,690.48)".
func (s Style) Tally(t money.Tally, of words.Noun) lang.Text {
	return lang.Format("%s (%s)", "%s（%s）", words.Counted(t.Packets, of), s.Money(t.Amount))
}

// Tallied writes what became of packets, with their money: "623 sent (¥5,690.48)", "已发放 623 个（¥5,690.48）".
func (s Style) Tallied(t money.Tally, became lang.Text) lang.Text {
	return lang.Format("%s %s (%s)", "%[2]s %[1]s 个（%[3]s）", money.Count(t.Packets), became, s.Money(t.Amount))
}
