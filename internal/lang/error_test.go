package lang_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/cashredpack/redpack/internal/lang"
)

// A line begins with a capital, but what somebody else wrote keeps its case.
func TestLinesKeepTheCaseOfNames(t *testing.T) {
	missing := lang.Errorf("%s and %s have nothing in common", "%s 和 %s 没有共同之处", "main", "spring")
	for _, tt := range []struct {
		err           error
		english, said string
	}{
		{missing, "main and spring have nothing in common", "main 和 spring 没有共同之处"},
		{lang.Errorf("%w; look again", "%w；再看", missing), "main and spring have nothing in common; look again", "main 和 spring 没有共同之处；再看"},
		{lang.Errorf("look: %w", "查看：%w", missing), "look: main and spring have nothing in common", "查看：main 和 spring 没有共同之处"},
		{lang.Errorf("%s is gone", "%s没了", lang.Both("the state", "状态库")), "The state is gone", "状态库没了"},
		{errors.New("open it"), "Open it", "open it"},
	} {
		if got := lang.Line(tt.err, lang.English).String(); got != tt.english {
			t.Errorf("%q, want %q", got, tt.english)
		}
		if got := lang.Line(tt.err, lang.Chinese).String(); got != tt.said {
			t.Errorf("%q, want %q", got, tt.said)
		}
	}
}

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
