package planfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/planfile"
	"github.com/cashredpack/redpack/state"
)

// list is a campaign of n recipients in a CSV, with a variable.
func list(t testing.TB, n int) *hclspec.Project {
	t.Helper()
	const src = `
variable "wish" {
  default = "元宵快乐"
}
merchant "m" {
  sandbox = true
}
campaign "lantern" {
  merchant  = merchant.m
  date      = "2027-02-20"
  send_name = "天虹百货"
  act_name  = "猜灯谜"
  remark    = "元宵"
  wishing   = var.wish
  recipients_from "csv" {
    path   = "list.csv"
    key    = row.key
    openid = row.openid
    amount = row.amount
  }
}
`
	var rows bytes.Buffer
	rows.WriteString("key,openid,amount\n")
	for i := range n {
		fmt.Fprintf(&rows, "p%d,%s,1.00\n", i, plantest.OpenID(i))
	}
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte(src)}, "list.csv": {Data: rows.Bytes()}}, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return project
}

func saved(t testing.TB, project *hclspec.Project, snapshot *state.Snapshot) *planfile.Saved {
	t.Helper()
	return savedWith(t, project, snapshot, plan.Options{At: plantest.Noon})
}

func savedWith(t testing.TB, project *hclspec.Project, snapshot *state.Snapshot, options plan.Options) *planfile.Saved {
	t.Helper()
	p, diags := plan.New(project.Campaigns[0], snapshot, options)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return planfile.Save([]*plan.Plan{p}, planfile.SaveInfo{
		Tool: "0.3.1", Folder: "../campaigns", Project: project, Vars: map[string]string{"wish": "好"}, Options: options,
	})
}

func encoded(t testing.TB, s *planfile.Saved) []byte {
	t.Helper()
	data, err := planfile.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSavedPlanStaysSmallAndHoldsNobody(t *testing.T) {
	const most = 8 << 10
	data := encoded(t, saved(t, list(t, 100_000), state.EmptySnapshot()))
	if len(data) > most {
		t.Errorf("a plan for 100,000 takes %d bytes, more than %d", len(data), most)
	}
	if bytes.Contains(data, []byte("oTEST")) || bytes.Contains(data, []byte("p99999")) {
		t.Error("the plan file names recipients")
	}
	read, err := planfile.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if open := read.Open(); open != (money.Tally{Packets: 100_000, Amount: 100_000_00}) {
		t.Errorf("it approves %+v", open)
	}
	if sum := read.Inputs["list.csv"]; len(sum) != 64 {
		t.Errorf("the list has digest %q", sum)
	}
	if read.Variables["wish"] == "" {
		t.Error("the variable has no digest")
	}
}

func TestSavedPlanComesBackAsItWas(t *testing.T) {
	s := saved(t, list(t, 3), plantest.Snapshot(plantest.Recorded(0, 100, state.Sent)))
	s.Used = &planfile.Use{At: planfile.Moment(plantest.Noon), By: "li@office pid 7", Lineage: "abc", Serial: 4}
	data := encoded(t, s)
	read, err := planfile.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, read); diff != "" {
		t.Error(diff)
	}
	before, err := s.ID()
	if err != nil {
		t.Fatal(err)
	}
	s.Used = nil
	after, err := s.ID()
	if err != nil || before != after {
		t.Errorf("being used changes the identity: %s, %s, %v", before, after, err)
	}
}

// A plan file may be forged, checksum and all; what it makes redpack print and look for has the size that the language allows.
func TestSavedPlanWithOverlongTextsIsRefused(t *testing.T) {
	long := strings.Repeat("A", 5_000)
	for name, forge := range map[string]func(*planfile.Saved){
		"campaign":          func(s *planfile.Saved) { s.Campaigns[0].Name = long[:65] },
		"merchant":          func(s *planfile.Saved) { s.Merchant.Name = long[:65] },
		"action":            func(s *planfile.Saved) { s.Campaigns[0].Actions[long] = money.Tally{} },
		"-var":              func(s *planfile.Saved) { s.Vars[long] = "" },
		"variable":          func(s *planfile.Saved) { s.Variables[long] = "" },
		"version":           func(s *planfile.Saved) { s.Tool = long },
		"folder":            func(s *planfile.Saved) { s.Folder = long },
		"chosen":            func(s *planfile.Saved) { s.Chosen = long },
		"digest":            func(s *planfile.Saved) { s.Digest = long },
		"digest (campaign)": func(s *planfile.Saved) { s.Campaigns[0].Digest = long },
		"granted":           func(s *planfile.Saved) { s.Campaigns[0].Granted.Digest = long },
		"mch_id":            func(s *planfile.Saved) { s.Merchant.MchID = long },
		"appid":             func(s *planfile.Saved) { s.Merchant.AppID = long },
		"lineage":           func(s *planfile.Saved) { s.State.Lineage = long },
		"seal":              func(s *planfile.Saved) { s.Seal = long },
		"input":             func(s *planfile.Saved) { s.Inputs[long] = "" },
		"digest (input)":    func(s *planfile.Saved) { s.Inputs["list.csv"] = long },
		"digest (variable)": func(s *planfile.Saved) { s.Variables["wish"] = long },
		"-var-file":         func(s *planfile.Saved) { s.VarFiles = []string{long} },
		"-only":             func(s *planfile.Saved) { s.Selection.Only = []string{long} },
		"-exclude":          func(s *planfile.Saved) { s.Selection.Exclude = []string{long} },
		"-only-file":        func(s *planfile.Saved) { s.Selection.OnlyFile = map[string]string{long: ""} },
		"digest (-only)":    func(s *planfile.Saved) { s.Selection.OnlyFile = map[string]string{"a": long} },
		"used by":           func(s *planfile.Saved) { s.Used = &planfile.Use{By: long} },
		"lineage (used)":    func(s *planfile.Saved) { s.Used = &planfile.Use{Lineage: long} },
	} {
		t.Run(name, func(t *testing.T) {
			s := saved(t, list(t, 3), state.EmptySnapshot())
			forge(s)
			_, err := planfile.Decode(encoded(t, s))
			var damaged *planfile.DamagedError
			if !errors.As(err, &damaged) || len(err.Error()) > 400 || strings.Contains(err.Error(), long[:65]) {
				t.Errorf("err = %v", err)
			}
		})
	}
}

// No byte of a plan file can be altered, left out or added without the file being refused.
func TestEveryAlteredByteOfASavedPlanIsRefused(t *testing.T) {
	data := encoded(t, saved(t, list(t, 3), state.EmptySnapshot()))
	refused := func(what string, altered []byte) {
		t.Helper()
		if _, err := planfile.Decode(altered); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
	for i := range data {
		for _, flip := range []byte{1, 0x20, 0x80} {
			altered := bytes.Clone(data)
			altered[i] ^= flip
			refused(fmt.Sprintf("byte %d ^ %#x", i, flip), altered)
		}
		refused(fmt.Sprintf("cut at %d", i), data[:i])
		refused(fmt.Sprintf("without byte %d", i), append(bytes.Clone(data[:i]), data[i+1:]...))
	}
	refused("a space more", append(bytes.Clone(data), ' '))
	refused("twice", append(bytes.Clone(data), data...))
}

func TestWhatIsNoSavedPlan(t *testing.T) {
	for _, text := range []string{"", "{}", "[]", "null", "redpack", `{"redpack_plan": "x"}`, `{"redpack_plan": 0}`, "\x00\xff", `{"v":"1.0"}`} {
		_, err := planfile.Decode([]byte(text))
		var damaged *planfile.DamagedError
		if !errors.Is(err, planfile.ErrNotSaved) && !errors.As(err, &damaged) {
			t.Errorf("%q: %v", text, err)
		}
	}
	_, err := planfile.Decode([]byte(`{"redpack_plan": 3, "written_by": "1.4.0", "id": []}`))
	var newer *planfile.NewerError
	if !errors.As(err, &newer) || newer.Format != 3 || newer.Tool != "1.4.0" {
		t.Errorf("a newer format: %v", err)
	}
	if !strings.Contains(err.Error(), "redpack 1.4.0") {
		t.Errorf("the message does not name the writer: %v", err)
	}
	_, err = planfile.Decode([]byte(`{"redpack_plan": 1, "written_by": "0.1.0", "id": "x"}`))
	var older *planfile.OlderError
	if !errors.As(err, &older) || older.Format != 1 || !strings.Contains(err.Error(), "written by redpack 0.1.0; its digest does not cover") {
		t.Errorf("an older format: %v", err)
	}
}

func TestValidityAndVersions(t *testing.T) {
	s := saved(t, list(t, 1), state.EmptySnapshot())
	for after, holds := range map[time.Duration]bool{
		-2 * time.Hour: false, 0: true, 24*time.Hour - time.Second: true, 24 * time.Hour: false, 90 * 24 * time.Hour: false,
	} {
		if why := s.Expired(plantest.Noon.Add(after)); why.Empty() != holds {
			t.Errorf("after %s: %q", after, why)
		}
	}
	for tool, same := range map[string]bool{"0.3.1": true, "0.3.9": true, "v0.3.0": true, "0.4.0": false, "1.0.0": false, "": false, "0.3.1-dev+54a91027043e": false, "0.3.2-rc.1": false} {
		if why := s.Exchangeable(tool); why.Empty() != same {
			t.Errorf("version %s: %q", tool, why)
		}
	}
	s.Tool = "0.3.1-dev+54a91027043e"
	for tool, same := range map[string]bool{"0.3.1-dev+54a91027043e": true, "0.3.1-dev+54a91027043e.dirty": false, "0.3.1-dev+0b3842de20a4": false, "0.3.1": false} {
		if why := s.Exchangeable(tool); why.Empty() != same {
			t.Errorf("a build that is no release, and version %s: %q", tool, why)
		}
	}
	s.Tool = "2.1.0"
	if why := s.Exchangeable("2.7.3"); !why.Empty() {
		t.Error(why)
	}
}

// A used plan only goes on with the recipients that it had open, whoever has paid whom meanwhile. Recipients 0 to 5 were
// never recorded, 6 is on hold and due, 7 on hold and not due, 8 in doubt, 9 refused, 10 failed, 11 paid, and 12 is left out.
func TestAResumedPlanGoesOnWithWhomItApproved(t *testing.T) {
	const due, waits, doubt, refused, failed, paid, leftOut, everybody = 6, 7, 8, 9, 10, 11, 12, 13
	project := list(t, everybody)
	before, hour := plantest.Noon.Add(-time.Hour), time.Hour
	at := func(i int, status state.Status, when time.Time) state.Packet {
		p := plantest.Recorded(i, 100, status)
		p.IntentAt, p.SendingAt, p.OutcomeAt = when, when, when
		return p
	}
	later := func(p state.Packet, after time.Duration) state.Packet {
		p.OutcomeAt = plantest.Noon.Add(after)
		return p
	}
	notBefore := func(p state.Packet, when time.Time) state.Packet {
		p.NextTryAt = when
		return p
	}
	basis := map[int]state.Packet{
		due: at(due, state.Held, before), waits: notBefore(at(waits, state.Held, before), plantest.Noon.Add(hour)),
		doubt: at(doubt, state.Unknown, before), refused: at(refused, state.Refused, before),
		failed: at(failed, state.Failed, before), paid: at(paid, state.Sent, before), leftOut: at(leftOut, state.Failed, before),
	}
	sent := func(i int, status state.Status) state.Packet { return at(i, status, plantest.Noon.Add(time.Minute)) }
	for _, c := range []struct {
		name    string
		happens []state.Packet
		retries bool
		after   time.Duration
		within  bool
	}{
		{"nothing was sent yet", nil, false, time.Minute, true},
		{"half is paid", []state.Packet{sent(0, state.Sent), sent(1, state.Sent), sent(2, state.Received)}, false, time.Minute, true},
		{"one is in doubt now", []state.Packet{sent(0, state.Sent), sent(1, state.Reserved)}, false, time.Minute, true},
		{"some were refused, failed or put off", []state.Packet{
			sent(0, state.Refused), sent(1, state.Failed), notBefore(sent(2, state.Held), plantest.Noon.Add(2*hour)), sent(due, state.Refused),
		}, false, time.Minute, true},
		{"the balance was empty and is not any more", []state.Packet{sent(0, state.Held), sent(due, state.Held)}, false, time.Minute, true},
		{"the doubt is gone", []state.Packet{later(at(doubt, state.Sent, before), time.Minute)}, false, time.Minute, true},
		{"the doubt is a refusal", []state.Packet{later(at(doubt, state.Refused, before), time.Minute)}, false, time.Minute, true},
		{"what was paid is received", []state.Packet{later(at(paid, state.Received, before), time.Minute)}, false, time.Minute, true},
		{"what was paid has failed", []state.Packet{later(at(paid, state.Failed, before), time.Minute)}, false, time.Minute, true},
		{"somebody else paid who was left out", []state.Packet{sent(leftOut, state.Sent)}, false, time.Minute, true},
		{"somebody else paid another amount to who was left out", []state.Packet{
			func() state.Packet { p := sent(leftOut, state.Sent); p.Amount = 5; return p }(),
		}, false, time.Minute, true},
		{"failed ones are to be tried again", []state.Packet{sent(0, state.Failed)}, true, time.Minute, true},

		{"one on hold is due", nil, false, 2 * hour, false},
		{"one on hold is due in the place of a refused one", []state.Packet{sent(0, state.Refused)}, false, 2 * hour, false},
		{"somebody else paid the one on hold", []state.Packet{sent(0, state.Refused), sent(waits, state.Sent)}, false, time.Minute, false},
		{"somebody else tried the one on hold", []state.Packet{sent(0, state.Refused), sent(waits, state.Held)}, false, time.Minute, false},
		{"somebody else tried the refused one", []state.Packet{sent(0, state.Refused), sent(refused, state.Unknown)}, false, time.Minute, false},
		{"what was paid has failed and would be paid anew", []state.Packet{
			sent(0, state.Refused), later(at(paid, state.Failed, before), time.Minute),
		}, true, time.Minute, false},
	} {
		options := plan.Options{At: plantest.Noon, RetryFailed: c.retries}
		options.Selection = plan.NewSelection(plantest.Selectors("-p12"))
		made := savedWith(t, project, snapshotOf(basis), options)
		options.At, options.Since = plantest.Noon.Add(c.after), made.Created
		now := maps.Clone(basis)
		for _, p := range c.happens {
			now[int(p.ID)-1] = p
		}
		beyond := made.Beyond(savedWith(t, project, snapshotOf(now), options))
		if beyond.Empty() != c.within {
			t.Errorf("%s: %q", c.name, beyond)
		}
	}
}

// A plan cannot go beyond its sums either.
func TestAResumedPlanStaysWithinItsSums(t *testing.T) {
	tallied := func(open, paid int) *planfile.Saved {
		tally := func(n int) money.Tally { return money.Tally{Packets: n, Amount: money.Fen(200 * n)} }
		return &planfile.Saved{Campaigns: []planfile.Campaign{{
			Name: "lantern", Actions: map[string]money.Tally{"send": tally(open)}, Granted: planfile.Granted{Paid: tally(paid)},
		}}}
	}
	made := tallied(6, 5)
	for now, within := range map[*planfile.Saved]bool{
		tallied(6, 5): true, tallied(0, 11): true, tallied(2, 9): true, tallied(3, 9): false, tallied(7, 5): false, tallied(7, 4): false,
	} {
		if beyond := made.Beyond(now); beyond.Empty() != within {
			t.Errorf("%+v: %q", now.Campaigns, beyond)
		}
	}
}

func snapshotOf(packets map[int]state.Packet) *state.Snapshot {
	return plantest.Snapshot(slices.SortedFunc(maps.Values(packets), func(a, b state.Packet) int { return int(a.ID - b.ID) })...)
}

func TestCombinedKnowsNoOrder(t *testing.T) {
	project := func(name string) *plan.Plan {
		p, diags := plan.New(plantest.Campaign(t, plantest.People("1.00", name)), state.EmptySnapshot(), plan.Options{At: plantest.Noon})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		return p
	}
	a, b, c := project("2.00"), project("3.00"), project("4.00")
	if plan.Combined([]*plan.Plan{a}) != a.Digest {
		t.Error("one plan has not its own digest")
	}
	if plan.Combined([]*plan.Plan{a, b, c}) != plan.Combined([]*plan.Plan{c, a, b}) {
		t.Error("the order matters")
	}
	seen := map[plan.Digest]bool{}
	for _, plans := range [][]*plan.Plan{{a}, {b}, {a, b}, {a, c}, {b, c}, {a, b, c}, {a, a}} {
		if d := plan.Combined(plans); seen[d] {
			t.Errorf("%d plans share the digest of others", len(plans))
		} else {
			seen[d] = true
		}
	}
}

// Whatever bytes a plan file has: reading them never panics, and what is accepted is byte for byte what would be written.
func FuzzDecodeSaved(f *testing.F) {
	data := encoded(f, saved(f, list(f, 2), state.EmptySnapshot()))
	f.Add(data)
	used := saved(f, list(f, 2), plantest.Snapshot(plantest.Recorded(0, 100, state.Sent)))
	used.Used = &planfile.Use{At: planfile.Moment(plantest.Noon), By: "li@office pid 7", Serial: 4}
	f.Add(encoded(f, used))
	f.Add([]byte(`{"redpack_plan": 1}`))
	f.Add([]byte(`{"redpack_plan": 2}`))
	f.Add([]byte(`{"redpack_plan": 2, "plan": {"campaigns": [{}]}, "used": {}}`))
	f.Add([]byte(`{"redpack_plan": 99, "written_by": "9.0.0"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := planfile.Decode(data)
		if err != nil {
			if s != nil || err.Error() == "" {
				t.Errorf("a refused plan comes with %v, %q", s, err)
			}
			return
		}
		if again := encoded(t, s); !bytes.Equal(again, data) {
			t.Errorf("accepted and written differently:\n%s\n%s", data, again)
		}
		_, _, _ = s.Open(), s.Expired(plantest.Noon), s.Exchangeable("0.1.0")
		_ = s.MovedInputs(s)
		if why := s.Beyond(s); !why.Empty() {
			t.Errorf("a plan goes beyond itself: %s", why)
		}
	})
}
