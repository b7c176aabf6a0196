package diff

import (
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

// rowSet is everybody of one side of a campaign, made for a million rows: about 100 bytes a row beside the texts of the files.
type rowSet struct {
	campaign *hclspec.Campaign
	rows     []row
	byKey    map[string]uint32 // index into rows
	texts    []texts
	known    map[texts]uint32 // index into texts, of the first ones
	tally    money.Tally
	lists    lists // that are compared as a whole
	err      error // a sum that does not fit
}

// row is one recipient. Its strings may be pieces of a window of the file.
type row struct {
	key, openID string
	label       string
	amount      money.Fen
	texts       uint32
	source      uint16
	supplement  *hclspec.Supplement
	matched     bool // the other side has it, too
	moved       bool // the other side has it in another campaign
}

type texts struct{ wishing, remark string }

// textsKnown is how many different texts are told apart from each other; beyond them there are about as many as people, and
// looking them up would cost more than it saves.
const textsKnown = 1024

func newRowSet(c *hclspec.Campaign, whole lists) *rowSet {
	return &rowSet{campaign: c, byKey: map[string]uint32{}, known: map[texts]uint32{}, lists: whole}
}

func (s *rowSet) add(r *hclspec.Recipient) bool {
	if s.err = s.tally.Add(r.Amount); s.err != nil {
		return false
	}
	if s.lists.take(s.campaign, r) {
		return true
	}
	s.byKey[r.Key] = uint32(len(s.rows))
	s.rows = append(s.rows, row{
		key: r.Key, openID: r.OpenID, label: r.Label, amount: r.Amount, texts: s.textsOf(r), source: uint16(r.Source), supplement: r.Supplement,
	})
	return true
}

func (s *rowSet) textsOf(r *hclspec.Recipient) uint32 {
	t := texts{r.Wishing, r.Remark}
	if last := len(s.texts) - 1; last >= 0 && s.texts[last] == t {
		return uint32(last)
	}
	if i, ok := s.known[t]; ok {
		return i
	}
	s.texts = append(s.texts, t)
	if i := uint32(len(s.texts) - 1); i < textsKnown {
		s.known[t] = i
	}
	return uint32(len(s.texts) - 1)
}

// find looks a key up.
func (s *rowSet) find(key string) *row {
	if i, ok := s.byKey[key]; ok {
		return &s.rows[i]
	}
	return nil
}

// terms copies what is kept of a row, so that the rest of its file can go.
func (s *rowSet) terms(r *row) Terms {
	t := s.texts[r.texts]
	return Terms{
		OpenID: strings.Clone(r.openID), Amount: r.amount, Wishing: kept(t.wishing, s.campaign.Wishing),
		Remark: kept(t.remark, s.campaign.Remark), Group: s.campaign.Sources[r.source].Name, Label: strings.Clone(r.label), Supplement: r.supplement,
	}
}

func termsOf(c *hclspec.Campaign, r *hclspec.Recipient) Terms {
	return Terms{
		OpenID: strings.Clone(r.OpenID), Amount: r.Amount, Wishing: kept(r.Wishing, c.Wishing), Remark: kept(r.Remark, c.Remark),
		Group: c.Sources[r.Source].Name, Label: strings.Clone(r.Label), Supplement: r.Supplement,
	}
}

// kept copies a text that is not the campaign's.
func kept(text, common string) string {
	if text == common {
		return common
	}
	return strings.Clone(text)
}
