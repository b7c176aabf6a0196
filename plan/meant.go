package plan

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// Addressee is somebody whom an address may mean.
type Addressee struct {
	address.Address
	Label string // the name that people know; "" if there is none
}

// Meant says in a sentence, behind a blank, whom a text may have been written for that is the address of nobody: campaigns are compared
// with campaigns, and keys with the keys of that campaign. It is empty where nothing shows. Whoever follows a suggestion may pay somebody, so
// a stranger is worse than none: see nearKey.
func Meant(text string, campaigns []string, known iter.Seq[Addressee]) lang.Text {
	m := intended{campaigns: campaigns}
	m.typed, m.key, m.addressed = strings.Cut(strings.ReplaceAll(text, "／", "/"), "/")
	switch {
	case !m.addressed:
		m.typed, m.key = "", text
	case slices.Contains(campaigns, m.typed):
		m.campaign = m.typed
	default:
		m.campaign = words.Nearest(m.typed, slices.Values(campaigns))
	}
	for k := range known {
		m.take(k)
	}
	return m.sentence(text)
}

// intended collects who may be meant.
type intended struct {
	campaigns []string
	typed     string // what stands before the key
	addressed bool   // something does
	campaign  string // the one whose name that is, or is nearest to; "" if none is
	key       string

	exact, folded, labelled, near []Addressee // by how they were found, in that campaign, or in all if there is none
	namesake, called              []Addressee // with that key or that label in others
}

// take looks at somebody.
func (m *intended) take(k Addressee) {
	here := m.campaign == "" || k.Campaign == m.campaign
	label := k.Label != "" && k.Label == m.key
	for _, way := range []struct {
		found *[]Addressee
		is    bool
	}{
		{&m.exact, here && k.Key == m.key},
		{&m.namesake, k.Key == m.key},
		{&m.folded, here && strings.EqualFold(k.Key, m.key)},
		{&m.labelled, here && label},
		{&m.called, label},
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

// sentence tells of a mistyped campaign before it tells of the key, because a key that another campaign has is another payment.
func (m *intended) sentence(text string) lang.Text {
	if !m.addressed {
		if near := words.DidYouMean(text, slices.Values(m.campaigns)); !near.Empty() && len(m.exact) == 0 {
			return near
		}
		return m.keySentence()
	}
	switch meant := m.keySentence(); {
	case m.campaign == m.typed:
		return meant
	case m.campaign != "" && len(m.exact)+len(m.folded)+len(m.labelled)+len(m.near) == 0:
		return lang.Format(" There is no campaign %q. Did you mean %q?%s", "没有活动 %q。是不是想写 %q？%s", m.typed, m.campaign, meant)
	default:
		return lang.Format(" There is no campaign %q.%s", "没有活动 %q。%s", m.typed, meant)
	}
}

func (m *intended) keySentence() lang.Text {
	switch {
	case m.key == "":
	case len(m.exact) > 0:
		return lang.Format(" Did you mean %s?", "是不是想写 %s？", listed(m.exact))
	case len(m.folded) > 0:
		return lang.Format(" Did you mean %s? Capital letters count.", "是不是想写 %s？字母区分大小写。", listed(m.folded))
	case len(m.labelled) > 0:
		return lang.Format(" It is the label of %s; an address has the key.", "这是 %s 的备注名；地址里要写键。", listed(m.labelled))
	case len(m.near) == 1: // of several, none is more likely than the others
		return lang.Format(" Did you mean %s?", "是不是想写 %s？", listed(m.near))
	case len(m.namesake) > 0:
		return lang.Format(" %s has no such key; meant may be %s.", "%s 里没有这个键；可能是指 %s。", m.campaign, listed(m.namesake))
	case len(m.called) > 0:
		return lang.Format(" %s has nobody of that name; it is the label of %s.", "%s 里没有叫这个名字的人；这是 %s 的备注名。", m.campaign, listed(m.called))
	}
	return lang.Text{}
}

// listed are some addresses, whole, whatever part of one was typed.
func listed(all []Addressee) lang.Text {
	var names []lang.Text
	for _, k := range all[:min(len(all), shownAddresses)] {
		names = append(names, lang.Same(strconv.Quote(k.String())))
	}
	if len(all) > shownAddresses {
		names = append(names, lang.Both("others", "其他人"))
	}
	return lang.Join(names, lang.Both(" or ", " 或 "))
}

// AddresseesOf are all of a campaign's lists. What is wrong with the rows was told when they were planned.
func AddresseesOf(c *hclspec.Campaign) iter.Seq[Addressee] {
	return func(yield func(Addressee) bool) {
		_, _ = c.Persons(func(r *hclspec.Recipient) bool {
			return yield(Addressee{address.Address{Campaign: c.Name, Key: r.Key}, r.Label})
		})
	}
}
