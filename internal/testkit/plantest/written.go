package plantest

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/state"
)

// OwnState are the options under which a campaign's own state is opened.
func OwnState(c *hclspec.Campaign) state.OpenOptions {
	m := c.Merchant
	return state.OpenOptions{
		MchID: m.MchID, AppID: m.AppID, Sandbox: m.Sandbox, Endpoint: m.Platform(), Now: func() time.Time { return Noon },
	}
}

// Written is the picture of a state file that was written under these options and holds the intent of p0.
func Written(t *testing.T, o state.OpenOptions) *state.Snapshot {
	t.Helper()
	store, err := state.Open(t.Context(), state.File(filepath.Join(t.TempDir(), "redpack.state")), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	_, err = store.Reserve(t.Context(), state.Intent{
		Campaign: "lantern", Key: "p0", OpenID: OpenID(0), Amount: 100, BillNo: "1", Version: billno.ByPerson, Request: "r", At: Noon,
	})
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := store.Reload(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}
