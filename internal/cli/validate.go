package cli

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
)

type validateOptions struct {
	projectFlags
	json bool
}

func newValidate(env *Env) *cobra.Command {
	var o validateOptions
	cmd := &cobra.Command{
		Use: "validate [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: cobra.MaximumNArgs(1),
		Short: "Check campaigns and every row of their lists",
		Long: `Reads campaigns with all their recipients and reports everything that is wrong with them, each mistake with its file,
line and caret. It needs no network, no certificate, no key and no state, so it can run on any pull request.

For each campaign it prints how many recipients there are, what they get, and how the rows of each file are evaluated:
compiled, or by HCL anew for each row, which is some ten times slower.`,
		Example: "  redpack validate\n  redpack validate examples/lantern\n  redpack validate -json | jq .diagnostics",
		RunE:    func(cmd *cobra.Command, args []string) error { return runValidate(env, cmd, o, args) },
	}
	o.add(env, cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print one JSON object, as terraform validate -json does, with up to a thousand faulty rows of a kind")
	return cmd
}

func runValidate(env *Env, cmd *cobra.Command, o validateOptions, args []string) error {
	print, err := newPrinter(env, cmd, false, o.shown)
	if err != nil {
		return err
	}
	p, diags, err := read(env, args, o.projectFlags, o.json)
	switch {
	case err != nil && o.json:
		diags = hcl.Diagnostics{{Severity: hcl.DiagError, Summary: capital(err)}}
		return judged(diags, events.Validation(env.Stdout, diags, nil, print.out))
	case err != nil:
		return err
	}
	defer p.close()
	print.source, print.dir = p.Project, p.dir
	valid, found := countAll(p, diags.HasErrors(), print.out)
	diags = append(diags, found...)
	if o.json {
		return judged(diags, events.Validation(env.Stdout, diags, print.source, print.out))
	}
	if err := print.diagnostics(diags); err != nil {
		return err
	}
	return plain.Write(env.Stdout, valid)
}

// judged is how a validation ends that was printed as JSON.
func judged(diags hcl.Diagnostics, printed error) error {
	if printed == nil && diags.HasErrors() {
		return exit{exitError}
	}
	return printed
}

// countAll streams every row of the chosen campaigns, unless the frame around them is already broken.
func countAll(p *project, broken bool, look page.Style) (text plain.Text, diags hcl.Diagnostics) {
	if broken {
		return text, nil
	}
	for _, campaign := range p.campaigns {
		counted, found := count(campaign)
		diags = append(diags, found...)
		text = plain.Sprintf("%s%s", text, counted.text(look))
	}
	return text, diags
}

// validated is what a valid campaign comes to.
type validated struct {
	campaign   *hclspec.Campaign
	recipients int
	total      money.Fen
}

// count streams every row of a campaign.
func count(c *hclspec.Campaign) (validated, hcl.Diagnostics) {
	n := validated{campaign: c}
	diags := c.Recipients(nil, func(r *hclspec.Recipient) bool {
		n.recipients++
		n.total += r.Amount
		return true
	})
	return n, diags
}

// text is one line for the campaign and one for each file of rows.
func (n validated) text(look page.Style) plain.Text {
	noun := "recipients"
	if n.recipients == 1 {
		noun = "recipient"
	}
	text := plain.Sprintf("Campaign %q is valid: %s %s, %s.\n", n.campaign.Name, money.Count(n.recipients), noun, look.Money(n.total))
	for i, source := range n.campaign.Sources {
		if source.Inline {
			continue
		}
		text = plain.Sprintf("%s  %s: %s\n", text, source.Name, roads(n.campaign.Evaluations(), i))
	}
	return text
}

// roads tells how the rows of one source are evaluated.
func roads(all []hclspec.Evaluation, source int) string {
	var compiled, evaluated []string
	for _, road := range all {
		switch {
		case road.Source != source:
		case road.Compiled:
			compiled = append(compiled, road.Attribute)
		default:
			evaluated = append(evaluated, fmt.Sprintf("%s (line %d)", road.Attribute, road.Range.Start.Line))
		}
	}
	var parts []string
	if len(compiled) > 0 {
		parts = append(parts, strings.Join(compiled, ", ")+" compiled")
	}
	if len(evaluated) > 0 {
		parts = append(parts, strings.Join(evaluated, ", ")+" by HCL for each row")
	}
	return strings.Join(parts, "; ")
}
