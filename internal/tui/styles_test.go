package tui_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/tui"
)

// TestColoursFollowTheTerminal fixes how the badge is coloured, which is pale gold on the red of a red packet.
func TestColoursFollowTheTerminal(t *testing.T) {
	for _, test := range []struct {
		name   string
		env    map[string]string
		colour bool
		want   string
	}{
		{"16 million", map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}, true, "\x1b[1;38;2;255;227;163;48;2;184;38;28m spring "},
		{"256", map[string]string{"TERM": "xterm-256color"}, true, "\x1b[1;38;5;222;48;5;124m spring "},
		{"16", map[string]string{"TERM": "xterm"}, true, "\x1b[1;93;41m spring "},
		{"nothing known", nil, true, "\x1b[1;93;41m spring "},
		{"no colours wanted", map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}, false, "  spring "},
	} {
		t.Run(test.name, func(t *testing.T) {
			frame := colouredFrame(t, test.env, test.colour)
			if !strings.Contains(frame, test.want) {
				t.Errorf("no %q in %q", test.want, frame)
			}
			if !test.colour && strings.ContainsRune(frame, '\x1b') {
				t.Errorf("an escape sequence in %q", frame)
			}
		})
	}
}

func TestGoldIsDarkOnALightBackground(t *testing.T) {
	const onDark, onLight = "\x1b[1;93mpaid", "\x1b[1;33mpaid"
	for background, want := range map[string]string{
		"": onDark, "15;0": onDark, "0;15": onLight, "0;default;7": onLight, "12;8": onDark, "nonsense": onDark,
	} {
		if frame := colouredFrame(t, map[string]string{"COLORFGBG": background}, true); !strings.Contains(frame, want) {
			t.Errorf("COLORFGBG=%q: no %q in %q", background, want, frame)
		}
	}
}

func colouredFrame(t *testing.T, env map[string]string, colour bool) string {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	return tui.NewScreen(t.Context(), tui.Options{
		Progress: s.Progress, Now: s.clock, Style: page.Style{Colour: colour},
		LookupEnv: func(name string) (string, bool) { value, ok := env[name]; return value, ok },
	}).View()
}
