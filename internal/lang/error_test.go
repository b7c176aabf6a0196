package lang_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
)

// What is wrapped may stand elsewhere in Chinese.
func TestWrappedInAnotherOrder(t *testing.T) {
	gone := lang.New(lang.Both("gone", "没了"))
	err := lang.Errorf("%s is %w", "%[2]w：%[1]s", "the state", gone)
	if got := lang.Error(err, lang.Chinese); got.Error() != "没了：the state" || !errors.Is(got, gone) || err.Error() != "the state is gone" {
		t.Errorf("%v, %v", got, err)
	}
}

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

// What others wrote, as the path of a file that a pull request names, begins no line in any language.
func TestPathsBeginNoLineInAnyLanguage(t *testing.T) {
	path := &fs.PathError{Op: "open", Path: "a\nError: nobody was paid\x1b[2J.csv", Err: syscall.ENOENT}
	said := corrupt{"a\nb"}
	for name, err := range map[string]error{
		"a path": path, "wrapped": fmt.Errorf("list: %w", path), "wrapped here": lang.Errorf("list: %w", "名单：%w", path),
		"by several": fmt.Errorf("%w of %w", path, path), "what says itself": said, "and wrapped": fmt.Errorf("c\nd: %w", said),
	} {
		for _, l := range lang.Languages {
			text := lang.Format("read: %s", "读：%s", err).In(l)
			if strings.ContainsAny(plain.Error(lang.Error(err, l)).String()+text, "\n\x1b") {
				t.Errorf("%s in %s: %q, %q", name, l, plain.Error(lang.Error(err, l)), text)
			}
		}
	}
	if names := lang.List([]string{"a\nError: nobody was paid", "b"}); strings.Contains(names.English+names.Chinese, "\n") {
		t.Errorf("a list: %q", names)
	}
	own := lang.Errorf("use\n  redpack %s", "用\n  redpack %s", "x\ny")
	if got := plain.Error(lang.Error(fmt.Errorf("so: %w.", own), lang.Chinese)).String(); got != "so: 用\n  redpack x\\ny." {
		t.Errorf("%q", got)
	}
}

type corrupt struct{ path string }

func (c corrupt) Error() string   { return c.Said().English }
func (c corrupt) Said() lang.Text { return lang.Both("damaged: "+c.path, "已损坏："+c.path) }
