package sandbox

import (
	"regexp"
	"sync"

	"github.com/cashredpack/redpack/internal/lang"
)

// Named is the finding's rule for people. The ledger keeps its English name.
func (f Finding) Named() lang.Text {
	chinese := map[string]string{
		RuleInFlight: "一次只有一个调用", RuleGap: "两次尝试间隔一秒", RuleParameters: "同一商户订单号，同样参数", RuleNewNumber: "有未了结的订单时不用新的商户订单号",
		RuleRate: "速率", RuleHours: "时段", RuleFields: "只用文档里的字段", RuleRepeatField: "每个字段一次",
	}[f.Rule]
	if chinese == "" {
		return lang.Same(f.Rule)
	}
	return lang.Both(f.Rule, chinese)
}

// Said is the finding's detail for people. The ledger keeps the English one.
func (f Finding) Said() lang.Text {
	for _, d := range details() {
		if d.english.MatchString(f.Detail) {
			return lang.Both(f.Detail, d.english.ReplaceAllString(f.Detail, d.chinese))
		}
	}
	return lang.Same(f.Detail)
}

// detail is one kind of detail, as find records it.
type detail struct {
	english *regexp.Regexp
	chinese string
}

var details = sync.OnceValue(func() (all []detail) {
	for _, known := range [][2]string{
		{`^two calls for this number were on their way at the same time$`, "这个商户订单号有两个调用同时进行"},    // for programs
		{`^tried again after (.+); the least is (.+)$`, "隔了 $1 就再次尝试；至少要隔 $2"},                    // for programs
		{`^(.+) does not document (.+); a signature over it fails$`, "$1 的文档里没有 $2；把它算进签名，签名就不对"}, // for programs
		{`^(.+) stands in one request more than once$`, "$1 在一个请求里出现了不止一次"},                       // for programs
		{`^a parameter differs from the first try of this number$`, "有一个参数与这个商户订单号第一次尝试时不同"},      // for programs
		{`^(.+) differs from the first try of this number$`, "$1 与这个商户订单号第一次尝试时不同"},               // for programs
		{`^(.+) for the same person and amount is still open$`, "同一个人、同样金额的 $1 还没有了结"},            // for programs
		{`^sent between 0:00 and 8:00 Beijing time$`, "在北京时间 0:00 到 8:00 之间发放"},                   // for programs
		{`^more sends than the rate allows$`, "发放次数超过允许的速率"},                                      // for programs
		{`^more queries than the rate allows$`, "查询次数超过允许的速率"},                                    // for programs
		{`^more (.+) than the rate allows$`, "$1 次数超过允许的速率"},                                      // for programs
	} {
		all = append(all, detail{regexp.MustCompile(known[0]), known[1]})
	}
	return all
})
