package plan_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/plan"
)

// An orphan may be refused, failed or in doubt as well as paid: its name must not say that it was.
func TestNoActionSaysThatSomebodyWasPaidWhoMayNotBe(t *testing.T) {
	for _, action := range plan.Actions() {
		if said := action.Said().Chinese; said == action.String() || strings.ContainsAny(said, "付") || strings.Contains(said, "已发") {
			t.Errorf("%s is said to be %s", action, said)
		}
	}
}
