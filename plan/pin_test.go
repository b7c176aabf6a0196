package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// pinned is how the numbers of the campaign of these tests are made.
func pinned(t *testing.T, change func(*plan.Pin)) plan.Pins {
	t.Helper()
	c := plantest.Campaign(t, plantest.People("1.00"))
	pin := plan.Pin{Campaign: c.Name, Series: plan.NumberingOf(c, state.EmptySnapshot(), nil, plantest.Noon).Series}
	if change != nil {
		change(&pin)
	}
	pins, diags := plan.ParsePins(plan.PinFile, plan.Pins{pin}.Format())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return pins
}

func TestPinsAreReadAsTheyAreWritten(t *testing.T) {
	pins := append(pinned(t, nil), pinned(t, func(p *plan.Pin) {
		p.Campaign, p.Series = "元宵", billno.Series{
			Version: billno.ByKey, Scheme: billno.Digits, MchID: "1900000109", AppID: "wx1", Campaign: "first", Date: "20260101", WithKey: true,
		}
	})...)
	read, diags := plan.ParsePins(plan.PinFile, []byte(strings.ReplaceAll(string(pins.Format()), "\n", "\r\n")))
	if diff := cmp.Diff(pins, read, cmpopts.IgnoreFields(plan.Pin{}, "Range")); diff != "" || diags.HasErrors() {
		t.Errorf("%v\n%s", diags, diff)
	}
	if string(pins.Format()) != string(read.Format()) {
		t.Error("the file differs from itself")
	}
}

// The bytes of the file are the same for ever: it lies in git, and is compared.
func TestTheFileOfPins(t *testing.T) {
	series := billno.Series{Version: billno.ByPerson, Scheme: billno.Alphanumeric, MchID: "1900000109", AppID: "wx1", Campaign: "lantern", Date: "20270220"}
	old := billno.Series{Version: billno.ByKey, Scheme: billno.Digits, MchID: "1900000109", AppID: "wx1", Campaign: "first", Date: "20260101", WithKey: true}
	pins := plan.Pins{{Campaign: "spring", Series: old}, {Campaign: "lantern", Series: series}}
	const want = "# How the bill numbers of each campaign are made. Written by `redpack apply`; belongs into git, it names nobody. Never edit it.\n" +
		"lantern  version 2  date 20270220  billno alphanumeric  mch_id 1900000109  appid wx1  packets one  first lantern\n" +
		"spring  version 1  date 20260101  billno digits  mch_id 1900000109  appid wx1  packets several  first first\n"
	if got := string(pins.Format()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, src := range []string{want, "\ufeff" + want, strings.ReplaceAll(want, "\n", "\r\n"), strings.ReplaceAll(want, "\n", "\r")} {
		read, diags := plan.ParsePins(plan.PinFile, []byte(src))
		if len(diags) > 0 || len(read) != 2 || read[0].Series != series || read[1].Series != old {
			t.Errorf("%q is read as %+v, %v", src, read, diags)
		}
	}
	pointer := "version https://git-lfs.github.com/spec/v1\noid sha256:4d\n"
	if _, diags := plan.ParsePins(plan.PinFile, []byte(pointer)); len(diags) != 1 || !strings.Contains(diags[0].Detail, "it is a Git LFS pointer") {
		t.Errorf("a pointer: %v", diags)
	}
}

func TestPinsAreNotEdited(t *testing.T) {
	good := strings.Split(string(pinned(t, nil).Format()), "\n")[1]
	for _, tt := range []struct{ text, want string }{
		{"<<<<<<< HEAD\n" + good, "Merge conflict in redpack.numbers"},
		{good + "\n" + good, "Campaign named twice in redpack.numbers"},
		{strings.Replace(good, "version 2", "version 3", 1), "Unreadable line in redpack.numbers"},
		{strings.Replace(good, "date 20270220", "date 2027-02-20", 1), "Unreadable line in redpack.numbers"},
		{good + " ", "Unreadable line in redpack.numbers"},
		{"lantern", "Unreadable line in redpack.numbers"},
	} {
		if _, diags := plan.ParsePins(plan.PinFile, []byte(tt.text)); firstError(diags) != tt.want || diags[0].Subject.Start.Line == 0 {
			t.Errorf("%q: got %v, want %q", tt.text, diags, tt.want)
		}
	}
}

// An edit after which the numbers would be others is refused by the pin alone, where no state is.
func TestNumbersDoNotChange(t *testing.T) {
	for _, tt := range []struct {
		name  string
		inner string // of the campaign as it is edited
		pin   func(*plan.Pin)
		want  string // "": fine
	}{
		{name: "as it was"},
		{name: "the form written as it is", inner: "  billno = \"alphanumeric\"\n"},
		{name: "another form", inner: "  billno = \"digits\"\n", want: "Form of the bill numbers changed"},
		{name: "another date", pin: func(p *plan.Pin) { p.Series.Date = "20270219" }, want: "Date of the bill numbers changed"},
		{name: "another appid", pin: func(p *plan.Pin) { p.Series.AppID = "wx0" }, want: "Account of the bill numbers changed"},
		{name: "another merchant", pin: func(p *plan.Pin) { p.Series.MchID = "1" }, want: "Account of the bill numbers changed"},
		{name: "several packets a person", inner: "  allow_repeat_openid = true\n", want: "allow_repeat_openid changed"},
		{name: "another name", pin: func(p *plan.Pin) { p.Campaign, p.Series.Campaign = "spring", "spring" }, want: "A campaign is gone"},
		{
			name: "another name, said by repeats", inner: "  repeats = [\"spring\"]\n",
			pin: func(p *plan.Pin) { p.Campaign, p.Series.Campaign = "spring", "spring" },
		},
		{name: "numbers of the first releases", pin: func(p *plan.Pin) { p.Series.Version, p.Series.Scheme = billno.ByKey, billno.Digits }},
	} {
		c := plantest.Campaign(t, plantest.People("1.00")+tt.inner)
		_, diags := plan.New(c, state.EmptySnapshot(), plan.Options{At: plantest.Noon, Pins: pinned(t, tt.pin)})
		if got := firstError(diags); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func firstError(diags hcl.Diagnostics) string {
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			return d.Summary
		}
	}
	return ""
}

// A campaign that has another name by a moved block keeps its first name in its numbers.
func TestMovedCampaignKeepsItsNumbers(t *testing.T) {
	before := plantest.Campaign(t, plantest.People("1.00"))
	block := strings.Replace("moved {\n  from = \"lantern_2026\"\n  to   = \"lantern\"\n}\n", "lantern_2026", "spring", 1)
	after := plantest.CampaignBeside(t, block, plantest.People("1.00"))
	pins := pinned(t, func(p *plan.Pin) { p.Campaign, p.Series.Campaign = "spring", "spring" })
	recipient := &hclspec.Recipient{Key: "p0", OpenID: plantest.OpenID(0)}
	first, err := plan.NumberingOf(before, state.EmptySnapshot(), plan.Pins{}, plantest.Noon).Number(recipient, false, 0)
	if err != nil {
		t.Fatal(err)
	}
	renamed, err := plan.NumberingOf(after, state.EmptySnapshot(), pins, plantest.Noon).Number(recipient, false, 0)
	if err != nil {
		t.Fatal(err)
	}
	spring := plan.NumberingOf(after, state.EmptySnapshot(), nil, plantest.Noon)
	byBlock, err := spring.Number(recipient, false, 0)
	if err != nil || renamed != byBlock || renamed == first {
		t.Errorf("%v: as lantern %s, pinned as spring %s, by the block %s", err, first, renamed, byBlock)
	}
	if written := pins.With(plan.Pin{Campaign: "lantern", Series: spring.Series}, after.FormerNames()); len(written) != 1 || written[0].Campaign != "lantern" {
		t.Errorf("the file says %v", written)
	}
}

// A state that knows nothing of what was sent from here is no proof that nothing was.
func TestPinnedCampaignIsNotTakenForANewOne(t *testing.T) {
	_, diags := plan.New(plantest.Campaign(t, plantest.People("1.00")), state.EmptySnapshot(), plan.Options{At: plantest.Noon, Pins: pinned(t, nil)})
	if len(diags) != 1 || diags[0].Severity != hcl.DiagWarning || !strings.Contains(diags[0].Detail, "state rebuild") {
		t.Errorf("diagnostics %v", diags)
	}
}

// FuzzPins: whatever stands in the file, what is read is written the same.
func FuzzPins(f *testing.F) {
	f.Add("lantern  version 2  date 20270220  billno alphanumeric  mch_id 1900000109  appid wx1  packets one  first lantern")
	f.Fuzz(func(t *testing.T, line string) {
		pins, diags := plan.ParsePins(plan.PinFile, []byte(line))
		if diags.HasErrors() || len(pins) == 0 {
			return
		}
		again, diags := plan.ParsePins(plan.PinFile, pins.Format())
		if diags.HasErrors() || len(again) != len(pins) {
			t.Errorf("%q is read as %v and written as %q", line, pins, pins.Format())
		}
	})
}
