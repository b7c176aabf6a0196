package view

import (
	"fmt"
	"io"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan"
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

// Locked tells a reader of the state that it is being written to.
func Locked(w io.Writer, l Lock, s page.Style) error {
	p := &page.Page{Style: s}
	p.Wrapped("", fmt.Sprintf("Note: %s. What follows is what was recorded when this command began.", l))
	return p.Print(w)
}

type lockEvent struct {
	envelope
	Path   string `json:"path"`
	Holder string `json:"holder"`
	Since  string `json:"since,omitempty"`
}

// Locked writes that somebody applies on the state right now.
func (j *JSON) Locked(l Lock) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.emit(&lockEvent{envelopeOf(levelWarn, "lock", l.String()), l.Path, l.Holder, stamp(l.Since)})
	return j.err
}

type notBegun struct {
	envelope
	Campaign string    `json:"campaign"`
	Packets  int       `json:"packets"`
	MaxFen   money.Fen `json:"max_fen"`
}

// NotBegun writes that the end of a run kept another campaign from being sent. Its packets count as left.
func (j *JSON) NotBegun(p *plan.Plan) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	open := p.Open()
	j.runs++
	j.total.add(applied{Left: open.Packets})
	j.emit(&notBegun{
		envelopeOf(levelWarn, "not_begun", "campaign "+p.Campaign.Name+" was not begun"), p.Campaign.Name, open.Packets, open.Amount,
	})
	return j.err
}
