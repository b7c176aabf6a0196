package cli

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
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
		Use: "sandbox", GroupID: "other", Args: takes(0, 0),
		SuggestFor: []string{"simulate", "simulator", "mock"},
		Short:      env.say(lang.Both("Run the simulator of the API as a server, for any client", "把接口模拟器作为服务运行，供任何客户端使用")),
		Long:       env.say(sandboxHelp()),
		Example: `  redpack sandbox
  redpack sandbox -faults lost-after=2%,5xx=1%,empty@10m-12m -latency 200ms
  redpack sandbox -speed 3600x -unopened 10% -balance 10000.00
  redpack sandbox ledger`, // for programs
		RunE: func(cmd *cobra.Command, _ []string) error { return runSandbox(cmd.Context(), env, cmd, o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.listen, "listen", "127.0.0.1:8443", env.say(lang.Both(
		"serve on this `address` of this machine; port 0 takes a free one", "在本机的这个`地址`上服务；端口 0 表示取一个空闲端口")))
	flags.StringVar(&o.dir, "dir", sandboxFolder, env.say(lang.Both("keep certificates and ledger in this `folder`", "证书和账本放在这个`文件夹`")))
	flags.StringVar(&o.balance, "balance", "", env.say(lang.Format(
		"open a new ledger with this many `yuan` (default %s)", "新账本的余额为这么多`元`（默认 %s）", sandbox.DefaultBalance.Yuan())))
	flags.StringVar(&o.rules, "rules", string(sandbox.RulesCurrent), env.say(lang.Both(
		"follow the platform's `text` \"current\" or \"2015\"", "遵循平台的哪一版`文档`：\"current\" 或 \"2015\"")))
	flags.StringVar(&o.account, "account", string(sandbox.AccountOperation), env.say(lang.Both(
		"pay packets from this `account`, in whose bills they stand: Operation or Basic", "红包从这个`账户`支付，并记入它的账单：Operation 或 Basic")))
	flags.StringVar(&o.faults, "faults", "", env.say(lang.Both("let things go wrong as this `spec` says, see above", "按这份`清单`制造故障，见上文")))
	flags.DurationVar(&o.latency, "latency", 0, env.say(lang.Both("delay every answer by this `duration`, such as 200ms", "每个应答延迟这么长`时间`，例如 200ms")))
	flags.StringVar(&o.speed, "speed", "1x", env.say(lang.Both(
		"let simulated time pass this `factor` faster: days, refunds, schedules of faults", "模拟时间加快这么多`倍`：日期、退款、故障的时间安排")))
	flags.StringVar(&o.unopened, "unopened", "0%", env.say(lang.Both("let this `share` of all persons never open their packet", "让这个`比例`的人始终不领取红包")))
	flags.Uint64Var(&o.seed, "seed", 0, env.say(lang.Both(
		"draw faults and fates with this `number`; the same one draws the same", "用这个`数`随机产生故障和各人的遭遇；同一个数得到同样的结果")))
	flags.BoolVar(&o.json, "json", false, env.say(lang.Both("print JSON, one object a line", "输出 JSON，每行一个对象")))
	cmd.AddCommand(newSandboxLedger(env))
	return cmd
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
		return s, lang.Errorf("-rules %q: known are %q and %q", "-rules %q：可用的有 %q 和 %q", o.rules, sandbox.RulesCurrent, sandbox.Rules2015)
	}
	if s.PaysFrom = sandbox.Account(o.account); s.PaysFrom != sandbox.AccountOperation && s.PaysFrom != sandbox.AccountBasic {
		return s, lang.Errorf("-account %q: packets are paid from %s or %s", "-account %q：红包从 %s 或 %s 支付", o.account, sandbox.AccountOperation, sandbox.AccountBasic)
	}
	if o.latency < 0 {
		return s, lang.Errorf("-latency %s: answers cannot come before their requests", "-latency %s：应答不能早于请求", o.latency)
	}
	var err error
	if o.balance != "" {
		if s.Balance, err = money.ParseWritten(o.balance); err != nil {
			return s, lang.Errorf("-balance: %w", "-balance：%w", err)
		}
		if s.Balance == 0 {
			return s, lang.Errorf("-balance 0.00: nothing could be sent; to rehearse an empty account, use -faults empty@1-",
				"-balance 0.00：什么都发不出去；要演练余额不足，用 -faults empty@1-")
		}
	}
	if s.Faults, err = sandbox.ParseFaults(o.faults); err != nil {
		return s, lang.Errorf("-faults: %w; `redpack sandbox -help` lists them", "-faults：%w；`redpack sandbox -help` 列出全部故障", err)
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
	return lang.Errorf("-listen %s: the simulator serves 127.0.0.1 and [::1] only, with a port. Its keys are made up and everybody can "+
		"compute them, so whatever it tells another machine proves nothing. Use -listen 127.0.0.1:8443",
		"-listen %s：模拟器只在 127.0.0.1 和 [::1] 上服务，并且要写端口。它的密钥是虚构的，人人都能算出，"+
			"所以它对别的机器说什么都不能作数。用 -listen 127.0.0.1:8443", listen)
}

// factor reads "3600x" or "3600".
func factor(text string) (float64, error) {
	const fastest = 1e6
	times, err := strconv.ParseFloat(strings.TrimSuffix(text, "x"), 64)
	if err != nil || !(times > 0 && times <= fastest) {
		return 0, lang.Errorf("-speed %q is not a number above 0 and up to 1000000, such as 3600x: an hour a second",
			"-speed %q 不是大于 0、不超过 1000000 的数，例如 3600x：一秒相当于一小时", text)
	}
	return times, nil
}

// share reads "10%".
func share(text string) (float64, error) {
	digits, percent := strings.CutSuffix(text, "%")
	value, err := strconv.ParseFloat(digits, 64)
	if !percent || err != nil || !(value >= 0 && value <= 100) {
		return 0, lang.Errorf("-unopened %q is not a share from 0%% to 100%%", "-unopened %q 不是 0%% 到 100%% 之间的比例", text)
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
	env.complain("%s\n", lang.Format("-balance opens new ledgers only: %s goes on with %s. Use another -dir, or add money with -faults 'topup(500.00)@0s'.",
		"-balance 只用于新账本：%s 的余额仍是 %s。换一个 -dir，或用 -faults 'topup(500.00)@0s' 充值。", server.LedgerPath(), report.Balance))
	return nil
}
