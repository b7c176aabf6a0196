package events

import (
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
)

// canaryEvent says how far the canary has come when its run is over, and whether the rest is sent.
type canaryEvent struct {
	envelope
	Outcome string         `json:"outcome"`
	Packets []canaryPacket `json:"packets"`
	Rest    int            `json:"rest"`
	RestFen money.Fen      `json:"rest_fen"`
	Silence string         `json:"silence,omitempty"`
	Next    string         `json:"next,omitempty"`
	ending
}

// canaryPacket is one packet of the canary, as the platform was last heard to say.
type canaryPacket struct {
	Campaign  string    `json:"campaign"`
	Key       string    `json:"key"`
	Label     string    `json:"label,omitempty"`
	AmountFen money.Fen `json:"amount_fen"`
	BillNo    string    `json:"billno,omitempty"`
	Status    string    `json:"status,omitempty"`
	Platform  string    `json:"platform,omitempty"`
}

// Canary writes how it came out with those who went first.
func (j *runEvents) Canary(c view.Canary) error {
	rest := c.Rest()
	e := &canaryEvent{
		envelope: envelopeOf(levelWarn, "canary", "canary: "+string(c.Outcome)+"; "+words.Counted(rest.Packets, words.Packet).English+" after it"),
		Outcome:  string(c.Outcome), Packets: []canaryPacket{}, Rest: rest.Packets, RestFen: rest.Amount, Silence: j.Masked(c.Silence.English),
	}
	if e.Next = j.Masked(c.Command); c.Outcome == view.CanaryGo {
		e.Level, e.Next = levelInfo, ""
	}
	for _, of := range c.Plans {
		for i := range of.Canaries.Packets {
			p := &of.Canaries.Packets[i]
			one := canaryPacket{
				Campaign: of.Campaign.Name, Key: j.Key(p.Key()), Label: j.Label(p.Recipient.Label), AmountFen: p.Amount(), BillNo: string(p.BillNo()),
				Platform: p.Recorded.PlatformStatus,
			}
			if p.Recorded.ID != 0 {
				one.Status = p.Recorded.Status.String()
			}
			e.Packets = append(e.Packets, one)
		}
	}
	return j.closing(e)
}
