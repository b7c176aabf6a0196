package apply_test

import (
	"testing"

	"github.com/cashredpack/redpack/apply"
)

// What the state keeps where no answer came is said in Chinese: whoever does not read it takes the packet for failed.
func TestWhatTheStateKeepsOfADoubtIsSaidInChinese(t *testing.T) {
	for kept, want := range map[string]string{
		"interrupted": "被中断", "timeout": "超时", "no answer": "没有应答",
		"the number was paid, and the platform does not say to whom": "这个商户订单号已付款，而平台没有说付给了谁",
		"the platform knows this number with ¥8.88":                  "平台上这个商户订单号的金额是 ¥8.88",
		"发放失败，此请求可能存在风险":                                             "发放失败，此请求可能存在风险",
	} {
		if got := apply.Spoken(kept); got.Chinese != want || got.English != kept {
			t.Errorf("%q is said as %q, %q", kept, got.English, got.Chinese)
		}
	}
}
