package sandbox

import (
	"slices"
	"strconv"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// stage is the point of a call at which a kind of fault strikes.
type stage uint8

const (
	_         stage = iota
	atTLS           // the certificate page instead of an answer
	atCheck         // a refusal that leaves no record
	atPay           // the order goes on record and stays SENDING with the reason
	atProcess       // PROCESSING, decided twenty minutes later
	atAnswer        // the answer is replaced, before or after the work
	atShape         // the answer is true but written or cut strangely
	onItsWay        // the answer is late
	atBill          // a bill tells something else than the ledger
	atAccount       // money is added; no call is needed
)

// faultKind is one thing that can go wrong.
type faultKind struct {
	name    string
	stage   stage
	refusal refusal // of the stages that answer with one
	what    lang.Text
	strikes targets // the calls that it can strike
}

// targets are kinds of calls.
type targets uint8

const (
	sends targets = 1 << iota
	queries
	bills
)

// targetPrefixes stand before the kind of a fault that strikes something else than a send.
var targetPrefixes = map[string]targets{"query-": queries, "bill-": bills}

// The kinds that the code asks for by name.
const (
	lostReply        = "lost"
	serverError      = "5xx"
	returnFail       = "return-fail"
	truncated        = "truncated"
	garbled          = "garbled"
	extraFields      = "extra-fields"
	missingFields    = "missing-fields"
	reorderedFields  = "reordered-fields"
	noHBList         = "no-hblist"
	freqStorm        = "freq-storm"
	ipNotListed      = "ip-denied"
	processingPaid   = "processing-paid"
	processingFailed = "processing-failed"
	missingRow       = "missing-row"
	billAmount       = "wrong-amount"
	foreignRow       = "foreign-row"
)

var faultKinds = []faultKind{
	{lostReply, atAnswer, refusal{}, lang.Both("the connection is cut and no answer comes",
		"连接被切断，没有应答"), sends | queries | bills},
	{serverError, atAnswer, refusal{}, lang.Both("HTTP 500 with an HTML page", "HTTP 500 和一个 HTML 页面"), sends | queries | bills},
	{"systemerror", atAnswer, systemError, lang.Same("SYSTEMERROR"), sends | queries | bills},
	{"unknown-code", atAnswer, unheardOf, lang.Both("an err_code that no table lists",
		"任何表里都没有的 err_code"), sends | queries | bills},
	{"numeric-code", atAnswer, oldNumeric, lang.Both("an err_code of digits, as in 2014",
		"数字的 err_code，如 2014 年那样"), sends | queries},
	{returnFail, atAnswer, systemError, lang.Both("return_code FAIL beside a result_code",
		"return_code FAIL 旁边还有 result_code"), sends | queries | bills},
	{"not-found", atAnswer, notFound, lang.Both("NOT_FOUND although the order may exist",
		"订单可能存在，却返回 NOT_FOUND"), queries},
	{"not-found-systemerror", atAnswer, notFoundAsSystem, lang.Both("SYSTEMERROR with the text of NOT_FOUND",
		"SYSTEMERROR 配 NOT_FOUND 的文字"), queries},

	{truncated, atShape, refusal{}, lang.Both("the body ends in the middle", "正文在中间断掉"), sends | queries | bills},
	{garbled, atShape, refusal{}, lang.Both("the body is not XML any more", "正文不再是 XML"), sends | queries | bills},
	{extraFields, atShape, refusal{}, lang.Both("fields nobody has heard of", "没有人见过的字段"), sends | queries},
	{missingFields, atShape, refusal{}, lang.Both("return_msg, err_code, err_code_des and the echo are missing",
		"缺少 return_msg、err_code、err_code_des 和回显的字段"), sends | queries},
	{reorderedFields, atShape, refusal{}, lang.Both("the fields in another order", "字段的顺序不同"), sends | queries},
	{noHBList, atShape, refusal{}, lang.Both("RECEIVED without hblist", "RECEIVED 但没有 hblist"), queries},
	{"delay", onItsWay, refusal{}, lang.Both("the answer comes late, after the work is done",
		"事情办完了，应答却来得晚"), sends | queries | bills},

	{processingPaid, atProcess, processing, lang.Both("PROCESSING, then paid", "先 PROCESSING，后付款"), sends},
	{processingFailed, atProcess, processing, lang.Both("PROCESSING, then FAILED", "先 PROCESSING，后 FAILED"), sends},
	{"empty", atPay, notEnough, lang.Both("the balance looks empty", "余额显得不足"), sends},
	{"risk", atPay, riskBlocked, lang.Both("blocked by risk control", "被风险拦截"), sends},
	{"person-count", atPay, sendNumLimit, lang.Both("over the person's packets of the day",
		"超出该用户当天的红包个数"), sends},
	{"person-amount", atPay, rcvdAmountLimit, lang.Both("over the person's amount of the day",
		"超出该用户当天的金额"), sends},
	{"merchant-amount", atPay, sendAmountLimit, lang.Both("over the merchant's amount of the day",
		"超出商户当天的金额"), sends},

	{freqStorm, atCheck, freqLimit, lang.Both("FREQ_LIMIT whatever the rate", "不管速率如何都返回 FREQ_LIMIT"), sends | queries | bills},
	{ipNotListed, atCheck, ipDenied, lang.Both("the source address is not on the list",
		"来源 IP 不在白名单里"), sends | queries | bills},
	{"api-closed", atCheck, apiClosed, lang.Both("API sending is switched off", "API 发放方式已关闭"), sends | queries},
	{"product-closed", atCheck, productClosed, lang.Both("the product is not opened", "产品没有开通"), sends | queries},
	{"scene-closed", atCheck, closedScene, lang.Both("the scene is not opened", "场景没有开通"), sends},
	{"account-abnormal", atCheck, accountAbnormal, lang.Both("the merchant is frozen", "商户被冻结"), sends},
	{"ca-error", atCheck, caError, lang.Same("CA_ERROR"), sends | queries | bills},
	{"cert-expired", atTLS, refusal{}, lang.Both("the certificate page: HTTP 400, The SSL certificate error",
		"证书错误页：HTTP 400，The SSL certificate error"), sends | queries | bills},

	{missingRow, atBill, refusal{}, lang.Both("a day's bill lacks the row of a packet",
		"当天的账单缺少一个红包的行"), bills},
	{billAmount, atBill, refusal{}, lang.Both("the row of a packet has another amount",
		"一个红包的行金额不同"), bills},
	{foreignRow, atBill, refusal{}, lang.Both("a day's bill has the row of a packet that nobody sent",
		"当天的账单里有谁也没发过的红包的行"), bills},
	{"topup", atAccount, refusal{}, lang.Both("the given yuan are added to the balance",
		"余额增加给定的元数"), sends},
}

// timing is when an answer is replaced: before the order is worked on, after it, or one of the two by lot.
type timing uint8

const (
	_ timing = iota
	eitherSide
	before
	after
)

// faultRule is one item of a SPEC.
type faultRule struct {
	text   string // as written
	kind   *faultKind
	target targets // of its kind's the one that it strikes
	timing timing
	delay  time.Duration // of delay
	amount money.Fen     // of topup

	share float64 // of the calls; 0: by schedule
	// By number of the call since the start, from 1; or by virtual time since the first order. The end is excluded for times.
	fromCall, toCall uint64
	fromTime, toTime time.Duration
}

// Faults is a parsed SPEC: what goes wrong, and when. The zero value is fair weather.
type Faults struct{ rules []faultRule }

// String writes the SPEC.
func (f Faults) String() string {
	spec := ""
	for i, rule := range f.rules {
		if i > 0 {
			spec += ","
		}
		spec += rule.text
	}
	return spec
}

// fault is what strikes one call. Its zero value is none.
type fault struct {
	rule  *faultRule
	after bool // the work is done first
	delay time.Duration
}

func (f fault) is(name string) bool { return f.rule != nil && f.rule.kind.name == name }

func (f fault) at(s stage) bool { return f.rule != nil && f.rule.kind.stage == s }

func (f fault) holds() bool { return f.at(atPay) }

func (f fault) String() string {
	if f.rule == nil {
		return ""
	}
	return f.rule.text
}

// occasion is one call as faults see it.
type occasion struct {
	target  targets
	call    uint64        // its number since the start
	elapsed time.Duration // virtual, since the first order
	about   string        // the number and its try: what the lot is drawn on
}

// strike decides what befalls a call. A scheduled fault goes before a drawn one; of those drawn at most one strikes, each
// with its share. A delay comes on top.
func (f Faults) strike(seed uint64, o occasion) fault {
	struck := fault{rule: f.due(o), delay: f.delay(seed, o)}
	if struck.rule == nil {
		struck.rule = f.drawn(draw(seed, "fault", o.about), o.target)
	}
	struck.after = struck.rule != nil && struck.rule.strikesAfter(seed, o)
	return struck
}

// isForCall tells the kinds that strike calls, one at a time, from delays and from what happens to the account.
func (r *faultRule) isForCall(target targets) bool {
	return r.target == target && r.kind.stage != onItsWay && r.kind.stage != atAccount
}

func (f Faults) due(o occasion) *faultRule {
	for i := range f.rules {
		if rule := &f.rules[i]; rule.isForCall(o.target) && rule.scheduled(o) {
			return rule
		}
	}
	return nil
}

// drawn finds the rule whose part of [0, 1) the lot fell into.
func (f Faults) drawn(lot float64, target targets) *faultRule {
	for i := range f.rules {
		if rule := &f.rules[i]; rule.isForCall(target) {
			if lot < rule.share {
				return rule
			}
			lot -= rule.share
		}
	}
	return nil
}

func (f Faults) delay(seed uint64, o occasion) (late time.Duration) {
	for _, rule := range f.rules {
		if rule.kind.stage == onItsWay && rule.target == o.target &&
			(rule.scheduled(o) || draw(seed, rule.text, o.about) < rule.share) {
			late += rule.delay
		}
	}
	return late
}

// strikesAfter is false for queries, which change nothing.
func (r *faultRule) strikesAfter(seed uint64, o occasion) bool {
	switch r.timing {
	case after:
		return true
	case eitherSide:
		return draw(seed, "side", o.about) < 0.5
	case before:
	}
	return false
}

func (r *faultRule) scheduled(o occasion) bool {
	switch {
	case r.share > 0:
		return false
	case r.fromCall > 0:
		return o.call >= r.fromCall && o.call <= r.toCall
	default:
		return o.elapsed >= r.fromTime && o.elapsed < r.toTime
	}
}

// topUps are the additions of money, the earliest first.
func (f Faults) topUps() []faultRule {
	var rules []faultRule
	for _, rule := range f.rules {
		if rule.kind.stage == atAccount {
			rules = append(rules, rule)
		}
	}
	slices.SortStableFunc(rules, func(a, b faultRule) int { return int(a.fromTime - b.fromTime) })
	return rules
}

// FaultKind describes one kind of fault for help texts.
type FaultKind struct {
	Name              string
	What              lang.Text
	Send, Query, Bill bool // which calls it can strike
	Sides             bool // takes -before and -after
}

// FaultKinds lists every kind that ParseFaults knows.
func FaultKinds() []FaultKind {
	kinds := make([]FaultKind, 0, len(faultKinds))
	for _, k := range faultKinds {
		kinds = append(kinds, FaultKind{
			Name: k.name, What: k.what, Send: k.strikes&sends != 0, Query: k.strikes&queries != 0, Bill: k.strikes&bills != 0,
			Sides: k.stage == atAnswer && k.strikes&sends != 0,
		})
	}
	return kinds
}

func callAbout(billNo string, tries, starts int) string {
	return billNo + "#" + strconv.Itoa(tries) + "@" + strconv.Itoa(starts)
}
