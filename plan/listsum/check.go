package listsum

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/internal/linefile"
)

// Of is what the lists of the planned campaigns hold now. With errors among the diagnostics it is not complete.
func Of(plans []*plan.Plan) (sum Sum, diags hcl.Diagnostics) {
	for _, p := range plans {
		lists, faults := listsOf(p)
		sum, diags = append(sum, lists...), append(diags, faults...)
	}
	return sum, diags
}

// listsOf sums up the campaign's lists. A list that is read twice, by two blocks with different conditions, is one.
func listsOf(p *plan.Plan) (lists Sum, diags hcl.Diagnostics) {
	hashes := make(map[string]string, len(p.Inputs))
	for _, input := range p.Inputs {
		hashes[input.Path] = input.SHA256
	}
	for i, source := range p.Campaign.Sources {
		if source.Inline {
			continue
		}
		at := slices.IndexFunc(lists, func(l ListSum) bool { return l.Path == source.Path })
		if at < 0 {
			if hashes[source.Path] == "" {
				diags = append(diags, linefile.Fault("List without a hash", source.Range, fmt.Sprintf("The plan of campaign %s does not say which "+
					"bytes of %s it was made from, so nothing can be said of that list in %s.", p.Campaign.Name, source.Path, FileName)))
			}
			at = len(lists)
			lists = append(lists, ListSum{Path: source.Path, Campaign: p.Campaign.Name, SHA256: hashes[source.Path], Range: source.Range})
		}
		list := &lists[at]
		list.Rows += p.Lists[i].Packets
		list.Amount += p.Lists[i].Amount // a part of the campaign's total, which fits
		list.Pot = list.Pot || source.Pot
	}
	for i := range lists {
		if lists[i].Pot {
			lists[i].Amount = 0
		}
	}
	return lists, diags
}

// With is the file after the planned campaigns were taken down in it: their lines are replaced, all others stay. Where the
// planned campaigns are the whole project, nothing else can be meant, and other lines go.
func (s Sum) With(now Sum, plans []*plan.Plan, whole bool) Sum {
	next := slices.Clone(now)
	for _, list := range s {
		planned := slices.ContainsFunc(plans, func(p *plan.Plan) bool { return p.Campaign.Name == list.Campaign })
		if !planned && !whole {
			next = append(next, list)
		}
	}
	return next
}

// reads reports whether one of the campaigns reads the list.
func reads(campaigns []*hclspec.Campaign, list ListSum) bool {
	return slices.ContainsFunc(campaigns, func(c *hclspec.Campaign) bool {
		return c.Name == list.Campaign && slices.ContainsFunc(c.Sources, func(s hclspec.Source) bool { return !s.Inline && s.Path == list.Path })
	})
}

// Check holds what the lists hold now against the file. A list that is not the one written down is an error. Missing
// lines and lines too many are warnings, or errors too where strict is set. The command writes the file anew.
func (s Sum) Check(now Sum, campaigns []*hclspec.Campaign, strict bool, command string) hcl.Diagnostics {
	var diags hcl.Diagnostics
	severity := hcl.DiagWarning
	if strict {
		severity = hcl.DiagError
	}
	for _, list := range now {
		written, ok := s.Find(list.Path, list.Campaign)
		switch {
		case !ok:
			diags = append(diags, &hcl.Diagnostic{
				Severity: severity, Summary: "List without a line in " + FileName, Subject: list.Range.Ptr(),
				Detail: fmt.Sprintf("%s holds %s for campaign %s, and %s says nothing of it, so nobody could review that. Commit what this writes:\n%s", list.Path, list.content(), list.Campaign, FileName, command),
			})
		case !written.same(list):
			diags = append(diags, changed(written, list, command))
		}
	}
	for _, list := range s {
		if !reads(campaigns, list) {
			diags = append(diags, &hcl.Diagnostic{
				Severity: severity, Summary: "Line too many in " + FileName, Subject: list.Range.Ptr(),
				Detail: fmt.Sprintf("Campaign %s does not read %s (any more). For the whole folder, this drops the line:\n%s",
					list.Campaign, list.Path, command),
			})
		}
	}
	return diags
}

// changed refuses a list that is not the one whose head-count and money were reviewed.
func changed(written, list ListSum, command string) *hcl.Diagnostic {
	what := fmt.Sprintf("%s now holds %s for campaign %s; %s says %s (%s).", list.Path, list.content(), list.Campaign, FileName,
		written.content(), change(written, list))
	if written.content() == list.content() {
		what = fmt.Sprintf("%s still holds %s for campaign %s, but its bytes are not those that %s was written for: people, amounts or "+
			"texts may have been exchanged. If only its line ends differ, tell git to leave the file alone (data/*.csv -text).",
			list.Path, list.content(), list.Campaign, FileName)
	}
	if written.SHA256 == list.SHA256 {
		what += " The file is the same, so the campaign's expressions or variables changed."
	}
	return linefile.Fault("List is not the one in "+FileName, written.Range, what+" If the list is not as it should be, put the old one back. "+
		"If it is, commit what this writes, so that the changed line can be reviewed:\n"+command)
}

// content is the head-count and the money of a list.
func (l ListSum) content() string {
	recipients := money.Count(l.Rows) + " recipients"
	if l.Rows == 1 {
		recipients = "1 recipient"
	}
	if l.Pot {
		return recipients + " who share a pot"
	}
	return recipients + ", " + l.Amount.String()
}

// change says in words what a list has more or less than it had.
func change(before, after ListSum) string {
	text := "as many recipients"
	switch n := after.Rows - before.Rows; {
	case n > 0:
		text = money.Count(n) + " more"
	case n < 0:
		text = money.Count(-n) + " fewer"
	}
	if before.Pot || after.Pot {
		return text
	}
	switch diff := after.Amount - before.Amount; {
	case diff > 0:
		text += ", " + diff.String() + " more"
	case diff < 0:
		text += ", " + (-diff).String() + " less"
	default:
		text += ", the same total"
	}
	return text
}

// Since tells in words, a line for each list, what this content says anew.
func (s Sum) Since(before Sum) (lines []string) {
	for _, list := range slices.SortedFunc(slices.Values(s), bySumOrder) {
		written, ok := before.Find(list.Path, list.Campaign)
		switch {
		case !ok:
			lines = append(lines, fmt.Sprintf("+ %s, campaign %s: %s", list.Path, list.Campaign, list.content()))
		case !written.same(list):
			lines = append(lines, fmt.Sprintf("~ %s, campaign %s: %s -> %s (%s)", list.Path, list.Campaign, written.content(),
				list.content(), change(written, list)))
		}
	}
	for _, list := range slices.SortedFunc(slices.Values(before), bySumOrder) {
		if _, ok := s.Find(list.Path, list.Campaign); !ok {
			lines = append(lines, fmt.Sprintf("- %s, campaign %s: %s", list.Path, list.Campaign, list.content()))
		}
	}
	return lines
}
