package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

type reportOptions struct {
	projectFlags
	json  bool
	plain bool
	out   string
}

func newReport(env *Env) *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use: "report [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: takes(0, 1),
		SuggestFor: []string{"summary", "export", "status"},
		Short:      env.say(lang.Both("Tell what became of a campaign, for whoever closes the books on it", "汇总活动的结果，供结账的人使用")),
		Long:       env.say(reportHelp()),
		Example:    "  redpack report\n  redpack report -o march.html team_cny_2027\n  redpack report -o report/\n  redpack report -json | jq .report.received", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			shared := stateFlags{projectFlags: o.projectFlags, json: o.json}
			return withPrinter(env, cmd, shared, func(print *printer) error { return runReport(cmd.Context(), env, o, args, print) })
		},
	}
	o.add(env, cmd)
	o.addEnvironment(env, cmd)
	cmd.Flags().StringVarP(&o.out, "o", "o", "", env.say(lang.Both(
		"write documents: a `file` that ends with .html, .xlsx, .csv, .json or .md, or a folder for all of them",
		"写出文档：以 .html、.xlsx、.csv、.json 或 .md 结尾的`文件`，或存放全部文档的文件夹")))
	cmd.Flags().BoolVar(&o.plain, "plain", false, env.say(lang.Both("write CSV with the values as they are, for programs", "CSV 按原值写出，供程序读取")))
	cmd.Flags().BoolVar(&o.json, "json", false, env.say(eventsAsJSON))
	addJSONInto(env, cmd)
	return cmd
}

func runReport(ctx context.Context, env *Env, o reportOptions, args []string, print *printer) error {
	p, err := load(env, args, o.projectFlags, print)
	if err != nil {
		return err
	}
	defer p.close()
	to, err := destination(o, p)
	if err == nil {
		err = print.locked(ctx, p.at)
	}
	if err != nil {
		return err
	}
	snapshot, err := readState(ctx, p.place())
	if err != nil {
		return err
	}
	earlier, err := earlierNumbers(ctx, p.at)
	if err != nil {
		return err
	}
	shown := print.out
	shown.ASCII, shown.Colour = false, false // documents are no terminal
	for i, c := range p.campaigns {
		r := &reporter{print: print, to: to, source: report.Source{
			Campaign: c, Snapshot: snapshot, Earlier: earlier, Style: shown, Tool: toolVersion(), Window: view.Window(c),
		}}
		if i > 0 {
			if err := print.show(noEvents, blankLine); err != nil {
				return err
			}
		}
		if err := r.run(env); err != nil {
			return err
		}
	}
	return to.close()
}

// earlierNumbers are the paid numbers that packets of a state gave up.
func earlierNumbers(ctx context.Context, at state.Backend) (*report.Earlier, error) {
	earlier := &report.Earlier{}
	return earlier, state.Renumbered(ctx, at, earlier.Add)
}

// reporter reports on one campaign.
type reporter struct {
	print  *printer
	to     *reportFiles
	source report.Source
}

func (r *reporter) run(env *Env) error {
	made, files, err := r.to.write(r)
	if err != nil {
		return err
	}
	return r.print.show(func(j *events.JSON) error { return j.Report(made, files) }, func(w io.Writer) error {
		if err := view.Report(w, made, env.Now(), r.print.out); err != nil {
			return err
		}
		return wrote(w, files, r.print.out)
	})
}

// make makes the report, and writes its items into a CSV on the way.
func (r *reporter) make(csv *report.CSV) (*report.Report, error) {
	made, diags, err := report.New(r.source, csv)
	if err != nil {
		return nil, err
	}
	if diags.HasErrors() {
		return nil, r.print.diagnostics(diags)
	}
	return made, nil
}

// wrote names the files that were written.
func wrote(w io.Writer, files []string, look page.Style) error {
	for i, file := range files {
		lead := "          "
		if i == 0 {
			lead = look.Say(lang.Both("Wrote     ", "已写入    "))
		}
		if _, err := plain.Fprintf(w, "%s%s\n", lead, file); err != nil {
			return err
		}
	}
	return nil
}

// oneCampaign refuses to put several campaigns into one file.
func oneCampaign(o reportOptions, campaigns []*hclspec.Campaign) error {
	if len(campaigns) == 1 {
		return nil
	}
	var names []string
	for _, c := range campaigns {
		names = append(names, c.Name)
	}
	return lang.Errorf("-o %s is one file, and there are %s: %s. Name one: redpack report -o %s %s, or a folder for all of them: -o report/",
		"-o %s 是一个文件，而这里有 %s：%s。写出其中一个：redpack report -o %s %s，或写一个文件夹存放全部：-o report/",
		o.out, words.Counted(len(campaigns), words.Campaign), words.Some(names, len(names)), words.ShellWord(o.out), words.ShellWord(names[0]))
}
