package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
)

// approval is how a run was confirmed on the command line. The zero value means: ask.
type approval struct {
	confirmTotal string // the exact total in yuan
	auto         bool   // only for sandbox merchants
}

// check refuses, before anything is opened, an approval that cannot succeed.
func (a approval) check(env *Env, p *project, open plan.Tally, command string) error {
	switch {
	case a.auto && !p.merchant.Sandbox:
		return fmt.Errorf("-auto-approve is only for sandbox merchants, and merchant %q is live: money cannot be called back, so "+
			"a run must name what it may cost. Use\n  %s -confirm-total=%s", p.merchant.Name, command, open.Amount.Yuan())
	case a.auto:
		return nil
	case a.confirmTotal != "":
		return a.checkTotal(open)
	case !env.StdinTerminal || !env.StderrTerminal:
		hint := "-confirm-total=" + open.Amount.Yuan()
		if p.merchant.Sandbox {
			hint = "-auto-approve"
		}
		return fmt.Errorf("cannot ask for approval: input is not a terminal. Nothing was sent. To approve this plan, use\n  %s %s",
			command, hint)
	}
	return nil
}

func (a approval) checkTotal(open plan.Tally) error {
	total, err := money.ParseYuan(a.confirmTotal)
	if err != nil {
		return fmt.Errorf("-confirm-total: %w", err)
	}
	if total != open.Amount {
		return fmt.Errorf("-confirm-total says %s, but the plan is for %s (%s packets). Nothing was sent. Look at `redpack plan` "+
			"again before you approve it", total, open.Amount, money.Count(open.Packets))
	}
	return nil
}

// ask lets the person at the terminal type the total. Anything else than the exact total declines.
func (a approval) ask(ctx context.Context, env *Env, plans []*plan.Plan, open plan.Tally, stop <-chan struct{}, print *printer) error {
	if a.auto || a.confirmTotal != "" {
		return nil
	}
	if err := view.Confirmation(env.Stderr, plans, print.err); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(env.Stderr, "\nType the total to start (%s), anything else cancels: ", open.Amount.Yuan()); err != nil {
		return err
	}
	typed, err := readLine(ctx, env.Stdin, stop)
	if err != nil {
		return err
	}
	if total, err := money.ParseYuan(strings.ReplaceAll(strings.TrimPrefix(typed, "¥"), ",", "")); err == nil && total == open.Amount {
		return nil
	}
	answer := fmt.Sprintf("Declined: %q is not %s.", typed, open.Amount.Yuan())
	if typed == "" {
		answer = "Not approved."
	}
	if _, err := fmt.Fprintf(env.Stderr, "\n%s Nothing was sent.\n", answer); err != nil {
		return err
	}
	return exit{exitDeclined}
}

// readLine reads one line, or gives up when the person interrupts. The reading goroutine is left behind then; the process
// ends soon after.
func readLine(ctx context.Context, r io.Reader, stop <-chan struct{}) (string, error) {
	type result struct {
		text string
		err  error
	}
	line := make(chan result, 1)
	go func() {
		text, err := bufio.NewReader(r).ReadString('\n')
		line <- result{strings.TrimSpace(text), err}
	}()
	select {
	case got := <-line:
		if errors.Is(got.err, io.EOF) {
			return "", nil // nobody pressed Enter
		}
		if got.err != nil {
			return "", fmt.Errorf("read the approval: %w", got.err)
		}
		return got.text, nil
	case <-stop:
		return "", nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
