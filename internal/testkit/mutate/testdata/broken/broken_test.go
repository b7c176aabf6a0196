package broken_test

import (
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/mutate/testdata/broken"
)

func TestAnswer(t *testing.T) {
	if broken.Answer() != 41 {
		t.Error("this test is wrong on purpose")
	}
}
