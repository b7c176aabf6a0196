package view

import (
	"fmt"
	"io"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/page"
)

// Lock is somebody who applies on the state right now. Holder and Since may be unknown.
type Lock struct {
	Path   string
	Holder string // user@host pid
	Since  time.Time
}

// String is "an apply is running (li@pay pid 4711, since 2027-02-06 09:00 CST)".
func (l Lock) String() string {
	switch {
	case l.Holder == "":
		return "an apply is running"
	case l.Since.IsZero():
		return fmt.Sprintf("an apply is running (%s)", page.Clean(l.Holder))
	}
	return fmt.Sprintf("an apply is running (%s, since %s)", page.Clean(l.Holder), beijing.Format(l.Since))
}

// Waiting tells whoever waits for a lock who has it.
func Waiting(w io.Writer, l Lock, patience time.Duration, s page.Style) error {
	p := &page.Page{Style: s}
	holder := "another redpack"
	if l.Holder != "" {
		holder = page.Clean(l.Holder)
	}
	if !l.Since.IsZero() {
		holder += ", who has it since " + beijing.Format(l.Since)
	}
	p.Wrapped("", fmt.Sprintf("Waiting up to %s for the state %s: it is in use by %s.", patience, l.Path, holder))
	return p.Print(w)
}

// Locked tells a reader of the state that it is being written to.
func Locked(w io.Writer, l Lock, s page.Style) error {
	p := &page.Page{Style: s}
	p.Wrapped("", fmt.Sprintf("Note: %s. What follows is what was recorded when this command began.", l))
	return p.Print(w)
}
