package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// canaryFlags say who is paid first, beside whom the campaigns name themselves.
type canaryFlags struct {
	canary     []string
	canaryFile []string
}

var canaryHelp = lang.Both(`-canary names a few of your own people, whose packets go first: -canary=chen_yu,team/wang_wei, or -canary=3 for the first three
of each campaign. The run then waits: it shows what WeChat Pay says of them, and nobody else is paid before a person who has
looked at their phones says so. A campaign can name its canary itself, with canary = ["chen_yu"]. A recipient whose key is a
number is written campaign/3.`,
	`-canary 指定几位自己人，先给他们发：-canary=chen_yu,team/wang_wei，或 -canary=3 表示每个活动的前三位。随后运行停下等
待：显示微信支付对这几笔的说法，等有人看过他们的手机并确认，才发给其他人。活动也可以自己指定先行试发，写
canary = ["chen_yu"]。键是数字的领取人写成“活动/3”。`)

func (f *canaryFlags) add(env *Env, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.canary, "canary", nil, env.say(lang.Both(
		"pay these `addresses` first, or the first so many, and wait for a person before all others",
		"先发给这些`地址`，或前几位，等人确认后再发给其他人")))
	flags.StringArrayVar(&f.canaryFile, "canary-file", nil, env.say(lang.Both(
		"pay the addresses in this `file` first, one a line, # for comments; may be repeated",
		"先发给这个`文件`里的地址，每行一个，# 之后是注释；可以重复")))
}

// canaries are what the flags and their files say; what is wrong with the files has been printed.
func (f *canaryFlags) canaries(print *printer) (c plan.Canary, err error) {
	for _, value := range f.canary {
		if count, err := money.ParseCount(value); err == nil && count > 0 {
			if c.Count > 0 {
				return c, lang.Errorf("-canary=%s: the number is given twice; to name the recipient with this key, write campaign/%s",
					"-canary=%s：人数给了两次；如果是指键为这个数字的领取人，写成“活动/%s”", value, value)
			}
			c.Count = count
			continue
		}
		for text := range strings.SplitSeq(value, ",") {
			c.Selectors = append(c.Selectors, plan.Selector{Text: text, By: "-canary"})
		}
	}
	found, diags, err := readSelectors("-canary-file", f.canaryFile)
	if err != nil {
		return c, err
	}
	for i := range found {
		found[i].By = "-canary-file"
	}
	c.Selectors = append(c.Selectors, found...)
	return c, print.diagnostics(diags)
}

// sinceFirst is the options with the time since when a counted canary's packets are its own. That takes the digest, and so a plan.
func sinceFirst(p *project, snapshot *state.Snapshot, o plan.Options) plan.Options {
	if o.Canary.Count == 0 || !o.Canary.Since.IsZero() || len(snapshot.Runs()) == 0 {
		return o
	}
	first := o
	first.Each, first.KeepWork, first.Daily = nil, false, nil
	if plans, diags := planEach(p, snapshot, first); !diags.HasErrors() { // otherwise whoever plans next tells of it
		o.Canary.Since = plan.CanarySince(plans, snapshot)
	}
	return o
}

// waiting are the plans of which the rest waits for the canary.
func waiting(plans []*plan.Plan) (all []*plan.Plan) {
	for _, p := range plans {
		if p.Canaries.Waits() {
			all = append(all, p)
		}
	}
	return all
}

// checkCanary refuses what cannot go well with a canary, before anybody is asked: one that will never be paid, and a go that was
// said before anybody can have looked.
func (r *request) checkCanary(plans []*plan.Plan) error {
	waits, named := waiting(plans), false
	for _, p := range plans {
		named = named || len(p.Canaries.Packets) > 0
	}
	for _, p := range waits {
		if stuck := p.Canaries.Stuck(); len(stuck) > 0 {
			why, advice := stuck[0].Standing()
			return lang.Errorf("%s is the canary, and nobody else is sent anything before it is paid; it %s. Nothing was sent. %s",
				"%s 是先行试发，它发放成功之前不会发给其他人；它%s。没有发放。%s", stuck[0].AddressIn(p), why, advice)
		}
	}
	switch {
	case !r.options.goOn:
		return nil
	case !named:
		return lang.Errorf("-continue goes on after a canary was looked at, and this plan has none. Nothing was sent. Leave it out",
			"-continue 用于查看先行试发之后继续，而这个计划没有先行试发。没有发放。去掉这个选项")
	}
	for _, p := range waits {
		if pending := p.Canaries.Pending(); len(pending) > 0 {
			return lang.Errorf("-continue says that somebody has looked at the canary, and %s is not paid yet. Nothing was sent. Send to the canary first:\n  %s",
				"-continue 表示已有人查看过先行试发，而 %s 还没有发放成功。没有发放。先给先行试发的人发放：\n  %s", pending[0].AddressIn(p), r.commandWithout("continue"))
		}
	}
	return nil
}
