package events

import (
	"github.com/cashredpack/redpack/internal/lookup"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

// foundEvent is one of several packets that were found by a text. Without a status no request of it ever left.
type foundEvent struct {
	envelope
	By         string    `json:"by"`
	Campaign   string    `json:"campaign"`
	Key        string    `json:"key"`
	Label      string    `json:"label,omitempty"`
	Status     string    `json:"status,omitempty"`
	AmountFen  money.Fen `json:"amount_fen"`
	OpenID     string    `json:"openid"`
	BillNo     string    `json:"billno,omitempty"`
	SendListID string    `json:"send_listid,omitempty"`
}

// FoundMany writes several packets that were found, and their sum.
func (j *stateEvents) FoundMany(found []lookup.Found) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	var sum money.Tally
	for i := range found {
		e := j.found(&found[i])
		sum = sum.With(e.AmountFen)
		j.emit(e)
	}
	j.hold(&stateSummary{
		envelope: envelopeOf(levelInfo, "state_summary", words.Counted(sum.Packets, words.Packet).English+" found"), Packets: sum.Packets, AmountFen: sum.Amount,
	})
	return j.err
}

func (j *stateEvents) found(f *lookup.Found) *foundEvent {
	e := &foundEvent{
		envelope: envelopeOf(levelInfo, "found", f.Address.Campaign+"/"+j.Key(f.Address.Key)), By: string(f.How),
		Campaign: f.Address.Campaign, Key: j.Key(f.Address.Key), Label: j.Label(f.Label),
	}
	if p := &f.Packet; p.ID != 0 {
		e.Status, e.AmountFen, e.OpenID, e.BillNo, e.SendListID = p.Status.String(), p.Amount, j.identity(p.OpenID), string(p.BillNo), p.SendListID
	} else {
		e.AmountFen, e.OpenID = f.Recipient.Amount, j.identity(f.Recipient.OpenID)
	}
	return e
}
