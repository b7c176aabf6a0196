package page

import "strconv"

// Tone is one colour of redpack for terminals of 16 million, of 256 and of 16 colours.
type Tone struct {
	TrueColour string // as in "#B8261C"
	ANSI256    int
	ANSI       int // 0 to 15
}

// The colours of redpack, which are those of a red packet. The screen takes them as deep as the terminal has them; what is
// printed takes them from the sixteen, which every theme keeps readable. On light backgrounds the text is darker.
var (
	PacketRed   = Tone{"#B8261C", 124, 1} // paper; what needs a person in a bar, and alarm on light backgrounds
	PaleGold    = Tone{"#FFE3A3", 222, 11}
	BarGold     = Tone{"#D9A441", 179, 11} // what is paid in a bar
	BrightRed   = Tone{"#F0645A", 203, 9}  // alarm on dark backgrounds
	BrightGold  = Tone{"#E8B95B", 179, 11}
	DarkGold    = Tone{"#8A5A00", 94, 3}  // gold on light backgrounds
	Amber       = Tone{"#FF9D2E", 215, 3} // what settles itself, on dark backgrounds
	DarkAmber   = Tone{"#B85C00", 130, 3} // and on light ones
	TrackOnDark = Tone{"#43302E", 237, 8}
	TrackOnPale = Tone{"#EBDDD0", 254, 7}
)

// text and paper are the tone as SGR parameters, among the sixteen.
func (t Tone) text() string  { return sgr(t.ANSI, 30, 90) }
func (t Tone) paper() string { return sgr(t.ANSI, 40, 100) }

func sgr(colour, dark, bright int) string {
	if colour < 8 {
		return strconv.Itoa(dark + colour)
	}
	return strconv.Itoa(bright + colour - 8)
}
