package plan_test

import (
	"path/filepath"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// frozen is a state that keeps how a campaign's numbers are made, and with begun a packet of it.
func frozen(t *testing.T, c *hclspec.Campaign, change func(*billno.Series), begun bool) *state.Snapshot {
	t.Helper()
	o := plantest.OwnState(c)
	store, err := state.Open(t.Context(), state.File(filepath.Join(t.TempDir(), "redpack.state")), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	series := plan.NumberingOf(c, state.EmptySnapshot(), nil, plantest.Noon).Series
	change(&series)
	if _, err := store.Series(t.Context(), c.Name, series); err != nil {
		t.Fatal(err)
	}
	if begun {
		_, err = store.Reserve(t.Context(), state.Intent{
			Campaign: c.Name, Key: "p0", OpenID: plantest.OpenID(0), Amount: 100, BillNo: "1", Version: billno.ByPerson, Request: "r", At: plantest.Noon,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	snapshot, err := store.Reload(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}

// Where no pin is, what the state keeps of a campaign is enough to refuse an edit of it, whether it has sent anything or not.
func TestNumbersDoNotChangeByTheStateAlone(t *testing.T) {
	for _, tt := range []struct {
		name   string
		inner  string // of the campaign as it is edited
		change func(*billno.Series)
		want   string // "": fine
	}{
		{name: "as it was", change: func(*billno.Series) {}},
		{name: "another form", inner: "  billno = \"digits\"\n", change: func(s *billno.Series) { s.Scheme = billno.Alphanumeric }, want: "Form of the bill numbers changed"},
		{name: "another date", change: func(s *billno.Series) { s.Date = "20270219" }, want: "Date of the bill numbers changed"},
		{name: "several packets a person", change: func(s *billno.Series) { s.WithKey = true }, want: "allow_repeat_openid changed"},
	} {
		for _, begun := range []bool{false, true} {
			c := plantest.Campaign(t, plantest.People("1.00")+tt.inner)
			_, diags := plan.New(c, frozen(t, c, tt.change, begun), plan.Options{At: plantest.Noon})
			if got := firstError(diags); got != tt.want {
				t.Errorf("%s, begun %t: got %v, want %q", tt.name, begun, diags, tt.want)
			}
		}
	}
}

// Where state and pin say different things, one of them is not of this campaign. The line that says the other thing is pointed at.
func TestStateAndPinMustAgree(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00"))
	for name, tt := range map[string]struct {
		change func(*billno.Series)
		want   string
	}{
		"the same":       {func(*billno.Series) {}, ""},
		"another date":   {func(s *billno.Series) { s.Date = "20270219" }, "State and redpack.numbers disagree"},
		"another form":   {func(s *billno.Series) { s.Scheme = billno.Digits }, "State and redpack.numbers disagree"},
		"another name":   {func(s *billno.Series) { s.Campaign = "spring" }, "State and redpack.numbers disagree"},
		"several people": {func(s *billno.Series) { s.WithKey = true }, "State and redpack.numbers disagree"},
	} {
		_, diags := plan.New(c, frozen(t, c, tt.change, true), plan.Options{At: plantest.Noon, Pins: pinned(t, nil)})
		if got := firstError(diags); got != tt.want {
			t.Errorf("%s: got %v, want %q", name, diags, tt.want)
		}
		if tt.want != "" && (diags[0].Subject.Filename != plan.PinFile || diags[0].Subject.Start.Line != 2) {
			t.Errorf("%s: it points at %v", name, diags[0].Subject)
		}
	}
}
