package checkup

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// planned is what the campaigns come to.
type planned struct {
	checks  []Check
	open    int  // packets of all campaigns that are to be sent
	counted bool // all of them
}

// campaigns looks at the venue, which they share, and at each campaign. snapshot is nil where the state cannot be trusted.
func campaigns(ctx context.Context, s Subject, snapshot *state.Snapshot, certificate *x509.Certificate) planned {
	all := planned{checks: venue(s.Account.Merchant), counted: snapshot != nil}
	if s.Loading.HasErrors() {
		all.counted = false
		all.checks = append(all.checks, faulty(s, Check{Area: Campaign, Name: "files"}, s.Loading, "validate"))
		return all
	}
	if len(s.Loading) > 0 {
		all.checks = append(all.checks, warned(Check{Area: Campaign, Name: "warnings"}, "The files have", s.Loading, s.command("validate")))
	}
	for _, c := range s.Campaigns {
		if ctx.Err() != nil {
			break
		}
		one := &campaign{Subject: s, Campaign: c, certificate: certificate}
		one.look(snapshot)
		all.checks = append(all.checks, one.checks...)
		all.counted = all.counted && one.plan != nil
		if one.plan != nil {
			all.open += one.plan.Open().Packets
		}
	}
	return all
}

// venue says where the money moves, and by which limits.
func venue(m *hclspec.Merchant) []Check {
	check := Check{Area: Campaign, Name: "venue", Standing: OK}
	switch at := m.Rehearsal(); {
	case m.Sandbox:
		check.Told = fmt.Sprintf("Merchant %q is a sandbox: no real money moves.", m.Name)
	case at != "":
		check.Told = fmt.Sprintf("Merchant %q sends to %s, which is not WeChat Pay: a rehearsal, unless that server passes requests on.", m.Name, at)
	default:
		check.Told = fmt.Sprintf("Merchant %q is live: apply sends real money through WeChat Pay.", m.Name)
	}
	checks := []Check{check}
	if beyond := m.Granted(money.Fen.String); len(beyond) > 0 {
		checks = append(checks, Check{
			Area: Campaign, Name: "limits", Standing: Unknown,
			Told: "The merchant's limits reach beyond what everybody has: " + strings.Join(beyond, ", ") + ".",
			Next: "See that WeChat Pay granted this merchant each of them, and that none is left over from a rehearsal.",
		})
	}
	return checks
}

// faulty is a check of files with an error in them, of which the first one is told. The command tells the others.
func faulty(s Subject, check Check, diags hcl.Diagnostics, command string) Check {
	diags = slices.DeleteFunc(slices.Clone(diags), func(d *hcl.Diagnostic) bool { return d.Severity != hcl.DiagError })
	first := diags[0]
	told, _ := split(first.Detail)
	check.Standing, check.Told = Failed, first.Summary+": "+told
	if first.Subject != nil {
		check.Told = place.Of(*first.Subject) + ": " + check.Told
	}
	check.Next = fmt.Sprintf("Run %s, which shows it in its line.", s.command(command))
	if more := len(diags) - 1; more > 0 {
		check.Next = fmt.Sprintf("Run %s, which shows it and %s more in their lines.", s.command(command), money.Count(more))
	}
	return check
}

// campaign is one that is looked at.
type campaign struct {
	Subject
	*hclspec.Campaign
	certificate *x509.Certificate
	plan        *plan.Plan // nil where there cannot be one
	diags       hcl.Diagnostics
	checks      []Check
}

func (c *campaign) add(name string, standing Standing, next, told string, args ...any) {
	c.checks = append(c.checks, Check{
		Area: Campaign, Name: name, Subject: c.Name, Standing: standing, Told: fmt.Sprintf(told, args...), Next: next,
	})
}

// told adds a check about what a diagnostic says.
func (c *campaign) told(name string, standing Standing, d *hcl.Diagnostic) {
	told, next := split(d.Detail)
	c.add(name, standing, next, "%s", told)
}

func (c *campaign) look(snapshot *state.Snapshot) {
	if snapshot == nil {
		c.withoutState()
		return
	}
	c.plan, c.diags = c.planOf(snapshot)
	budget := c.take(plan.BudgetExceeded)
	if c.plan == nil || c.diags.HasErrors() {
		c.plan = nil
		c.unplanned()
		return
	}
	c.lists()
	c.budget(budget)
	c.window()
	c.days()
	c.expiry()
	c.warnings()
}

func (c *campaign) planOf(snapshot *state.Snapshot) (*plan.Plan, hcl.Diagnostics) {
	if c.Plan != nil {
		return c.Plan(c.Campaign, snapshot)
	}
	return plan.New(c.Campaign, snapshot, plan.Options{At: c.Now()})
}

// take takes the diagnostic of a rule out of the others; nil where there is none.
func (c *campaign) take(summary string) *hcl.Diagnostic {
	i := slices.IndexFunc(c.diags, func(d *hcl.Diagnostic) bool { return d.Summary == summary })
	if i < 0 {
		return nil
	}
	found := c.diags[i]
	c.diags = slices.Delete(slices.Clone(c.diags), i, i+1)
	return found
}

// withoutState looks at the lists and the window alone.
func (c *campaign) withoutState() {
	if !c.read() {
		return
	}
	if window := plan.WindowAt(c.Campaign, c.Now()); !window.Open && window.Until.IsZero() {
		c.add("window", Failed, "Move the campaign's schedule if it shall still be sent.", "The window is over, and never opens again.")
	}
	c.add("plan", Unknown, "See what is said of the state above.", "What is still to be sent, and whether it fits budget, window and limits, hangs on the state.")
}

// read streams every row as validate does, and adds a check of it.
func (c *campaign) read() bool {
	recipients := 0
	diags := c.Recipients(nil, func(*hclspec.Recipient) bool { recipients++; return true })
	if diags.HasErrors() {
		name := "lists"
		if slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary == plan.BudgetExceeded }) {
			name = "budget" // what the lists come to is what is wrong with them
		}
		c.checks = append(c.checks, faulty(c.Subject, Check{Area: Campaign, Name: name, Subject: c.Name}, diags, "validate"))
		return false
	}
	c.add("lists", OK, "", "All lists were read: %s.", words.Counted(recipients, words.Recipient).English)
	return true
}

// unplanned says why there is no plan: for a list, or for what was sent before.
func (c *campaign) unplanned() {
	if c.read() {
		check := faulty(c.Subject, Check{Area: Campaign, Name: "plan", Subject: c.Name}, c.diags, "plan")
		c.checks = append(c.checks, check)
	}
}

func (c *campaign) lists() {
	open := c.plan.Open()
	c.add("lists", OK, "", "All lists were read: %s; %s to send, %s.", words.Counted(c.plan.Recipients(), words.Recipient).English,
		words.Counted(open.Packets, words.Packet).English, open.Amount)
	if n := c.plan.Tally(plan.Conflict).Packets; n > 0 {
		c.add("conflicts", Failed, fmt.Sprintf("Run %s, which names each with the ways out.", c.command("plan")),
			"%s recorded with another person or amount than the file names now, and nothing is sent until you decide.",
			words.Counted(n, words.Packet).English+map[bool]string{true: " is", false: " are"}[n == 1])
	}
}

func (c *campaign) budget(exceeded *hcl.Diagnostic) {
	budget := c.Limits.Budget
	switch {
	case exceeded != nil:
		c.told("budget", Failed, exceeded)
	case budget == 0:
		c.add("budget", OK, "", "No budget is set (limits.budget), so only who approves the total can see a list that is too dear.")
	default:
		c.add("budget", OK, "", "The campaign stays within its budget of %s, with %s left.", budget, budget-c.plan.Spent())
	}
}

// window tells when the campaign may send, and whether that is long enough.
func (c *campaign) window() {
	over, short := c.take(plan.ScheduleOver), c.take(plan.ScheduleShort)
	course, ok := c.plan.Course()
	packets := c.plan.Open().Packets
	switch now := plan.WindowAt(c.Campaign, c.plan.At); {
	case packets == 0:
		c.add("window", OK, "", "Nothing is left to send.")
		return
	case over != nil:
		c.told("window", Failed, over)
		return
	case !ok:
		c.add("window", Failed, "Change schedule.hours, or the merchant's limits.quiet_hours.", "The window never opens: %s.", now.Why)
		return
	case !now.Open:
		c.add("window", OK, "", "The window opens in %s, %s (now: %s).", words.Span(now.Until.Sub(c.plan.At)).English, beijing.Format(now.Until), now.Why)
	case now.Until.IsZero():
		c.add("window", OK, "", "The campaign may be sent at any time.")
	default:
		c.add("window", OK, "", "The window is open for %s, until %s.", words.Span(now.Until.Sub(c.plan.At)).English, beijing.Format(now.Until))
	}
	switch rate := money.Count(plan.RateOf(c.Campaign).PerMinute); {
	case short != nil:
		c.told("pace", Warning, short)
	case course.Late():
		c.add("pace", Warning, fmt.Sprintf("Apply again in the next window, or have one run wait for it: %s.", c.command("apply -wait")),
			"At %s a minute the campaign takes about %s, longer than the window is open (until %s).", rate, words.Span(c.plan.Duration()).English,
			beijing.Format(course.Closes))
	default:
		c.add("pace", OK, "", "At %s a minute the campaign takes about %s, until %s.", rate, words.Span(c.plan.Duration()).English, beijing.Format(course.End))
	}
}

// days compares it with what a day may hold.
func (c *campaign) days() {
	merchant, persons := c.take(plan.MerchantsDay), c.take(plan.PersonsDay)
	if merchant != nil {
		c.told("daily_amount", Warning, merchant)
	}
	if persons != nil {
		c.told("daily_persons", Warning, persons)
	}
	if merchant == nil && persons == nil && c.plan.Open().Packets > 0 {
		c.add("daily_amount", OK, "", "The campaign fits into what the merchant may send in a day, and what each person may get.")
	}
}

// expiry holds the certificate's end against the campaign's.
func (c *campaign) expiry() {
	course, ok := c.plan.Course()
	if c.certificate == nil || !ok || c.plan.Open().Packets == 0 {
		return
	}
	const next = "Issue a new certificate on the merchant platform in time; several may be valid at once."
	last, ends := course.End, c.certificate.NotAfter
	if after := c.Schedule.NotAfter; after.After(last) {
		last = after
	}
	switch {
	case ends.Before(course.Start):
		c.add("certificate", Failed, next, "The certificate ends %s, before the first packet may leave (%s).", beijing.Format(ends),
			beijing.Format(course.Start))
	case ends.Before(last):
		c.add("certificate", Warning, next, "The certificate ends %s, before the campaign does (%s).", beijing.Format(ends), beijing.Format(last))
	default:
		c.add("certificate", OK, "", "The certificate outlasts the campaign.")
	}
}

// warnings names what else plan warns of.
func (c *campaign) warnings() {
	if len(c.diags) > 0 {
		check := Check{Area: Campaign, Name: "warnings", Subject: c.Name}
		c.checks = append(c.checks, warned(check, "A plan has", c.diags, c.command("plan")))
	}
}

// warned is a check of warnings that a command tells in full.
func warned(check Check, who string, diags hcl.Diagnostics, command string) Check {
	var summaries []string
	for _, d := range diags {
		if !slices.Contains(summaries, d.Summary) {
			summaries = append(summaries, d.Summary)
		}
	}
	check.Standing, check.Next = Warning, "Read it: "+command+"."
	check.Told = fmt.Sprintf("%s %s: %s.", who, words.Counted(len(diags), words.Warning).English, strings.Join(summaries, ", "))
	return check
}
