package events

import (
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
)

type lockEvent struct {
	envelope
	Path   string `json:"path"`
	Holder string `json:"holder"`
	Since  string `json:"since,omitempty"`
}

// Locked writes that somebody applies on the state right now.
func (j *planEvents) Locked(l view.Lock) error {
	return j.only(&lockEvent{envelopeOf(levelWarn, "lock", l.String()), l.Path, l.Holder, beijing.Stamp(l.Since)})
}

type notBegun struct {
	envelope
	Campaign string    `json:"campaign"`
	Packets  int       `json:"packets"`
	MaxFen   money.Fen `json:"max_fen"`
}

// NotBegun writes that the end of a run kept another campaign from being sent. Its packets count as left.
func (j *runEvents) NotBegun(p *plan.Plan) error {
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
