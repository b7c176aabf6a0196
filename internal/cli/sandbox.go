package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/sandbox"
)

// sandboxFolder is where `redpack sandbox` keeps its certificates and its ledger unless it is told otherwise.
const sandboxFolder = "redpack-sandbox"

type sandboxOptions struct {
	listen, dir string
	balance     string // yuan; "": the simulator's own default
	rules       string
	account     string
	faults      string
	latency     time.Duration
	speed       string // "3600x"
	unopened    string // "10%"
	seed        uint64
	json        bool
}

func newSandbox(env *Env) *cobra.Command {
	var o sandboxOptions
	cmd := &cobra.Command{
		Use: "sandbox", GroupID: "other", Args: cobra.NoArgs,
		Short: "Run the simulator of the API as a server, for any client",
		Long: `Serves the cash red packet API of WeChat Pay (API v2) on this machine, with a made-up merchant, a ledger on disk, the
life of a packet, the fund-flow bills of the days that are over, and faults on demand. No money moves. Any client of API v2 can be pointed at it: what to put into its
configuration is printed at the start, one line follows for each request, and Ctrl-C ends it with the ledger's summary.
Behind the same client certificate a test can GET /sandbox/ledger and POST /sandbox/advance?by=26h and
/sandbox/topup?yuan=500.00.

Merchants with sandbox = true need none of this: plan and apply bring the same simulator along.

` + faultHelp() + "\n" + personHelp(),
		Example: `  redpack sandbox
  redpack sandbox -faults lost-after=2%,5xx=1%,empty@10m-12m -latency 200ms
  redpack sandbox -speed 3600x -unopened 10% -balance 10000.00
  redpack sandbox ledger`,
		RunE: func(cmd *cobra.Command, _ []string) error { return runSandbox(cmd.Context(), env, cmd, o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.listen, "listen", "127.0.0.1:8443", "serve on this `address` of this machine; port 0 takes a free one")
	flags.StringVar(&o.dir, "dir", sandboxFolder, "keep certificates and ledger in this `folder`")
	flags.StringVar(&o.balance, "balance", "", "open a new ledger with this many `yuan` (default "+sandbox.DefaultBalance.Yuan()+")")
	flags.StringVar(&o.rules, "rules", string(sandbox.RulesCurrent), "follow the platform's `text` \"current\" or \"2015\"")
	flags.StringVar(&o.account, "account", string(sandbox.AccountOperation), "pay packets from this `account`, in whose bills they stand: Operation or Basic")
	flags.StringVar(&o.faults, "faults", "", "let things go wrong as this `spec` says, see above")
	flags.DurationVar(&o.latency, "latency", 0, "delay every answer by this `duration`, such as 200ms")
	flags.StringVar(&o.speed, "speed", "1x", "let simulated time pass this `factor` faster: days, refunds, schedules of faults")
	flags.StringVar(&o.unopened, "unopened", "0%", "let this `share` of all persons never open their packet")
	flags.Uint64Var(&o.seed, "seed", 0, "draw faults and fates with this `number`; the same one draws the same")
	flags.BoolVar(&o.json, "json", false, "print JSON, one object a line")
	cmd.AddCommand(newSandboxLedger(env))
	return cmd
}

// faultHelp lists what -faults knows.
func faultHelp() string {
	var b strings.Builder
	b.WriteString("Faults are a list of NAME=SHARE% or NAME@CALL[-CALL] or NAME@TIME[-TIME], separated by commas. They strike sends,\n" +
		"with \"query-\" before the name queries, and with \"bill-\" requests for bills. Those marked * take -before or -after: is the work done before the answer is spoilt?\n" +
		"A TIME counts from the first order on. delay takes how long, delay(3s)=5%, and topup takes yuan and a moment, topup(500.00)@10m.\n")
	for _, kind := range sandbox.FaultKinds() {
		mark := " "
		if kind.Sides {
			mark = "*"
		}
		plain.Add(&b, "  %s %-22s %s\n", mark, kind.Name, kind.What.English)
	}
	return b.String()
}

// personHelp lists the recipients whose openid decides how they fare.
func personHelp() string {
	var b strings.Builder
	b.WriteString("Some recipients fare as the beginning of their openid says:\n")
	for _, person := range sandbox.Persons() {
		plain.Add(&b, "    %-22s %s\n", person.Prefix+"…", person.What.English)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// server checks the flags and writes them as the simulator's options.
func (o sandboxOptions) server(env *Env) (sandbox.Options, error) {
	s := sandbox.Options{
		Dir: o.dir, Listen: o.listen, Rules: sandbox.Rules(o.rules), Latency: o.latency, Seed: o.seed, Now: env.Now, Random: env.Random,
	}
	if err := loopback(o.listen); err != nil {
		return s, err
	}
	if s.Rules != sandbox.RulesCurrent && s.Rules != sandbox.Rules2015 {
		return s, fmt.Errorf("-rules %q: known are %q and %q", o.rules, sandbox.RulesCurrent, sandbox.Rules2015)
	}
	if s.PaysFrom = sandbox.Account(o.account); s.PaysFrom != sandbox.AccountOperation && s.PaysFrom != sandbox.AccountBasic {
		return s, fmt.Errorf("-account %q: packets are paid from %s or %s", o.account, sandbox.AccountOperation, sandbox.AccountBasic)
	}
	if o.latency < 0 {
		return s, fmt.Errorf("-latency %s: answers cannot come before their requests", o.latency)
	}
	var err error
	if o.balance != "" {
		if s.Balance, err = money.ParseWritten(o.balance); err != nil {
			return s, fmt.Errorf("-balance: %w", err)
		}
		if s.Balance == 0 {
			return s, errors.New("-balance 0.00: nothing could be sent; to rehearse an empty account, use -faults empty@1-")
		}
	}
	if s.Faults, err = sandbox.ParseFaults(o.faults); err != nil {
		return s, fmt.Errorf("-faults: %w; `redpack sandbox -help` lists them", err)
	}
	if s.Speed, err = factor(o.speed); err != nil {
		return s, err
	}
	s.UnopenedShare, err = share(o.unopened)
	return s, err
}

// loopback refuses every address that another machine could reach.
func loopback(listen string) error {
	address, err := netip.ParseAddrPort(listen)
	if err == nil && (address.Addr() == netip.IPv6Loopback() || address.Addr() == netip.AddrFrom4([4]byte{127, 0, 0, 1})) {
		return nil
	}
	return fmt.Errorf("-listen %s: the simulator serves 127.0.0.1 and [::1] only, with a port. Its keys are made up and everybody can "+
		"compute them, so whatever it tells another machine proves nothing. Use -listen 127.0.0.1:8443", listen)
}

// factor reads "3600x" or "3600".
func factor(text string) (float64, error) {
	const fastest = 1e6
	times, err := strconv.ParseFloat(strings.TrimSuffix(text, "x"), 64)
	if err != nil || !(times > 0 && times <= fastest) {
		return 0, fmt.Errorf("-speed %q is not a number above 0 and up to 1000000, such as 3600x: an hour a second", text)
	}
	return times, nil
}

// share reads "10%".
func share(text string) (float64, error) {
	digits, percent := strings.CutSuffix(text, "%")
	value, err := strconv.ParseFloat(digits, 64)
	if !percent || err != nil || !(value >= 0 && value <= 100) {
		return 0, fmt.Errorf("-unopened %q is not a share from 0%% to 100%%", text)
	}
	return value / 100, nil
}

func runSandbox(ctx context.Context, env *Env, cmd *cobra.Command, o sandboxOptions) error {
	look, err := style(env, cmd, env.StdoutTerminal, shown{})
	if err != nil {
		return err
	}
	options, err := o.server(env)
	if err != nil {
		return err
	}
	log := newRequestLog(env.Stdout, look, o.json)
	options.Log = log.request
	stop := env.Signals()
	server, err := log.begin(func() (*sandbox.Server, error) { return sandbox.Start(ctx, options) })
	if err == nil && o.balance != "" {
		err = tellOldBalance(env, server)
	}
	if server == nil {
		return err
	}
	if err == nil {
		select {
		case <-stop:
		case <-ctx.Done():
		case err = <-log.broken:
		}
	}
	if err := errors.Join(err, server.Close()); err != nil {
		return err
	}
	report, err := sandbox.ReadLedger(server.LedgerPath())
	if err != nil {
		return err
	}
	return log.end(report)
}

// tellOldBalance says so when -balance had no effect, because the folder's ledger was opened before.
func tellOldBalance(env *Env, server *sandbox.Server) error {
	report, err := server.Report()
	if err != nil || report.Starts == 1 {
		return err
	}
	env.complain("-balance opens new ledgers only: %s goes on with %s. Use another -dir, or add money with -faults 'topup(500.00)@0s'.\n",
		server.LedgerPath(), report.Balance)
	return nil
}
