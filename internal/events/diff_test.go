package events_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
)

func TestDiffJSON(t *testing.T) {
	d := viewtest.Compared(t, viewtest.Spring(), viewtest.SpringEdited(), viewtest.Interrupted())
	out, err := stream(page.Style{ShowLabels: true}, func(j *events.JSON) error { return errors.Join(j.Diff(d), j.End(2)) })
	if err != nil {
		t.Fatal(err)
	}
	ends(t, checked(t, out), "diff_summary", 2)
	viewtest.Golden(t, filepath.Join("testdata", "diff.jsonl"), []byte(out))
	out, err = stream(page.Style{}, func(j *events.JSON) error {
		return errors.Join(j.Diff(viewtest.Compared(t, viewtest.Lantern(), viewtest.Lantern(), nil)), j.End(0))
	})
	if err != nil {
		t.Fatal(err)
	}
	ends(t, checked(t, out), "diff_summary", 0)
}

// Without a key of its own a recipient's key is the openid, which is no less personal there.
func TestDiffMasksOpenIDsThatAreKeys(t *testing.T) {
	keyless := viewtest.Replaced(viewtest.Crowd(3), "    key = row.id\n", "")
	d := viewtest.Compared(t, keyless, viewtest.Replaced(keyless, "8.88", "9.99"), nil)
	out, err := stream(page.Style{}, func(j *events.JSON) error { return errors.Join(j.Diff(d), j.End(0)) })
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out, viewtest.OpenID(1)) || !strings.Contains(out, "oX12..ab9K") {
		t.Error(out)
	}
}
