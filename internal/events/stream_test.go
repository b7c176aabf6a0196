package events_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/eventschema"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// stream is what a command writes with -json.
func stream(s page.Style, write func(j *events.JSON) error) (string, error) {
	var out bytes.Buffer
	err := write(events.NewJSON(&out, viewtest.Ticking(viewtest.At("09:02:03").Add(120*time.Millisecond), 7*time.Millisecond), "0.1.0", s))
	return out.String(), err
}

// Head are the fields that every event has.
type Head struct {
	V        string `json:"v"`
	Seq      int    `json:"seq"`
	TS       string `json:"ts"`
	Level    string `json:"level"`
	Type     string `json:"type"`
	Msg      string `json:"msg"`
	ExitCode *int   `json:"exit_code"`
}

// checked decodes the heads of a stream and holds it to what every stream promises.
func checked(t *testing.T, out string) []Head {
	t.Helper()
	s, err := eventschema.Read("events.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var heads []Head
	for line := range strings.Lines(out) {
		var h Head
		if err := json.Unmarshal([]byte(line), &h); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if _, err := s.Event([]byte(line)); err != nil {
			t.Errorf("%v\n%s", err, line)
		}
		if !strings.HasPrefix(line, `{"v":"1.5","seq":`) || strings.Contains(line, `\u`) {
			t.Errorf("order or escapes: %s", line)
		}
		if heads = append(heads, h); h.Seq != len(heads) {
			t.Errorf("line %d has seq %d", len(heads), h.Seq)
		}
	}
	if len(heads) > 0 && heads[0].Type != "version" {
		t.Errorf("the first line is %q", heads[0].Type)
	}
	viewtest.Clean(t, out, page.Style{})
	return heads
}

// ends checks that the last line, and only that, carries the exit code.
func ends(t *testing.T, heads []Head, kind string, code int) {
	t.Helper()
	for i, h := range heads {
		if isLast := i == len(heads)-1; (h.ExitCode != nil) != isLast {
			t.Errorf("line %d of %d: exit_code %v", i+1, len(heads), h.ExitCode)
		}
	}
	if final := heads[len(heads)-1]; final.Type != kind || final.ExitCode == nil || *final.ExitCode != code {
		t.Errorf("the last line is %+v", final)
	}
}

func TestJSON(t *testing.T) {
	live := viewtest.Planned(t, viewtest.Spring(), viewtest.Interrupted(), "09:02:00")
	sandbox := viewtest.Planned(t, viewtest.Lantern(), nil, "09:02:00")
	for _, c := range []struct {
		name  string
		kind  string
		code  int
		write func(j *events.JSON) error
	}{
		{"plan", "plan_summary", 2, func(j *events.JSON) error { return j.Plans([]*plan.Plan{live}) }},
		{"plans", "plan_summary", 0, func(j *events.JSON) error { return j.Plans([]*plan.Plan{sandbox, sandbox}) }},
		{"diagnostics", "diagnostic", 1, func(j *events.JSON) error { return j.Diagnostics(viewtest.Diagnostics(), viewtest.SpringLines) }},
		{"error", "diagnostic", 1, func(j *events.JSON) error {
			return j.Error(errors.New("the state <redpack.state> is locked by 张三@host"))
		}},
		{"canary", "canary", 7, func(j *events.JSON) error {
			canary := viewtest.Planned(t, viewtest.Canaried(), viewtest.CanaryPaid(), "09:02:00")
			return errors.Join(j.Plans([]*plan.Plan{canary}), j.Canary(view.Canary{
				Plans: []*plan.Plan{canary}, Outcome: view.CanaryWaits, Command: "redpack apply -continue spring", Silence: lang.Same("no answer"),
			}))
		}},
		{"apply", "apply_summary", 6, func(j *events.JSON) error {
			err := j.Plans([]*plan.Plan{live})
			for _, e := range few(viewtest.Happened(t)) {
				j.Observe(e)
			}
			return errors.Join(err, j.Summary(viewtest.Ended(apply.Interrupted)))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := stream(page.Style{ShowLabels: true}, func(j *events.JSON) error { return errors.Join(c.write(j), j.End(c.code)) })
			if err != nil {
				t.Fatal(err)
			}
			ends(t, checked(t, out), c.kind, c.code)
			viewtest.Golden(t, filepath.Join("testdata", c.name+".jsonl"), []byte(out))
		})
	}
}

// The label of a packet stands in every event about it, and in none where everybody may read. Every wish is an event of its own.
func TestLabelsAndWishes(t *testing.T) {
	of := viewtest.Planned(t, viewtest.Spring(), nil, "10:00:00")
	packet := plan.Packet{Action: plan.Send, Recipient: hclspec.Recipient{Key: "u0007", Label: "王伟", Wishing: "新年好", Range: of.Campaign.Range}}
	var wishes plan.Wishes
	wishes.Add(&packet)
	for shown, labels := range map[bool]int{true: 3, false: 0} {
		out, err := stream(page.Style{ShowLabels: shown}, func(j *events.JSON) error {
			j.Observe(apply.Started{At: viewtest.At("10:00:00"), Plan: of, PerMinute: 1800})
			settled := viewtest.Settled(7, state.Held, "", "", viewtest.At("10:00:00"))
			settled.Label = packet.Recipient.Label
			j.Observe(apply.Reserved{Packet: settled.Packet, Row: 7, Label: settled.Label})
			j.Observe(settled)
			return errors.Join(j.Wishes(&wishes), j.PlanItem(of, &packet), j.End(0))
		})
		if err != nil {
			t.Fatal(err)
		}
		checked(t, out)
		if got := strings.Count(out, `"key":"u0007","label":"王伟"`); got != labels {
			t.Errorf("%d labels, want %d:\n%s", got, labels, out)
		}
		if !strings.Contains(out, `"type":"plan_wish","msg":"1 packet","wishing":"新年好","packets":1`) {
			t.Errorf("no wish:\n%s", out)
		}
	}
}

// few keeps the first event of each kind and all but the plain successes.
func few(events []apply.Event) []apply.Event {
	sent := 0
	return viewtest.Counted(slices.DeleteFunc(events, func(e apply.Event) bool {
		switch e := e.(type) {
		case apply.Reserved:
			return e.Packet.Key > "u0001"
		case apply.Settled:
			if e.Packet.Code == "" && !e.Asked {
				sent++
				return sent > 2 && sent < 296
			}
		}
		return false
	}))
}

func TestJSONOfAWholeRunHasNoGap(t *testing.T) {
	out, err := stream(page.Style{}, func(j *events.JSON) error {
		for _, e := range viewtest.Happened(t) {
			j.Observe(e)
		}
		return errors.Join(j.Summary(viewtest.Ended(apply.Interrupted)), j.End(6))
	})
	if err != nil {
		t.Fatal(err)
	}
	heads := checked(t, out)
	ends(t, heads, "apply_summary", 6)
	count := map[string]int{}
	for _, h := range heads {
		count[h.Type]++
	}
	want := map[string]int{
		"version": 1, "apply_start": 1, "item_reserved": 300, "item_outcome": 301, "paused": 1, "resumed": 1, "rate_changed": 1,
		"draining": 1, "progress": 1, "apply_summary": 1,
	}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
}

// What was left out for a slow reader is an event of its own.
func TestJSONTellsWhatWasMissed(t *testing.T) {
	out, err := stream(page.Style{}, func(j *events.JSON) error {
		j.Observe(apply.Started{At: viewtest.At("10:00:00"), Plan: viewtest.Planned(t, viewtest.Spring(), nil, "10:00:00"), PerMinute: 1800})
		j.Observe(apply.Missed{Events: 1234})
		return errors.Join(j.Summary(viewtest.Ended(apply.WorkLost)), j.End(3))
	})
	if err != nil {
		t.Fatal(err)
	}
	checked(t, out)
	for _, want := range []string{`"type":"events_missed","msg":"1,234 events of packets left out: the reader was too slow","events":1234,"next":"redpack state list"}`, `"stop":"work_lost"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

func TestJSONSumsSeveralRuns(t *testing.T) {
	out, err := stream(page.Style{}, func(j *events.JSON) error {
		return errors.Join(j.Summary(viewtest.Ended(apply.NotStopped)), j.Summary(viewtest.Ended(apply.NotStopped)), j.Total(), j.End(6))
	})
	if err != nil {
		t.Fatal(err)
	}
	ends(t, checked(t, out), "apply_summary", 6)
	if !strings.Contains(out, `"sent":592,"failed":0,"refused":2,"unknown":2,"held":2,"left":1408,"sent_fen":584096,"found":2,"found_fen":1976`) {
		t.Errorf("got:\n%s", out)
	}
}

func TestJSONWritesNoTotalOfOneRun(t *testing.T) {
	out, err := stream(page.Style{}, func(j *events.JSON) error {
		return errors.Join(j.Summary(viewtest.Ended(apply.NotStopped)), j.Total(), j.End(6))
	})
	if err != nil {
		t.Fatal(err)
	}
	ends(t, checked(t, out), "apply_summary", 6)
}

// Warnings alone do not end a command.
func TestJSONWarningsCarryNoExitCode(t *testing.T) {
	out, err := stream(page.Style{}, func(j *events.JSON) error {
		return errors.Join(j.Diagnostics(hcl.Diagnostics{{Severity: hcl.DiagWarning, Summary: "W"}}, nil), j.End(0))
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range checked(t, out) {
		if h.ExitCode != nil {
			t.Errorf("%+v", h)
		}
	}
}

func TestJSONShowsWholeOpenIDsOnlyWhenAsked(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Spring(), viewtest.Interrupted(), "09:02:00")
	out, err := stream(page.Style{ShowOpenID: true}, func(j *events.JSON) error { return errors.Join(j.Plans([]*plan.Plan{p}), j.Flush()) })
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, `"openid":"oPLANTED0openid0never0shown1"`) {
		t.Error("the openid is not shown")
	}
}

func TestJSONTakesEventsFromManyGoroutines(t *testing.T) {
	out, err := stream(page.Style{}, func(j *events.JSON) error {
		events := viewtest.Happened(t)
		j.Observe(events[0])
		var all sync.WaitGroup
		for _, e := range events[1 : len(events)-1] {
			all.Go(func() { j.Observe(e) })
		}
		all.Wait()
		return errors.Join(j.Summary(viewtest.Ended(apply.Interrupted)), j.End(6))
	})
	if err != nil {
		t.Fatal(err)
	}
	checked(t, out)
}

// A line that can be the last one is written when more follows, at the latest by Flush, with the number and the time of when
// it was told.
func TestJSONHoldsTheLastLineBack(t *testing.T) {
	var out bytes.Buffer
	j := events.NewJSON(&out, viewtest.Ticking(viewtest.At("09:02:03"), time.Second), "0.1.0", page.Style{})
	lines := func() int { return strings.Count(out.String(), "\n") }
	for _, step := range []struct {
		name  string
		write func() error
		lines int
	}{
		{"a summary", func() error { return j.Plans(nil) }, 1},
		{"the lock", func() error { return j.Locked(view.Lock{Path: "x"}) }, 3},
		{"another summary", func() error { return j.Plans(nil) }, 3},
		{"flushed", j.Flush, 4},
		{"flushed again", j.Flush, 4},
		{"an error", func() error { return j.Error(viewtest.ErrBroken) }, 4},
		{"another error", func() error { return j.Error(viewtest.ErrBroken) }, 5},
		{"the end", func() error { return j.End(6) }, 6},
		{"the end again", func() error { return j.End(5) }, 6},
	} {
		if err := step.write(); err != nil || lines() != step.lines {
			t.Errorf("%s: %d lines, want %d (%v)", step.name, lines(), step.lines, err)
		}
	}
	heads := checked(t, out.String())
	ends(t, heads, "diagnostic", 6)
	for i, h := range heads {
		if want := viewtest.At("09:02:03").Add(time.Duration(i) * time.Second).Format("15:04:05"); !strings.Contains(h.TS, want) {
			t.Errorf("line %d is of %s, want %s", i+1, h.TS, want)
		}
	}
}

func TestJSONVersionAlone(t *testing.T) {
	out, err := stream(page.Style{}, (*events.JSON).Version)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"v":"1.5","seq":1,"ts":"2027-02-06T09:02:03.120+08:00","level":"info","type":"version","msg":"redpack 0.1.0","redpack":"0.1.0","events":"1.5"}` + "\n"
	if out != want {
		t.Errorf("got %s", out)
	}
}

func TestJSONReturnsTheWritersError(t *testing.T) {
	j := events.NewJSON(viewtest.Broken{}, viewtest.Ticking(viewtest.At("09:00:00"), 0), "0.1.0", page.Style{})
	for _, e := range viewtest.Happened(t) {
		j.Observe(e)
	}
	for name, err := range map[string]error{
		"Err": j.Err(), "Version": j.Version(), "Summary": j.Summary(apply.Result{}), "End": j.End(0),
		"Plans": j.Plans(nil), "Diagnostics": j.Diagnostics(viewtest.Diagnostics(), nil), "Error": j.Error(viewtest.ErrBroken),
	} {
		if !errors.Is(err, viewtest.ErrBroken) {
			t.Errorf("%s: err = %v", name, err)
		}
	}
}

// TestNoWriterLosesAnError: wherever a disk is full, at the first byte, in the middle or at the last one, whoever wrote says so. A stream
// that ends early looks like less that happened.
func TestNoWriterLosesAnError(t *testing.T) {
	both := []*plan.Plan{
		viewtest.Planned(t, viewtest.Spring(), viewtest.Interrupted(), "09:02:00"), viewtest.Planned(t, viewtest.Lantern(), nil, "09:02:00"),
	}
	for name, write := range map[string]func(io.Writer) error{
		"Validation": func(w io.Writer) error {
			return events.Validation(w, viewtest.Diagnostics(), viewtest.SpringLines, page.Style{})
		},
		"a program's plans": func(w io.Writer) error {
			return events.NewJSON(w, viewtest.Ticking(viewtest.At("09:00:00"), 0), "0.1.0", page.Style{}).Plans(both)
		},
		"a program's problems": func(w io.Writer) error {
			return events.NewJSON(w, viewtest.Ticking(viewtest.At("09:00:00"), 0), "0.1.0", page.Style{}).Diagnostics(viewtest.Diagnostics(), nil)
		},
	} {
		viewtest.LosesNoError(t, name, write)
	}
}
