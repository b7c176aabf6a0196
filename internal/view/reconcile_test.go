package view_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
)

func TestReconciled(t *testing.T) {
	for name, r := range map[string]view.Reconciliation{
		"reconcile": {Result: viewtest.Reconciliation(), Folder: " examples/lantern"}, "reconcile-balanced": {Result: viewtest.BalancedReconciliation()},
	} {
		golden(t, name, func(t *testing.T, w *bytes.Buffer, s page.Style) {
			if err := view.Reconciled(w, r, s); err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(w.String(), "\n")
			if !strings.Contains(first, s.Say(lang.Both("difference", "差异"))) && !strings.Contains(first, s.Say(lang.Both("Balanced", "已对平"))) {
				t.Errorf("the verdict does not come first: %q", first)
			}
		})
	}
	viewtest.LosesNoError(t, "reconciled", func(w io.Writer) error {
		return view.Reconciled(w, view.Reconciliation{Result: viewtest.Reconciliation()}, page.Style{})
	})
}
