package cli

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

type validateOptions struct {
	projectFlags
	json bool
}

func newValidate(env *Env) *cobra.Command {
	var o validateOptions
	cmd := &cobra.Command{
		Use: "validate [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: takes(0, 1),
		SuggestFor: []string{"check", "lint"},
		Short:      env.say(lang.Both("Check campaigns and every row of their lists", "检查活动及其名单的每一行")),
		Long:       env.say(validateHelp()),
		Example:    "  redpack validate\n  redpack validate examples/lantern\n  redpack validate -json | jq .diagnostics", // for programs
		RunE:       func(cmd *cobra.Command, args []string) error { return runValidate(env, cmd, o, args) },
	}
	o.add(env, cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, env.say(lang.Both(
		"print one JSON object, as terraform validate -json does, with up to a thousand faulty rows of a kind",
		"输出一个 JSON 对象，与 terraform validate -json 一样，同一种错误最多列一千行")))
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
	text := plain.Sprintf("%s\n", look.Say(lang.Format("Campaign %q is valid: %s, %s.", "活动 %q 有效：%s，%s。",
		n.campaign.Name, words.Counted(n.recipients, words.Recipient), look.Money(n.total))))
	for i, source := range n.campaign.Sources {
		if source.Inline {
			continue
		}
		text = plain.Sprintf("%s  %s: %s\n", text, source.Name, look.Say(roads(n.campaign.Evaluations(), i)))
	}
	return text
}

// roads tells how the rows of one source are evaluated.
func roads(all []hclspec.Evaluation, source int) lang.Text {
	var compiled, evaluated []lang.Text
	for _, road := range all {
		switch {
		case road.Source != source:
		case road.Compiled:
			compiled = append(compiled, lang.Same(road.Attribute))
		default:
			evaluated = append(evaluated, lang.Format("%s (line %d)", "%s（第 %d 行）", road.Attribute, road.Range.Start.Line))
		}
	}
	var parts []lang.Text
	if len(compiled) > 0 {
		parts = append(parts, lang.Join(compiled, lang.Comma).Then(lang.Both(" compiled", " 已编译")))
	}
	if len(evaluated) > 0 {
		parts = append(parts, lang.Join(evaluated, lang.Comma).Then(lang.Both(" by HCL for each row", " 逐行由 HCL 计算")))
	}
	return lang.Join(parts, lang.Both("; ", "；"))
}
