package inquiry_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
)

// platform is one in memory that remembers orders and is never sent any.
type platform struct {
	t       *testing.T
	mu      sync.Mutex
	orders  map[billno.BillNo]apply.Finding
	queries []query
	// asked says what the n-th query of a number gets instead of the truth, counted from 0; nil, or the zero Finding: the truth.
	asked func(n int) apply.Finding
	looks map[billno.BillNo]int
}

// query is one that was asked.
type query struct {
	at time.Time
	no billno.BillNo
}

func newPlatform(t *testing.T) *platform {
	return &platform{t: t, orders: map[billno.BillNo]apply.Finding{}, looks: map[billno.BillNo]int{}}
}

var _ apply.Sender = (*platform)(nil)

var platformWords = map[apply.Platform]string{
	apply.Offered: "SENT", apply.Received: "RECEIVED", apply.Sending: "SENDING", apply.FailedThere: "FAILED",
}

// order makes the platform know a number. What was received was so two days ago.
func (p *platform) order(of *hclspec.Recipient, no billno.BillNo, says apply.Platform) {
	f := apply.Finding{Platform: says, Word: platformWords[says], Amount: of.Amount}
	if says == apply.Received {
		f.OpenID, f.SentAt, f.ReceivedAt = of.OpenID, time.Now().Add(-48*time.Hour), time.Now().Add(-47*time.Hour)
	}
	p.orders[no] = f
}

func (p *platform) Query(_ context.Context, no billno.BillNo) apply.Finding {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queries = append(p.queries, query{time.Now(), no})
	n := p.looks[no]
	p.looks[no]++
	if p.asked != nil {
		if f := p.asked(n); f.Platform != 0 {
			return f
		}
	}
	if f, ok := p.orders[no]; ok {
		return f
	}
	return apply.Finding{Platform: apply.NotFound, Code: "NOT_FOUND"}
}

func (p *platform) Freeze(o apply.Order) (string, error) {
	return fmt.Sprintf("%s for %s", o.BillNo, o.Recipient.OpenID), nil
}

func (p *platform) Send(context.Context, string) apply.Answer {
	p.t.Error("an inquiry sends")
	return apply.Answer{Class: apply.Success}
}

func (p *platform) Repairable(string) bool { return false }

// silent answers none of the first n queries of a number.
func silent(n int) func(int) apply.Finding {
	return func(look int) apply.Finding {
		if look < n {
			return apply.Finding{Platform: apply.NoAnswer, Code: "timeout"}
		}
		return apply.Finding{}
	}
}

// told says the same of every number and keeps the order of the queries.
type told struct {
	finding apply.Finding
	asked   []billno.BillNo
}

func (a *told) Query(_ context.Context, no billno.BillNo) apply.Finding {
	a.asked = append(a.asked, no)
	return a.finding
}
