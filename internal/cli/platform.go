package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// platform is a client of whatever answers for the merchant: WeChat Pay, or for a sandbox merchant the simulator in this
// process. Everything above it cannot tell the two apart.
type platform struct {
	*wxpay.Client
	shut func() error
}

// close ends the connections first, so that a simulator does not wait for them.
func (p *platform) close() error {
	p.CloseIdle()
	return p.shut()
}

// connect makes the client. What is wrong with the merchant's files and variables comes back as diagnostics.
func connect(ctx context.Context, env *Env, p *project) (*platform, hcl.Diagnostics, error) {
	config := wxpay.Config{
		Endpoint: p.merchant.Endpoint, BackupEndpoint: p.merchant.BackupEndpoint,
		MchID: p.merchant.MchID, AppID: p.merchant.AppID,
		Connections: wxpay.Connections(p.merchant.Limits.PerMinute), Nonce: env.Random,
	}
	shut := func() error { return nil }
	var proof credentials
	var diags hcl.Diagnostics
	if p.merchant.Sandbox {
		server, warnings, err := simulate(ctx, env, p)
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
		proof, diags = resolve(env, p.dir, p.merchant)
	}
	if diags.HasErrors() {
		return nil, diags, nil
	}
	config.Key, config.Certificate, config.Roots = proof.key, proof.certificate, proof.roots
	client, err := wxpay.New(config)
	return &platform{Client: client, shut: shut}, diags, err
}

// checkFaults reports what the simulator cannot read in the merchants' sandbox blocks. The campaign language leaves it
// to the simulator to know its faults, and a plan should not be approved that no apply can begin.
func checkFaults(merchants []*hclspec.Merchant) (diags hcl.Diagnostics) {
	for _, m := range merchants {
		if _, err := sandbox.ParseFaults(m.Simulator.Faults); err != nil {
			diags = append(diags, &hcl.Diagnostic{
				Severity: hcl.DiagError, Summary: "Not a list of faults", Subject: m.Ranges["sandbox.faults"].Ptr(),
				Detail: capital(err) + ". `redpack sandbox -help` lists the faults and how they are written.",
			})
		}
	}
	return diags
}

// simulate starts the simulator with the merchant's own limits and the options of its sandbox block. Its ledger lies
// beside the state, so that every process that applies this folder sees the same money.
func simulate(ctx context.Context, env *Env, p *project) (*sandbox.Server, hcl.Diagnostics, error) {
	limits, simulator := p.merchant.Limits, p.merchant.Simulator
	faults, err := sandbox.ParseFaults(simulator.Faults)
	if err != nil {
		return nil, nil, err
	}
	server, err := sandbox.Start(ctx, sandbox.Options{
		LedgerPath: filepath.Join(filepath.Dir(p.statePath()), sandbox.DefaultLedger),
		MchID:      p.merchant.MchID, AppID: p.merchant.AppID,
		PerMinute: limits.PerMinute, PerUserDailyPackets: limits.PerUserDailyPackets,
		PerUserDailyAmount: limits.PerUserDailyAmount, DailyAmount: limits.DailyAmount,
		MinAmount: limits.MinAmount, MaxAmount: limits.MaxAmount,
		Rules: sandboxRules(simulator.Rules), NoNight: limits.QuietHours == hclspec.DaySpan{},
		Balance: simulator.Balance, Faults: faults, Latency: simulator.Latency,
		UnopenedShare: simulator.UnopenedShare, Seed: simulator.Seed,
		Now: env.Now, Random: env.Random,
	})
	if err != nil {
		return nil, nil, err
	}
	diags, err := checkBalance(p.merchant, server)
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
	return hcl.Diagnostics{{
		Severity: hcl.DiagWarning, Summary: "Balance without effect", Subject: m.Ranges["sandbox.balance"].Ptr(),
		Detail: fmt.Sprintf("A balance opens new ledgers only: %s was opened with %s and holds %s. Rehearse in a fresh copy of the folder, "+
			"or add money with faults = \"topup(500.00)@0s\".", server.LedgerPath(), report.Opening, report.Balance),
	}}, nil
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
