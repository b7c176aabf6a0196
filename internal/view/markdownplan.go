package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// Plans writes plans that were made together as one document. The warnings are those that came with them.
func (m Markdown) Plans(w io.Writer, plans []*plan.Plan, warnings hcl.Diagnostics) error {
	d := &document{Markdown: m}
	d.say("%s\n### redpack: %s", markdownMarker(campaignNames(plans), "plan"), planHeadline(plans))
	if len(plans) > 1 {
		d.say("%s", campaignTable(plans))
	}
	d.say("%s", actionTable(plans))
	d.planWarning(plans)
	for _, p := range plans {
		prefix := ""
		if len(plans) > 1 {
			prefix = markdownText(p.Campaign.Name, markdownTextMax) + ": "
		}
		d.say("**Checks**: %s%s", prefix, strings.Join(planChecks(p), ", "))
		if canary := canaryLine(page.Style{ShowLabels: d.ShowLabels}, p); canary != "" {
			d.say("**Canary**: %s%s", prefix, markdownText(canary, markdownTextMax))
		}
		d.planSections(p, prefix)
	}
	d.diagnostics("Warnings", warnings)
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
func planHeadline(plans []*plan.Plan) string {
	t := plan.TotalsOf(plans...)
	who := words.Counted(len(plans), words.Campaign).English
	if len(plans) == 1 {
		who = markdownText(plans[0].Campaign.Name, markdownTextMax)
	}
	open, send := t.Open(), t[plan.Send]
	text := fmt.Sprintf("%s will send %s, %s", who, words.Counted(send.Packets, words.RedPacket).English, send.Amount)
	switch {
	case open.Packets == 0:
		text = fmt.Sprintf("%s will send nothing (%s done, %s)", who, money.Count(t[plan.Done].Packets), t[plan.Done].Amount)
	case send != open:
		text = fmt.Sprintf("%s will pay at most %s with %s (%s new)", who, open.Amount, words.Counted(open.Packets, words.Packet).English,
			money.Count(send.Packets))
	}
	return text + venueOfAll(plans).texts().aside
}

func campaignTable(plans []*plan.Plan) string {
	lines := []string{mdHead([]page.Column{
		{Title: "Campaign"}, {Title: "Open", Right: true}, {Title: "At most", Right: true}, {Title: "Done", Right: true},
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
var actionNouns = map[plan.Action]string{
	plan.Send: "To send", plan.Correct: "Corrected, nothing was paid", plan.Resend: "Sent again, money came back", plan.Retry: "Retry, same bill number", plan.Resolve: "Unknown, asked first", plan.Done: "Done",
	plan.Conflict: "Conflict, not sent", plan.Held: "Held until later", plan.Refused: "Refused, parked", plan.Failed: "Failed, parked",
	plan.Orphan: "No longer in the file",
}

func actionTable(plans []*plan.Plan) string {
	t := plan.TotalsOf(plans...)
	lines := []string{mdHead([]page.Column{{}, {Title: "Packets", Right: true}, {Title: "Amount", Right: true}})}
	for _, action := range plan.Actions() {
		if tally := t[action]; tally.Packets > 0 || action == plan.Send {
			lines = append(lines, mdRow([]string{actionNouns[action], money.Count(tally.Packets), tally.Amount.String()}))
		}
	}
	if back := cameBackOf(plans); back.Packets > 0 {
		lines = append(lines, mdRow([]string{"Of those done, came back", money.Count(back.Packets), back.Amount.String()}))
	}
	if out := plan.ExcludedFrom(plans...).Sum; out.Packets > 0 {
		lines = append(lines, mdRow([]string{"Left out of this plan", money.Count(out.Packets), out.Amount.String()}))
	}
	open := t.Open()
	return strings.Join(append(lines, fmt.Sprintf("| **%s** | **%s** | **%s** |",
		venueOfAll(plans).texts().costs, money.Count(open.Packets), open.Amount)), "\n")
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
	warn := func(format string, args ...any) { lines = append(lines, fmt.Sprintf("> "+format, args...)) }
	if n := t[plan.Conflict].Packets; n > 0 {
		warn("**%s**: recorded with another amount or person than the file names now. Nothing is sent until that is decided; a "+
			"difference is never paid by itself.", words.Counted(n, words.Conflict).English)
	}
	if n := t[plan.Orphan].Packets; n > 0 {
		warn("**%s no longer in the file** recorded with %s. What was paid is not called back.", words.Counted(n, words.Recipient).English, t[plan.Orphan].Amount)
	}
	if n := t[plan.Resolve].Packets; n > 0 {
		warn("**%s without a clear outcome**: WeChat Pay is asked before anything is sent again.", words.Counted(n, words.Packet).English)
	}
	if len(lines) > 1 {
		d.say("%s", strings.Join(lines, "\n"))
	}
}

// planChecks says what was looked at. A plan with a failed check is none, so most of them went well.
func planChecks(p *plan.Plan) []string {
	checks := []string{"recipients and amounts ok"}
	if lowest, highest := extremes(p.Groups); highest > 0 {
		checks[0] += fmt.Sprintf(" (%s to %s)", lowest, highest)
	}
	if budget := p.Campaign.Limits.Budget; budget > 0 {
		checks = append(checks, fmt.Sprintf("budget ok (%s of %s left)", budget-p.Spent(), budget))
	} else {
		checks = append(checks, "**no budget set**")
	}
	window := "window ok"
	if fit := fitting(p); p.Open().Packets > 0 && fit != "" && fit != endsInside {
		window = "**" + strings.TrimPrefix(strings.TrimPrefix(fit, ", "), "but ") + "**"
	}
	checks = append(checks, fmt.Sprintf("%s (%s)", window, Window(p.Campaign)))
	if n := p.Tally(plan.Conflict).Packets; n > 0 {
		checks = append(checks, "**"+words.Counted(n, words.Conflict).English+"**")
	}
	return checks
}

func (d *document) planSections(p *plan.Plan, prefix string) {
	byAction := map[plan.Action][]*plan.Packet{}
	for i := range p.Listed {
		packet := &p.Listed[i]
		byAction[packet.Action] = append(byAction[packet.Action], packet)
	}
	for _, s := range sections {
		packets := byAction[s.action]
		d.section(mdSection{
			title:   fmt.Sprintf("%s%s (%s)", prefix, actionNouns[s.action], money.Count(len(packets))),
			columns: s.columns, total: len(packets), rank: rankOf(s.action), first: 200,
			row: func(i int) []string { return s.cells(page.Style{ShowLabels: d.ShowLabels}, packets[i]) },
		})
	}
	d.section(mdSection{
		title:   fmt.Sprintf("%sCame back (%s)", prefix, money.Count(p.Returned.Packets)),
		columns: returned.columns, total: len(p.Returned.First), rank: rankAdded, first: 200,
		row: func(i int) []string {
			return returned.cells(page.Style{ShowLabels: d.ShowLabels}, &p.Returned.First[i])
		},
	})
	d.section(mdSection{
		title:   fmt.Sprintf("%sSupplements, beside a packet that was paid (%s)", prefix, money.Count(len(p.Supplements))),
		columns: supplementColumns, total: len(p.Supplements), rank: rankChanged, first: 200,
		row: func(i int) []string { return supplementCells(page.Style{ShowLabels: d.ShowLabels}, &p.Supplements[i]) },
	})
	var groups []*plan.Group
	for i := range p.Groups {
		if p.Groups[i].Packets > 0 {
			groups = append(groups, &p.Groups[i])
		}
	}
	d.section(mdSection{
		title: fmt.Sprintf("%sTo send, by list (%s)", prefix, money.Count(len(groups))),
		columns: []page.Column{
			{Title: "List"}, {Title: "Packets", Right: true}, {Title: "Each", Right: true}, {Title: "Subtotal", Right: true}, {Title: "Wishing"},
		},
		total: len(groups), rank: rankSettings, first: 50,
		row: func(i int) []string {
			g := groups[i]
			return []string{g.Name, money.Count(g.Packets), each(page.Style{}, g), g.Amount.String(), wishes(g)}
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
		wrong = append(wrong, &hcl.Diagnostic{Summary: "Not possible", Detail: failure.Error()})
	}
	d := &document{Markdown: m}
	d.say("%s\n### redpack: no %s, %s", markdownMarker("", kind), kind, words.Counted(len(wrong), words.Error).English)
	d.say("> [!CAUTION]\n> **Nothing can be approved.** What the files mean is not known until they are repaired.")
	d.diagnostics("Errors", wrong)
	d.diagnostics("Warnings", warnings)
	d.stamp(plan.Digest{}, "", "")
	return d.writeTo(w)
}

// diagnostics lists diagnostics with the places they point at.
func (d *document) diagnostics(title string, diags hcl.Diagnostics) {
	d.section(mdSection{
		title:   fmt.Sprintf("%s (%s)", title, money.Count(len(diags))),
		columns: []page.Column{{Title: "Where"}, {Title: "What"}},
		total:   len(diags), rank: rankSettings, first: 50, longest: markdownNoteMax,
		row: func(i int) []string { return []string{placeOf(diags[i]), saying(diags[i])} },
	})
}

func saying(d *hcl.Diagnostic) string {
	if d.Detail == "" {
		return d.Summary
	}
	return d.Summary + ": " + strings.Join(strings.Fields(d.Detail), " ")
}

func placeOf(d *hcl.Diagnostic) string {
	if d.Subject == nil {
		return ""
	}
	return place.At(*d.Subject)
}

func (d *document) planFooter(plans []*plan.Plan) {
	first := plans[0]
	state := "no state yet"
	if first.Exists {
		state = "state serial " + money.Count(int(first.Serial))
	}
	d.close("Merchant %s, %s, appid %s, %s.", markdownText(words.MaskMchID(first.Campaign.Merchant.MchID), markdownTextMax),
		venueOf(first.Campaign.Merchant).texts().markdown, markdownText(words.MaskAppID(first.Campaign.Merchant.AppID), markdownTextMax), state)
	if beyond := granted(first.Campaign.Merchant, money.Fen.String); beyond != "" {
		d.close("Granted: %s.", beyond)
	}
	switch t := plan.TotalsOf(plans...); {
	case t[plan.Conflict].Packets > 0:
		d.Apply = ""
		d.close("Apply refuses this plan until the conflicts are settled.")
	case t.Open().Packets == 0:
		d.Apply = ""
	}
	d.stamp(plan.Combined(plans), beijing.Format(first.At), "Apply")
}

// stamp says what exactly was looked at, and how to approve that and nothing else.
func (d *document) stamp(digest plan.Digest, at, lead string) {
	var parts []string
	if d.Commit != "" {
		commit := "commit " + markdownRevision(d.Commit)
		if d.Base != "" {
			commit += " against " + markdownRevision(d.Base)
		}
		parts = append(parts, commit)
	}
	if digest != (plan.Digest{}) {
		parts = append(parts, "plan digest "+digest.Short())
	}
	if at != "" {
		parts = append(parts, at)
	}
	if len(parts) == 0 {
		return
	}
	text := strings.Join(parts, ", ") + "."
	if d.Apply != "" && digest != (plan.Digest{}) {
		text += "\n" + lead + ": " + markdownCode(d.Apply+" -check="+digest.Short())
	}
	d.close("%s", plain.Capital(text))
}
