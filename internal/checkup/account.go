package checkup

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// askTimeout bounds the question to one host. WeChat Pay answers a query in well under a second.
const askTimeout = 10 * time.Second

// question is the one that was asked, of a number that cannot exist: what came back, and when by our clock.
type question struct {
	info   wxpay.Info
	backup bool // the backup host was asked last
	hearing
}

// ask asks the host, and the backup host where nobody answers there.
func ask(ctx context.Context, s Subject, client *wxpay.Client) (q question) {
	no := billno.Impossible(s.Account.Merchant.MchID)
	for i, query := range []func(context.Context, billno.BillNo) wxpay.Info{client.Query, client.QueryBackup} {
		patient, cancel := context.WithTimeout(ctx, askTimeout)
		q.backup = i > 0
		q.sent = s.Now()
		q.info = query(patient, no)
		q.heard, q.date = s.Now(), q.info.Date
		cancel()
		if q.info.HTTPStatus != 0 || ctx.Err() != nil {
			break
		}
	}
	return q
}

// Admission asks WeChat Pay whether it admits the merchant, which is one query, and where nobody answers looks at the network for the
// culprit. It is what a run has to know before anybody approves it; client is the one that would send.
func Admission(ctx context.Context, s Subject, client *wxpay.Client) []Check {
	q := ask(ctx, s, client)
	account := judged(ctx, s.Account.Merchant, q.info)
	switch {
	case q.info.HTTPStatus == 0:
		return append(network(s, gateway.Reach(ctx, s.Account)), account)
	case q.backup: // a run goes on there, and somebody should know
		return append(append([]Check{difference(q.hearing)}, network(s, gateway.Reach(ctx, s.Account))...), account)
	}
	return append([]Check{difference(q.hearing)}, account)
}

// account asks the question for a doctor, whose set-up may be broken and whose hosts may not answer.
func account(ctx context.Context, s Subject, answered bool) []Check {
	check := Check{Area: Account, Name: "query", Standing: Unknown}
	if !answered {
		check.Told, check.Next = lang.Both("Nobody answers, so nothing is known of the account.",
			"没有任何应答，账户的情况无从得知。"), seeAbove
		return []Check{check}
	}
	platform, diags, err := gateway.Connect(ctx, s.Account)
	switch {
	case err != nil:
		check.Told = words.SentenceText(lang.Of(err))
		return []Check{check}
	case diags.HasErrors():
		check.Told = lang.Both("Nothing can be asked, because the certificate or the key cannot be used.",
			"证书或密钥不能用，什么都查询不了。")
		check.Next = lang.Both("See what the checks of the files say.",
			"看“文件”部分的检查结果。")
		return []Check{check}
	}
	q := ask(ctx, s, platform.Client)
	_ = platform.Close() // it was only asked
	return append(seen(q.info.Text), judged(ctx, s.Account.Merchant, q.info))
}

// seen is the address that requests come from, where the platform names it.
func seen(text string) []Check {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789abcdefABCDEF.:", r) }) {
		for _, name := range []string{word, strings.Trim(word, ".:")} { // of which a colon may begin an address of IPv6
			if address, err := netip.ParseAddr(name); err == nil && !address.IsUnspecified() {
				return []Check{{
					Area: Network, Name: "address", Standing: OK, Told: lang.Format("WeChat Pay sees requests come from %s.", "微信支付看到的来源 IP 是 %s。", address),
				}}
			}
		}
	}
	return nil
}

// simulator is the network and the account of a sandbox merchant. Its simulator is not started: that would write into its ledger, and
// keep an apply from it.
func simulator() []Check {
	return []Check{
		{Area: Network, Name: "simulator", Standing: OK, Told: lang.Both("The simulator in this process answers, and no money moves.",
			"模拟器就在本进程里应答，不会动用真实资金。")},
		{Area: Account, Name: "query", Standing: OK, Told: lang.Both("The simulator admits its own merchant, whose key and certificate it makes up.",
			"模拟器接受它自己的商户，密钥和证书都由它生成。")},
	}
}
