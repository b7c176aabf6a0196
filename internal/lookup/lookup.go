// Package lookup finds packets by whatever somebody has in hand: a bill number or a send_listid of the platform's, an openid, the key or
// the name of a person. Numbers and openids are compared whole, and nothing is ever guessed: what several packets have finds all of them.
package lookup

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// How is by what a packet was found, in the words that people read.
type How string

// The ways.
const (
	ByNumber How = "bill number" // for programs
	ByListID How = "send_listid"
	ByOpenID How = "openid"
	ByKey    How = "key"
	ByLabel  How = "label"
)

// Said is the way in every language.
func (h How) Said() lang.Text {
	switch h {
	case ByNumber:
		return lang.Both("bill number", "商户订单号")
	case ByKey:
		return lang.Both("key", "键")
	case ByLabel:
		return lang.Both("label", "备注名")
	case ByListID, ByOpenID: // as the platform calls them
	}
	return lang.Same(string(h))
}

// All are the ways, for whoever tells what was searched.
var All = []How{ByNumber, ByListID, ByOpenID, ByKey, ByLabel}

// Found is one packet, or one recipient without any.
type Found struct {
	Address   address.Address // by which it is shown: that of the files, where they have it
	How       How
	Label     string             // the name in the files
	Packet    state.Packet       // ID 0: only the files know of it
	Recipient *hclspec.Recipient // nil: only the state knows of it
	// Former says that what was searched was the packet's before, and is not any more; Attempt is which of its numbers that was.
	Former  bool
	Attempt int
}

// Search is one search. Let it look at the packets, then at the recipients, and at the events where that has found nothing.
type Search struct {
	text  string
	found []Found
	byID  map[int64]int // index into found
}

// New begins a search.
func New(text string) *Search {
	return &Search{text: hclspec.Normal(strings.TrimSpace(text)), byID: map[int64]int{}}
}

// Text is what is searched.
func (s *Search) Text() string { return s.text }

// Packet looks at a packet of the state.
func (s *Search) Packet(p *state.Packet) {
	switch s.text {
	case "":
	case string(p.BillNo):
		s.add(Found{Address: p.Address(), How: ByNumber, Packet: *p, Attempt: p.Attempt})
	case p.SendListID:
		s.add(Found{Address: p.Address(), How: ByListID, Packet: *p, Attempt: p.Attempt})
	case p.OpenID:
		s.add(Found{Address: p.Address(), How: ByOpenID, Packet: *p, Attempt: p.Attempt})
	case p.Key:
		s.add(Found{Address: p.Address(), How: ByKey, Packet: *p, Attempt: p.Attempt})
	}
}

// Recipient looks at a recipient of a campaign, with the packet that the state has of them; its ID is 0 where it has none.
func (s *Search) Recipient(campaign string, r *hclspec.Recipient, recorded *state.Packet) {
	how := How("")
	switch s.text {
	case "":
	case r.OpenID:
		how = ByOpenID
	case r.Key:
		how = ByKey
	case r.Label:
		how = ByLabel
	}
	at, known := s.byID[recorded.ID]
	if known = known && recorded.ID != 0; how == "" && !known {
		return
	}
	named := *r
	named.Key, named.Label, named.OpenID = strings.Clone(r.Key), strings.Clone(r.Label), strings.Clone(r.OpenID) // they are only lent
	of := address.Address{Campaign: campaign, Key: named.Key}
	if known {
		s.found[at].Address, s.found[at].Label, s.found[at].Recipient = of, named.Label, &named
		return
	}
	s.add(Found{Address: of, How: how, Label: named.Label, Packet: *recorded, Recipient: &named, Attempt: recorded.Attempt})
}

// Event looks at what a packet had before: a number that was given up, its send_listid, or another person.
func (s *Search) Event(e *state.Event, packet func(id int64) (state.Packet, bool)) {
	how, d := How(""), &e.Detail
	switch s.text {
	case "":
	case d.BillNo:
		how = ByNumber
	case d.SendListID:
		how = ByListID
	case d.OpenID:
		how = ByOpenID
	}
	if e.Packet == 0 || how == "" || e.Kind == state.KindAccepted {
		return
	}
	if p, ok := packet(e.Packet); ok {
		s.add(Found{Address: p.Address(), How: how, Packet: p, Former: true, Attempt: d.Attempt})
	}
}

// Numbers reports whether a text can be a number or an openid, so that the history is worth to be searched for it.
func Numbers(text string) bool {
	const shortest = 20
	return len(text) >= shortest && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' && r != '-'
	})
}

func (s *Search) add(f Found) {
	if f.Packet.ID != 0 {
		if _, again := s.byID[f.Packet.ID]; again {
			return
		}
		s.byID[f.Packet.ID] = len(s.found)
	}
	s.found = append(s.found, f)
}

// Found are all that were found, in the order of their addresses.
func (s *Search) Found() []Found {
	slices.SortStableFunc(s.found, func(a, b Found) int {
		return cmp.Or(cmp.Compare(a.Address.Campaign, b.Address.Campaign), cmp.Compare(a.Address.Key, b.Address.Key))
	})
	return s.found
}
