package report_test

import (
	"testing"

	"github.com/cashredpack/redpack/internal/report"
)

// What the state keeps of a run's end is English; people read it in their language.
func TestOutcomeOfARun(t *testing.T) {
	for kept, want := range map[string]string{
		"exit code 0; plan 4f1c-9b02": "退出码 0；计划 4f1c-9b02",
		"exit code 7; plan 4f1c-9b02; canary; left 704 packets, 728248 fen; stop interrupted": "退出码 7；计划 4f1c-9b02；先行试发；剩余 704 个红包，¥7,282.48；停止：按要求停止",
		"exit code 6; of lantern; stop some_new_word":                                         "退出码 6；活动 lantern；停止：some new word",
		"it was cut off": "it was cut off",
	} {
		run := report.Run{Result: kept}
		if got := run.Outcome(); got.English != kept || got.Chinese != want {
			t.Errorf("%q is told as %q and %q, want %q", kept, got.English, got.Chinese, want)
		}
	}
}
