package events_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/page"
)

// oneLine is a source whose every line is the same.
type oneLine string

func (l oneLine) Line(hcl.Range) (string, bool) { return string(l), true }

// What editors read of terraform validate -json they must find here under the same names, with nothing beside it.
func TestValidationIsTerraforms(t *testing.T) {
	const code = `  wishing = "恭喜发财", openid = "oVALIDATE0000000000000000001"`
	at := hcl.Range{Filename: "a.hcl", Start: hcl.Pos{Line: 3, Column: 13, Byte: 40}, End: hcl.Pos{Line: 3, Column: 19, Byte: 54}}
	diags := hcl.Diagnostics{
		{Severity: hcl.DiagWarning, Summary: "Long text", Detail: "It is long.", Subject: &at},
		{Severity: hcl.DiagError, Summary: "No campaign"},
	}
	want := map[string]any{
		"format_version": "1.0", "valid": false, "error_count": 1.0, "warning_count": 1.0,
		"diagnostics": []any{
			map[string]any{
				"severity": "warning", "summary": "Long text", "detail": "It is long.",
				"range": map[string]any{
					"filename": "a.hcl",
					"start":    map[string]any{"line": 3.0, "column": 13.0, "byte": 40.0},
					"end":      map[string]any{"line": 3.0, "column": 19.0, "byte": 54.0},
				},
				"snippet": map[string]any{
					"context": nil, "code": `  wishing = "恭喜发财", openid = "oVAL..0001"`, "start_line": 3.0,
					"highlight_start_offset": 12.0, "highlight_end_offset": 26.0, "values": []any{},
				},
			},
			map[string]any{"severity": "error", "summary": "No campaign", "detail": ""},
		},
	}
	if diff := cmp.Diff(want, validation(t, diags, oneLine(code))); diff != "" {
		t.Error(diff)
	}
}

// A reader that loops over the diagnostics finds a list also where there are none.
func TestValidationOfNothingWrong(t *testing.T) {
	want := map[string]any{
		"format_version": "1.0", "valid": true, "error_count": 0.0, "warning_count": 0.0, "diagnostics": []any{},
	}
	if diff := cmp.Diff(want, validation(t, nil, nil)); diff != "" {
		t.Error(diff)
	}
}

// Warnings alone do not make a campaign invalid.
func TestValidationWithWarnings(t *testing.T) {
	got := validation(t, hcl.Diagnostics{{Severity: hcl.DiagWarning, Summary: "Long text"}}, nil)
	if got["valid"] != true || got["warning_count"] != 1.0 {
		t.Errorf("%v", got)
	}
}

func validation(t *testing.T, diags hcl.Diagnostics, src page.Source) map[string]any {
	t.Helper()
	var out strings.Builder
	if err := events.Validation(&out, diags, src, page.Style{}); err != nil {
		t.Fatal(err)
	}
	var read map[string]any
	if err := json.Unmarshal([]byte(out.String()), &read); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	return read
}
