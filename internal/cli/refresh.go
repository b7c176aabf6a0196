package cli

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/state"
)

type refreshOptions struct {
	projectFlags
	json bool
}

func newRefresh(env *Env) *cobra.Command {
	var o refreshOptions
	cmd := &cobra.Command{
		Use: "refresh [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: takes(0, 1),
		SuggestFor: []string{"query", "sync", "poll"},
		Short:      env.say(lang.Both("Ask WeChat Pay what became of open packets; sends nothing", "向微信支付查询未了结红包的结果；不发放")),
		Long:       env.say(refreshHelp()),
		Example:    "  redpack refresh\n  redpack refresh -json team_cny_2027", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			shared := stateFlags{projectFlags: o.projectFlags, json: o.json}
			return withPrinter(env, cmd, shared, func(print *printer) error { return refresh(cmd.Context(), env, o, args, print) })
		},
	}
	o.add(env, cmd)
	o.addEnvironment(env, cmd)
	o.addLockTimeout(env, cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, env.say(eventsAsJSON))
	addJSONInto(env, cmd)
	return cmd
}

func refresh(ctx context.Context, env *Env, o refreshOptions, args []string, print *printer) error {
	p, err := load(env, args, o.projectFlags, print)
	if err != nil {
		return err
	}
	defer p.close()
	if _, err := readState(ctx, p.place()); err != nil {
		return err
	}
	return askAgain(ctx, env, p, args, print, func(result inquiry.Refreshed, byDay func() ([]report.Cohort, error)) (int, error) {
		code := codeOfRefresh(result)
		days, unread := byDay()
		return code, errors.Join(unread, print.show(func(j *events.JSON) error { return j.Refreshed(result, days) },
			func(w io.Writer) error { return view.Refreshed(w, result, days, print.out) }))
	})
}

// refreshFirst asks about open packets before a plan is made and says in a line what it learnt. Answers that stay unclear
// do not keep the plan from being made: it shows them as they are recorded. Before the first packet it asks whether there can be one.
func refreshFirst(ctx context.Context, env *Env, p *project, args []string, print *printer) error {
	snapshot, err := p.snapshot(ctx)
	if err != nil {
		return err
	}
	if !snapshot.Exists() {
		return (&admission{env: env, project: p, print: print, alone: true}).first(ctx) // nothing was sent, so there is nothing else to ask about
	}
	return askAgain(ctx, env, p, args, print, func(result inquiry.Refreshed, _ func() ([]report.Cohort, error)) (int, error) {
		code := codeOfStop(result.Stop)
		if result.Stop == apply.NoClearAnswers {
			code = exitDone
		}
		return code, print.show(func(j *events.JSON) error { return refreshedAtOnce(j, result, code) },
			func(io.Writer) error { return view.Refreshed(env.Stderr, result, nil, print.err) })
	})
}

// asked prints what was learnt and yields the exit code. What became by now of all packets in question, by the day of their sending, is
// read when it is asked for.
type asked func(result inquiry.Refreshed, byDay func() ([]report.Cohort, error)) (code int, err error)

// askAgain asks about the open packets that the arguments name; tell is told what was learnt.
func askAgain(ctx context.Context, env *Env, p *project, args []string, print *printer, tell asked) error {
	to, err := parseTarget(args)
	if err != nil {
		return err
	}
	q := &inquirer{env: env, project: p, print: print}
	if p.among(to) != nil {
		q.of = strings.Join(p.inQuestion(), ",")
	}
	return q.run(ctx, func(ctx context.Context, asking inquiry.Inquiry) (int, error) {
		result, err := inquiry.Refresh(ctx, inquiry.RefreshOptions{
			Inquiry: asking, Store: q.store, Snapshot: q.store.Snapshot(), Among: p.among(to), Counted: q.counted,
		})
		if err != nil {
			return exitError, err
		}
		q.stop = stopOfRefresh(result)
		return tell(result, func() ([]report.Cohort, error) { return q.cohorts(ctx, p.among(to)) })
	})
}

// cohorts are the packets in question by the day of their sending, as the state knows them now.
func (q *inquirer) cohorts(ctx context.Context, among func(*state.Packet) bool) ([]report.Cohort, error) {
	snapshot, err := q.store.Reload(context.WithoutCancel(ctx))
	if err != nil {
		return nil, err
	}
	earlier, err := earlierNumbers(context.WithoutCancel(ctx), q.project.at)
	if err != nil {
		return nil, err
	}
	return report.Cohorts(func(yield func(state.Packet) bool) {
		for p := range snapshot.ByID() {
			if (among == nil || among(&p)) && !yield(p) {
				return
			}
		}
	}, earlier), nil
}

// among chooses the campaigns of a file or a name. A folder means all of its state: nil.
func (p *project) among(to target) func(*state.Packet) bool {
	if to.file == "" && to.campaign == "" {
		return nil
	}
	names := p.inQuestion()
	return func(packet *state.Packet) bool { return slices.Contains(names, packet.Campaign) }
}

// stopOfRefresh is why not everybody was asked about, for the state to keep: a report must not take it for knowledge.
func stopOfRefresh(r inquiry.Refreshed) string {
	if r.Stop == apply.NotStopped && r.Open.Packets > 0 && r.Asked.Packets == 0 {
		return events.StopName(apply.NoClearAnswers)
	}
	return events.StopName(r.Stop)
}

// inQuestion are the names of the campaigns that the arguments name.
func (p *project) inQuestion() (names []string) {
	for _, c := range p.campaigns {
		names = append(names, c.Name)
	}
	return names
}

func codeOfRefresh(r inquiry.Refreshed) int {
	code := codeOfStop(r.Stop)
	if code == exitDone && r.Open.Packets > 0 && r.Asked.Packets == 0 {
		return exitUnknown // nobody answered
	}
	if code == exitDone || code == exitStopped {
		if r.Unknown.Packets > 0 || len(r.Disputed) > 0 {
			return exitUnknown
		}
	}
	return code
}

// refreshedAtOnce writes what a refresh before a plan found out before the plan is made: one of many people takes its time.
func refreshedAtOnce(j *events.JSON, result inquiry.Refreshed, code int) error {
	err := j.Refreshed(result, nil)
	if code == exitDone {
		err = errors.Join(err, j.Flush())
	}
	return err
}
