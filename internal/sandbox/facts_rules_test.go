package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/sandbox"
)

var codeFacts = []fact{
	{"5.1 SYSTEMERROR leaves the order unknown", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "systemerror-before@1,systemerror-after@2") })
		b.wantCode(b.send(b.packet(1)), "SYSTEMERROR")
		b.wantCode(b.query(billNo(b.server, 1)), "NOT_FOUND")
		b.wantCode(b.send(b.packet(2)), "SYSTEMERROR")
		b.wantStatus(2, "SENT")
	}},
	{"5.1 PROCESSING ends paid", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "processing-paid@1") })
		b.wantCode(b.send(b.packet(1)), "PROCESSING")
		b.wantStatus(1, "SENDING")
		b.wantCode(b.later(b.packet(1)), "PROCESSING")
		b.clock.pass(20 * time.Minute)
		b.wantStatus(1, "SENT")
		if paid := b.report().Paid; paid != 1 {
			t.Errorf("paid %d times", paid)
		}
	}},
	{"5.1 PROCESSING ends failed", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "processing-failed@1") })
		b.wantCode(b.send(b.packet(1)), "PROCESSING")
		b.clock.pass(20 * time.Minute)
		b.wantStatus(1, "FAILED")
		b.wantCode(b.send(b.packet(1)), "SEND_FAILED")
	}},
	{"5.1 an unlisted code may have paid", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "unknown-code-after@1,numeric-code-before@2") })
		if code := b.send(b.packet(1)).code(); code == "" || code == "SUCCESS" {
			t.Errorf("err_code is %q", code)
		}
		b.wantStatus(1, "SENT")
		b.wantCode(b.send(b.packet(2)), "268458547")
	}},
	{"5.1 SEND_FAILED is final for the number", func(t *testing.T) {
		b := start(t, nil)
		burnt := with(b.packet(1), "re_openid", "oBURN_somebody")
		b.wantCode(b.send(burnt), "SEND_FAILED")
		b.wantStatus(1, "FAILED")
		b.wantCode(b.later(burnt), "SEND_FAILED")
		b.wantCode(b.send(with(b.packet(2), "re_openid", "oBURN_somebody")), "SUCCESS")
		b.wantCode(b.send(with(b.packet(3), "re_openid", "oDEAD_somebody")), "SEND_FAILED")
		b.wantCode(b.send(with(b.packet(4), "re_openid", "oDEAD_somebody")), "SEND_FAILED")
	}},
	{"5.1 NOTENOUGH stays SENDING and is paid by re-entry after a top-up", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Balance = 100 })
		b.wantCode(b.send(b.packet(1)), "NOTENOUGH")
		if info := b.query(billNo(b.server, 1)); info.fields["status"] != "SENDING" || info.fields["reason"] == "" {
			t.Error(info.body)
		}
		if err := b.server.TopUp(500_00); err != nil {
			t.Fatal(err)
		}
		b.wantCode(b.later(b.packet(1)), "SUCCESS")
	}},
	{"5.1 FREQ_LIMIT leaves no record", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Faults = faults(t, "freq-storm@1-2") })
		b.wantCode(b.send(b.packet(1)), "FREQ_LIMIT")
		b.wantCode(b.query(billNo(b.server, 1)), "NOT_FOUND")
	}},
	{"5.1 NO_AUTH for a risky person leaves SENDING with the reason", func(t *testing.T) {
		b := start(t, nil)
		reply := b.send(with(b.packet(1), "re_openid", "oRISK_somebody"))
		b.wantCode(reply, "NO_AUTH")
		b.wantText(reply, "此请求可能存在风险")
		b.wantStatus(1, "SENDING")
	}},
	{"5.1 NO_AUTH for an address that is not on the list", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.AllowedIPs = []string{"203.0.113.25"} })
		reply := b.send(b.packet(1))
		b.wantCode(reply, "NO_AUTH")
		b.wantText(reply, "IP地址")
		b.wantNothingPaid()
	}},
	{"5.1 the merchant's switches", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) {
			o.Faults = faults(t, "api-closed@1,product-closed@2,account-abnormal@3,scene-closed@4,ca-error@5")
		})
		for _, want := range []string{"API_METHOD_CLOSED", "NO_AUTH", "PAYER_ACCOUNT_ABNORMAL", "PARAM_ERROR", "CA_ERROR"} {
			b.wantCode(b.later(b.packet(1)), want)
		}
		b.wantNothingPaid()
	}},
	{"5.1 OPENID_ERROR for another appid's person", func(t *testing.T) {
		b := start(t, nil)
		b.wantCode(b.send(with(b.packet(1), "re_openid", "oELSE_somebody")), "OPENID_ERROR")
	}},
	{"5.1 ILLEGAL_APPID for the mini-program's appid", func(t *testing.T) {
		b := start(t, nil)
		b.wantCode(b.send(with(b.packet(1), "wxappid", b.server.MiniAppID())), "ILLEGAL_APPID")
	}},
	{"5.2 appid and merchant must be ours", func(t *testing.T) {
		b := start(t, nil)
		b.wantText(b.send(with(b.packet(1), "wxappid", "wx0000000000000000")), "商户号和wxappid不匹配")
		b.wantText(b.send(with(b.packet(1), "mch_id", "1900000111")), "输入的商户号有误")
	}},
}

var lifeFacts = []fact{
	{"3.3 a packet is SENT, then RECEIVED", func(t *testing.T) {
		b := start(t, nil)
		b.send(b.packet(1))
		b.wantStatus(1, "SENT")
		b.clock.pass(10 * time.Minute)
		b.wantStatus(1, "RECEIVED")
	}},
	{"3.3 an unopened packet goes back after 24 hours with the money", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Balance = 1000_00 })
		b.send(with(b.packet(1), "re_openid", "oAWAY_somebody"))
		b.clock.pass(24*time.Hour - time.Second)
		b.wantStatus(1, "SENT")
		b.clock.pass(time.Second)
		b.wantStatus(1, "RFUND_ING")
		b.clock.pass(time.Hour)
		info := b.query(billNo(b.server, 1))
		if info.fields["status"] != "REFUND" || info.fields["refund_amount"] != "188" || info.fields["refund_time"] != "2026-11-24 12:10:00" {
			t.Error(info.body)
		}
		if report := b.report(); report.Balance != 1000_00 || report.Refunded != 188 {
			t.Errorf("balance %s, refunded %s", report.Balance, report.Refunded)
		}
	}},
	{"3.3 SENDING can be paid for three days, then it is FAILED", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Balance = 100 })
		b.send(b.packet(1))
		b.send(b.packet(2))
		if err := b.server.TopUp(500_00); err != nil {
			t.Fatal(err)
		}
		b.clock.pass(3*24*time.Hour - time.Second)
		b.wantCode(b.send(b.packet(1)), "SUCCESS")
		b.clock.pass(time.Second)
		b.wantStatus(2, "FAILED")
		b.wantCode(b.send(b.packet(2)), "SEND_FAILED")
	}},
	{"3.3 queries reach back 30 days", func(t *testing.T) {
		b := start(t, nil)
		b.send(b.packet(1))
		b.clock.pass(30 * 24 * time.Hour)
		b.wantStatus(1, "RECEIVED")
		b.clock.pass(time.Second)
		b.wantCode(b.query(billNo(b.server, 1)), "NOT_FOUND")
	}},
	{"6 the same order again gives the same packet and pays nothing", func(t *testing.T) {
		b := start(t, nil)
		first := b.send(b.packet(1))
		for range 3 {
			again := b.later(b.packet(1))
			b.wantCode(again, "SUCCESS")
			if again.fields["send_listid"] != first.fields["send_listid"] {
				t.Error("another packet")
			}
		}
		if report := b.report(); report.Debited != 188 || len(report.Findings) != 0 {
			t.Errorf("debited %s, findings %v", report.Debited, report.Findings)
		}
	}},
	{"6 the same order again can fail, by switch", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.ReentryFails = true })
		b.send(b.packet(1))
		if reply := b.later(b.packet(1)); reply.fields["result_code"] != "FAIL" {
			t.Error(reply.body)
		}
	}},
	{"5.1 a number cannot change its person or amount", func(t *testing.T) {
		b := start(t, nil)
		b.send(b.packet(1))
		other := b.later(with(b.packet(1), "re_openid", "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE"))
		b.wantCode(other, "FATAL_ERROR")
		b.wantText(other, "openid和原始单参数不一致")
		amount := b.later(with(b.packet(1), "total_amount", "288"))
		b.wantCode(amount, "FATAL_ERROR")
		b.wantText(amount, "金额和原始单参数不一致")
		if report := b.report(); report.Debited != 188 {
			t.Errorf("debited %s", report.Debited)
		}
	}},
}

var limitFacts = []fact{
	{"6 30 a second under the current rules", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.PerMinute = 0 })
		for no := range 30 {
			b.wantCode(b.send(b.packet(no)), "SUCCESS")
		}
		b.wantCode(b.send(b.packet(30)), "FREQ_LIMIT")
		b.wantCode(b.later(b.packet(30)), "SUCCESS")
	}},
	{"6 a repeated order counts as any other call", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.PerMinute, o.PerSecond = 60, 2 })
		b.wantCode(b.send(b.packet(1)), "SUCCESS")
		b.clock.pass(time.Second)
		b.wantCode(b.send(b.packet(1)), "SUCCESS")
		b.wantCode(b.send(b.packet(2)), "SUCCESS")
		b.wantCode(b.send(b.packet(3)), "FREQ_LIMIT")
		b.wantCode(b.send(b.packet(1)), "FREQ_LIMIT")
	}},
	{"6 a granted second beside the minute", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.PerMinute, o.PerSecond = 3, 2 })
		b.wantCode(b.send(b.packet(1)), "SUCCESS")
		b.wantCode(b.send(b.packet(2)), "SUCCESS")
		b.wantCode(b.send(b.packet(3)), "FREQ_LIMIT")
		b.clock.pass(time.Second)
		b.wantCode(b.send(b.packet(3)), "SUCCESS")
		b.clock.pass(time.Second)
		b.wantCode(b.send(b.packet(4)), "FREQ_LIMIT")
	}},
	{"6 the second is the minute's share where nothing else was granted", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.PerMinute = 61 })
		b.wantCode(b.send(b.packet(1)), "SUCCESS")
		b.wantCode(b.send(b.packet(2)), "SUCCESS")
		b.wantCode(b.send(b.packet(3)), "FREQ_LIMIT")
	}},
	{"6 1,800 in any minute under the rules of 2015", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Rules, o.PerMinute, o.OpenWithin = sandbox.Rules2015, 0, time.Second })
		for no := range 1800 {
			b.wantCode(b.send(b.seed(no)), "SUCCESS")
		}
		b.clock.pass(59 * time.Second)
		b.wantCode(b.send(b.seed(1800)), "FREQ_LIMIT")
		b.wantCode(b.later(b.seed(1800)), "SUCCESS")
	}},
	{"6 a granted rate counts any sixty seconds, restarts included", func(t *testing.T) {
		clock := newClock()
		o := options(t, clock)
		o.PerMinute = 2
		b := run(t, o, clock)
		b.send(b.packet(1))
		clock.pass(30 * time.Second)
		b.send(b.packet(2))
		if err := b.server.Close(); err != nil {
			t.Fatal(err)
		}
		b = run(t, o, clock)
		b.wantCode(b.send(b.packet(3)), "FREQ_LIMIT")
		clock.pass(30 * time.Second)
		b.wantCode(b.send(b.packet(3)), "SUCCESS")
		b.wantCode(b.send(b.packet(4)), "FREQ_LIMIT")
	}},
	{"6 no sending from 0:00 to 8:00 Beijing time under the rules of 2015", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Rules = sandbox.Rules2015 })
		b.clock.pass(12 * time.Hour)
		b.wantCode(b.send(b.seed(1)), "TIME_LIMITED")
		b.clock.pass(8 * time.Hour)
		b.wantCode(b.send(b.seed(1)), "SUCCESS")
	}},
	{"6 no night rule for a merchant of 2015 that may send at any hour", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.Rules, o.NoNight = sandbox.Rules2015, true })
		b.clock.pass(12 * time.Hour)
		b.wantCode(b.send(b.seed(1)), "SUCCESS")
	}},
	{"6 no night rule under the current rules", func(t *testing.T) {
		b := start(t, nil)
		b.clock.pass(12 * time.Hour)
		b.wantCode(b.send(b.packet(1)), "SUCCESS")
	}},
	{"6 ten packets a person and Beijing day", func(t *testing.T) {
		b := start(t, nil)
		for no := range 10 {
			b.wantCode(b.send(b.toOne(no)), "SUCCESS")
		}
		b.wantCode(b.send(b.toOne(10)), "SENDNUM_LIMIT")
		b.wantStatus(10, "SENDING")
		b.clock.pass(12*time.Hour - time.Second)
		b.wantCode(b.send(b.toOne(10)), "SENDNUM_LIMIT")
		b.wantCode(b.later(b.toOne(10)), "SUCCESS")
	}},
	{"6 1,000 yuan a person and day", func(t *testing.T) {
		b := start(t, nil)
		for no := range 5 {
			b.wantCode(b.send(with(b.toOne(no), "total_amount", "20000")), "SUCCESS")
		}
		b.wantCode(b.send(with(b.toOne(5), "total_amount", "100")), "RCVDAMOUNT_LIMIT")
	}},
	{"6 a merchant's amount a day", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.DailyAmount = 300 })
		b.wantCode(b.send(b.packet(1)), "SUCCESS")
		b.wantCode(b.send(b.packet(2)), "SENDAMOUNT_LIMIT")
		b.clock.pass(12 * time.Hour)
		b.wantCode(b.send(b.packet(2)), "SUCCESS")
	}},
	{"3 1,800 queries a minute", func(t *testing.T) {
		b := start(t, func(o *sandbox.Options) { o.PerMinute, o.QueriesPerMinute = 60, 2 })
		b.wantCode(b.query("nobody"), "NOT_FOUND")
		b.wantCode(b.query("nobody"), "NOT_FOUND")
		b.wantCode(b.query("nobody"), "FREQ_LIMIT")
	}},
}

// seed is a correct request under the rules of 2015.
func (b *bench) seed(no int) map[string]string {
	return with(b.packet(no), "nick_name", "青岚", "min_value", "188", "max_value", "188")
}

// toOne is a packet for the same person every time.
func (b *bench) toOne(no int) map[string]string {
	return with(b.packet(no), "re_openid", fmt.Sprintf("oV7k3tQmWzX1bN5sRf%010d", 0))
}
