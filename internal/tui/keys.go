package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
)

// keyMap is every key of the screen. None of them can start what was not approved.
type keyMap struct {
	pause, slower, faster                   key.Binding
	problems, recipients, back, open        key.Binding
	search, settled, keep, drop             key.Binding
	up, down, pageUp, pageDown, top, bottom key.Binding
	more, quit, interrupt                   key.Binding
	lang                                    lang.Language // of the help
}

func newKeyMap(controls bool, l lang.Language) keyMap {
	bind := func(help lang.Text, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(names[0], help.In(l)))
	}
	k := keyMap{
		pause: bind(lang.Both("pause", "暂停"), "p"), slower: bind(lang.Both("slower", "减速"), "-"), faster: bind(lang.Both("faster", "加速"), "+", "="),
		problems: bind(lang.Both("problems", "问题"), "f"), recipients: bind(lang.Both("recipients", "领取人"), "r"),
		back: bind(lang.Both("back", "返回"), "esc", "backspace"), open: bind(lang.Both("history", "历史"), "enter"),
		search: bind(lang.Both("filter", "筛选"), "/"), settled: bind(lang.Both("settled ones", "已了结的"), "s"),
		keep: bind(lang.Both("keep the filter", "保留筛选"), "enter"), drop: bind(lang.Both("drop it", "取消筛选"), "esc"), // of what is typed, for the help
		up: bind(lang.Text{}, "up", "k"), down: bind(lang.Text{}, "down", "j"), pageUp: bind(lang.Text{}, "pgup", "b"),
		pageDown: bind(lang.Text{}, "pgdown", " "), top: bind(lang.Text{}, "home", "g"), bottom: bind(lang.Text{}, "end", "G"),
		more: bind(lang.Both("fewer keys", "收起按键"), moreKey), quit: bind(lang.Both("stop safely", "安全停止"), "q"),
		interrupt: bind(lang.Both("stop; twice: at once", "停止；按两次：立即"), "ctrl+c"), lang: l,
	}
	k.help(&k.down, "up/down", lang.Both("scroll", "滚动"))
	k.help(&k.pageDown, "pgup/pgdn", lang.Both("a page", "翻页"))
	k.help(&k.bottom, "home/end", lang.Both("first, last", "首尾"))
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
	k.help(&k.interrupt, "ctrl+c", lang.Both("give them up", "放弃等待"))
}

// help changes what the help says of a key.
func (k *keyMap) help(b *key.Binding, name string, does lang.Text) { b.SetHelp(name, does.In(k.lang)) }

// more is the one key that is named whatever else has no room.
const moreKey = "?"

var more = lang.Both(moreKey+" all keys", moreKey+" 全部按键")

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
	used, texts := len(indent)+page.Width(l.Say(more)), []string(nil)
	for _, p := range parts {
		if used += page.Width(p.text) + len(gap); used > width {
			break
		}
		texts = append(texts, p.text)
	}
	texts = append(texts, l.Say(more))
	return []string{indent + l.faint.Render(strings.Join(texts, gap))}
}
