package events_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
)

// A line for each bill, account and difference; the last one sums up.
func TestReconciledEvents(t *testing.T) {
	out, err := stream(page.Style{}, func(j *events.JSON) error {
		return errors.Join(j.Reconciled(view.Reconciliation{Result: viewtest.Reconciliation(), Folder: " examples/lantern"}), j.End(5))
	})
	if err != nil {
		t.Fatal(err)
	}
	viewtest.Golden(t, filepath.Join("testdata", "reconcile.jsonl"), []byte(out))
	viewtest.Clean(t, out, page.Style{})
	heads := checked(t, out)
	if last := heads[len(heads)-1]; last.Type != "reconcile_summary" || last.Level != "warn" || last.ExitCode == nil || *last.ExitCode != 5 {
		t.Errorf("the last line is %+v", last)
	}
}
