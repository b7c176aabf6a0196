package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// wishing plans a list of so many people with the wishes that a function gives them.
func wishing(t *testing.T, n int, wish func(i int) string, snapshot *state.Snapshot) *plan.Plan {
	t.Helper()
	rows := []string{"id,openid,wish"}
	for i := range n {
		rows = append(rows, fmt.Sprintf("u%06d,%s,%s", i, plantest.OpenID(i), wish(i)))
	}
	project := plantest.ProjectOver(t, fstest.MapFS{"people.csv": {Data: []byte(strings.Join(rows, "\n") + "\n")}}, "", `
  recipients_from "csv" {
    path    = "people.csv"
    key     = row.id
    openid  = row.openid
    amount  = 8.88
    wishing = row.wish
    label   = "Nr ${row.id}"
  }`)
	return plantest.MustPlan(t, project.Campaigns[0], snapshot, plan.Options{At: plantest.Noon})
}

func shown(l plan.Leaving) (keys []string) {
	for i := range l.Shown {
		keys = append(keys, strings.TrimLeft(l.Shown[i].Key(), "u0"))
	}
	return keys
}

// What leaves is shown whole up to twenty packets; of more, one of each wish where these are few, else the shortest, the longest and
// others from all over the list.
func TestLeaving(t *testing.T) {
	for name, tt := range map[string]struct {
		n      int
		wish   func(i int) string
		wishes int
		keys   string
	}{
		"one":                       {1, func(int) string { return "a" }, 1, "[]"},
		"twenty":                    {20, func(int) string { return "a" }, 1, "[ 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19]"},
		"one wish of twenty-one":    {21, func(int) string { return "a" }, 1, "[]"},
		"a rare wish":               {10_000, func(i int) string { return map[bool]string{true: "b", false: "a"}[i == 7777] }, 2, "[ 7777]"},
		"five wishes":               {10_000, func(i int) string { return strings.Repeat("a", 1+i%5) }, 5, "[ 1 2 3 4]"},
		"a wish for everybody":      {10_000, func(i int) string { return fmt.Sprintf("wish %05d", i) }, 6, "[ 1 1536 5632 9728]"},
		"the shortest and longest":  {10_000, func(i int) string { return strings.Repeat("a", 1+(i+5_001)%9_973%100) }, 6, "[99 98  3584 9728]"},
		"the first ones in a crowd": {10_000, func(i int) string { return string(rune('a' + min(i, 9))) }, 6, "[ 1 2 4 512]"},
	} {
		t.Run(name, func(t *testing.T) {
			l := wishing(t, tt.n, tt.wish, state.EmptySnapshot()).Leaving
			if l.Packets != tt.n || l.Wishes != tt.wishes || fmt.Sprint(shown(l)) != tt.keys {
				t.Errorf("%d packets, %d wishes, shown %v; want %d, %d, %s", l.Packets, l.Wishes, shown(l), tt.n, tt.wishes, tt.keys)
			}
		})
	}
}

// What is done, parked or only asked about does not leave; what is asked about first and then sent does.
func TestLeavingIsWhatMayBeSent(t *testing.T) {
	campaign := plantest.Campaign(t, plantest.People("1.00", "1.00", "1.00", "1.00", "1.00"))
	held, asked := plantest.Recorded(1, 100, state.Held), plantest.Recorded(2, 100, state.Unknown)
	other := plantest.Recorded(3, 200, state.Unknown)
	p := plantest.MustPlan(t, campaign, plantest.Snapshot(plantest.Recorded(0, 100, state.Sent), held, asked, other), plan.Options{At: plantest.Noon})
	var actions []plan.Action
	var wishes plan.Wishes
	for i := range p.Leaving.Shown {
		actions = append(actions, p.Leaving.Shown[i].Action)
		wishes.Add(&p.Leaving.Shown[i])
	}
	if want := []plan.Action{plan.Retry, plan.Resolve, plan.Send}; !slices.Equal(actions, want) {
		t.Errorf("leaving: %v, want %v", actions, want)
	}
	if all := wishes.All(); len(all) != 1 || all[0].Packets != 3 {
		t.Errorf("wishes: %v", all)
	}
}

// Texts are counted, the most frequent first; beyond the most that are told apart, packets are counted and their texts are not kept.
func TestWishes(t *testing.T) {
	var w plan.Wishes
	add := func(text string) {
		w.Add(&plan.Packet{Action: plan.Send, Recipient: hclspec.Recipient{Wishing: text}})
	}
	for _, text := range []string{"b", "a", "c", "b", "a", "b"} {
		add(text)
	}
	w.Add(&plan.Packet{Action: plan.Done, Recipient: hclspec.Recipient{Wishing: "paid"}})
	if got := fmt.Sprint(w.All(), w.Others()); got != "[{b 3} {a 2} {c 1}] 0" {
		t.Errorf("counted %s", got)
	}
	for i := range plan.WishesMax {
		add(fmt.Sprint(i))
	}
	add("a")
	if all := w.All(); len(all) != plan.WishesMax || w.Others() != 3 || all[0] != (plan.Wish{Text: "a", Packets: 3}) {
		t.Errorf("%d texts, %d others, first %v", len(all), w.Others(), all[0])
	}
}
