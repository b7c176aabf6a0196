package cli

import (
	"context"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/state"
)

const (
	notifyPatience = 30 * time.Second
	bellAfter      = 10 * time.Second // of a run that a person has turned away from
)

// announce tells people who do not look that the runs have ended: by the bell of their terminal, and by their command. The
// exit code is settled before; a command that fails or hangs is warned about and no more.
func (e *ending) announce() {
	if e.print.text && e.env.StderrTerminal && e.env.Now().Sub(e.began) >= bellAfter {
		_ = plain.Bell(e.env.log) // who does not hear it sees the summary
	}
	if e.options.notify == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), notifyPatience)
	defer cancel()
	// The command line is the operator's own; nothing of a campaign or of the platform stands in it.
	cmd := shell(ctx, e.options.notify)
	cmd.Env = append(e.withoutSecrets(os.Environ()), e.facts()...)
	cmd.Stdout, cmd.Stderr = e.env.log, e.env.log
	cmd.WaitDelay = time.Second // for what it has left behind with our stderr in hand
	err := cmd.Run()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = lang.Errorf("it was stopped after %d s", "运行 %d 秒后被终止", notifyPatience/time.Second)
	}
	if err != nil {
		e.env.complain("%s%s\n", warningLead, lang.Format("The command of -notify failed: %v. The run is not affected.",
			"-notify 的命令失败：%v。运行不受影响。", err))
	}
}

// withoutSecrets keeps the merchants' keys and passwords and the address of the state's database, which on Windows have names in any case,
// from a command that has no use for them.
func (e *ending) withoutSecrets(environ []string) []string {
	return slices.DeleteFunc(environ, func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		secret := []string{e.project.State.URLEnv}
		for _, m := range e.project.Merchants {
			secret = append(secret, m.APIKeyEnv, m.P12PasswordEnv)
		}
		return name != "" && slices.ContainsFunc(secret, func(of string) bool { return strings.EqualFold(name, of) })
	})
}

// facts are the result of all runs as variables.
func (e *ending) facts() []string {
	var names []string
	for _, c := range e.project.campaigns {
		names = append(names, c.Name)
	}
	sent, account := e.sum(sentNow), e.account()
	found := account.Found
	left := e.sum(func(r apply.Result) money.Tally { return r.Left })
	counting := func(statuses ...state.Status) string {
		return strconv.Itoa(e.sum(func(r apply.Result) money.Tally { return money.Tally{Packets: packetsOf(r, statuses...)} }).Packets)
	}
	return []string{
		"REDPACK_RESULT=" + resultOf(e.code),
		"REDPACK_EXIT_CODE=" + strconv.Itoa(e.code),
		"REDPACK_CAMPAIGNS=" + plain.Of(strings.Join(names, ",")).String(),
		"REDPACK_SANDBOX=" + strconv.FormatBool(e.project.merchant.Sandbox),
		"REDPACK_REHEARSAL=" + plain.Of(e.project.merchant.Rehearsal()).String(),
		"REDPACK_SENT=" + strconv.Itoa(sent.Packets),
		"REDPACK_SENT_FEN=" + strconv.Itoa(int(sent.Amount)),
		"REDPACK_FOUND=" + strconv.Itoa(found.Packets),
		"REDPACK_FOUND_FEN=" + strconv.Itoa(int(found.Amount)),
		"REDPACK_BEFORE_FEN=" + strconv.Itoa(int(account.Before.Amount)),
		"REDPACK_DELIVERED_FEN=" + strconv.Itoa(int(account.Delivered().Amount)),
		"REDPACK_CAME_BACK_FEN=" + strconv.Itoa(int(account.CameBack.Amount)),
		"REDPACK_OPEN_FEN=" + strconv.Itoa(int(account.Open.Amount)),
		"REDPACK_FAILED=" + counting(state.Failed, state.Refused),
		"REDPACK_UNKNOWN=" + counting(state.Unknown, state.Reserved),
		"REDPACK_HELD=" + counting(state.Held),
		"REDPACK_LEFT=" + strconv.Itoa(left.Packets+e.behind),
	}
}

// resultOf is an exit code in a word.
func resultOf(code int) string {
	switch code {
	case exitDone:
		return "done"
	case exitFailed:
		return "failed"
	case exitStopped:
		return "stopped"
	case exitForced:
		return "forced"
	}
	return "unknown"
}
