package hclspec

import (
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
)

var (
	resendHint = lang.Both("Write it as resend_refunded = 1: how often a packet that nobody opened is sent anew by itself.",
		"写成 resend_refunded = 1：没人领的红包自动重发几次。")
	aTimeStamp = lang.Both("It is the user's action in seconds since 1970, 10 digits.", "它是用户操作的时间，从 1970 年起的秒数，10 位数字。")
)

// itIs lists the values that an attribute may have.
func itIs(values []string) lang.Text {
	return lang.Format("It is %s.", "只能是 %s。", either(values))
}

// tooManyResends says how often a packet may be sent anew by itself.
func tooManyResends() lang.Text {
	return lang.Format("A packet that nobody opened may be sent anew %d times by itself. Whoever has not "+
		"taken it then is better asked by hand: redpack apply -resend-refunded.",
		"没人领的红包最多自动重发 %d 次。到那时还没领的人，不如人工联系后再发：redpack apply -resend-refunded。", resendMost)
}

// nameMerchant says how a campaign names its merchant. hint begins with a blank.
func nameMerchant(hint lang.Text) lang.Text {
	return lang.Format("Name the merchant block that pays, without quotes: merchant = merchant.main.%s",
		"写明由哪个 merchant 块付款，不加引号：merchant = merchant.main。%s", hint)
}

// atTheLimit says that a text has as many bytes as are allowed.
func atTheLimit(name string, bytes int) lang.Text {
	return lang.Format("%s has exactly %d bytes. One answer of the platform says \"fewer than 32\", so it may be refused; one character less is safe.",
		"%s 正好 %d 字节。微信支付有一处回复说“小于 32”，所以可能被拒；少一个字就稳妥。", name, bytes)
}

// riskInfoTooLong says how long risk_info is as it is sent.
func riskInfoTooLong(size, most int) lang.Text {
	return lang.Format("risk_info has %d bytes as it is sent, in the encoding of addresses; WeChat Pay takes %d. Leave an item out, or shorten it.",
		"risk_info 按 URL 编码后发送时有 %d 字节；微信支付最多接受 %d。去掉一项，或写短一些。", size, most)
}

// rateAboveMerchant says that a campaign asks for more than its merchant may send.
func rateAboveMerchant(asked, most int) lang.Text {
	return lang.Format("The campaign asks for %d packets a minute, but the merchant may send %d; the lower number holds.",
		"活动要求每分钟发 %d 个红包，而商户只能发 %d 个；以较小的为准。", asked, most)
}

// needsDate says what date is for. It proposes the day on which the schedule begins, if it says one.
func needsDate(notBefore time.Time) lang.Text {
	why := lang.Both("The date stands in every bill number, and the number is what keeps a packet from "+
		"being paid twice. So it stands in the file and never changes, however the schedule is moved. Write into the campaign:",
		"每个商户订单号里都有这个日期，而红包不会重复付款靠的就是订单号。所以日期写在文件里，发放时段怎么改它都不变。在活动里写：")
	if notBefore.IsZero() {
		return why.Then(lang.Both("\n\n  date = \"2027-02-06\"\n\nwith the day on which it is to be sent",
			"\n\n  date = \"2027-02-06\"\n\n写上准备发放的那一天。"))
	}
	return why.Then(lang.Same("\n\n  ")).Then(lang.Format("date = %q", "date = %q", notBefore.In(beijing.Zone).Format(time.DateOnly)))
}

// droppedIn2016 says that the platform does not know an attribute any more.
func droppedIn2016(name string) lang.Text {
	return lang.Format("The platform dropped %s about 2016 and refuses the signature of "+
		"a request that holds it. Remove it, or set protocol = \"2015\" in the merchant.",
		"微信支付在 2016 年前后去掉了 %s，请求里带着它签名就通不过。删掉它，或在商户里设 protocol = \"2015\"。", name)
}
