package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Of many who stand under another address ten are written out and all are counted, whichever way they came there.
func TestManyAreFolded(t *testing.T) {
	for _, n := range []int{1, 2, 9, 10, 11, 25} {
		var amounts []string
		var persons []int
		var keys, renamed, strayed []state.Packet
		for i := range n {
			amounts = append(amounts, "1.00")
			persons = append(persons, 100+i) // has the key now
			keys = append(keys, row(i+1, i, state.Sent))
			renamed = append(renamed, under(plantest.Recorded(i, 100, state.Sent), "lantern", fmt.Sprint("old", i)))
			strayed = append(strayed, under(plantest.Recorded(i, 100, state.Sent), "aa", fmt.Sprint("p", i)))
		}
		for i := range n {
			persons = append(persons, i)
		}
		for _, tt := range []struct {
			name          string
			blocks, inner string
			packets       []state.Packet
			each          string // is written for each of the first ten
			one, many     string // how it begins
			rest          string // behind them
		}{
			{
				"under keys of others", "", rows(persons...), keys, "\n  lantern/", fmt.Sprintf("lantern/%d has the openid that was paid under the key \"1\"", n+1),
				" recipients have openids that were paid under keys which have changed hands or are gone.", "\n  and %d more\n",
			},
			{
				"under new keys", "", plantest.People(amounts...), renamed, "moved {", "lantern/p0 has the openid that was paid under the key \"old0\"",
				" recipients have openids that were paid under keys which the file no longer has.", "\nand one for each of %d more.\n",
			},
			{
				"in another campaign", sibling("aa"), plantest.People(amounts...), strayed, "moved {", "lantern/p0 has the openid that was paid as aa/p0",
				" recipients have openids that were paid in other campaigns of the project, which no longer name them.", "\nand one for each of %d more.\n",
			},
		} {
			d := errorOf(t, plantest.CampaignBeside(t, tt.blocks, tt.inner), plantest.Snapshot(tt.packets...), plan.Options{})
			if d == nil {
				t.Errorf("%d %s: no error", n, tt.name)
				continue
			}
			begins, listed, rest := tt.one, min(n, 10), ""
			if n > 1 {
				begins = fmt.Sprint(n) + tt.many
			} else if tt.each == "\n  lantern/" {
				listed = 0
			}
			if n > 10 {
				rest = fmt.Sprintf(tt.rest, n-10)
			}
			more := strings.Contains(d.Detail, " more")
			if !strings.HasPrefix(d.Detail, begins) || strings.Count(d.Detail, tt.each) != listed || !strings.Contains(d.Detail, rest) || more != (n > 10) {
				t.Errorf("%d %s: %s", n, tt.name, d.Detail)
			}
			if strings.Count(d.Detail, " -exclude=") != min(n, 10) || strings.Contains(d.Detail, "an -exclude for each of") != (n > 10) {
				t.Errorf("%d %s, left out: %s", n, tt.name, d.Detail)
			}
		}
	}
}

// Whether all were paid, or some may still be, decides what is said, and what may be decided about them.
func TestWhatBecameOfMany(t *testing.T) {
	for name, tt := range map[string]struct {
		statuses []state.Status
		says     []string
		not      string
	}{
		"all were paid":      {[]state.Status{state.Sent, state.Received}, []string{"2 recipients have openids that were paid under", "would pay these people twice", "state accept"}, "or may still be"},
		"one may have been":  {[]state.Status{state.Sent, state.Unknown}, []string{"that were paid, or may still be, under", "could pay these people twice", "has to wait until the first one is paid"}, "state accept"},
		"one may still be":   {[]state.Status{state.Sent, state.Held}, []string{"that were paid, or may still be, under", "could pay these people twice"}, "state accept"},
		"one alone was paid": {[]state.Status{state.Sent}, []string{"has the openid that was paid", "would pay one person twice", "state accept"}, "or may still be"},
		"one alone may be":   {[]state.Status{state.Held}, []string{"has the openid of a packet that may still be paid", "could pay one person twice"}, "state accept"},
		"one alone in doubt": {[]state.Status{state.Unknown}, []string{"has the openid that may have been paid", "could pay one person twice"}, "state accept"},
	} {
		var amounts []string
		var packets []state.Packet
		for i, status := range tt.statuses {
			amounts = append(amounts, "1.00")
			packets = append(packets, under(plantest.Recorded(i, 100, status), "lantern", fmt.Sprint("old", i)))
		}
		d := errorOf(t, plantest.Campaign(t, plantest.People(amounts...)), plantest.Snapshot(packets...), plan.Options{})
		if d == nil || strings.Contains(d.Detail, tt.not) {
			t.Errorf("%s: %v", name, d)
			continue
		}
		for _, says := range tt.says {
			if !strings.Contains(d.Detail, says) {
				t.Errorf("%s: no %q in %s", name, says, d.Detail)
			}
		}
		if paid := strings.HasPrefix(d.Summary, "Paid "); paid == (name == "one alone may be") {
			t.Errorf("%s: %s", name, d.Summary)
		}
	}
}

// Of several campaigns that are gone and may be this one, the one that shares most people is told, and all are named.
func TestTheLikeliestVanishedCampaignIsTold(t *testing.T) {
	was := func(campaign string, persons ...int) (packets []state.Packet) {
		for _, i := range persons {
			packets = append(packets, under(plantest.Recorded(i, 100, state.Sent), campaign, fmt.Sprint("p", i)))
		}
		return packets
	}
	for name, tt := range map[string]struct {
		packets []state.Packet
		told    string
	}{
		"more people": {append(was("a", 0), was("b", 1, 2)...), "2 of the 3 recipients of \"lantern\" who are still to be paid have a packet in campaign \"b\", 2 of them"},
		"the first":   {append(was("a", 0, 1), was("b", 2)...), "2 of the 3 recipients of \"lantern\" who are still to be paid have a packet in campaign \"a\", 2 of them"},
		"one person":  {was("a", 0), "1 of the 3 recipients of \"lantern\" who are still to be paid has a packet in campaign \"a\", 1 of them"},
		"more of them as they were": {append([]state.Packet{under(plantest.Recorded(0, 100, state.Sent), "a", "x"), under(plantest.Recorded(1, 100, state.Sent), "a", "p1")},
			was("b", 0, 1)...), "2 of the 3 recipients of \"lantern\" who are still to be paid have a packet in campaign \"b\", 2 of them"},
	} {
		packets := make([]state.Packet, len(tt.packets))
		named := map[string]bool{}
		for i, p := range tt.packets {
			p.ID = int64(i + 1)
			packets[i] = p
			named[p.Campaign] = true
		}
		d := errorOf(t, plantest.Campaign(t, plantest.People("1.00", "1.00", "1.00")), plantest.Snapshot(packets...), plan.Options{})
		if d == nil || !strings.HasPrefix(d.Detail, tt.told) || strings.Contains(d.Detail, `"b"`) != named["b"] || !strings.Contains(d.Detail, `"a"`) {
			t.Errorf("%s: %v", name, d)
		}
	}
}
