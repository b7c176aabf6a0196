package gateway

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// Platform is a client of whatever answers for the merchant: WeChat Pay, or for a sandbox merchant the simulator in this
// process. Everything above it cannot tell the two apart.
type Platform struct {
	*wxpay.Client
	shut func() error
}

// Close ends the connections first, so that a simulator does not wait for them.
func (p *Platform) Close() error {
	p.CloseIdle()
	return p.shut()
}

// Account is a merchant with all that a client of it needs.
type Account struct {
	Merchant *hclspec.Merchant
	Dir      string // the campaign's folder, from which the merchant's files are named
	Ledger   string // where the simulator of a sandbox merchant keeps its money

	LookupEnv func(string) (string, bool)
	Now       func() time.Time
	Random    io.Reader
}

// Connect makes the client. What is wrong with the merchant's files and variables comes back as diagnostics.
func Connect(ctx context.Context, a Account) (*Platform, hcl.Diagnostics, error) {
	config := a.config()
	shut := func() error { return nil }
	var proof credentials
	var diags hcl.Diagnostics
	if a.Merchant.Sandbox {
		server, warnings, err := simulate(ctx, a)
		if err != nil {
			return nil, nil, err
		}
		diags = warnings
		shut = server.Close
		config.Endpoint = server.Endpoint()
		proof, err = sandboxCredentials(server)
		if err != nil {
			return nil, nil, err
		}
	} else {
		proof, diags = resolve(a)
	}
	if diags.HasErrors() {
		return nil, diags, nil
	}
	config.Key, config.Certificate, config.Roots = proof.key, proof.certificate, proof.roots
	client, err := wxpay.New(config)
	return &Platform{Client: client, shut: shut}, diags, err
}

// config is the account's without what it proves itself with.
func (a Account) config() wxpay.Config {
	return wxpay.Config{
		Endpoint: a.Merchant.Endpoint, BackupEndpoint: a.Merchant.BackupEndpoint,
		MchID: a.Merchant.MchID, AppID: a.Merchant.AppID,
		Connections: wxpay.Connections(a.Merchant.Limits.Minute()), Nonce: a.Random,
	}
}

// Reach goes the way of the account's requests to both of its hosts and tells how far it got, see wxpay.Reach. It goes without a
// certificate that cannot be used, which is for Connect to tell.
func Reach(ctx context.Context, a Account) []wxpay.Way {
	config := a.config()
	proof, _ := resolve(a)
	config.Certificate, config.Roots = proof.certificate, proof.roots
	return wxpay.Reach(ctx, config, a.Now)
}

// CheckFaults reports what the simulator cannot read in the merchants' sandbox blocks. The campaign language leaves it
// to the simulator to know its faults, and a plan should not be approved that no apply can begin.
func CheckFaults(merchants []*hclspec.Merchant) (diags hcl.Diagnostics) {
	for _, m := range merchants {
		if _, err := sandbox.ParseFaults(m.Simulator.Faults); err != nil {
			fault := lang.Text{English: lang.Line(err, lang.English).String(), Chinese: lang.Line(err, lang.Chinese).String()}
			diags = append(diags, about(hcl.DiagError, m, "sandbox.faults", lang.Both("Not a list of faults", "不是故障列表"), fault.Then(
				lang.Both(". `redpack sandbox -help` lists the faults and how they are written.", "。`redpack sandbox -help` 列出所有故障及其写法。"))))
		}
	}
	return diags
}

// simulate starts the simulator with the merchant's own limits and the options of its sandbox block. All processes with
// one ledger see the same money.
func simulate(ctx context.Context, a Account) (*sandbox.Server, hcl.Diagnostics, error) {
	limits, simulator := a.Merchant.Limits, a.Merchant.Simulator
	faults, err := sandbox.ParseFaults(simulator.Faults)
	if err != nil {
		return nil, nil, err
	}
	server, err := sandbox.Start(ctx, sandbox.Options{
		LedgerPath: a.Ledger,
		MchID:      a.Merchant.MchID, AppID: a.Merchant.AppID,
		PerMinute: limits.PerMinute, PerSecond: limits.PerSecond, PerUserDailyPackets: limits.PerUserDailyPackets,
		PerUserDailyAmount: limits.PerUserDailyAmount, DailyAmount: limits.DailyAmount,
		MinAmount: limits.MinAmount, MaxAmount: limits.MaxAmount,
		Rules: sandboxRules(simulator.Rules), NoNight: limits.QuietHours == hclspec.DaySpan{},
		Balance: simulator.Balance, Faults: faults, Latency: simulator.Latency,
		UnopenedShare: simulator.UnopenedShare, Seed: simulator.Seed,
		Now: a.Now, Random: a.Random,
	})
	if err != nil {
		return nil, nil, err
	}
	diags, err := checkBalance(a.Merchant, server)
	if err != nil {
		return nil, nil, errors.Join(err, server.Close())
	}
	return server, diags, nil
}

// checkBalance warns when the block's balance has no effect, because the ledger was opened with another one.
func checkBalance(m *hclspec.Merchant, server *sandbox.Server) (hcl.Diagnostics, error) {
	if m.Simulator.Balance == 0 {
		return nil, nil
	}
	report, err := server.Report()
	if err != nil || report.Opening == m.Simulator.Balance {
		return nil, err
	}
	return hcl.Diagnostics{about(hcl.DiagWarning, m, "sandbox.balance", lang.Both("Balance without effect", "balance 不起作用"),
		lang.Format("A balance opens new ledgers only: %s was opened with %s and holds %s. Rehearse in a fresh copy of the folder, "+
			"or add money with faults = \"topup(500.00)@0s\".",
			"balance 只对新建的账本起作用：%s 建立时的余额是 %s，现在是 %s。用文件夹的一份新副本来演练，或用 faults = \"topup(500.00)@0s\" 充值。",
			server.LedgerPath(), report.Opening, report.Balance),
	)}, nil
}

// about is a diagnostic about an attribute of a merchant block.
func about(severity hcl.DiagnosticSeverity, m *hclspec.Merchant, attribute string, summary, detail lang.Text) *hcl.Diagnostic {
	d := diag.New(severity, summary, detail)
	d.Subject = m.Ranges[attribute].Ptr()
	return d
}

// sandboxRules are the simulator's rules of the name that the campaign language gives them.
func sandboxRules(protocol hclspec.Protocol) sandbox.Rules {
	if protocol == hclspec.Protocol2015 {
		return sandbox.Rules2015
	}
	return sandbox.RulesCurrent
}

func sandboxCredentials(server *sandbox.Server) (credentials, error) {
	certificate, err := wxpay.LoadPEM(server.ClientCertPEM(), server.ClientKeyPEM())
	if err != nil {
		return credentials{}, err
	}
	roots, err := wxpay.LoadRoots(server.CAPEM())
	return credentials{key: wxpay.NewSecret(server.APIKey()), certificate: certificate, roots: roots}, err
}
