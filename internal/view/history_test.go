package view_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/lookup"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/state"
)

func TestRunHistory(t *testing.T) {
	golden(t, "history", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		if err := view.RunHistory(w, viewtest.Remembered(), s); err != nil {
			t.Fatal(err)
		}
	})
	var out bytes.Buffer
	if err := view.RunHistory(&out, nil, page.Style{}); err != nil || !strings.Contains(out.String(), "Nothing has happened yet.") {
		t.Errorf("%v: %s", err, out.String())
	}
}

// The packets of a run keep one line each at any width.
func TestRunPackets(t *testing.T) {
	golden(t, "history-run", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		lines := view.NewRunPackets(w, s)
		for _, touched := range touched() {
			if err := lines.Add(&touched); err != nil {
				t.Fatal(err)
			}
		}
		if err := lines.Close(); err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Count(w.String(), "\n"), 2+len(touched())+2; got != want {
			t.Errorf("%d lines, want %d", got, want)
		}
	})
}

func touched() (all []history.Touched) {
	for i, p := range viewtest.DayAfter() {
		one := history.Touched{Now: p, Before: state.Unknown, Number: history.Number{
			BillNo: string(p.BillNo), OpenID: p.OpenID, Amount: p.Amount, Status: p.Status, Code: p.Code, Text: p.Text, At: p.OutcomeAt, Requests: i % 2, Queries: i / 2,
		}}
		switch i {
		case 0:
			one.Status = state.Sent
		case 1: // it has another number now
			one.BillNo, one.Status = "190000010920270206earlier001", state.Sent
		}
		all = append(all, one)
	}
	return all
}

func TestFound(t *testing.T) {
	golden(t, "found", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		if err := view.FoundMany(w, viewtest.Found(), "redpack show", s); err != nil {
			t.Fatal(err)
		}
	})
	golden(t, "found-former", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		former := viewtest.Found()[1]
		former.Former, former.How = true, lookup.ByNumber
		if err := view.FoundFormer(w, &former, s); err != nil {
			t.Fatal(err)
		}
		former.How = lookup.ByListID
		if err := view.FoundFormer(w, &former, s); err != nil {
			t.Fatal(err)
		}
	})
}
