package rules_test

import (
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/mutate/testdata/rules"
)

func TestAdult(t *testing.T) {
	if rules.Adult(17) || !rules.Adult(18) {
		t.Error("a person may sign from 18 on")
	}
}
