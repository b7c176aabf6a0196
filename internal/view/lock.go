package view

import (
	"io"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
)

// Lock is somebody who applies on the state right now. Holder and Since may be unknown.
type Lock struct {
	Path   string
	Holder string // user@host pid
	Since  time.Time
}

// Said is "an apply is running (li@pay pid 4711, since 2027-02-06 09:00 CST)".
func (l Lock) Said() lang.Text {
	switch {
	case l.Holder == "":
		return lang.Both("an apply is running", "正在发放")
	case l.Since.IsZero():
		return lang.Format("an apply is running (%s)", "正在发放（%s）", l.Holder)
	}
	return lang.Format("an apply is running (%s, since %s)", "正在发放（%s，自 %s 起）", l.Holder, beijing.Format(l.Since))
}

// String is what it says in English.
func (l Lock) String() string { return l.Said().English }

// Waiting tells whoever waits for a lock who has it.
func Waiting(w io.Writer, l Lock, patience time.Duration, s page.Style) error {
	p := &page.Page{Style: s}
	holder := lang.Both("another redpack", "另一个 redpack")
	if l.Holder != "" {
		holder = lang.Same(page.Clean(l.Holder))
	}
	if l.Since.IsZero() {
		p.Wrapped("", lang.Format("Waiting up to %s for the state %s: it is in use by %s.", "最多等待 %s：状态库 %s 正被 %s 使用。", patience, l.Path, holder))
		return p.Print(w)
	}
	p.Wrapped("", lang.Format("Waiting up to %s for the state %s: it is in use by %s, who has it since %s.", "最多等待 %s：状态库 %s 正被 %s 使用（自 %s 起）。",
		patience, l.Path, holder, beijing.Format(l.Since)))
	return p.Print(w)
}

// Locked tells a reader of the state that it is being written to.
func Locked(w io.Writer, l Lock, s page.Style) error {
	p := &page.Page{Style: s}
	p.Wrapped("", lang.Format("Note: %s. What follows is what was recorded when this command began.", "注意：%s。以下是本命令开始时已记录的内容。", l))
	return p.Print(w)
}
