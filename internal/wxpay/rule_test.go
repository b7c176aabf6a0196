package wxpay_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/wxpay"
)

// ruling is what the tests expect of one code.
type ruling struct {
	code  string
	class wxpay.Class
	scope wxpay.Scope
	wait  wxpay.Wait
	taken bool
}

// sendRulings is the error table of sendredpack, one code a row.
var sendRulings = []ruling{
	{"SYSTEMERROR", wxpay.Unknown, wxpay.ScopeRecipient, 0, false},
	{"PROCESSING", wxpay.Unknown, wxpay.ScopeRecipient, wxpay.WaitTwentyMinutes, false},
	{"SEND_FAILED", wxpay.Dead, wxpay.ScopeRecipient, 0, false},
	{"FATAL_ERROR", wxpay.Fix, wxpay.ScopeRecipient, 0, true},
	{"金额和原始单参数不一致", wxpay.Fix, wxpay.ScopeRecipient, 0, true},
	{"NOTENOUGH", wxpay.Hold, wxpay.ScopeRun, wxpay.WaitTopUp, false},
	{"FREQ_LIMIT", wxpay.Hold, wxpay.ScopePace, wxpay.WaitBackOff, false},
	{"SENDNUM_LIMIT", wxpay.Hold, wxpay.ScopeRecipient, wxpay.WaitNextDay, false},
	{"RCVDAMOUNT_LIMIT", wxpay.Hold, wxpay.ScopeRecipient, wxpay.WaitNextDay, false},
	{"SENDAMOUNT_LIMIT", wxpay.Hold, wxpay.ScopeRun, wxpay.WaitNextDay, false},
	{"SECOND_OVER_LIMITED", wxpay.Hold, wxpay.ScopePace, wxpay.WaitBackOff, false},
	{"DAY_OVER_LIMITED", wxpay.Hold, wxpay.ScopeRun, wxpay.WaitNextDay, false},
	{"MONEY_LIMIT", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"NO_AUTH", wxpay.User, wxpay.ScopeRecipient, 0, false},
	{"API_METHOD_CLOSED", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"PAYER_ACCOUNT_ABNORMAL", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"CA_ERROR", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"SIGN_ERROR", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"ILLEGAL_APPID", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"OPENID_ERROR", wxpay.User, wxpay.ScopeRecipient, 0, false},
	{"MSGAPPID_ERROR", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"ACCEPTMODE_ERROR", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"XML_ERROR", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"PARAM_ERROR", wxpay.Fix, wxpay.ScopeRun, 0, false},
}

var queryRulings = []ruling{
	{"NOT_FOUND", wxpay.Unknown, wxpay.ScopeRecipient, 0, false},
	{"SYSTEMERROR", wxpay.Unknown, wxpay.ScopeRecipient, 0, false},
	{"FREQ_LIMIT", wxpay.Hold, wxpay.ScopePace, wxpay.WaitBackOff, false},
	{"NO_AUTH", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"CA_ERROR", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"SIGN_ERROR", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"XML_ERROR", wxpay.Fix, wxpay.ScopeRun, 0, false},
	{"PARAM_ERROR", wxpay.Fix, wxpay.ScopeRun, 0, false},
}

// strangers are codes that no table lists; a guess about any of them could pay twice.
var strangers = []string{"", "SUCCESS", "268458547", "sign_error", "NOT_ENOUGH", "SOMETHING_NEW", "签名错误"}

func TestClassify(t *testing.T) {
	testRules(t, wxpay.Classify, wxpay.Rules(), sendRulings)
}

func TestClassifyQuery(t *testing.T) {
	testRules(t, wxpay.ClassifyQuery, wxpay.QueryRules(), queryRulings)
}

func testRules(t *testing.T, classify func(code, text string) wxpay.Rule, table []wxpay.Rule, want []ruling) {
	t.Helper()
	if len(table) != len(want) {
		t.Errorf("the table has %d rows, the test %d", len(table), len(want))
	}
	for _, w := range want {
		for _, text := range []string{"", "余额不足", "签名错误"} {
			rule := classify(w.code, text)
			if got := (ruling{rule.Code, rule.Class, rule.Scope, rule.Wait, rule.Taken}); got != w {
				t.Errorf("%s %q: %+v, want %+v", w.code, text, got, w)
			}
			if rule.Text != text || rule.Advice.Empty() {
				t.Errorf("%s: text %q, advice %q", w.code, rule.Text, rule.Advice)
			}
		}
	}
	for _, code := range strangers {
		rule := classify(code, "签名错误")
		if got, want := (ruling{rule.Code, rule.Class, rule.Scope, rule.Wait, rule.Taken}), (ruling{code, wxpay.Unknown, wxpay.ScopeRecipient, 0, false}); got != want {
			t.Errorf("%q: %+v, want %+v", code, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for value, want := range map[interface{ String() string }]string{
		wxpay.Success: "success", wxpay.Dead: "dead", wxpay.Class(0): "invalid", wxpay.Class(99): "invalid",
		wxpay.ScopePace: "pace", wxpay.Scope(0): "invalid",
		wxpay.WaitTopUp: "top-up", wxpay.Wait(0): "none", wxpay.Wait(99): "invalid",
	} {
		if got := value.String(); got != want {
			t.Errorf("%T is called %q, want %q", value, got, want)
		}
	}
}

// Whoever acts is named: redpack asks and sends again by itself, people repair. Nobody is told to do what redpack does.
func TestAdviceSaysWhoActs(t *testing.T) {
	for _, rule := range append(wxpay.Rules(), wxpay.QueryRules()...) {
		for _, told := range []string{"query the", "query it", "query after", "send fewer", "new number may", "keep the number"} {
			if strings.Contains(rule.Advice.English, told) {
				t.Errorf("%s tells a person to do what redpack does: %s", rule.Code, rule.Advice)
			}
		}
		if doubt := rule.Class == wxpay.Unknown || rule.Scope == wxpay.ScopePace; doubt && !strings.Contains(rule.Advice.English, "redpack ") {
			t.Errorf("%s does not say that redpack goes on: %s", rule.Code, rule.Advice)
		}
	}
}
