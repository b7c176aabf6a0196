package reconcile

import (
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Kind is what two of the three do not agree about. The zero value is invalid.
type Kind uint8

// The kinds, the gravest first.
const (
	_ Kind = iota
	Foreign
	Twice
	TwicePerson
	Missing
	Amount
	NotPaid
	InDoubt
	Back
	NotBack
	BackAmount
	ForeignBack
	Contradiction
	Broken
	Unlisted
	OtherTerms
	Unresolved
	Unpaid

	kinds = iota
)

// about is what people are told of a kind.
type about struct {
	name         string // in events
	what, advice lang.Text
	command      Command
}

// Command is what looks further into a difference.
type Command uint8

// The commands.
const (
	NoCommand Command = iota
	ShowPacket
	Refresh
	Rebuild
	ShowPlan
)

var abouts = [kinds]about{
	Foreign: {
		"foreign", lang.Both("billed as a packet, unknown to the state", "账单里是红包，状态库没有"),
		lang.Both("Somebody else pays with this account, another folder does (name its state with -other-state), or a state was lost: look the number up in the merchant platform (商户平台), and let rebuild look for the campaign's own.",
			"别人或另一个文件夹也在用这个账户（用 -other-state 指定它的状态库），或者丢了状态库：到商户平台查这个商户订单号，并用 rebuild 查找本活动自己的。"), Rebuild,
	},
	Twice: {
		"twice", lang.Both("one number billed more than once", "同一商户订单号在账单里不止一次"),
		lang.Both("The platform pays a number once; keep the bill and ask WeChat Pay's support with the number.",
			"平台对一个商户订单号只付一次；保留账单，拿这个商户订单号问微信支付客服。"), ShowPacket,
	},
	TwicePerson: {
		"twice_person", lang.Both("one person billed more than once in a campaign, without permission", "同一活动里同一个人在账单里不止一次，而没有许可"),
		lang.Both("Both numbers were paid and are kept: look how the second one came to be.",
			"两个商户订单号都已付款，保持原样：查清第二个是怎么来的。"), ShowPacket,
	},
	Missing: {
		"missing", lang.Both("recorded as paid, not in the bill of its day", "记录为已发，而当天的账单里没有"),
		lang.Both("Packets may be paid from another account of the merchant: give its bill, too. Otherwise ask what became of the number.",
			"红包可能从商户的另一个账户付出：把那个账户的账单也给上。否则查清这个商户订单号的结果。"), Refresh,
	},
	Amount: {
		"amount", lang.Both("billed with another amount than recorded", "账单金额与记录不同"),
		lang.Both("The bill is the money; look at what was asked for.",
			"账单就是实际的钱；查当初请求了什么。"), ShowPacket,
	},
	NotPaid: {
		"not_paid", lang.Both("billed, and recorded as not paid", "账单里有，记录为未发"),
		lang.Both("Money left for a number that counts as free: do not pay this person anew before it is clear.",
			"一个当作没用过的商户订单号已付款：查清之前不要再发给此人。"), ShowPacket,
	},
	InDoubt: {
		"in_doubt", lang.Both("billed, and still in doubt in the state", "账单里有，状态库里结果未知"),
		lang.Both("The bill shows that it was paid, not to whom; ask about it, so that the state knows.",
			"账单说明已付款，但没说付给了谁；查询一下，让状态库知道。"), Refresh,
	},
	Back: {
		"back", lang.Both("the money is back, and the state does not know", "钱已退回，而状态库不知道"),
		lang.Both("Ask about the packet, so that the state knows.",
			"查询这个红包，让状态库知道。"), Refresh,
	},
	NotBack: {
		"not_back", lang.Both("recorded as refunded, and no money back in the bill of its day", "记录为已退款，而当天的账单里没有退回"),
		lang.Both("The money may be booked to another account of the merchant: give its bill, too.",
			"钱可能记在商户的另一个账户：把那个账户的账单也给上。"), ShowPacket,
	},
	BackAmount: {
		"back_amount", lang.Both("another amount came back than was paid", "退回的金额与付出的不同"),
		lang.Both("A packet to one person comes back whole, once; ask WeChat Pay's support with the number.",
			"发给一个人的红包一次全额退回；拿这个商户订单号问微信支付客服。"), ShowPacket,
	},
	ForeignBack: {
		"foreign_back", lang.Both("a packet's money came back, and the state does not know the packet", "有红包的钱退回，而状态库没有这个红包"),
		lang.Both("It may be a packet of somebody else, or of an earlier campaign with a state of its own.",
			"可能是别人的红包，或以前某个有自己状态库的活动的。"), Rebuild,
	},
	Contradiction: {
		"contradiction", lang.Both("two bills tell differently of the same time", "两份账单对同一时间说法不同"),
		lang.Both("One of them was changed or cut: download both again.",
			"其中一份被改过或截断：两份都重新下载。"), NoCommand,
	},
	Broken: {
		"broken", lang.Both("the balances do not follow one another", "余额前后接不上"),
		lang.Both("Rows are missing or were changed, or a bill in between is: download the bills again.",
			"缺少行，或行被改过，或中间缺一份账单：重新下载账单。"), NoCommand,
	},
	Unlisted: {
		"unlisted", lang.Both("paid, and no longer in the list", "已发，而名单里已没有"),
		lang.Both("Put the line back, or leave it: it stays on record.",
			"把那一行放回去，或者就这样：记录会保留。"), ShowPacket,
	},
	OtherTerms: {
		"other_terms", lang.Both("paid with another amount, or to another person, than the list says now", "已发，而金额或人与名单现在写的不同"),
		lang.Both("The list was changed after it was paid; plan names the ways out.",
			"发放后名单改过；redpack plan 会列出办法。"), ShowPlan,
	},
	Unresolved: {
		"unresolved", lang.Both("in doubt, and not in the bills", "结果未知，账单里也没有"),
		lang.Both("Ask about it; apply does so before it sends.",
			"查询一下；apply 也会先查询再发放。"), Refresh,
	},
	Unpaid: {
		"unpaid", lang.Both("in the list and not paid", "在名单里，未发"),
		lang.Both("plan tells why and what to do.",
			"redpack plan 会说明原因和办法。"), ShowPlan,
	},
}

// Kinds lists them, the gravest first.
func Kinds() []Kind {
	all := make([]Kind, 0, kinds-1)
	for k := Kind(1); int(k) < kinds; k++ {
		all = append(all, k)
	}
	return all
}

func (k Kind) about() about {
	if int(k) >= kinds {
		return about{name: "invalid"}
	}
	return abouts[k]
}

// String is the kind's name in events.
func (k Kind) String() string { return k.about().name }

// What says what does not agree.
func (k Kind) What() lang.Text { return k.about().what }

// Advice says what it may mean and what to do.
func (k Kind) Advice() lang.Text { return k.about().advice }

// Command is what looks further.
func (k Kind) Command() Command { return k.about().command }

// Difference is one thing that does not agree. What is not known of it is at its zero value.
type Difference struct {
	Kind     Kind
	Address  address.Address
	OpenID   string
	Number   string    // as the state has it, or as it stands in the bill
	Recorded money.Fen // or of the list, for what is not paid
	Billed   money.Fen
	At       time.Time // of the row
	File     string    // of the bill
	Line     int
	Note     lang.Text // what its kind does not say
}
