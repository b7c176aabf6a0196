package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/diff"
)

// Plans writes plans that were made together as one document. The warnings are those that came with them.
func (m Markdown) Plans(w io.Writer, plans []*plan.Plan, warnings hcl.Diagnostics) error {
	d := &document{Markdown: m}
	d.say("%s\n### redpack: %s", markdownMarker(campaignNames(plans), "plan"), planHeadline(plans))
	if len(plans) > 1 {
		d.say("%s", d.campaignTable(plans))
	}
	d.say("%s", d.actionTable(plans))
	d.planWarning(plans)
	for _, p := range plans {
		prefix := ""
		if len(plans) > 1 {
			prefix = markdownText(p.Campaign.Name, markdownTextMax) + d.style().Say(lang.Both(": ", "："))
		}
		d.say("%s%s%s", checksLabel, prefix, planChecks(p))
		if canary := canaryLine(d.style(), p); !canary.Empty() {
			d.say("%s%s%s", lang.Both("**Canary**: ", "**先行试发**："), prefix, d.told(canary, markdownTextMax))
		}
		d.planSections(p, prefix)
	}
	d.diagnostics(warningsTitle, warnings)
	d.planFooter(plans)
	return d.writeTo(w)
}

func campaignNames(plans []*plan.Plan) string {
	names := make([]string, len(plans))
	for i, p := range plans {
		names[i] = p.Campaign.Name
	}
	return strings.Join(names, ",")
}

// planHeadline says how much, and whether it is real.
func planHeadline(plans []*plan.Plan) lang.Text {
	t := plan.TotalsOf(plans...)
	who := words.Counted(len(plans), words.Campaign)
	if len(plans) == 1 {
		who = lang.Same(markdownText(plans[0].Campaign.Name, markdownTextMax))
	}
	open, send := t.Open(), t[plan.Send]
	text := lang.Format("%s will send %s, %s", "%s 将发放 %s，共 %s", who, words.Counted(send.Packets, words.RedPacket), send.Amount.String())
	switch {
	case open.Packets == 0:
		text = lang.Format("%s will send nothing (%s done, %s)", "%s 没有待发放的红包（已完成 %s 个，共 %s）", who, money.Count(t[plan.Done].Packets), t[plan.Done].Amount.String())
	case send != open:
		text = lang.Format("%s will pay at most %s with %s (%s new)", "%s 最多支付 %s，%s（新发放 %s 个）", who, open.Amount.String(), words.Counted(open.Packets, words.Packet),
			money.Count(send.Packets))
	}
	return text.Then(venueOfAll(plans).texts().aside)
}

func (d *document) campaignTable(plans []*plan.Plan) string {
	lines := []string{d.tableHead([]page.Column{
		{Title: lang.Both("Campaign", "活动")}, {Title: lang.Both("Open", "未了结"), Right: true}, {Title: lang.Both("At most", "最多"), Right: true}, {Title: lang.Both("Done", "已完成"), Right: true},
	})}
	for _, p := range plans {
		open := p.Open()
		lines = append(lines, mdRow([]string{
			p.Campaign.Name, money.Count(open.Packets), open.Amount.String(), money.Count(p.Tally(plan.Done).Packets),
		}))
	}
	return strings.Join(lines, "\n")
}

// actionNouns name the rows of the table of a plan.
var actionNouns = map[plan.Action]lang.Text{
	plan.Send: lang.Both("To send", "待发放"), plan.Correct: lang.Both("Corrected, nothing was paid", "更正，未付款"),
	plan.Resend: lang.Both("Sent again, money came back", "重发，款项已退回"), plan.Retry: lang.Both("Retry, same bill number", "重试，同一商户订单号"),
	plan.Resolve: lang.Both("Unknown, asked first", "结果未知，先查询"), plan.Done: lang.Both("Done", "已完成"),
	plan.Conflict: lang.Both("Conflict, not sent", "冲突，不发放"), plan.Held: lang.Both("Held until later", "暂缓"),
	plan.Refused: lang.Both("Refused, parked", "被拒，搁置"), plan.Failed: lang.Both("Failed, parked", "发放失败，搁置"),
	plan.Orphan: lang.Both("No longer in the file", "名单外记录"),
}

func (d *document) actionTable(plans []*plan.Plan) string {
	t := plan.TotalsOf(plans...)
	lines := []string{d.tableHead([]page.Column{{}, {Title: lang.Both("Packets", "红包数"), Right: true}, {Title: lang.Both("Amount", "金额"), Right: true}})}
	for _, action := range plan.Actions() {
		if tally := t[action]; tally.Packets > 0 || action == plan.Send {
			lines = append(lines, mdRow([]string{actionNouns[action].In(d.Lang), money.Count(tally.Packets), tally.Amount.String()}))
		}
	}
	if back := cameBackOf(plans); back.Packets > 0 {
		lines = append(lines, mdRow([]string{lang.Both("Of those done, came back", "已完成中已退回").In(d.Lang), money.Count(back.Packets), back.Amount.String()}))
	}
	if out := plan.ExcludedFrom(plans...).Sum; out.Packets > 0 {
		lines = append(lines, mdRow([]string{lang.Both("Left out of this plan", "未纳入本计划").In(d.Lang), money.Count(out.Packets), out.Amount.String()}))
	}
	open := t.Open()
	return strings.Join(append(lines, fmt.Sprintf("| **%s** | **%s** | **%s** |",
		venueOfAll(plans).texts().costs.In(d.Lang), money.Count(open.Packets), open.Amount)), "\n")
}

// cameBackOf is what nobody opened of all that is done.
func cameBackOf(plans []*plan.Plan) (sum money.Tally) {
	for _, p := range plans {
		sum = sum.Plus(p.Returned.Tally)
	}
	return sum
}

// planWarning names what money has been paid already for, or what nobody knows.
func (d *document) planWarning(plans []*plan.Plan) {
	t := plan.TotalsOf(plans...)
	lines := []string{"> [!WARNING]"}
	warn := func(text lang.Text) { lines = append(lines, "> "+text.In(d.Lang)) }
	if n := t[plan.Conflict].Packets; n > 0 {
		warn(lang.Format("**%s**: recorded with another amount or person than the file names now. Nothing is sent until that is decided; a "+
			"difference is never paid by itself.",
			"**%s**：已记录的金额或领取人与文件现在写的不同。决定之前不会发放；差额不会自动补付。", words.Counted(n, words.Conflict)))
	}
	if n := t[plan.Orphan].Packets; n > 0 {
		warn(lang.Format("**%s no longer in the file** recorded with %s. What was paid is not called back.", "**%s已不在文件中**，记录金额 %s。已付的不会撤回。",
			words.Counted(n, words.Recipient), t[plan.Orphan].Amount.String()))
	}
	if n := t[plan.Resolve].Packets; n > 0 {
		warn(lang.Format("**%s without a clear outcome**: WeChat Pay is asked before anything is sent again.", "**%s结果未知**：再次发放前先向微信支付查询。",
			words.Counted(n, words.Packet)))
	}
	if len(lines) > 1 {
		d.say("%s", strings.Join(lines, "\n"))
	}
}

// planChecks says what was looked at. A plan with a failed check is none, so most of them went well.
func planChecks(p *plan.Plan) lang.Text {
	checks := []lang.Text{lang.Both("recipients and amounts ok", "领取人和金额正确")}
	if lowest, highest := extremes(p.Groups); highest > 0 {
		checks[0] = lang.Format("%s (%s to %s)", "%s（%s 至 %s）", checks[0], lowest.String(), highest.String())
	}
	if budget := p.Campaign.Limits.Budget; budget > 0 {
		checks = append(checks, lang.Format("budget ok (%s of %s left)", "预算充足（剩余 %s，共 %s）", (budget-p.Spent()).String(), budget.String()))
	} else {
		checks = append(checks, lang.Both("**no budget set**", "**未设预算**"))
	}
	window := lang.Both("window ok", "发放时段正常")
	if fit, well := fitting(p); p.Open().Packets > 0 && !well {
		window = lang.Format("**%s**", "**%s**", lang.Text{English: strings.TrimPrefix(fit.English, "but "), Chinese: strings.TrimPrefix(fit.Chinese, "但")})
	}
	checks = append(checks, lang.Format("%s (%s)", "%s（%s）", window, Window(p.Campaign)))
	if n := p.Tally(plan.Conflict).Packets; n > 0 {
		checks = append(checks, lang.Format("**%s**", "**%s**", words.Counted(n, words.Conflict)))
	}
	return clauses(checks...)
}

// counting is the title of a section with the number of its rows.
func counting(prefix string, title lang.Text, n int) lang.Text {
	return lang.Format("%s%s (%s)", "%s%s（%s）", prefix, title, money.Count(n))
}

var (
	checksLabel   = lang.Both("**Checks**: ", "**检查**：")
	errorsTitle   = lang.Both("Errors", "错误")
	warningsTitle = lang.Both("Warnings", "警告")
)

func (d *document) planSections(p *plan.Plan, prefix string) {
	byAction := map[plan.Action][]*plan.Packet{}
	for i := range p.Listed {
		packet := &p.Listed[i]
		byAction[packet.Action] = append(byAction[packet.Action], packet)
	}
	for _, s := range sections {
		packets := byAction[s.action]
		d.section(mdSection{
			title:   counting(prefix, actionNouns[s.action], len(packets)),
			columns: s.columns, total: len(packets), rank: rankOf(s.action), first: 200,
			row: func(i int) []string { return s.cells(d.style(), packets[i]) },
		})
	}
	d.section(mdSection{
		title:   counting(prefix, lang.Both("Came back", "已退回"), p.Returned.Packets),
		columns: returned.columns, total: len(p.Returned.First), rank: rankAdded, first: 200,
		row: func(i int) []string {
			return returned.cells(d.style(), &p.Returned.First[i])
		},
	})
	d.section(mdSection{
		title:   counting(prefix, lang.Both("Supplements, beside a packet that was paid", "补发，原红包已付款"), len(p.Supplements)),
		columns: supplementColumns, total: len(p.Supplements), rank: rankChanged, first: 200,
		row: func(i int) []string { return supplementCells(d.style(), &p.Supplements[i]) },
	})
	var groups []*plan.Group
	for i := range p.Groups {
		if p.Groups[i].Packets > 0 {
			groups = append(groups, &p.Groups[i])
		}
	}
	d.section(mdSection{
		title: counting(prefix, lang.Both("To send, by list", "待发放，按名单"), len(groups)),
		columns: []page.Column{
			{Title: lang.Both("List", "名单")},
			{Title: lang.Both("Packets", "红包数"), Right: true},
			{Title: lang.Both("Each", "每个"), Right: true},
			{Title: lang.Both("Subtotal", "小计"), Right: true},
			{Title: lang.Both("Wishing", "祝福语")},
		},
		total: len(groups), rank: rankSettings, first: 50,
		row: func(i int) []string {
			g := groups[i]
			return []string{g.Name, money.Count(g.Packets), each(page.Style{}, g), g.Amount.String(), wishes(g).In(d.Lang)}
		},
	})
}

// rankOf tells which lists of a plan give way first: those that only wait.
func rankOf(a plan.Action) int {
	switch a {
	case plan.Conflict, plan.Resolve, plan.Correct, plan.Resend:
		return rankChanged
	case plan.Orphan:
		return rankRemoved
	case plan.Send, plan.Retry, plan.Done, plan.Held, plan.Refused, plan.Failed:
	}
	return rankAdded
}

// Problems writes why there is nothing to approve. Without such a document, the comment of an earlier revision would go on
// saying what no longer holds. kind is "plan" or "diff"; failure is what went wrong outside the files, or nil.
func (m Markdown) Problems(w io.Writer, kind string, diags hcl.Diagnostics, failure error) error {
	var wrong, warnings hcl.Diagnostics
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			wrong = append(wrong, d)
		} else {
			warnings = append(warnings, d)
		}
	}
	if failure != nil {
		wrong = append(wrong, diag.New(hcl.DiagError, lang.Both("Not possible", "无法进行"), lang.Text{English: failure.Error(), Chinese: lang.Error(failure, lang.Chinese).Error()}))
	}
	d := &document{Markdown: m}
	d.say("%s\n### redpack: %s", markdownMarker("", kind), nothingMade(kind, len(wrong)))
	d.say("> [!CAUTION]\n> %s", lang.Both("**Nothing can be approved.** What the files mean is not known until they are repaired.",
		"**无法核准。** 文件修好之前，不知道其含义。"))
	d.diagnostics(errorsTitle, wrong)
	d.diagnostics(warningsTitle, warnings)
	d.stamp(plan.Digest{}, "", lang.Text{})
	return d.writeTo(w)
}

// nothingMade says that there is neither plan nor diff.
func nothingMade(kind string, mistakes int) lang.Text {
	none := lang.Both("no plan", "没有计划")
	if kind == "diff" {
		none = lang.Both("no diff", "没有差异")
	}
	return clauses(none, words.Counted(mistakes, words.Error))
}

// diagnostics lists diagnostics with the places they point at.
func (d *document) diagnostics(title lang.Text, diags hcl.Diagnostics) {
	d.section(mdSection{
		title:   counting("", title, len(diags)),
		columns: []page.Column{{Title: lang.Both("Where", "位置")}, {Title: lang.Both("What", "内容")}},
		total:   len(diags), rank: rankSettings, first: 50, longest: markdownNoteMax,
		row: func(i int) []string { return []string{lang.Say(placeOf(diags[i]), d.Lang), d.saying(diags[i])} },
	})
}

func (d *document) saying(one *hcl.Diagnostic) string {
	if one.Detail == "" {
		return diag.Summary(one, d.Lang)
	}
	return lang.Both(": ", "：").Each(func(colon string) string {
		return diag.Summary(one, d.Lang) + colon + strings.Join(strings.Fields(diag.Detail(one, d.Lang)), " ")
	}).In(d.Lang)
}

func placeOf(d *hcl.Diagnostic) lang.Text {
	if d.Subject == nil {
		return lang.Text{}
	}
	return page.Place(*d.Subject)
}

func (d *document) planFooter(plans []*plan.Plan) {
	first := plans[0]
	state := lang.Both("no state yet", "尚无状态库")
	if first.Exists {
		state = lang.Format("state %s", "状态库%s", serialOf(first.Serial))
	}
	d.close("%s", lang.Format("Merchant %s, %s, appid %s, %s.", "商户号 %s，%s，appid %s，%s。",
		markdownText(words.MaskMchID(first.Campaign.Merchant.MchID), markdownTextMax),
		venueOf(first.Campaign.Merchant).texts().markdown, markdownText(words.MaskAppID(first.Campaign.Merchant.AppID), markdownTextMax), state))
	if beyond := granted(first.Campaign.Merchant, money.Fen.String); !beyond.Empty() {
		d.close("%s", lang.Format("Granted: %s.", "特批限额：%s。", beyond))
	}
	switch t := plan.TotalsOf(plans...); {
	case t[plan.Conflict].Packets > 0:
		d.Apply = ""
		d.close("%s", lang.Both("Apply refuses this plan until the conflicts are settled.", "冲突解决之前，apply 拒绝本计划。"))
	case t.Open().Packets == 0:
		d.Apply = ""
	}
	d.stamp(plan.Combined(plans), beijing.Format(first.At), lang.Both("Apply", "发放"))
}

// stamp says what exactly was looked at, and how to approve that and nothing else.
func (d *document) stamp(digest plan.Digest, at string, lead lang.Text) {
	var parts []lang.Text
	if d.Commit != "" {
		commit := lang.Format("commit %s", "提交%s", d.revision(d.Commit))
		if d.Commit == diff.WorkTree {
			commit = diff.Revision{WorkTree: true}.Called()
		}
		if d.Base != "" {
			commit = lang.Format("%s against %s", "%s，对比%s", commit, d.revision(d.Base))
		}
		parts = append(parts, commit)
	}
	if digest != (plan.Digest{}) {
		parts = append(parts, lang.Format("plan digest %s", "计划摘要 %s", digest.Short()))
	}
	if at != "" {
		parts = append(parts, lang.Same(at))
	}
	if len(parts) == 0 {
		return
	}
	text := clauses(parts...).Then(lang.Both(".", "。")).Each(plain.Capital)
	if d.Apply != "" && digest != (plan.Digest{}) {
		d.close("%s\n%s", text, lang.Format("%s: %s", "%s：%s", lead, markdownCode(d.Apply+" -check="+digest.Short())))
		return
	}
	d.close("%s", text)
}

// revision is a revision of the footer, in which "merge base" is redpack's own word. In Chinese it comes with what stands between it and a word before it.
func (d *document) revision(name string) lang.Text {
	text := markdownRevision(name)
	if commit, ok := strings.CutPrefix(text, mergeBase); ok {
		return lang.Format("merge base %s", "合并基点 %s", commit)
	}
	return lang.Both(text, " "+text)
}

// mergeBase is how the name of a revision begins that two others come from.
const mergeBase = "merge base " // for programs
