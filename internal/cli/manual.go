package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/manual"
)

// Manual is the pages of the manual about the commands and the exit codes, from what help says of them. Only a release asks for it.
func Manual(l lang.Language) []manual.Page {
	env := &Env{lang: l}
	root := newRoot(env)
	pages := []manual.Page{exitCodesPage(env)}
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		if cmd.Name() != "help" && !cmd.Hidden {
			pages = append(pages, pageOf(env, cmd))
		}
		for _, each := range cmd.Commands() {
			visit(each)
		}
	}
	visit(root)
	return pages
}

// ManualEdition is what the pages of a language have in common.
func ManualEdition(l lang.Language, date, version string) manual.Edition {
	return manual.Edition{
		Date: date, Source: "redpack " + version, Title: lang.Both("redpack manual", "redpack 手册").In(l), Name: lang.Both("NAME", "名称").In(l),
	}
}

// CampaignPage is the page about the language of campaigns. read makes parts of its reference, the first of them with the title that it is given.
func CampaignPage(l lang.Language, read func(first string) []manual.Part) manual.Page {
	return manual.Page{
		Name: "redpack-campaign", Section: 5, Summary: lang.Both("the language of campaigns", "活动文件的语言").In(l),
		Parts: append(read(lang.Both("DESCRIPTION", "说明").In(l)),
			manual.Part{Title: seeAlso.In(l), Roff: references("redpack", "redpack-plan", "redpack-validate", "redpack-fmt")}),
	}
}

var seeAlso = lang.Both("SEE ALSO", "参见")

// pageOf is the page of a command.
func pageOf(env *Env, cmd *cobra.Command) manual.Page {
	page := manual.Page{Name: pageName(cmd), Section: 1, Summary: cmd.Short}
	add := func(title lang.Text, roff string) {
		if roff != "" {
			page.Parts = append(page.Parts, manual.Part{Title: env.say(title), Roff: roff})
		}
	}
	add(lang.Both("SYNOPSIS", "用法"), synopsis(env, cmd))
	add(lang.Both("DESCRIPTION", "说明"), manual.Text(cmd.Long))
	add(lang.Both("COMMANDS", "命令"), subcommands(cmd))
	add(lang.Both("OPTIONS", "选项"), options(env, cmd.NonInheritedFlags())+options(env, cmd.InheritedFlags()))
	add(lang.Both("EXAMPLES", "示例"), verbatim(cmd.Example))
	add(lang.Both("EXIT STATUS", "退出码"), manual.Text(env.say(lang.Both("See redpack-exit-codes(7).", "见 redpack-exit-codes(7)。"))))
	if cmd.Flags().Lookup("var") != nil || !cmd.HasParent() {
		add(lang.Both("FILES", "文件"), tagged(env, filesOfProject))
		add(lang.Both("ENVIRONMENT", "环境变量"), tagged(env, environment))
	}
	add(seeAlso, references(related(cmd)...))
	return page
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

func synopsis(env *Env, cmd *cobra.Command) string {
	typed := strings.TrimPrefix(cmd.UseLine(), cmd.CommandPath())
	roff := manual.Bold(cmd.CommandPath()) + manual.Escape(strings.Replace(typed, "[flags]", env.say(lang.Both("[flags]", "[选项]")), 1)) + "\n"
	if cmd.HasAvailableSubCommands() {
		roff += ".br\n" + manual.Bold(cmd.CommandPath()) + " " + manual.Italic(env.say(lang.Both("COMMAND", "命令"))) + "\n"
	}
	return roff
}

func subcommands(cmd *cobra.Command) (roff string) {
	for _, each := range cmd.Commands() {
		if each.IsAvailableCommand() {
			roff += manual.Tagged(manual.Bold(each.Name()), manual.Escape(each.Short))
		}
	}
	return roff
}

func options(env *Env, flags *pflag.FlagSet) (roff string) {
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		tag := manual.Bold("-" + f.Name)
		if f.Shorthand != "" {
			tag = manual.Bold("-"+f.Shorthand) + ", " + tag
		}
		value, text := valueOf(env, f)
		if value != "" {
			tag += " " + manual.Italic(value)
		}
		roff += manual.Tagged(tag, manual.Escape(text+otherwise(env, f)))
	})
	return roff
}

func verbatim(text string) string {
	if text == "" {
		return ""
	}
	return manual.Verbatim(text)
}

// exitCodesPage is the page about how commands end.
func exitCodesPage(env *Env) manual.Page {
	title, codes, _ := strings.Cut(env.say(exitHelp()), "\n")
	roff := ""
	for each := range strings.Lines(codes) {
		code, meaning, _ := strings.Cut(strings.TrimSpace(each), " ")
		roff += manual.Tagged(manual.Bold(code), manual.Escape(strings.TrimSpace(meaning)))
	}
	return manual.Page{
		Name: "redpack-exit-codes", Section: 7, Summary: env.say(lang.Both("how redpack's commands end", "redpack 各命令的退出码")),
		Parts: []manual.Part{
			{Title: strings.ToUpper(strings.TrimRight(title, ":：")), Roff: roff},
			{Title: env.say(seeAlso), Roff: references("redpack", "redpack-apply", "redpack-plan")},
		},
	}
}

func tagged(env *Env, entries []entry) (roff string) {
	for _, e := range entries {
		roff += manual.Tagged(manual.Bold(e.name), manual.Escape(env.say(e.meaning)))
	}
	return roff
}

// related are the pages that a reader of a command's page looks for next.
func related(cmd *cobra.Command) (names []string) {
	if cmd.HasParent() {
		names = append(names, pageName(cmd.Parent()))
	}
	for _, each := range cmd.Commands() {
		if each.IsAvailableCommand() && each.Name() != "help" {
			names = append(names, pageName(each))
		}
	}
	return append(names, "redpack-campaign", "redpack-exit-codes")
}

// sections are those of the pages that are of no command.
var sections = map[string]string{"redpack-campaign": "5", "redpack-exit-codes": "7"}

func references(names ...string) string {
	slices.Sort(names)
	all := make([]string, len(names))
	for i, name := range names {
		section := sections[name]
		if section == "" {
			section = "1"
		}
		all[i] = manual.Bold(name) + "(" + section + ")"
	}
	return strings.Join(all, ", ") + "\n"
}
