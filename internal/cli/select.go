package cli

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/secret"
	"github.com/cashredpack/redpack/plan"
)

// selectFlags choose the recipients of plan and apply.
type selectFlags struct {
	only     []string
	exclude  []string
	onlyFile []string
	canaryFlags
}

var selectHelp = lang.Both(`-only and -exclude choose among the recipients, and an exclusion wins. An address is campaign/key, a key alone, a
campaign, or group:NAME for a list as it is written in the file (group:inline: those in the campaign itself). An address
that names nobody is an error. Limits and asserts hold for the whole list all the same.`,
	`-only 和 -exclude 在领取人中挑选，排除优先。地址写成“活动/键”、单独一个键、一个活动名，或 group:名称（按文件里的写法
指一份名单；group:inline 指直接写在活动里的人）。指不到任何人的地址算错误。限额和断言仍按整份名单检查。`)

func (f *selectFlags) add(env *Env, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.only, "only", nil, env.say(lang.Both("plan this `address` only; may be repeated",
		"只计划这个`地址`；可以重复")))
	flags.StringArrayVar(&f.exclude, "exclude", nil, env.say(lang.Both("leave this `address` out; may be repeated",
		"排除这个`地址`；可以重复")))
	flags.StringArrayVar(&f.onlyFile, "only-file", nil, env.say(lang.Both(
		"plan the addresses in this `file` only, one a line, # for comments; may be repeated",
		"只计划这个`文件`里的地址，每行一个，# 之后是注释；可以重复")))
}

// selected is the selection that the flags and their files make; nil selects everybody. What is wrong with the files has been
// printed.
func (f *selectFlags) selected(print *printer) (*plan.Selection, error) {
	selectors, err := f.chosen(print)
	return plan.NewSelection(selectors), err
}

// chosen are the addresses themselves.
func (f *selectFlags) chosen(print *printer) ([]plan.Selector, error) {
	selectors, diags, err := f.selectors()
	if err == nil {
		err = print.diagnostics(diags)
	}
	return selectors, err
}

// selectorsMax is what a file of selectors may have: about a million recipients.
const selectorsMax = 64 << 20

func (f *selectFlags) selectors() (selectors []plan.Selector, diags hcl.Diagnostics, err error) {
	for _, text := range f.only {
		selectors = append(selectors, plan.Selector{Text: text})
	}
	for _, text := range f.exclude {
		selectors = append(selectors, plan.Selector{Text: text, Exclude: true})
	}
	found, diags, err := readSelectors("-only-file", f.onlyFile)
	return append(selectors, found...), diags, err
}

// readSelectors reads the files of a flag, each of which holds an address a line.
func readSelectors(flag string, names []string) (selectors []plan.Selector, diags hcl.Diagnostics, err error) {
	for _, name := range names {
		src, err := osfile.ReadGiven(name, selectorsMax)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", flag, err)
		}
		if kind := (secret.Known{}).FindIn(src); !kind.Empty() { // what matches nobody would be printed, line by line
			return nil, nil, lang.Errorf("%s: %s holds %s and is no list of addresses; nothing of it is shown",
				"%s：%s 含有%s，不是地址清单；其中内容一概不显示", flag, name, kind.Behind())
		}
		found, faults := plan.ReadSelectors(name, src)
		selectors = append(selectors, found...)
		diags = append(diags, faults...)
	}
	return selectors, diags, nil
}
