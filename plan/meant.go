package plan

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/words"
)

// Addressee is somebody whom an address may mean.
type Addressee struct {
	address.Address
	Label string // the name that people know; "" if there is none
}

// Meant says in a sentence, behind a blank, whom a text may have been written for that is the address of nobody: campaigns are compared
// with campaigns, and keys with the keys of that campaign. "" where nothing shows. Whoever follows a suggestion may pay somebody, so
// a stranger is worse than none: two keys with other digits or other Chinese characters are two people, however near they look.
func Meant(text string, campaigns []string, known iter.Seq[Addressee]) string {
	m := intended{campaigns: campaigns}
	m.campaign, m.key, m.addressed = strings.Cut(strings.ReplaceAll(text, "／", "/"), "/")
	if !m.addressed {
		m.campaign, m.key = "", text
	}
	m.named = slices.Contains(campaigns, m.campaign)
	for k := range known {
		m.take(k)
	}
	return m.sentence(text)
}

// intended collects who may be meant.
type intended struct {
	campaigns     []string
	campaign, key string
	addressed     bool // a campaign stands before the key
	named         bool // and there is that campaign

	exact, folded, labelled, near []Addressee // by how they were found
}

// take looks at somebody.
func (m *intended) take(k Addressee) {
	here := !m.named || k.Campaign == m.campaign
	for _, way := range []struct {
		found *[]Addressee
		is    bool
	}{
		{&m.exact, k.Key == m.key},
		{&m.folded, here && strings.EqualFold(k.Key, m.key)},
		{&m.labelled, here && k.Label != "" && k.Label == m.key},
		{&m.near, here && nearKey(m.key, k.Key)},
	} {
		if way.is {
			if len(*way.found) <= shownAddresses {
				*way.found = append(*way.found, k)
			}
			return
		}
	}
}

// shownAddresses is how many of several that may be meant are told.
const shownAddresses = 3

func (m *intended) sentence(text string) string {
	switch {
	case m.key == "":
	case m.named && len(m.exact) > 0 && !slices.ContainsFunc(m.exact, func(k Addressee) bool { return k.Campaign == m.campaign }):
		return fmt.Sprintf(" %s has no such key; meant may be %s.", m.campaign, m.listed(m.exact))
	case len(m.exact) > 0:
		return fmt.Sprintf(" Did you mean %s?", m.listed(m.exact))
	}
	if near := m.nearCampaign(text); near != "" {
		return near
	}
	switch {
	case m.key == "":
	case len(m.folded) > 0:
		return fmt.Sprintf(" Did you mean %s? Capital letters count.", m.listed(m.folded))
	case len(m.labelled) > 0:
		return fmt.Sprintf(" It is the label of %s; an address has the key.", m.listed(m.labelled))
	case len(m.near) == 1: // of several, none is more likely than the others
		return fmt.Sprintf(" Did you mean %s?", m.listed(m.near))
	}
	return ""
}

// nearCampaign is the campaign whose name was mistyped; what stands for a key alone may be one, too.
func (m *intended) nearCampaign(text string) string {
	if m.named || m.addressed && m.campaign == "" {
		return ""
	}
	name := m.campaign
	if !m.addressed {
		name = text
	}
	near := words.DidYouMean(name, slices.Values(m.campaigns))
	if m.addressed {
		near = fmt.Sprintf(" There is no campaign %q.%s", name, near)
	}
	return near
}

// listed are some addresses, whole, whatever part of one was typed.
func (m *intended) listed(all []Addressee) string {
	var names []string
	for _, k := range all[:min(len(all), shownAddresses)] {
		names = append(names, fmt.Sprintf("%q", k.String()))
	}
	if len(all) > shownAddresses {
		names = append(names, "others")
	}
	return strings.Join(names, " or ")
}

// nearKey tells whether a key may be another one, mistyped: its letters differ in one place, or two of many, and nothing else does.
// Blanks, hyphens and the like tell no people apart.
func nearKey(typed, key string) bool {
	const few, many = 4, 8
	if len(typed) > 2*len(key)+few || len(key) > 2*len(typed)+few {
		return false
	}
	a, b := partsOf(typed), partsOf(key)
	if a.apart != b.apart {
		return false
	}
	letters := min(len(a.letters), len(b.letters))
	switch distance := words.Distance(a.letters, b.letters); {
	case letters >= many:
		return distance <= 2
	case letters >= few:
		return distance <= 1 || swapped(a.letters, b.letters)
	default:
		return distance == 0
	}
}

// swapped tells whether two texts differ in two neighbours that changed places.
func swapped(a, b string) bool {
	for i := 0; i+1 < len(a) && len(a) == len(b); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}

// keyParts are a key's letters in lower case, and what tells people apart: digits, and characters that are words.
type keyParts struct{ letters, apart string }

func partsOf(key string) keyParts {
	var letters, apart strings.Builder
	for _, r := range key {
		switch {
		case unicode.IsDigit(r) || unicode.In(r, unicode.Ideographic, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
			_, _ = apart.WriteRune(r) // a Builder never fails
		case unicode.IsLetter(r):
			_, _ = letters.WriteRune(unicode.ToLower(r))
		}
	}
	return keyParts{letters.String(), apart.String()}
}

// AddresseesOf are all of a campaign's lists. What is wrong with the rows was told when they were planned.
func AddresseesOf(c *hclspec.Campaign) iter.Seq[Addressee] {
	return func(yield func(Addressee) bool) {
		_, _ = c.Persons(func(r *hclspec.Recipient) bool {
			return yield(Addressee{address.Address{Campaign: c.Name, Key: r.Key}, r.Label})
		})
	}
}
