package listsum

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
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
				diags = append(diags, linefile.Fault(lang.Both("List without a hash", "名单没有哈希值"), source.Range, lang.Format(
					"The plan of campaign %s does not say which bytes of %s it was made from, so nothing can be said of that list in %s.",
					"活动 %s 的计划没有说明是从 %s 的哪些字节做出来的，所以 %s 里无法记录这份名单。", p.Campaign.Name, source.Path, FileName)))
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
			diags = append(diags, at(severity, list.Range, lang.Format("List without a line in %s", "名单在 %s 中没有一行", FileName), lang.Format(
				"%s holds %s for campaign %s, and %s says nothing of it, so nobody could review that. Commit what this writes:\n%s",
				"%s 有 %s，用于活动 %s，而 %s 没有记录，谁都无法审阅。把下面命令写出的内容提交：\n%s",
				list.Path, list.content(), list.Campaign, FileName, command)))
		case !written.same(list):
			diags = append(diags, changed(written, list, command))
		}
	}
	for _, list := range s {
		if !reads(campaigns, list) {
			diags = append(diags, at(severity, list.Range, lang.Format("Line too many in %s", "%s 中多了一行", FileName), lang.Format(
				"Campaign %s does not read %s (any more). For the whole folder, this drops the line:\n%s",
				"活动 %s 不（再）读取 %s。对整个文件夹，下面的命令会去掉这一行：\n%s", list.Campaign, list.Path, command)))
		}
	}
	return diags
}

func at(severity hcl.DiagnosticSeverity, r hcl.Range, summary, detail lang.Text) *hcl.Diagnostic {
	d := linefile.Fault(summary, r, detail)
	d.Severity = severity
	return d
}

// changed refuses a list that is not the one whose head-count and money were reviewed.
func changed(written, list ListSum, command string) *hcl.Diagnostic {
	what := lang.Format("%s now holds %s for campaign %s; %s says %s (%s).", "%s 现在有 %s，用于活动 %s；%s 记的是 %s（%s）。", list.Path, list.content(), list.Campaign,
		FileName, written.content(), change(written, list))
	if written.content() == list.content() {
		what = lang.Format("%s still holds %s for campaign %s, but its bytes are not those that %s was written for: people, amounts or "+
			"texts may have been exchanged. If only its line ends differ, tell git to leave the file alone (data/*.csv -text).",
			"%s 仍有 %s，用于活动 %s，但字节与 %s 记录的不同：人、金额或文字可能被换过。如果只是换行符不同，让 git 不要动这个文件（data/*.csv -text）。",
			list.Path, list.content(), list.Campaign, FileName)
	}
	if written.SHA256 == list.SHA256 {
		what = what.Then(lang.Both(" The file is the same, so the campaign's expressions or variables changed.", "文件没有变，所以是活动的表达式或变量变了。"))
	}
	return linefile.Fault(lang.Format("List is not the one in %s", "名单与 %s 中的不符", FileName), written.Range, what.Then(lang.Format(
		" If the list is not as it should be, put the old one back. If it is, commit what this writes, so that the changed line can be reviewed:\n%s",
		"如果名单不对，恢复旧名单。如果没错，把下面命令写出的内容提交，让人审阅改动的那一行：\n%s", command)))
}

// content is the head-count and the money of a list.
func (l ListSum) content() lang.Text {
	recipients := words.Counted(l.Rows, words.Recipient)
	if l.Pot {
		return recipients.Then(lang.Both(" who share a pot", "，共分一个红包池"))
	}
	return recipients.Then(lang.Format(", %s", "，共 %s", l.Amount))
}

// change says in words what a list has more or less than it had.
func change(before, after ListSum) lang.Text {
	text := lang.Both("as many recipients", "人数不变")
	switch n := after.Rows - before.Rows; {
	case n > 0:
		text = lang.Format("%s more", "多 %s 人", money.Count(n))
	case n < 0:
		text = lang.Format("%s fewer", "少 %s 人", money.Count(-n))
	}
	if before.Pot || after.Pot {
		return text
	}
	switch diff := after.Amount - before.Amount; {
	case diff > 0:
		return text.Then(lang.Format(", %s more", "，多 %s", diff))
	case diff < 0:
		return text.Then(lang.Format(", %s less", "，少 %s", -diff))
	}
	return text.Then(lang.Both(", the same total", "，总额不变"))
}

// Since tells in words, a line for each list, what this content says anew.
func (s Sum) Since(before Sum) (lines []lang.Text) {
	for _, list := range slices.SortedFunc(slices.Values(s), bySumOrder) {
		written, ok := before.Find(list.Path, list.Campaign)
		switch {
		case !ok:
			lines = append(lines, list.told("+"))
		case !written.same(list):
			lines = append(lines, lang.Format("~ %s, campaign %s: %s -> %s (%s)", "~ %s，活动 %s：%s -> %s（%s）", list.Path, list.Campaign, written.content(),
				list.content(), change(written, list)))
		}
	}
	for _, list := range slices.SortedFunc(slices.Values(before), bySumOrder) {
		if _, ok := s.Find(list.Path, list.Campaign); !ok {
			lines = append(lines, list.told("-"))
		}
	}
	return lines
}

// told is a list behind a sign that says that it came or went.
func (l ListSum) told(sign string) lang.Text {
	return lang.Format("%s %s, campaign %s: %s", "%s %s，活动 %s：%s", sign, l.Path, l.Campaign, l.content())
}
