package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/events"
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
		Use: "report [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: cobra.MaximumNArgs(1),
		Short: "Tell what became of a campaign, for whoever closes the books on it",
		Long: `Adds a campaign up to the fen: planned = received + waiting + refunded + in doubt + not paid. By Beijing day it tells what was
sent, received and returned, and of everything that is not as planned the reason and the command that goes on. It asks
nobody and changes nothing, and works while an apply runs; redpack refresh learns first who has opened theirs by now.

-o FILE writes it for others, by the ending of the name:

  .html  one page with charts, without scripts and without anything from elsewhere; prints on A4
  .xlsx  a workbook: summary, days, exceptions, and every packet
  .csv   every packet, in the order of the file, for Excel and WPS: UTF-8 with a byte order mark; texts that look like
         numbers have a TAB before them, so that no bill number becomes 1.9E+27, and what would be run as a formula an
         apostrophe. With -plain the values are as they are, for programs
  .json  summary and every packet, as internal/report/report.schema.json describes it
  .md    for a wiki or an issue

-o FOLDER, a folder that exists or a name that ends with /, writes all of them for each campaign, and SHA256SUMS for sha256sum -c.
A report is as of the last moment that the state knows, so the same files and the same state give the same bytes. Files are
for their owner only, and overwrite nothing but an earlier report. Openids are masked; -show-openid shows them and stamps every
document: 含个人信息.`,
		Example: "  redpack report\n  redpack report -o march.html team_cny_2027\n  redpack report -o report/\n  redpack report -json | jq .report.received",
		RunE: func(cmd *cobra.Command, args []string) error {
			shared := stateFlags{projectFlags: o.projectFlags, json: o.json}
			return withPrinter(env, cmd, shared, func(print *printer) error { return runReport(cmd.Context(), env, o, args, print) })
		},
	}
	o.add(env, cmd)
	o.addEnvironment(env, cmd)
	cmd.Flags().StringVarP(&o.out, "o", "o", "", "write documents: a `file` that ends with .html, .xlsx, .csv, .json or .md, or a folder for all of them")
	cmd.Flags().BoolVar(&o.plain, "plain", false, "write CSV with the values as they are, for programs")
	cmd.Flags().BoolVar(&o.json, "json", false, "print events as JSON, one a line")
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
			Campaign: c, Snapshot: snapshot, Earlier: earlier, Style: shown, Tool: Version, Window: view.Window(c),
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
		return wrote(w, files)
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
func wrote(w io.Writer, files []string) error {
	for i, file := range files {
		lead := "          "
		if i == 0 {
			lead = "Wrote     "
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
	return errors.New("-o " + o.out + " is one file, and there are " + words.Counted(len(campaigns), words.Campaign).English + ": " +
		words.Some(names, len(names)).English + fmt.Sprintf(". Name one: redpack report -o %s %s, or a folder for all of them: -o report/",
		words.ShellWord(o.out), words.ShellWord(names[0])))
}
