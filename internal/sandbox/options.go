package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path/filepath"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Rules names the text of the platform's rules that the simulator follows. The zero value means RulesCurrent.
type Rules string

// The two texts.
const (
	// RulesCurrent is the text of 2025: 30 calls a second, 10 packets and 1,000 yuan a user and day, 1,000,000 yuan a merchant
	// and day, scenes, no night rule, no group packets.
	RulesCurrent Rules = "current"
	// Rules2015 is the text the API opened with: 1,800 calls a minute, no sending from 0:00 to 8:00 Beijing time, 1.00 to 200.00
	// yuan, nick_name, min_value = max_value = total_amount, the share fields, and group packets.
	Rules2015 Rules = "2015"
)

// Account is one of the accounts of a merchant, each of which has bills of its own.
type Account string

// The accounts as downloadfundflow calls them.
const (
	AccountBasic     Account = "Basic"
	AccountOperation Account = "Operation"
	AccountFees      Account = "Fees"
)

// The names a simulator makes up when Options leaves them empty. They belong to nobody.
const (
	DefaultMchID     = "1900000109"
	DefaultAppID     = "wx5a2d90c1b7e4f368"
	DefaultMiniAppID = "wx7c31e8f04d96ab52"
	// DefaultLedger is the ledger's name in Options.Dir.
	DefaultLedger = "redpack.sandbox"
	// DefaultBalance is ten million yuan, more than a rehearsal spends in its ten days.
	DefaultBalance money.Fen = 10_000_000_00
)

// DefaultKey is the APIv2 key a simulator makes up for a merchant. It is derived, so that every process agrees on it; it
// protects nothing.
func DefaultKey(mchID string) string {
	sum := sha256.Sum256([]byte("redpack sandbox key of " + mchID)) // for programs
	return hex.EncodeToString(sum[:16])
}

// Options describe the merchant, the rules and the weather of one simulator. The zero value of every field but Now and
// one of Dir and LedgerPath has a meaning, given in its comment.
type Options struct {
	// Dir receives the certificates and the ledger, and gives them back at the next start. Empty: certificates live in memory
	// and LedgerPath is needed.
	Dir string
	// LedgerPath is the ledger's file. Empty: DefaultLedger in Dir.
	LedgerPath string
	// Listen is the address to serve on. Empty: a free port of 127.0.0.1.
	Listen string

	MchID     string // empty: DefaultMchID, or the ledger's
	AppID     string // of the official account. Empty: DefaultAppID
	MiniAppID string // of the mini-program. Empty: DefaultMiniAppID
	Key       string // APIv2 key. Empty: DefaultKey of the merchant
	// SubMerchants are the merchants a service provider may send for: sub_mch_id to msgappid. Nil: any.
	SubMerchants map[string]string

	// PaysFrom is the account that packets are paid from, and in whose bills they stand. Zero: AccountOperation.
	PaysFrom Account
	// Balance opens a new ledger; an old one keeps its own. Zero: DefaultBalance.
	Balance money.Fen
	Rules   Rules
	// NoNight lifts the night rule of Rules2015, for a merchant that may send at any hour.
	NoNight bool
	Faults  Faults
	// Latency delays every answer. Zero: none.
	Latency time.Duration
	// Speed is how many seconds of simulated time pass in one. Zero: 1.
	Speed float64
	// Seed decides faults and fates. The same seed decides the same.
	Seed uint64

	// Now is the machine's clock. It is required.
	Now func() time.Time
	// Random feeds the certificates. Nil: crypto/rand.
	Random io.Reader
	// Log is told of every request once it is answered. It is called from many goroutines. Nil: nobody is.
	Log func(Request)

	// PerMinute is the merchant's granted rate of sends, counted over any 60 seconds. Zero: what the rules say.
	PerMinute int
	// PerSecond is the same for any second. Zero: the minute's share of one under the current rules, none under those of 2015.
	PerSecond int
	// QueriesPerMinute limits gethbinfo. Zero: 1,800 or PerMinute, the larger.
	QueriesPerMinute int
	// PerUserDailyPackets, PerUserDailyAmount and DailyAmount are quotas of one Beijing day. Zero: 10, 1,000.00 and 1,000,000.00
	// yuan under the current rules, none under those of 2015.
	PerUserDailyPackets int
	PerUserDailyAmount  money.Fen
	DailyAmount         money.Fen
	// MinAmount and MaxAmount bound a packet without scene_id. Zero: 1.00 and 200.00 yuan.
	MinAmount, MaxAmount money.Fen
	// Scenes are the scene_id opened for the merchant, whose packets may have 0.30 to 4,999.00 yuan. Nil: all eight; empty: none,
	// as for the merchants of 2023 and later.
	Scenes []string
	// AllowedIPs are the source addresses on the merchant's list. Nil: all.
	AllowedIPs []string
	// StrictLengths reads "fewer than 32" to the letter: 31 bytes fit, 32 do not. Nobody has published which it is.
	StrictLengths bool
	// CheckCommonName answers CA_ERROR when the client certificate's common name is not the mch_id.
	CheckCommonName bool
	// ReentryFails answers the repetition of a paid order with a failure, as staff described in 2019, not with the first success.
	ReentryFails bool
	// StrictReentry answers FATAL_ERROR when any parameter of a repeated order differs, not only openid and amount.
	StrictReentry bool
	// UnopenedShare of all persons, from 0 to 1, never open their packet; it is refunded after 24 hours. Zero: all open.
	UnopenedShare float64
	// OpenWithin is the longest a person takes to open a packet. Zero: 10 minutes.
	OpenWithin time.Duration
}

// complete fills in the defaults and refuses what cannot work.
func (o Options) complete() (Options, error) {
	if o.Now == nil {
		return o, lang.Errorf("sandbox: Options.Now is missing",
			"模拟器：缺少 Options.Now")
	}
	if o.LedgerPath == "" {
		if o.Dir == "" {
			return o, lang.Errorf("sandbox: neither Options.Dir nor Options.LedgerPath is set, so the ledger has no place",
				"模拟器：Options.Dir 和 Options.LedgerPath 都没有设置，账本没有地方放")
		}
		o.LedgerPath = filepath.Join(o.Dir, DefaultLedger)
	}
	if o.Rules == "" {
		o.Rules = RulesCurrent
	}
	if o.Rules != RulesCurrent && o.Rules != Rules2015 {
		return o, lang.Errorf("sandbox: there are no rules %q; known are %q and %q",
			"模拟器：没有 %q 这套规则；已知的有 %q 和 %q", o.Rules, RulesCurrent, Rules2015)
	}
	if o.Balance < 0 || o.Latency < 0 || o.Speed < 0 || o.PerMinute < 0 || o.PerSecond < 0 || o.QueriesPerMinute < 0 {
		return o, lang.Errorf("sandbox: balance, latency, speed and rates cannot be negative",
			"模拟器：余额、延迟、速度和速率不能是负数")
	}
	if o.UnopenedShare < 0 || o.UnopenedShare > 1 {
		return o, lang.Errorf("sandbox: the unopened share lies between 0 and 1",
			"模拟器：不领取的比例在 0 和 1 之间")
	}
	o.Listen = either(o.Listen, "127.0.0.1:0")
	o.AppID = either(o.AppID, DefaultAppID)
	o.MiniAppID = either(o.MiniAppID, DefaultMiniAppID)
	o.Speed = either(o.Speed, 1)
	o.Balance = either(o.Balance, DefaultBalance)
	o.PaysFrom = either(o.PaysFrom, AccountOperation)
	o.MinAmount = either(o.MinAmount, 1_00)
	o.MaxAmount = either(o.MaxAmount, 200_00)
	o.OpenWithin = either(o.OpenWithin, 10*time.Minute)
	o.QueriesPerMinute = either(o.QueriesPerMinute, max(1800, o.PerMinute))
	if o.Random == nil {
		o.Random = rand.Reader
	}
	return o.completeQuotas(), nil
}

func (o Options) completeQuotas() Options {
	if o.Rules == RulesCurrent {
		o.PerUserDailyPackets = either(o.PerUserDailyPackets, 10)
		o.PerUserDailyAmount = either(o.PerUserDailyAmount, 1_000_00)
		o.DailyAmount = either(o.DailyAmount, 1_000_000_00)
	}
	return o
}

// completeMerchant takes the merchant from the ledger where the options name none, and refuses another one's ledger.
func (o Options) completeMerchant(ledgerMchID string) (Options, error) {
	o.MchID = either(o.MchID, either(ledgerMchID, DefaultMchID))
	if ledgerMchID != "" && ledgerMchID != o.MchID {
		return o, lang.Errorf("the sandbox ledger %s belongs to merchant %s, not to %s; use another ledger",
			"模拟账本 %s 属于商户 %s，不属于 %s；换一个账本", o.LedgerPath, ledgerMchID, o.MchID)
	}
	o.Key = either(o.Key, DefaultKey(o.MchID))
	return o, nil
}

// rate are the windows that limit sends: 30 in a second and 1,800 in a minute unless the merchant was granted another rate. The rules of 2015
// have no second.
func (o *Options) rate() windows {
	perMinute := either(o.PerMinute, 1800)
	all := windows{newWindow(perMinute, time.Minute)}
	if perSecond := either(o.PerSecond, (perMinute+59)/60); o.PerSecond > 0 || o.Rules == RulesCurrent {
		all = append(all, newWindow(perSecond, time.Second))
	}
	return all
}

func either[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}
