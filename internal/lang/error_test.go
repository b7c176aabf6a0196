package lang_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/cashredpack/redpack/internal/lang"
)

// A sentinel is found by its identity, however it is wrapped, and two that say the same are two.
func TestSentinelsKeepTheirIdentity(t *testing.T) {
	plain, twin := lang.New(lang.Both("gone", "没了")), lang.New(lang.Both("gone", "没了"))
	formatted := lang.Errorf("%d gone", "没了 %d 个", 3)
	for _, sentinel := range []error{plain, formatted} {
		wrapped := lang.Errorf("look: %w", "查看：%w", fmt.Errorf("here: %w", sentinel))
		if !errors.Is(wrapped, sentinel) || !errors.Is(lang.Error(wrapped, lang.Chinese), sentinel) {
			t.Errorf("%v is not found", sentinel)
		}
	}
	if errors.Is(plain, twin) {
		t.Error("one is taken for the other")
	}
	if got := lang.Error(lang.Errorf("look: %w", "查看：%w", fmt.Errorf("here: %w", plain)), lang.Chinese).Error(); got != "查看：here: 没了" {
		t.Error(got)
	}
}
