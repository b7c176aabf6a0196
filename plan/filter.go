package plan

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
)

// Filter chooses rows of a list to look at: of every packet of a plan, of the state, of a run. It is one rule for all of them, and
// changes nothing about what is sent. A nil Filter lets everything pass. It is not safe for use by several goroutines.
type Filter struct {
	addresses map[string]*sought // by what they say, in normal form
	only      bool               // somebody is named who shall be in it
	statuses  []string
	search    string // in small letters
}

// sought is an address that somebody asked for.
type sought struct {
	by  sides
	met bool // somebody has it
}

// Row is what a list says of a packet, as far as one can choose by it.
type Row struct {
	Address  address.Address
	Label    string
	Group    string    // of the file; "" where it is not known
	Statuses [2]string // as lists print them: what plan would do, where the packet stands; "" where there is none
	OpenID   string
}

// NewFilter takes addresses as a Selection does, statuses, and a part of a key or a label, in any case. What is empty chooses nothing;
// a row must pass all of the others.
func NewFilter(selectors []Selector, statuses []string, search string) *Filter {
	f := &Filter{
		addresses: map[string]*sought{}, statuses: statuses, search: Small(strings.TrimSpace(search)),
	}
	for i := range selectors {
		text := hclspec.Normal(strings.TrimSpace(selectors[i].Text))
		if f.addresses[text] == nil {
			f.addresses[text] = &sought{}
		}
		f.addresses[text].by |= selectors[i].side()
		f.only = f.only || !selectors[i].Exclude
	}
	if len(f.addresses) == 0 && len(f.statuses) == 0 && f.search == "" {
		return nil
	}
	return f
}

// Admits reports whether a row is to be shown.
func (f *Filter) Admits(r *Row) bool {
	if f == nil {
		return true
	}
	return f.named(r) && f.stands(r) && f.found(r) // named first: it notes whom an address names
}

func (f *Filter) named(r *Row) bool {
	if len(f.addresses) == 0 {
		return true
	}
	var said sides
	for _, text := range [...]string{r.Address.String(), r.Address.Key, r.Address.Campaign, groupPrefix + r.Group} {
		if found := f.addresses[text]; found != nil {
			found.met = true
			said |= found.by
		}
	}
	return said&excluded == 0 && (said&chosen != 0 || !f.only)
}

func (f *Filter) stands(r *Row) bool {
	return len(f.statuses) == 0 || slices.Contains(f.statuses, r.Statuses[0]) || slices.Contains(f.statuses, r.Statuses[1])
}

// found looks into what a list shows: key, label and masked openid. Keys and labels are in normal form already.
func (f *Filter) found(r *Row) bool {
	if f.search == "" {
		return true
	}
	return Holds(r.Address.Key, f.search) || Holds(r.Label, f.search) || f.masked(r.OpenID)
}

// Small is a text in normal form and small letters, as Holds looks for it.
func Small(text string) string { return strings.ToLower(hclspec.Normal(text)) }

// Holds reports whether a text in normal form has a part in any case; the part is Small. It makes no other text of one in ASCII, because
// somebody waits while a million are looked at.
func Holds(text, part string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return strings.Contains(strings.ToLower(text), part)
		}
	}
	for i := 0; i+len(part) <= len(text); i++ {
		if smallEqual(text[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

// smallEqual compares an ASCII text in small letters.
func smallEqual(text, small string) bool {
	for i := range len(text) {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != small[i] {
			return false
		}
	}
	return true
}

// masked looks into the ends of an openid, as they are shown. It makes no text, because somebody waits while a million are looked at.
func (f *Filter) masked(id string) bool {
	const shown = 4
	if len(id) < 2*shown+2 {
		return false
	}
	var text [2*shown + 2]byte
	n := copy(text[:], id[:shown])
	n += copy(text[n:], "..")
	copy(text[n:], id[len(id)-shown:])
	for i, c := range text {
		if c >= 'A' && c <= 'Z' {
			text[i] += 'a' - 'A'
		}
	}
	return strings.Contains(string(text[:]), f.search)
}

// Missed are the addresses that nobody had so far, in order.
func (f *Filter) Missed() (missed []string) {
	if f == nil {
		return nil
	}
	for text, found := range f.addresses {
		if !found.met {
			missed = append(missed, text)
		}
	}
	slices.Sort(missed)
	return missed
}

// RowOf is how a plan lists a packet.
func RowOf(of *Plan, p *Packet) Row {
	r := Row{
		Address: p.AddressIn(of), Label: p.Recipient.Label, Group: p.GroupIn(of), OpenID: p.OpenID(), Statuses: [2]string{p.Action.String()},
	}
	if p.Recorded.ID != 0 {
		r.Statuses[1] = p.Recorded.Status.String()
	}
	return r
}
