package plan

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
)

// Selector is one address of -only, -exclude or an -only-file: "campaign/key", a key alone, a campaign, or "group:NAME" for
// a source of recipients.
type Selector struct {
	Text    string
	Exclude bool      // leave out what it names, instead of leaving out everything else
	By      string    // what it was written behind, where that is neither -only nor -exclude: "-canary", or the attribute "canary"
	Range   hcl.Range // its line in a file; zero for a flag
}

// flag is how a person has written a selector.
func (s *Selector) flag() string {
	switch {
	case s.By != "":
		return s.By
	case s.Range.Filename != "":
		return "-only-file"
	case s.Exclude:
		return "-exclude"
	default:
		return "-only"
	}
}

// Selection chooses the recipients that a plan is for. The others are left out: nothing is sent to them and nothing asked
// about them. It is never changed, so one serves any number of plans. A nil Selection chooses everybody.
type Selection struct {
	selectors []Selector
	only      bool // somebody is named who shall be in it
}

// NewSelection takes what -only, -exclude and -only-file say; the order is without meaning, and an exclusion wins. Whether
// the addresses name anybody is known only once the recipients were read: Check tells.
func NewSelection(selectors []Selector) *Selection {
	if len(selectors) == 0 {
		return nil
	}
	s := &Selection{selectors: make([]Selector, len(selectors))}
	for i, selector := range selectors {
		selector.Text = hclspec.Normal(strings.TrimSpace(selector.Text))
		s.selectors[i] = selector
		s.only = s.only || !selector.Exclude
	}
	return s
}

// By names the flags that make the selection, for people: "-only", "-exclude" or "-only and -exclude".
func (s *Selection) By() lang.Text {
	var used []lang.Text
	for _, flag := range []string{"-only", "-only-file", "-exclude"} {
		for i := range s.selectors {
			if s.selectors[i].flag() == flag {
				used = append(used, lang.Same(flag))
				break
			}
		}
	}
	return lang.Join(used, lang.Both(" and ", " 和 "))
}

// readings are the ways in which one address was found to be meant in one campaign.
type readings uint8

const (
	readAddress  readings = 1 << iota // campaign/key
	readKey                           // a key alone, which may hold a slash
	readCampaign                      // the whole of it
	readGroup
)

// sides are what the selectors say of one recipient.
type sides uint8

const (
	chosen sides = 1 << iota
	excluded
)

func (s *Selector) side() sides {
	if s.Exclude {
		return excluded
	}
	return chosen
}

// naming is one selector that may name a key.
type naming struct {
	selector int
	as       readings
}

// matcher is a selection made ready for the recipients of one campaign: one look-up for each.
type matcher struct {
	selection *Selection
	whole     sides
	sources   []sides
	keys      map[string][]naming
	found     []readings // by selector
}

const groupPrefix = "group:"

// of prepares a selection for a campaign; nil chooses everybody.
func (s *Selection) of(c *hclspec.Campaign) *matcher {
	if s == nil {
		return nil
	}
	m := &matcher{
		selection: s, sources: make([]sides, len(c.Sources)), keys: map[string][]naming{}, found: make([]readings, len(s.selectors)),
	}
	for i := range s.selectors {
		m.prepare(c, i)
	}
	return m
}

func (m *matcher) prepare(c *hclspec.Campaign, i int) {
	selector := &m.selection.selectors[i]
	key, addressed := strings.CutPrefix(selector.Text, c.Name+"/")
	if selector.Text == c.Name || addressed && key == "" {
		m.whole |= selector.side()
		m.found[i] |= readCampaign
	}
	if addressed && key != "" {
		m.keys[key] = append(m.keys[key], naming{i, readAddress})
	}
	m.keys[selector.Text] = append(m.keys[selector.Text], naming{i, readKey})
	if group, ok := strings.CutPrefix(selector.Text, groupPrefix); ok {
		for source := range c.Sources {
			if c.Sources[source].Name == group {
				m.sources[source] |= selector.side()
				m.found[i] |= readGroup
			}
		}
	}
}

// selects reports whether a recipient is in the selection.
func (m *matcher) selects(r *hclspec.Recipient) bool {
	if m == nil {
		return true
	}
	said := m.whole | m.sources[r.Source] | m.key(r.Key)
	return said&excluded == 0 && (said&chosen != 0 || !m.selection.only)
}

// key notes that a key exists and tells what the selectors say of it. A packet that the state alone knows may be named
// too: an address that was excluded once must not become an error because its recipient left the file.
func (m *matcher) key(key string) (said sides) {
	for _, by := range m.keys[key] {
		m.found[by.selector] |= by.as
		said |= m.selection.selectors[by.selector].side()
	}
	return said
}
