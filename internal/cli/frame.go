package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
)

// sayFrame says in Chinese what cobra adds to the commands by itself, which it does in English: how help is laid out, and the commands help and
// completion. root must have all other commands.
func sayFrame(env *Env, root *cobra.Command) {
	if env.lang == lang.English {
		return
	}
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd(env.Args...)
	root.SetUsageFunc(usage)
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Use, cmd.Short = "help [命令]", "查看某个命令的说明"
			cmd.Long = env.say(lang.Both(cmd.Long, "查看任何命令的说明：redpack help [命令的路径]。"))
		case "completion":
			sayCompletion(env, cmd)
		}
	}
	sayHelpFlags(root)
}

// sayHelpFlags names the flag -help of a command and all below it.
func sayHelpFlags(cmd *cobra.Command) {
	cmd.InitDefaultHelpFlag()
	cmd.Flags().Lookup("help").Usage = "显示说明"
	for _, each := range cmd.Commands() {
		sayHelpFlags(each)
	}
}

// sayCompletion says the command completion and those below it.
func sayCompletion(env *Env, cmd *cobra.Command) {
	cmd.Short, cmd.Long, cmd.Args = env.say(completionShort(cmd.Short, "shell")), env.say(completionHelp(cmd.Long, "")), takes(0, 0)
	for _, each := range cmd.Commands() {
		shell := each.Name()
		each.Short, each.Long, each.Args = env.say(completionShort(each.Short, shell)), env.say(completionHelp(each.Long, shell)), takes(0, 0)
		if flag := each.Flags().Lookup("no-descriptions"); flag != nil {
			flag.Usage = "补全时不带说明文字"
		}
	}
}

// usage is how a command is typed, laid out as cobra does.
func usage(c *cobra.Command) error {
	typed := "用法："
	if c.Runnable() {
		typed += "\n  " + strings.Replace(c.UseLine(), "[flags]", "[选项]", 1)
	}
	if c.HasAvailableSubCommands() {
		typed += "\n  " + c.CommandPath() + " [命令]"
	}
	parts := []string{typed}
	if c.HasExample() {
		parts = append(parts, "示例：\n"+c.Example)
	}
	if c.HasAvailableSubCommands() {
		parts = append(parts, commandsOf(c)...)
	}
	if c.HasAvailableLocalFlags() {
		parts = append(parts, "选项：\n"+flagsOf(c.LocalFlags()))
	}
	if c.HasAvailableInheritedFlags() {
		parts = append(parts, "全局选项：\n"+flagsOf(c.InheritedFlags()))
	}
	if c.HasAvailableSubCommands() {
		parts = append(parts, `用 "`+c.CommandPath()+` [命令] --help" 查看某个命令的说明。`)
	}
	return plain.Write(c.OutOrStderr(), plain.Source(strings.Join(parts, "\n\n")+"\n"))
}

// commandsOf lists the commands below one, by their groups where there are any.
func commandsOf(c *cobra.Command) (parts []string) {
	groups := c.Groups()
	if len(groups) == 0 {
		groups = []*cobra.Group{{Title: "可用命令："}}
	}
	for _, group := range groups {
		part := group.Title
		for _, each := range c.Commands() {
			if each.GroupID == group.ID && (each.IsAvailableCommand() || each.Name() == "help") {
				part += "\n  " + page.Pad(each.Name(), each.NamePadding()) + " " + each.Short
			}
		}
		parts = append(parts, part)
	}
	return parts
}

// flagsOf lists flags as pflag does, by the width that a terminal shows.
func flagsOf(flags *pflag.FlagSet) string {
	var names, texts []string
	widest := 0
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name, text := namedFlag(f)
		names, texts, widest = append(names, name), append(texts, text), max(widest, page.Width(name))
	})
	for i := range names {
		names[i] = page.Pad(names[i], widest+3) + texts[i]
	}
	return strings.Join(names, "\n")
}

// kinds are the kinds of values that have no name of their own.
var kinds = map[string]string{"string": "文本", "int": "数字", "duration": "时长", "strings": "列表", "stringArray": "文本"}

// namedFlag is a flag as it is typed, and what it does.
func namedFlag(f *pflag.Flag) (name, text string) {
	name = "      --" + f.Name
	if f.Shorthand != "" {
		name = "  -" + f.Shorthand + ", --" + f.Name
	}
	value, text := pflag.UnquoteUsage(f)
	if kind := kinds[value]; kind != "" {
		value = kind
	}
	if value != "" {
		name += " " + value
	}
	if f.NoOptDefVal != "" && f.Value.Type() == "string" {
		name += `[="` + f.NoOptDefVal + `"]`
	}
	if !slices.Contains([]string{"", "0", "0s", "false", "[]"}, f.DefValue) {
		text += "（默认 " + f.DefValue + "）"
	}
	return name, text
}
