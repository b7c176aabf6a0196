package cli

import (
	"context"
	"errors"
	"runtime/debug"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
)

// Main runs one command and returns the exit code of the process.
func Main(env *Env) (code int) {
	abortOnFatal()
	env, closed := env.guarded()
	defer closed()
	defer func() {
		if broken := recover(); broken != nil {
			env.complain("%s%s\n%s\n%s\n", errorLead, lang.Format("redpack is broken: %v", "redpack 自身出错：%v", broken),
				plain.Lines(string(debug.Stack())), reportThis())
			code = exitUnknown
			env.breaksOff()
		}
	}()
	var note lang.Text
	if env.lang, note = languageOf(env); !note.Empty() {
		env.complain("%s.\n", note)
	}
	root := newRoot(env)
	root.SetArgs(oneDash(env.Args))
	err := ofGroup(root.ExecuteContext(context.Background()))
	var silent exit
	if told := besidesPipe(err); told != nil && !errors.As(err, &silent) {
		env.complain("%s%s\n", errorLead, lang.Line(told, env.lang))
		if asked := wantsJSON(env.Args); asked != "" {
			// Nobody has opened the stream yet: the error is about how the command was called.
			_ = usageEvent(env, asked, err) // stderr has it, and there is no third place
		}
	}
	return exitCode(err)
}

// wantsJSON tells whether a command line that could not be understood asks for JSON, and of which command. Programs that
// read stdout must learn of a wrong flag in the form they read.
func wantsJSON(args []string) (command string) {
	for _, arg := range args {
		switch strings.TrimLeft(arg, "-") {
		case "json", "json=true":
			if strings.HasPrefix(arg, "-") {
				return args[0]
			}
		}
		if arg == "--" {
			break
		}
	}
	return ""
}

// usageEvent writes an error as the command that was meant would have: validate as one object, the others as events.
func usageEvent(env *Env, command string, err error) error {
	if command == "validate" {
		diags := hcl.Diagnostics{{Severity: hcl.DiagError, Summary: capital(err)}}
		return events.Validation(env.Stdout, diags, nil, page.Style{})
	}
	stream := events.NewJSON(env.Stdout, env.Now, toolVersion(), page.Style{})
	return errors.Join(stream.Error(err), stream.End(exitError))
}

// complain prints to stderr, see plain.Fprintf. If even that fails, nobody is left to be told; the exit code still says it.
func (e *Env) complain(format string, args ...any) {
	_, _ = plain.Fprintf(e.Stderr, format, lang.Args(e.lang, args)...)
}

// errorLead begins an error that ends a command, and warningLead what a person should know.
var (
	errorLead   = lang.Both("Error: ", "错误：")
	warningLead = lang.Both("Warning: ", "警告：")
)

// oneDash lets long flags be typed with one dash, as Terraform's users do. redpack has no short flags but -h.
func oneDash(args []string) []string {
	out := make([]string, 0, len(args))
	for i, arg := range args {
		if arg == "--" {
			return append(out, args[i:]...)
		}
		if len(arg) > 2 && arg[0] == '-' && unicode.IsLetter(rune(arg[1])) {
			arg = "-" + arg
		}
		out = append(out, arg)
	}
	return out
}

// capital is an error where a line begins.
func capital(err error) string { return lang.Line(err, lang.English).String() }

// capitals are capital in every language.
func capitals(err error) lang.Text {
	return lang.Text{English: capital(err), Chinese: lang.Line(err, lang.Chinese).String()}
}

// tell prints a text that has line breaks of its own to stderr.
func (e *Env) tell(text lang.Text) { e.complain("%s\n", plain.Lines(e.say(text))) }

func newRoot(env *Env) *cobra.Command {
	root := &cobra.Command{
		Use: "redpack",
		Short: env.say(lang.Both("Plan and send WeChat Pay cash red packets, once to each, from campaigns kept in git",
			"按 git 里的活动文件计划并发放微信支付现金红包，每人只发一次")),
		Long:         env.say(rootHelp()),
		SilenceUsage: true, SilenceErrors: true,
		Args: takes(0, 0),
	}
	version := root.Flags().Bool("version", false, env.say(lang.Both("print the version", "显示版本")))
	root.RunE = func(cmd *cobra.Command, _ []string) error {
		if *version {
			return printVersion(env, false)
		}
		return cmd.Help()
	}
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	root.SetHelpTemplate(root.HelpTemplate() + "\n" + env.say(exitHelp()) + "\n")
	root.SetFlagErrorFunc(env.ofFlags)
	root.PersistentFlags().Bool("no-color", false, env.say(lang.Both(
		"print without colours; NO_COLOR=1 does the same, and FORCE_COLOR=1 colours pipes, too",
		"不用颜色；NO_COLOR=1 效果相同，FORCE_COLOR=1 让管道也带颜色")))
	addLanguage(env, root)
	root.AddGroup(
		&cobra.Group{ID: "main", Title: env.say(lang.Both("Main commands:", "主要命令："))},
		&cobra.Group{ID: "other", Title: env.say(lang.Both("Other commands:", "其他命令："))},
	)
	root.SetHelpCommandGroupID("other")
	root.SetCompletionCommandGroupID("other")
	root.AddCommand(newInit(env), newValidate(env), newPlan(env), newDiff(env), newShow(env), newApply(env), newFmt(env), newSandbox(env),
		newVersion(env))
	root.AddCommand(newRefresh(env), newReport(env), newReconcile(env), newHistory(env), newState(env), newDoctor(env), newDestroy(env))
	sayFrame(env, root)
	return root
}

// style is how text for a stream looks.
func style(env *Env, cmd *cobra.Command, terminal bool, of shown) (page.Style, error) {
	plain, err := cmd.Flags().GetBool("no-color")
	if err != nil {
		return page.Style{}, err
	}
	width := 80
	if terminal {
		width, _ = env.Size()
	}
	locale := env.locale()
	return page.Style{
		Colour:     !plain && env.colours(terminal),
		ASCII:      locale != "" && !strings.Contains(strings.ToLower(strings.ReplaceAll(locale, "-", "")), "utf8"),
		Width:      width,
		ShowOpenID: of.openID,
		ShowLabels: of.label || !env.inActions(),
		Lang:       env.lang,
	}, nil
}
