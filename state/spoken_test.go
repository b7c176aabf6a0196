package state_test

import (
	"testing"

	"github.com/cashredpack/redpack/state"
)

// What the state keeps in English of a request is read in Chinese as far as it is redpack's own; the platform's words stay.
func TestSpoken(t *testing.T) {
	for kept, want := range map[string]string{
		"timeout": "超时",
		"the server answered with an HTTP error: 500 Internal Server Error":                      "服务器返回了 HTTP 错误：500 Internal Server Error",
		"the reply proves nothing: it is a web page":                                             "这个应答不能作数：它是一个网页",
		"post to https://127.0.0.1:8443/mmpaymkttransfers/sendredpack: EOF":                      "向 https://127.0.0.1:8443/mmpaymkttransfers/sendredpack 发送请求：连接中断",
		"post to https://h/x: read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer": "向 https://h/x 发送请求：连接被对方重置",
		"post to https://h/x: something else":                                                    "向 https://h/x 发送请求：something else",
		"the platform knows this number with ¥8.88":                                              "平台上这个商户订单号的金额是 ¥8.88",
		"the number was paid, and the platform does not say to whom":                             "这个商户订单号已付款，而平台没有说付给了谁",
		"发放失败，此请求可能存在风险，已被微信拦截":                                                                  "发放失败，此请求可能存在风险，已被微信拦截",
	} {
		if got := state.Spoken(kept); got.Chinese != want || got.English != kept {
			t.Errorf("Spoken(%q) = %q, %q, want %q", kept, got.English, got.Chinese, want)
		}
	}
}
