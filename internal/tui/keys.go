package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"github.com/cashredpack/redpack/internal/page"
)

// keyMap is every key of the screen. None of them can start what was not approved.
type keyMap struct {
	pause, slower, faster                   key.Binding
	problems, recipients, back, open        key.Binding
	search, settled, keep, drop             key.Binding
	up, down, pageUp, pageDown, top, bottom key.Binding
	more, quit, interrupt                   key.Binding
}

func newKeyMap(controls bool) keyMap {
	bind := func(help string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(names[0], help))
	}
	k := keyMap{
		pause: bind("pause", "p"), slower: bind("slower", "-"), faster: bind("faster", "+", "="),
		problems: bind("problems", "f"), recipients: bind("recipients", "r"), back: bind("back", "esc", "backspace"),
		open: bind("history", "enter"), search: bind("filter", "/"), settled: bind("settled ones", "s"),
		keep: bind("keep the filter", "enter"), drop: bind("drop it", "esc"), // of what is typed, for the help
		up: bind("", "up", "k"), down: bind("scroll", "down", "j"), pageUp: bind("", "pgup", "b"), pageDown: bind("page", "pgdown", " "),
		top: bind("", "home", "g"), bottom: bind("ends", "end", "G"),
		more: bind("fewer keys", moreKey), quit: bind("stop safely", "q"), interrupt: bind("stop; twice: at once", "ctrl+c"),
	}
	k.down.SetHelp("up/down", "scroll")
	k.pageDown.SetHelp("pgup/pgdn", "a page")
	k.bottom.SetHelp("home/end", "first, last")
	for _, b := range []*key.Binding{&k.pause, &k.slower, &k.faster} {
		b.SetEnabled(controls)
	}
	return k
}

// stopping leaves the keys that still do something in a run that is stopping. Only ctrl+c gives up what is in flight.
func (k *keyMap) stopping() {
	for _, b := range []*key.Binding{&k.quit, &k.pause, &k.slower, &k.faster} {
		b.SetEnabled(false)
	}
	k.interrupt.SetHelp("ctrl+c", "give them up")
}

// more is the one key that is named whatever else has no room.
const (
	moreKey = "?"
	more    = moreKey + " all keys"
)

// helpLines writes the help of bindings, in one line as far as it fits or, in full, in as many as it needs.
func helpLines(l look, width int, full bool, bindings ...key.Binding) []string {
	var parts []fragment
	for _, b := range bindings {
		if b.Enabled() && (full || b.Help().Key != moreKey) {
			parts = append(parts, fragment{b.Help().Key + " " + b.Help().Desc, l.faint})
		}
	}
	if full {
		return flow(width, parts...)
	}
	used, texts := len(indent)+page.Width(more), []string(nil)
	for _, p := range parts {
		if used += page.Width(p.text) + len(gap); used > width {
			break
		}
		texts = append(texts, p.text)
	}
	texts = append(texts, more)
	return []string{indent + l.faint.Render(strings.Join(texts, gap))}
}
