package tui

import (
	"runtime"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// filter is the people who pass what a person has typed.
type filter struct {
	wish
	by   *plan.Filter // nil: everybody, but for the labels
	rows []int        // who passes, in order
}

// wish is what the words of a filter mean.
type wish struct {
	only     []string    // addresses, and group:NAME of each group that is meant
	statuses []string    // as the screen shows them
	labels   []string    // parts of a label, in small letters
	rest     string      // a part of a key, a label or a masked openid
	said     []lang.Text // what of it holds, for people
	wrong    lang.Text   // what of it names nothing, and what there is; empty where all does
}

// The words with a meaning of their own.
const (
	statusWord = "status:"
	groupWord  = "group:"
	labelWord  = "label:"
)

var filterHint = lang.Both(statusWord+"held "+groupWord+"NAME "+labelWord+"NAME, or a part of a key, label or openid",
	statusWord+"暂缓 "+groupWord+"名称 "+labelWord+"名称，或键、备注名、openid 的一部分")

// filterOf makes a filter of what a person types: status:, group: and label: with a part of what they name, statuses as the screen shows
// them in a language, addresses as -only takes them, and of the rest a part of a key, a label or a masked openid.
func filterOf(text string, plans []*plan.Plan, l lang.Language) filter {
	w := wishOf(text, plans, l)
	var only []plan.Selector
	for _, each := range w.only {
		only = append(only, plan.Selector{Text: each})
	}
	return filter{wish: w, by: plan.NewFilter(only, w.statuses, w.rest)}
}

func wishOf(text string, plans []*plan.Plan, l lang.Language) (w wish) {
	var plainWords []string
	for _, word := range strings.Fields(text) {
		switch {
		case strings.HasPrefix(word, statusWord):
			w.status(word[len(statusWord):])
		case strings.HasPrefix(word, groupWord):
			w.group(word[len(groupWord):], plans)
		case strings.HasPrefix(word, labelWord):
			w.label(word[len(labelWord):])
		case slices.ContainsFunc(plans, func(p *plan.Plan) bool { return strings.HasPrefix(word, p.Campaign.Name+"/") }):
			w.only, w.said = append(w.only, word), append(w.said, lang.Same(word))
		default:
			plainWords = append(plainWords, word)
		}
	}
	rest := " " + strings.Join(plainWords, " ") + " "
	for _, shown := range statusWords() {
		for _, word := range slices.Compact([]string{shown.English, shown.In(l)}) {
			if strings.Contains(rest, " "+word+" ") {
				rest = strings.Replace(rest, " "+word+" ", " ", 1)
				w.statuses, w.said = append(w.statuses, shown.English), append(w.said, shown)
			}
		}
	}
	if w.rest = strings.TrimSpace(rest); w.rest != "" {
		w.said = append(w.said, lang.Same(w.rest))
	}
	return w
}

// statusWords are the statuses as the screen shows them.
func statusWords() (shown []lang.Text) {
	for _, s := range append(state.Statuses(), 0) {
		shown = append(shown, wordFor(s))
	}
	return shown
}

// status takes the beginning of a status. One that is not typed yet says nothing.
func (w *wish) status(begin string) {
	if begin == "" {
		return
	}
	joined := strings.NewReplacer(" ", "", "-", "", "_", "")
	some := false
	for _, shown := range statusWords() {
		if strings.HasPrefix(joined.Replace(shown.English), joined.Replace(strings.ToLower(begin))) || strings.HasPrefix(shown.Chinese, begin) {
			w.statuses, w.said, some = append(w.statuses, shown.English), append(w.said, shown), true
		}
	}
	if !some {
		w.said = append(w.said, lang.Same(statusWord+begin))
		w.wrong = lang.Format("no status begins with %s: there are %s", "没有以 %s 开头的状态，可用的有：%s", begin, lang.Join(statusWords(), lang.Comma))
	}
}

// group takes a part of a group's name. A whole name is that group alone.
func (w *wish) group(part string, plans []*plan.Plan) {
	if part == "" {
		return
	}
	part = plan.Small(part)
	var all, meant []string
	for _, p := range plans {
		for i := range p.Groups {
			name := p.Groups[i].Name
			if slices.Contains(all, name) {
				continue // of another campaign, too
			}
			if all = append(all, name); plan.Holds(name, part) {
				meant = append(meant, name)
			}
		}
	}
	if whole := slices.IndexFunc(meant, func(name string) bool { return strings.EqualFold(name, part) }); whole >= 0 {
		meant = meant[whole : whole+1]
	}
	if len(meant) == 0 {
		w.said = append(w.said, lang.Same(groupWord+part))
		w.wrong = lang.Format("no group has %s in its name: there are %s", "没有名称含 %s 的分组，现有：%s", part, words.Some(all, len(all)).Each(harmless))
	}
	for _, name := range meant {
		w.only, w.said = append(w.only, groupWord+name), append(w.said, lang.Format("group %s", "分组 %s", harmless(name)))
	}
}

func (w *wish) label(part string) {
	if part != "" {
		w.labels, w.said = append(w.labels, plan.Small(part)), append(w.said, lang.Format("label %s", "备注名 %s", part))
	}
}

// everybody reports whether nothing is asked for.
func (f *filter) everybody() bool { return f.by == nil && len(f.labels) == 0 && f.wrong.Empty() }

// moves reports whether who passes changes while a run goes on.
func (f *filter) moves() bool { return len(f.statuses) > 0 }

// narrows reports whether whoever passes has passed an earlier filter: the same words, or longer ones.
func (f *filter) narrows(earlier *filter) bool {
	if earlier.everybody() || !earlier.wrong.Empty() || f.moves() || earlier.moves() || !slices.Equal(f.only, earlier.only) ||
		len(f.labels) < len(earlier.labels) {
		return false
	}
	for i, label := range earlier.labels {
		if !strings.Contains(f.labels[i], label) {
			return false
		}
	}
	return strings.Contains(plan.Small(f.rest), plan.Small(earlier.rest))
}

// breath is after how many rows whoever sends has its turn, who would else wait for the scheduler.
const breath = 512

// keep looks who passes: of some rows, or of all where that is nil. What was kept before lends its memory, and may be those rows.
func (f *filter) keep(of *people, latest func(from int, into []state.Status), among, before []int) {
	if f.rows = before[:0]; !f.wrong.Empty() {
		return
	}
	if among == nil {
		f.rows = slices.Grow(f.rows, of.len()) // growing by steps would take longer than looking
	}
	var statuses []state.Status
	if f.moves() {
		if statuses = make([]state.Status, of.len()); latest != nil {
			latest(0, statuses)
		}
	}
	packet := new(plan.Packet)
	admit := func(i int) bool {
		if i%breath == 0 {
			runtime.Gosched()
		}
		p, err := of.read(i, packet)
		if err != nil {
			f.wrong, f.rows = lang.Of(err), nil
			return false
		}
		row := plan.RowOf(p, packet)
		if statuses != nil {
			row.Statuses[1] = wordFor(standing(packet, statuses[i])).English // as the words of the filter
		}
		if f.by.Admits(&row) && f.labelled(row.Label) {
			f.rows = append(f.rows, i)
		}
		return true
	}
	if among != nil {
		for _, i := range among {
			if !admit(i) {
				return
			}
		}
		return
	}
	for i := range of.len() {
		if !admit(i) {
			return
		}
	}
}

func (f *filter) labelled(label string) bool {
	return !slices.ContainsFunc(f.labels, func(part string) bool { return !plan.Holds(label, part) })
}
