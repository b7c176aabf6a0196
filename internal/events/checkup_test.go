package events_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
)

// One line a check, and the last one counts them.
func TestCheckupEvents(t *testing.T) {
	out, err := stream(page.Style{}, func(j *events.JSON) error { return errors.Join(j.Checkup(viewtest.Checks()), j.End(1)) })
	if err != nil {
		t.Fatal(err)
	}
	viewtest.Golden(t, filepath.Join("testdata", "checkup.jsonl"), []byte(out))
	viewtest.Clean(t, out, page.Style{})
	heads := checked(t, out)
	if last := heads[len(heads)-1]; last.Type != "checkup" || last.Level != "error" || last.ExitCode == nil || *last.ExitCode != 1 {
		t.Errorf("the last line is %+v", last)
	}
}
