package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/tui"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// approval is how a run was confirmed on the command line. The zero value means: ask.
type approval struct {
	confirmTotal string // the exact total in yuan; approves
	confirmCount string // the exact number of open packets; a condition beside the total
	check        string // the digest of what was reviewed; a condition beside the total
	auto         bool   // only for sandbox merchants
}

func (a *approval) add(env *Env, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&a.confirmTotal, "confirm-total", "", env.say(lang.Both("approve a plan whose money is exactly this many `yuan`",
		"核准总额恰好为这么多`元`的计划")))
	flags.StringVar(&a.confirmCount, "confirm-count", "", env.say(lang.Both("send only if exactly this `number` of packets is open",
		"待发红包恰好为这个`个数`时才发放")))
	flags.StringVar(&a.check, "check", "", env.say(lang.Both("send only if the plan has this `digest`, short as in 4f1c-9b02 or whole",
		"计划的`摘要`与此相同时才发放，可以写短的（如 4f1c-9b02）或完整的")))
	flags.BoolVar(&a.auto, "auto-approve", false, env.say(lang.Both("send without asking; only for sandbox merchants", "不询问就发放；只用于模拟商户")))
}

// given reports whether nobody has to be asked any more.
func (a approval) given() bool { return a.auto || a.confirmTotal != "" }

// verify refuses, before anything is opened, an approval that cannot succeed. command is what was run, for a shell.
func (a approval) verify(env *Env, plans []*plan.Plan, command string) error {
	open, merchant := openOf(plans), plans[0].Campaign.Merchant
	for _, check := range []func() error{
		func() error { return a.checkDigest(plan.Combined(plans)) },
		func() error { return a.checkCount(open) },
		func() error { return a.checkTotal(open) },
	} {
		if err := check(); err != nil {
			return err
		}
	}
	switch {
	case a.auto && !merchant.Sandbox:
		return noAutomatic(merchant, a.suggest(open, command))
	case a.given():
		return nil
	case !env.StdinTerminal || !env.StderrTerminal:
		return cannotAsk(a.suggest(open, command), command, merchant.Sandbox)
	}
	return nil
}

// kindOf says what a merchant is that is no sandbox.
func kindOf(m *hclspec.Merchant) lang.Text {
	if rehearsal := m.Rehearsal(); rehearsal != "" {
		return lang.Format("none, but a rehearsal at %s, which redpack knows nothing of", "不是模拟商户，而是在 %s 的演练，redpack 对它一无所知", rehearsal)
	}
	return lang.Both("live", "是正式商户")
}

// suggest is the command that approves the plan, with the conditions that were given.
func (a approval) suggest(open money.Tally, command string) string {
	line := []string{command, "-confirm-total=" + open.Amount.Yuan()}
	if a.confirmCount != "" {
		line = append(line, "-confirm-count="+strconv.Itoa(open.Packets))
	}
	if a.check != "" {
		line = append(line, words.ShellWord("-check="+a.check))
	}
	return strings.Join(line, " ")
}

func (a approval) checkTotal(open money.Tally) error {
	if a.confirmTotal == "" {
		return nil
	}
	total, err := money.ParseWritten(a.confirmTotal)
	if err != nil {
		return lang.Errorf("-confirm-total: %w", "-confirm-total：%w", err)
	}
	if total != open.Amount {
		return otherTotal(total, open)
	}
	return nil
}

func (a approval) checkCount(open money.Tally) error {
	if a.confirmCount == "" {
		return nil
	}
	count, err := money.ParseCount(a.confirmCount)
	if err != nil {
		return lang.Errorf("-confirm-count: %w", "-confirm-count：%w", err)
	}
	if count != open.Packets {
		return otherCount(count, open)
	}
	return nil
}

// checkDigest compares what was reviewed with what would be sent: the first eight digits at least, with or without dashes.
func (a approval) checkDigest(planned plan.Digest) error {
	if a.check == "" {
		return nil
	}
	const least = 8
	asked := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(a.check), "-", ""))
	if len(asked) < least || len(asked) > len(planned.String()) || strings.Trim(asked, "0123456789abcdef") != "" {
		return lang.Errorf("-check: %q is not a digest; write it as plan prints it, such as %s",
			"-check：%q 不是摘要；按 plan 显示的写法写，例如 %s", a.check, planned.Short())
	}
	if !strings.HasPrefix(planned.String(), asked) {
		shown := planned.Short()
		if len(asked) > least {
			shown = planned.String()
		}
		return otherDigest(a.check, shown)
	}
	return nil
}

// ask lets the person at the terminal type the total, below what they approve. Anything else than the exact total declines,
// but for d, which lists the packets first.
func (a approval) ask(ctx context.Context, r *request, total money.Fen, stop <-chan struct{}, confirmation func(io.Writer) error, list func() error) error {
	env := r.env
	if err := confirmation(env.Stderr); err != nil {
		return err
	}
	for {
		if _, err := plain.Fprintf(env.Stderr, "\n%s", env.say(typeTheTotal(total))); err != nil {
			return err
		}
		typed, err := readLine(ctx, r.input(), stop)
		switch {
		case err != nil:
			return err
		case typed != "d":
			return approved(env, typed, total)
		}
		if err := list(); err != nil {
			return err
		}
	}
}

// approved holds what was typed against the total; nil where it is the total.
func approved(env *Env, typed string, total money.Fen) error {
	amount, err := money.ParseWritten(typed)
	if err == nil && amount == total {
		return nil
	}
	answer := lang.Both("Not approved.", "没有核准。")
	if typed != "" {
		answer = lang.Format("Declined: you typed %q, and the total is %s.", "未核准：输入的是 %q，而总额是 %s。", typed, total.Yuan())
	}
	answer = answer.Then(lang.Blank).Then(lang.Both("Nothing was sent.", "没有发放。"))
	if _, err := plain.Fprintf(env.Stderr, "\n%s\n", env.say(answer)); err != nil {
		return err
	}
	return exit{exitDeclined}
}

// readLine reads one line, or gives up when the person interrupts. The reading goroutine is left behind then; the process
// ends soon after.
func readLine(ctx context.Context, r *bufio.Reader, stop <-chan struct{}) (string, error) {
	type result struct {
		text string
		err  error
	}
	line := make(chan result, 1)
	go func() {
		text, err := r.ReadString('\n')
		line <- result{strings.TrimSpace(text), err}
	}()
	select {
	case got := <-line:
		if errors.Is(got.err, io.EOF) {
			return "", nil // nobody pressed Enter
		}
		if got.err != nil {
			return "", lang.Errorf("read the approval: %w", "读取核准：%w", got.err)
		}
		return got.text, nil
	case <-stop:
		return "", nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// question is what the person at the terminal is asked: whether these plans are to be sent.
type question struct {
	*request
	plans []*plan.Plan
	of    *state.Snapshot // what the plans were made from; the request forgets it when it sends
	shown shownPlans
}

// shownPlans are those whose packets a screen shows. They are made beside it, and it may be gone before one is made: that one is closed
// at once, because its file would take room on the disk until the run is over.
type shownPlans struct {
	mu     sync.Mutex
	plans  []*plan.Plan
	closed bool
}

func (s *shownPlans) add(plans []*plan.Plan) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return closeWork(plans)
	}
	s.plans = append(s.plans, plans...)
	return nil
}

func (s *shownPlans) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return closeWork(s.plans)
}

// ask shows what will happen and lets a person type the total: on a screen, or where there is none in a line.
func (q *question) ask(ctx context.Context, stop <-chan struct{}) error {
	switch {
	case q.approval().given():
		return nil
	case q.options.plain || !q.screen():
		confirmation := func(w io.Writer) error {
			return view.Confirmation(w, q.plans, q.env.say(commitOf(ctx, q.project.dir)), q.print.err)
		}
		return q.approval().ask(ctx, q.request, openOf(q.plans).Amount, stop, confirmation, q.list)
	}
	commit := q.env.say(commitOf(ctx, q.project.dir))
	ctx, cancel := until(ctx, stop)
	defer cancel()
	total := openOf(q.plans).Amount
	typed, err := tui.Approve(ctx, q.screenOptions(), tui.Question{
		Total: total, Plans: q.plansWithPackets, Lines: func(width int) []string { return q.confirmation(commit, width) },
	})
	if err = errors.Join(err, q.shown.close()); err != nil {
		return err
	}
	return approved(q.env, typed, total)
}

// confirmation is what a person approves, in lines.
func (q *question) confirmation(commit string, width int) []string {
	var b bytes.Buffer
	style := q.print.out
	style.Width = width
	if err := view.Confirmation(&b, q.plans, commit, style); err != nil {
		return []string{q.env.say(err)}
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// plansWithPackets makes the plans anew with everything they act on, which the first ones do without.
func (q *question) plansWithPackets() ([]*plan.Plan, error) {
	options := q.planOptions()
	options.KeepWork = true
	plans, diags := planAll(q.project, q.of, options)
	if diags.HasErrors() {
		return nil, diags
	}
	return plans, q.shown.add(plans)
}

// sameState refuses a state that is not the one the approved plans were made from.
func sameState(approved []*plan.Plan, now *state.Snapshot) error {
	for _, p := range approved {
		if !p.Exists && now.Begun() || p.Exists && (p.Serial != now.Serial() || p.Lineage != now.Lineage()) {
			return lang.Errorf("the state changed after the plan was made: another apply ran meanwhile. Nothing was sent. Run apply again",
				"计划制定之后状态库有变动：其间运行了另一个 apply。没有发放。重新运行 apply")
		}
	}
	return nil
}

// sameAs refuses to send anything else than what was approved.
func sameAs(approved, now []*plan.Plan) error {
	for i, p := range now {
		if p.Digest != approved[i].Digest {
			return lang.Errorf("campaign %q was changed after it was planned (digest %s, approved %s). Nothing was sent. Run apply again",
				"活动 %q 在计划之后有改动（摘要 %s，核准的是 %s）。没有发放。重新运行 apply",
				p.Campaign.Name, p.Digest.Short(), approved[i].Digest.Short())
		}
		if p.Open() != approved[i].Open() {
			return lang.Errorf("what is open of campaign %q changed after it was planned (%s, approved %s). Nothing was sent. Run apply again",
				"活动 %q 的待发部分在计划之后有变动（现为 %s，核准的是 %s）。没有发放。重新运行 apply",
				p.Campaign.Name, p.Open().Amount, approved[i].Open().Amount)
		}
	}
	return nil
}

// list prints every packet that the approval is about, before it is given.
func (q *question) list() error {
	lines := view.NewList(q.env.Stderr, q.plans, q.print.err)
	options := q.planOptions()
	options.Each = func(of *plan.Plan, packet *plan.Packet) {
		if packet.Action.Works() {
			lines.Packet(of, packet)
		}
	}
	// What is wrong with the files was told when the plans were made.
	if _, diags := planAll(q.project, q.known, options); diags.HasErrors() {
		return q.print.diagnostics(diags)
	}
	return lines.Close()
}
