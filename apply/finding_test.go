package apply_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/state"
)

// What is recorded of a number that failed, or is still open, is the platform's word and reason, and a query that gives none takes
// nothing away.
func TestWhatIsLearntKeepsItsReason(t *testing.T) {
	t.Parallel()
	unknown := func(code, text, platform string) state.Packet {
		return state.Packet{Status: state.Unknown, Code: code, Text: text, PlatformStatus: platform, Personal: true}
	}
	for _, tt := range []struct {
		name       string
		recorded   state.Packet
		finding    apply.Finding
		code, text string
	}{
		{"failed with a reason", unknown("timeout", "no answer", ""), apply.Finding{Platform: apply.FailedThere, Word: "FAILED", Text: "账户异常"}, "FAILED", "账户异常"},
		{"failed without one", unknown("timeout", "no answer", ""), apply.Finding{Platform: apply.FailedThere, Word: "FAILED"}, "FAILED", ""},
		{
			"the request was told why", unknown("SEND_FAILED", "红包发放失败", ""),
			apply.Finding{Platform: apply.FailedThere, Word: "FAILED"},
			"FAILED", "SEND_FAILED 红包发放失败",
		},
		{
			"an earlier query was told why", unknown("SENDING", "风控拦截", "SENDING"),
			apply.Finding{Platform: apply.FailedThere, Word: "FAILED"},
			"FAILED", "风控拦截",
		},
		{
			"failed again, without a reason",
			state.Packet{Status: state.Failed, Code: "FAILED", Text: "账户异常", PlatformStatus: "FAILED"},
			apply.Finding{Platform: apply.FailedThere, Word: "FAILED"},
			"FAILED", "账户异常",
		},
		{
			"a word of ours is no reason", unknown(state.CodeUnheard, "the number before it failed", ""),
			apply.Finding{Platform: apply.FailedThere, Word: "FAILED"},
			"FAILED", "",
		},
		{"sent, then taken back", state.Packet{Status: state.Sent, Personal: true}, apply.Finding{Platform: apply.FailedThere, Word: "FAILED", Text: "x"}, "FAILED", "x"},
		{"open, and told why before", unknown("SYSTEMERROR", "系统繁忙", ""), apply.Finding{Platform: apply.Sending, Word: "SENDING"}, "SYSTEMERROR", "系统繁忙"},
		{"open, and told why now", unknown("SYSTEMERROR", "系统繁忙", ""), apply.Finding{Platform: apply.Sending, Word: "SENDING", Text: "处理中"}, "", "处理中"},
		{"open, and not disputed any more", unknown(state.CodeStranger, "another receiver", "SENT"), apply.Finding{Platform: apply.Sending, Word: "SENDING"}, "", ""},
	} {
		got, ok := tt.finding.Learned(&tt.recorded, time.Unix(1, 0))
		if !ok || got.Code != tt.code || got.Text != tt.text || got.PlatformStatus != tt.finding.Word {
			t.Errorf("%s: %q %q, %+v", tt.name, got.Code, got.Text, got)
		}
	}
}

// A run records it, and so does whoever asks later.
func TestARunKeepsTheReasonOfAFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		s.world.behave, s.world.reason = script(openID(0), burnt, pays), "该用户账户异常"
		result := s.mustRun()
		if p := s.first(); p.Status != state.Failed || p.Code != "FAILED" || p.Text != "该用户账户异常" || p.PlatformStatus != "FAILED" {
			t.Errorf("%+v", p)
		}
		if len(result.Reasons) != 1 || result.Reasons[0].Text.English != "该用户账户异常" {
			t.Errorf("%+v", result.Reasons)
		}
	})
}
