package bill

import (
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Kind is what a movement looks like by its words. It is for rows whose numbers nobody knows: what a packet of ours is, its number
// says. The zero value is Other.
type Kind uint8

// The kinds.
const (
	Other      Kind = iota
	PacketOut       // a red packet was paid
	PacketBack      // the money of one came back
	TopUp           // the merchant put money in
	Withdrawal      // the merchant took money out
	Fee             // the platform's charge, or its return
	Trade           // another product: a sale, its refund, a transfer to a person
)

var kindNames = [...]string{
	Other: "other", PacketOut: "packet", PacketBack: "packet returned", TopUp: "top-up", Withdrawal: "withdrawal", Fee: "fee", Trade: "trade", // for programs
}

var kindNamesChinese = [...]string{
	Other: "其他", PacketOut: "红包", PacketBack: "红包退回", TopUp: "充值", Withdrawal: "提现", Fee: "手续费", Trade: "交易",
}

// Said is the kind's name in every language.
func (k Kind) Said() lang.Text {
	if int(k) >= len(kindNames) {
		return lang.Same(k.String())
	}
	return lang.Both(kindNames[k], kindNamesChinese[k])
}

// String is the kind's name.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return "invalid"
	}
	return kindNames[k]
}

// kindRule says which words make which kind. They are looked for in 业务名称 and 业务类型 together.
type kindRule struct {
	in   bool
	word string
	kind Kind
}

// kindRules is searched from the top; the first one that fits decides. None of the words of red packets is documented
// (资金账单结构 lists the titles alone), so these are what the product is called.
var kindRules = []kindRule{
	{false, "手续费", Fee},
	{true, "手续费", Fee},
	{false, "红包", PacketOut},
	{true, "红包", PacketBack},
	{true, "充值", TopUp},
	{true, "转入", TopUp},
	{false, "提现", Withdrawal},
	{false, "转出", Withdrawal},
	{true, "交易", Trade},
	{false, "退款", Trade},
	{false, "转账", Trade},
	{true, "转账", Trade},
	{false, "企业付款", Trade},
	{true, "企业付款", Trade},
}

// Kind is what the row looks like.
func (r *Row) Kind() Kind {
	for _, rule := range kindRules {
		if rule.in == r.In && (strings.Contains(r.Name, rule.word) || strings.Contains(r.Type, rule.word)) {
			return rule.kind
		}
	}
	return Other
}
