//go:build unix

package cli_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A checkout holds no pipe; whoever plants one, where redpack reads a file, would keep it waiting for ever.
func TestPipesKeepNobodyWaiting(t *testing.T) {
	t.Parallel()
	list := strings.Replace(sandboxed("a"), "  recipients = {", "  recipients_from \"csv\" {\n    path = \"people.csv\"\n    openid = row.openid\n    amount = 1.00\n  }\n  recipients = {", 1)
	withKey := strings.Replace(sandboxed("a"), "sandbox = true", "mch_id = \"1900000109\"\n  appid = \"wx2b8f4d1c7a905e36\"\n  cert_file = \"cert\"\n  key_file = \"key\"\n  api_key_file = \"api\"", 1)
	campaigns := map[string]string{
		"z.hcl": sandboxed("a"), "redpack.rpvars": sandboxed("a"), "z.auto.rpvars": sandboxed("a"), "redpack.sum": sandboxed("a"),
		"redpack.numbers": sandboxed("a"), "redpack.state": sandboxed("a"), "redpack.state.serial": sandboxed("a"), "redpack.sandbox": sandboxed("a"),
		"people.csv": list, "text": strings.Replace(sandboxed("a"), `"a"`, `file("text")`, 1), "key": withKey, "cert": withKey, "api": withKey,
	}
	for _, pipe := range some(4, slices.Sorted(maps.Keys(campaigns))) {
		t.Run(pipe, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := errors.Join(syscall.Mkfifo(filepath.Join(dir, pipe), 0o600), os.WriteFile(filepath.Join(dir, "campaign.hcl"), []byte(campaigns[pipe]), 0o600)); err != nil {
				t.Fatal(err)
			}
			s := opened(t)
			for _, args := range [][]string{{"validate"}, {"plan"}, {"plan", "-out=p.rpplan"}, {"show", "-list"}, {"fmt"}, {"apply", "-auto-approve"}} {
				if _, err := s.run(turn{Dir: dir, Args: args}); err != nil {
					t.Fatalf("redpack %q waits for ever: %v", args, err)
				}
			}
		})
	}
}
