package plan

import (
	"iter"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

// shownSelectors is how many faulty addresses are told one by one. Each costs a search for the name that was meant.
const shownSelectors = 20

// Check tells which addresses name nobody and which could mean several things, over the plans of all campaigns that were
// chosen together. With an error in it nothing may be sent: a mistyped address must neither send to nobody nor, as an
// exclusion, to somebody.
func (s *Selection) Check(plans []*Plan) hcl.Diagnostics {
	return s.check(plans, func(p *Plan) []readings { return p.found })
}

// check is Check with what each plan found the addresses to mean.
func (s *Selection) check(plans []*Plan, found func(*Plan) []readings) hcl.Diagnostics {
	if s == nil {
		return nil
	}
	var diags hcl.Diagnostics
	more := 0
	for i := range s.selectors {
		d := s.fault(i, plans, found, len(diags) < shownSelectors)
		switch {
		case d == nil:
		case len(diags) < shownSelectors:
			diags = append(diags, d)
		default:
			more++
		}
	}
	if more > 0 {
		last := diags[len(diags)-1]
		diags = append(diags, mistake(lang.Both(last.Summary, diag.Summary(last, lang.Chinese)), lang.Format("%s more addresses name nobody or several.",
			"另有 %s 个地址指不到人，或者指到好几个人。", money.Count(more)), nil))
	}
	return diags
}

// fault is what is wrong with one address, or nil. A wide one also says what may have been meant.
func (s *Selection) fault(i int, plans []*Plan, foundIn func(*Plan) []readings, wide bool) *hcl.Diagnostic {
	selector := &s.selectors[i]
	var full []string
	matched := false
	for _, p := range plans {
		found := foundIn(p)[i]
		matched = matched || found != 0
		full = append(full, found.addresses(p.Campaign.Name, selector.Text)...)
	}
	var at *hcl.Range
	if selector.Range.Filename != "" {
		at = selector.Range.Ptr()
	}
	switch {
	case selector.Text == "":
		return mistake(lang.Both("Empty address", "地址为空"), lang.Format("%s is empty. %s", "%s 是空的。%s", selector.flag(), addressForms), at)
	case len(full) > 1:
		return mistake(lang.Both("Ambiguous address", "地址有歧义"), lang.Format("%s %s could mean %s. Write out the one that you mean, or repeat the flag for each.",
			"%s %s 可能指 %s。把要指的那个写全；几个都要，就每个写一次。", selector.flag(), selector.Text, lang.List(full)), at)
	case matched:
		return nil
	}
	var suggestion lang.Text
	if wide {
		suggestion = meantBy(plans, selector.Text)
	}
	return mistake(lang.Both("Address names nobody", "地址指不到人"), lang.Format(
		"%s %s is neither a recipient of %s nor a packet that the state knows.%s%s %s", "%s %s 既不是 %s 的领取人，也不是状态库中已有的红包。%s%s%s", selector.flag(),
		selector.Text, campaignsOf(plans), words.Oddity(selector.Text), suggestion, addressForms), at)
}

var addressForms = lang.Both("An address is campaign/key, a key alone, a campaign, or group:NAME for a list of recipients.",
	"地址写成“活动/键”、单独一个键、一个活动，或者用 group:名称 指一份名单。")

// addresses are the full addresses of what a text was found to mean. Groups are left out: they name many on purpose.
func (r readings) addresses(campaign, text string) (full []string) {
	if r&readCampaign != 0 {
		full = append(full, campaign+"/")
	}
	if r&readAddress != 0 {
		full = append(full, text)
	}
	if r&readKey != 0 {
		full = append(full, campaign+"/"+text)
	}
	return full
}

func campaignsOf(plans []*Plan) lang.Text {
	names := make([]string, len(plans))
	for i, p := range plans {
		names[i] = p.Campaign.Name
	}
	return words.Some(names, len(names))
}

// meantBy says whom a text may mean that names nobody. Reading every list again costs as much as planning; it is done only where somebody
// has mistyped.
func meantBy(plans []*Plan, text string) lang.Text {
	var campaigns, groups []string
	for _, p := range plans {
		campaigns = append(campaigns, p.Campaign.Name)
		for _, source := range p.Campaign.Sources {
			groups = append(groups, groupPrefix+source.Name)
		}
	}
	if strings.HasPrefix(text, groupPrefix) {
		return words.DidYouMean(text, slices.Values(groups))
	}
	return Meant(text, campaigns, known(plans))
}

// known are all whom the plans know.
func known(plans []*Plan) iter.Seq[Addressee] {
	return func(yield func(Addressee) bool) {
		for _, p := range plans {
			for i := range p.Listed {
				orphan := p.Listed[i].Action == Orphan
				if orphan && !yield(Addressee{Address: address.Address{Campaign: p.Campaign.Name, Key: p.Listed[i].Key()}}) {
					return
				}
			}
			for one := range AddresseesOf(p.Campaign) {
				if !yield(one) {
					return
				}
			}
		}
	}
}
