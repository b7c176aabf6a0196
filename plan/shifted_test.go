package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// rows writes a list whose keys are row numbers.
func rows(persons ...int) string {
	var b strings.Builder
	b.WriteString("  recipients = {\n")
	for i, person := range persons {
		fmt.Fprintf(&b, "    \"%d\" = { openid = %q, amount = 1.00 }\n", i+1, plantest.OpenID(person))
	}
	return b.String() + "  }\n"
}

// row is what was recorded under a row number.
func row(n, person int, status state.Status) state.Packet {
	p := under(plantest.Recorded(person, 100, status), "lantern", fmt.Sprint(n))
	p.ID = int64(n)
	return p
}

const zhang, wang, li = 0, 1, 2

// Keys that change hands must not pay anybody twice, whatever is left out or accepted.
func TestKeysThatChangedHands(t *testing.T) {
	accepted := func(p state.Packet, now int) state.Packet {
		p = decided(p, plantest.Noon)
		p.Accepted.OpenID = plantest.OpenID(now)
		return p
	}
	twice := "allow_repeat_openid = true\n"
	for _, tt := range []struct {
		name    string
		inner   string
		packets []state.Packet
		opts    plan.Options
		want    []string // in the detail; none: a plan is made
	}{
		{
			"a row inserted on top", rows(li, zhang, wang),
			[]state.Packet{row(1, zhang, state.Sent), row(2, wang, state.Sent)},
			plan.Options{},
			[]string{"lantern/3 has the openid that was paid under the key \"2\"", "Put the old keys back", "repeats = [\"lantern\"]", "-exclude=lantern/3"},
		},
		{
			"the conflicts left out", rows(li, zhang, wang),
			[]state.Packet{row(1, zhang, state.Sent), row(2, wang, state.Unknown)},
			plan.Options{Selection: plan.NewSelection(plantest.Selectors("-1", "-2"))},
			[]string{"lantern/3"},
		},
		{
			"the conflicts accepted", rows(li, zhang, wang),
			[]state.Packet{accepted(row(1, zhang, state.Sent), li), accepted(row(2, wang, state.Sent), zhang)},
			plan.Options{},
			[]string{"lantern/3"},
		},
		{
			"all of them left out", rows(li, zhang, wang),
			[]state.Packet{row(1, zhang, state.Sent), row(2, wang, state.Sent)},
			plan.Options{Selection: plan.NewSelection(plantest.Selectors("-1", "-2", "-3"))},
			nil,
		},
		{"failed, so nobody was paid", rows(li, zhang, wang), []state.Packet{row(1, zhang, state.Failed), row(2, wang, state.Failed)}, plan.Options{}, nil},
		{"a second packet on purpose", twice + rows(zhang, wang, wang), []state.Packet{row(1, zhang, state.Sent), row(2, wang, state.Sent)}, plan.Options{}, nil},
		{
			"a failed row taken by somebody paid", strings.Replace(rows(zhang), "\"1\" =", "\"2\" =", 1),
			[]state.Packet{row(1, zhang, state.Sent), row(2, wang, state.Failed)},
			plan.Options{},
			[]string{"lantern/2 has the openid that was paid under the key \"1\"", "Put the old keys back"},
		},
		{
			"left as it is", strings.Replace(rows(zhang), "\"1\" =", "\"2\" =", 1),
			[]state.Packet{row(1, zhang, state.Sent), accepted(row(2, wang, state.Failed), zhang)},
			plan.Options{},
			nil,
		},
		{
			"a held row came back, and its person was paid meanwhile", rows(zhang),
			[]state.Packet{row(1, zhang, state.Held), row(2, zhang, state.Sent)},
			plan.Options{},
			[]string{"lantern/1 has the openid that was paid under the key \"2\"", "and 1 has a packet of its own", "-exclude=lantern/1"},
		},
		{
			"an unknown row came back", rows(zhang),
			[]state.Packet{row(1, zhang, state.Unknown), row(2, zhang, state.Held)},
			plan.Options{},
			[]string{"lantern/1 has the openid of a packet that may still be paid under the key \"2\""},
		},
		{
			"a refused row came back", rows(zhang),
			[]state.Packet{row(1, zhang, state.Refused), row(2, zhang, state.Unknown)},
			plan.Options{RetryRefused: true},
			[]string{"lantern/1 has the openid that may have been paid under the key \"2\""},
		},
		{"a refused row came back, and is not tried", rows(zhang), []state.Packet{row(1, zhang, state.Refused), row(2, zhang, state.Sent)}, plan.Options{}, nil},
		{
			"a held row came back, left out", rows(zhang),
			[]state.Packet{row(1, zhang, state.Held), row(2, zhang, state.Sent)},
			plan.Options{Selection: plan.NewSelection(plantest.Selectors("-1"))},
			nil,
		},
		{
			"both keys are in the file", twice + rows(zhang, zhang),
			[]state.Packet{row(1, zhang, state.Held), row(2, zhang, state.Sent)},
			plan.Options{},
			nil,
		},
		{
			"a third packet whose key is gone", twice + rows(zhang, zhang),
			[]state.Packet{row(1, zhang, state.Held), row(2, zhang, state.Sent), row(3, zhang, state.Sent)},
			plan.Options{},
			[]string{"lantern/1 has the openid that was paid under the key \"3\"", "keep the new one beside it"},
		},
		{
			"held rows that changed hands", rows(li, zhang),
			[]state.Packet{row(1, zhang, state.Held)},
			plan.Options{Selection: plan.NewSelection(plantest.Selectors("-1"))},
			[]string{"lantern/2 has the openid of a packet that may still be paid under the key \"1\", which the file gives to another"},
		},
		{"a failed row tried again", rows(zhang, wang), []state.Packet{row(1, zhang, state.Sent), row(2, wang, state.Failed)}, plan.Options{RetryFailed: true}, nil},
	} {
		d := errorOf(t, plantest.Campaign(t, tt.inner), plantest.Snapshot(tt.packets...), tt.opts)
		if (d == nil) != (tt.want == nil) {
			t.Errorf("%s: %v", tt.name, d)
			continue
		}
		for _, want := range tt.want {
			if !strings.HasSuffix(d.Summary, " under another key") || !strings.Contains(d.Detail, want) || d.Subject.Start.Line == 0 {
				t.Errorf("%s: no %q in: %v", tt.name, want, d)
			}
		}
		if d != nil && strings.Contains(d.Detail, "moved {") {
			t.Errorf("%s: a moved block cannot settle it: %v", tt.name, d)
		}
	}
}

// A new attempt is as new as a first one for the campaigns that are gone.
func TestVanishedCampaignMeetsNewAttempts(t *testing.T) {
	old := under(plantest.Recorded(zhang, 100, state.Sent), "old", "z")
	old.ID = 9
	s := plantest.Snapshot(row(1, wang, state.Failed), old)
	if d := errorOf(t, plantest.Campaign(t, rows(zhang)), s, plan.Options{}); d == nil || d.Summary != "Paid in a campaign that is gone" {
		t.Errorf("got %v", d)
	}
	if d := errorOf(t, plantest.Campaign(t, rows(wang)), s, plan.Options{}); d != nil {
		t.Errorf("nothing is sent, and yet: %v", d)
	}
}

// Who moved from the list of one campaign to that of another was paid already.
func TestPaidInAnotherCampaign(t *testing.T) {
	was := func(key string, person int, status state.Status) state.Packet {
		p := under(plantest.Recorded(person, 100, status), "aa", key)
		p.ID = int64(100 + person)
		return p
	}
	moved := "moved {\n  from = \"aa/p0\"\n  to   = \"lantern/p0\"\n}\n"
	stays := strings.Replace(sibling("aa"), "k0 = { openid = \""+plantest.OpenID(40), "p0 = { openid = \""+plantest.OpenID(0), 1)
	third := strings.Replace(stays, `"aa"`, `"cc"`, 1)
	for _, tt := range []struct {
		name          string
		blocks, inner string
		packets       []state.Packet
		opts          plan.Options
		want          string
	}{
		{"the same key", sibling("aa"), plantest.People("1.00", "1.00"), []state.Packet{was("p0", 0, state.Sent)}, plan.Options{}, moved},
		{"the same key, another amount", sibling("aa"), plantest.People("2.00"), []state.Packet{was("p0", 0, state.Sent)}, plan.Options{}, moved},
		{"possibly sent", sibling("aa"), plantest.People("1.00"), []state.Packet{was("p0", 0, state.Unknown)}, plan.Options{}, moved},
		{
			"another key, the same amount", sibling("aa"), plantest.People("1.00"),
			[]state.Packet{was("z", 0, state.Sent)},
			plan.Options{},
			"from = \"aa/z\"\n  to   = \"lantern/p0\"",
		},
		{"another key, another amount", sibling("aa"), plantest.People("2.00"), []state.Packet{was("z", 0, state.Sent)}, plan.Options{}, ""},
		{"another person", sibling("aa"), plantest.People("1.00"), []state.Packet{was("p0", 7, state.Sent)}, plan.Options{}, ""},
		{"failed", sibling("aa"), plantest.People("1.00"), []state.Packet{was("p0", 0, state.Failed)}, plan.Options{}, ""},
		{"held", sibling("aa"), plantest.People("1.00"), []state.Packet{was("p0", 0, state.Held)}, plan.Options{}, moved},
		{"refused", sibling("aa"), plantest.People("1.00"), []state.Packet{was("p0", 0, state.Refused)}, plan.Options{}, moved},
		{
			"came back to its held packet", sibling("aa"), plantest.People("1.00"),
			[]state.Packet{was("p0", 0, state.Sent), plantest.Recorded(0, 100, state.Held)},
			plan.Options{},
			"Put each line back into the campaign that has its packet",
		},
		{
			"came back to its unknown packet", sibling("aa"), plantest.People("1.00"),
			[]state.Packet{was("p0", 0, state.Held), plantest.Recorded(0, 100, state.Unknown)},
			plan.Options{},
			"repeats = [\"aa\"]",
		},
		{
			"the key is another person's there", strings.Replace(sibling("aa"), "k0", "p0", 1), plantest.People("1.00"),
			[]state.Packet{was("p0", 0, state.Sent)},
			plan.Options{},
			"campaign \"aa\" gives that key to somebody else now. Sending would pay one person twice. Put each line back",
		},
		{
			"the key is nobody's there", sibling("aa"), plantest.People("1.00"),
			[]state.Packet{was("p0", 0, state.Sent)},
			plan.Options{},
			"campaign \"aa\" no longer names that key. Sending would pay one person twice. If the packet only moved",
		},
		{"in both lists", stays, plantest.People("1.00"), []state.Packet{was("p0", 0, state.Sent)}, plan.Options{}, ""},
		{"with the block", sibling("aa") + moved, plantest.People("1.00"), []state.Packet{was("p0", 0, state.Sent)}, plan.Options{}, ""},
		{
			"moved to a third campaign", sibling("aa") + third + strings.Replace(moved, "lantern", "cc", 1),
			plantest.People("1.00"),
			[]state.Packet{was("p0", 0, state.Sent)},
			plan.Options{},
			"",
		},
		{
			"moved to a third campaign that does not name them", sibling("aa") + sibling("cc") + strings.Replace(moved, "lantern", "cc", 1),
			plantest.People("1.00"),
			[]state.Packet{was("p0", 0, state.Sent)},
			plan.Options{},
			moved,
		},
		{
			"moved to a third campaign, where the key is another person's",
			sibling("aa") + strings.Replace(sibling("cc"), "k0", "p0", 1) + strings.Replace(moved, "lantern", "cc", 1),
			plantest.People("1.00"),
			[]state.Packet{was("p0", 0, state.Sent)},
			plan.Options{},
			moved,
		},
		{"on purpose", sibling("aa"), "  repeats = [\"aa\"]\n" + plantest.People("1.00"), []state.Packet{was("p0", 0, state.Sent)}, plan.Options{}, ""},
		{"accepted", sibling("aa"), plantest.People("1.00"), []state.Packet{seconded(was("p0", 0, state.Sent))}, plan.Options{}, ""},
		{
			"left out", sibling("aa"), plantest.People("1.00", "1.00"),
			[]state.Packet{was("p0", 0, state.Sent)},
			plan.Options{Selection: plan.NewSelection(plantest.Selectors("-p0"))},
			"",
		},
		{"already sent here", sibling("aa"), plantest.People("1.00"), []state.Packet{was("p0", 0, state.Sent), plantest.Recorded(0, 100, state.Sent)}, plan.Options{}, ""},
	} {
		d := errorOf(t, plantest.CampaignBeside(t, tt.blocks, tt.inner), plantest.Snapshot(tt.packets...), tt.opts)
		switch {
		case (d == nil) != (tt.want == ""):
			t.Errorf("%s: %v", tt.name, d)
		case d != nil && (!strings.HasSuffix(d.Summary, " in another campaign") || !strings.Contains(d.Detail, tt.want) || d.Subject.Start.Line == 0):
			t.Errorf("%s: no %q in: %v", tt.name, tt.want, d)
		}
	}
}
