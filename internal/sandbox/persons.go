package sandbox

import (
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Person is a kind of recipient that a rehearsal or a test calls by the beginning of the openid.
type Person struct {
	Prefix string
	What   lang.Text
	// refusal answers every order for this person; code "" means the order goes through.
	refusal refusal
	opening opening
}

// opening is what a person does with a packet.
type opening uint8

const (
	_             opening = iota
	opensSometime         // within Options.OpenWithin, or never for Options.UnopenedShare
	opensAtOnce
	neverOpens
)

// anybody is every person whose openid begins with none of the prefixes.
var anybody = Person{opening: opensSometime}

// Persons lists the kinds. Openids of the platform are 28 characters of an even mix; one that begins with o, four capitals
// that spell a word, and an underscore is not met by chance.
func Persons() []Person { return append([]Person(nil), persons...) }

var persons = []Person{
	{Prefix: "oRISK_", What: lang.Both("always blocked by risk control: NO_AUTH",
		"总被风险拦截：NO_AUTH"), refusal: riskBlocked, opening: opensSometime},
	{Prefix: "oFULL_", What: lang.Both("always over today's number of packets: SENDNUM_LIMIT",
		"今日红包个数总是超限：SENDNUM_LIMIT"), refusal: sendNumLimit, opening: opensSometime},
	{Prefix: "oRICH_", What: lang.Both("always over today's amount: RCVDAMOUNT_LIMIT",
		"今日金额总是超限：RCVDAMOUNT_LIMIT"), refusal: rcvdAmountLimit, opening: opensSometime},
	{Prefix: "oELSE_", What: lang.Both("belongs to another appid: OPENID_ERROR",
		"属于另一个 appid：OPENID_ERROR"), refusal: openIDError, opening: opensSometime},
	{Prefix: "oBURN_", What: lang.Both("the first order fails for good (SEND_FAILED, then FAILED), the next one is paid",
		"第一笔订单确定失败（先 SEND_FAILED，后 FAILED），下一笔付款"), refusal: sendFailed, opening: opensSometime},
	{Prefix: "oDEAD_", What: lang.Both("every order fails for good: SEND_FAILED, then FAILED",
		"每一笔订单都确定失败：先 SEND_FAILED，后 FAILED"), refusal: sendFailed, opening: opensSometime},
	{Prefix: "oLATE_", What: lang.Both("answered with PROCESSING and paid twenty minutes later",
		"先返回 PROCESSING，二十分钟后付款"), refusal: processing, opening: opensSometime},
	{Prefix: "oAWAY_", What: lang.Both("never opens: the money comes back after 24 hours",
		"从不领取：24 小时后退款"), opening: neverOpens},
	{Prefix: "oOPEN_", What: lang.Both("opens at once: RECEIVED", "马上领取：RECEIVED"), opening: opensAtOnce},
}

func personOf(openID string) Person {
	for _, person := range persons {
		if strings.HasPrefix(openID, person.Prefix) {
			return person
		}
	}
	return anybody
}

// failsAtOnce says that an order for this person ends in FAILED at once; earlier counts the person's orders that already did.
func (p Person) failsAtOnce(earlier int) bool {
	return p.refusal == sendFailed && (p.Prefix != "oBURN_" || earlier == 0)
}
