package events

import (
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
)

type planSaved struct {
	envelope
	File       string    `json:"file"`
	PlanID     string    `json:"plan_id"`
	PlanDigest string    `json:"plan_digest"`
	Redpack    string    `json:"redpack"`
	Created    string    `json:"created"`
	ValidUntil string    `json:"valid_until"`
	Open       int       `json:"open"`
	MaxFen     money.Fen `json:"max_fen"`
	Sandbox    bool      `json:"sandbox"`
	Rehearsal  string    `json:"rehearsal,omitempty"`
	UsedAt     string    `json:"used_at,omitempty"`
	UsedBy     string    `json:"used_by,omitempty"`
	Moved      []string  `json:"moved,omitempty"`
	ending
}

// Saved writes what a plan file holds.
func (j *planEvents) Saved(of view.SavedPlan) error {
	open := of.Open()
	e := &planSaved{
		envelope: envelopeOf(levelInfo, "plan_saved", of.File+" holds a plan for "+words.Counted(open.Packets, words.Packet).English+", "+open.Amount.String()),
		File:     of.File, PlanID: of.ID, PlanDigest: of.Digest, Redpack: of.Tool, Created: beijing.Stamp(of.Created),
		ValidUntil: beijing.Stamp(of.ValidUntil), Open: open.Packets, MaxFen: open.Amount, Sandbox: of.Merchant.Sandbox, Rehearsal: of.Merchant.Rehearsal,
	}
	if of.Used != nil {
		e.UsedAt, e.UsedBy = beijing.Stamp(of.Used.At), of.Used.By
	}
	for _, moved := range of.Moved {
		e.Moved = append(e.Moved, j.Masked(moved.English))
	}
	if len(e.Moved) > 0 {
		e.Level = levelWarn
	}
	return j.closing(e)
}
