//go:build unix

package gateway_test

import (
	"os"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/gateway"
)

func TestWhoMayReadASecret(t *testing.T) {
	const root, me, other = 0, 1000, 1001
	for _, tt := range []struct {
		mode      os.FileMode
		owner, as int
		want      string // in what is wrong; none: it is taken
	}{
		{0o600, me, me, ""},
		{0o400, me, me, ""},
		{0o640, me, me, "chmod 600"},
		{0o604, me, me, "chmod 600"},
		{0o440, root, me, ""}, // a Kubernetes secret with fsGroup
		{0o640, root, me, ""},
		{0o400, root, me, ""}, // reading it says what is wrong
		{0o444, root, me, "defaultMode"},
		{0o660, root, me, "defaultMode"},
		{0o644, root, me, "defaultMode"},
		{0o750, root, me, "defaultMode"},
		{0o600, other, me, "belongs to user 1001"},
		{0o440, other, me, "belongs to user 1001"},
		{0o600, other, root, "belongs to user 1001"},
		{0o600, root, root, ""},
		{0o440, root, root, ""},
		{0o644, root, root, "chmod 600"},
	} {
		summary, detail := gateway.Unguarded("key.pem", tt.mode, tt.owner, tt.as)
		if summary.Empty() != (tt.want == "") || !strings.Contains(detail.English, tt.want) {
			t.Errorf("%04o of %d, as %d: %s: %s", tt.mode, tt.owner, tt.as, summary, detail)
		}
	}
}
