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

// sayFrame says what cobra adds to the commands by itself as redpack does: how help is laid out, with flags as people type them here, and the commands
// help and completion. root must have all other commands.
func sayFrame(env *Env, root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd(env.Args...)
	root.SetUsageFunc(func(c *cobra.Command) error { return usage(env, c) })
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Use = env.say(lang.Both("help [COMMAND]", "help [命令]"))
			cmd.Short = env.say(lang.Both("Explain a command", "查看某个命令的说明"))
			cmd.Long = env.say(lang.Both("Explains any command: redpack help state list.", "查看任何命令的说明：redpack help state list。"))
			cmd.Run, cmd.RunE = nil, help
		case "completion":
			sayCompletion(env, cmd)
		}
	}
	sayHelpFlags(env, root)
}

// help is the command help. A word that is no command is a mistake, as it is anywhere else.
func help(cmd *cobra.Command, args []string) error {
	of, rest, err := cmd.Root().Find(args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return noCommand(of, rest)
	}
	return of.Help()
}

// sayHelpFlags names the flag -help of a command and all below it.
func sayHelpFlags(env *Env, cmd *cobra.Command) {
	cmd.InitDefaultHelpFlag()
	cmd.Flags().Lookup("help").Usage = env.say(lang.Both("explain this command", "显示说明"))
	for _, each := range cmd.Commands() {
		sayHelpFlags(env, each)
	}
}

// sayCompletion says the command completion and those below it.
func sayCompletion(env *Env, cmd *cobra.Command) {
	cmd.Short, cmd.Long, cmd.Args = env.say(completionShort(cmd.Short, "shell")), env.say(completionHelp(cmd.Long, "")), takes(0, 0)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	for _, each := range cmd.Commands() {
		shell := each.Name()
		each.Short, each.Long, each.Args = env.say(completionShort(each.Short, shell)), env.say(completionHelp(each.Long, shell)), takes(0, 0)
		if flag := each.Flags().Lookup("no-descriptions"); flag != nil {
			flag.Usage = "补全时不带说明文字"
		}
	}
}

// usage is how a command is typed.
func usage(env *Env, c *cobra.Command) error {
	var typed []string
	if c.Runnable() {
		typed = append(typed, strings.Replace(c.UseLine(), "[flags]", env.say(lang.Both("[flags]", "[选项]")), 1))
	}
	if c.HasAvailableSubCommands() {
		typed = append(typed, c.CommandPath()+" "+env.say(lang.Both("COMMAND", "命令")))
	}
	parts := []string{env.say(lang.Both("Usage:", "用法：")) + "\n  " + strings.Join(typed, "\n  ")}
	if c.HasExample() {
		parts = append(parts, env.say(lang.Both("Examples:", "示例："))+"\n"+c.Example)
	}
	if c.HasAvailableSubCommands() {
		parts = append(parts, commandsOf(env, c)...)
	}
	if c.HasAvailableLocalFlags() {
		parts = append(parts, env.say(lang.Both("Flags:", "选项："))+"\n"+flagsOf(env, c.LocalFlags()))
	}
	if c.HasAvailableInheritedFlags() {
		parts = append(parts, env.say(lang.Both("Flags of every command:", "各命令共有的选项："))+"\n"+flagsOf(env, c.InheritedFlags()))
	}
	if c.HasAvailableSubCommands() {
		parts = append(parts, env.say(lang.Format("`%s COMMAND -help` explains a command.", "`%s 命令 -help` 显示某个命令的说明。", c.CommandPath())))
	}
	return plain.Write(c.OutOrStderr(), plain.Source(strings.Join(parts, "\n\n")+"\n"))
}

// commandsOf lists the commands below one, by their groups where there are any.
func commandsOf(env *Env, c *cobra.Command) (parts []string) {
	groups := c.Groups()
	if len(groups) == 0 {
		groups = []*cobra.Group{{Title: env.say(lang.Both("Commands:", "命令："))}}
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

// flagsOf lists flags, by the width that a terminal shows.
func flagsOf(env *Env, flags *pflag.FlagSet) string {
	var names, texts []string
	widest := 0
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name, text := namedFlag(env, f)
		names, texts, widest = append(names, name), append(texts, text), max(widest, page.Width(name))
	})
	for i := range names {
		names[i] = page.Pad(names[i], widest+3) + texts[i]
	}
	return strings.Join(names, "\n")
}

// kinds are the kinds of values that have no name of their own, as package pflag calls them.
var kinds = map[string]lang.Text{
	"string": lang.Both("text", "文本"), "stringArray": lang.Both("text", "文本"), "strings": lang.Both("list", "列表"),
	"int": lang.Both("number", "数字"), "duration": lang.Both("duration", "时长"),
}

// valueOf is what the value of a flag is called, "" where it has none, and what the flag does.
func valueOf(env *Env, f *pflag.Flag) (value, text string) {
	value, text = pflag.UnquoteUsage(f)
	if kind, known := kinds[value]; known {
		value = env.say(kind)
	}
	return value, text
}

// namedFlag is a flag as people type it, and what it does.
func namedFlag(env *Env, f *pflag.Flag) (name, text string) {
	name = "  -" + f.Name
	if f.Shorthand != "" {
		name = "  -" + f.Shorthand + ", -" + f.Name
	}
	value, text := valueOf(env, f)
	switch {
	case f.NoOptDefVal != "" && f.Value.Type() == "string":
		name += "[=" + value + "]"
	case value != "":
		name += " " + value
	}
	return name, text + otherwise(env, f)
}

// otherwise says what a flag is where nobody gives it.
func otherwise(env *Env, f *pflag.Flag) string {
	if slices.Contains([]string{"", "0", "0s", "false", "[]"}, f.DefValue) {
		return ""
	}
	return env.say(lang.Format(" (otherwise %s)", "（默认 %s）", f.DefValue))
}
