package view_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
)

var staffLines = viewtest.Lines{
	"id,openid,amount",
	"u0417," + viewtest.PlantedOpenID + ",8.88",
	"欧阳," + strings.Repeat("很长的祝福，", 30) + ",0.5",
}

func TestDiagnostics(t *testing.T) {
	golden(t, "diagnostics", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		if err := view.Diagnostics(w, viewtest.Diagnostics(), viewtest.SpringLines, lang.Text{}, s); err != nil {
			t.Fatal(err)
		}
		if !s.Colour {
			fits(t, w.String(), s.Width)
		}
	})
}

func TestDiagnosticsPointIntoCSVRows(t *testing.T) {
	golden(t, "diagnostics-csv", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		diags := hcl.Diagnostics{
			{
				Severity: hcl.DiagError, Summary: "Duplicate openid",
				Detail:  "The same openid stands on line 96. One person would receive two packets. Remove one row.",
				Subject: viewtest.Span("员工名单.csv", staffLines, 2, viewtest.PlantedOpenID),
			},
			{Severity: hcl.DiagError, Summary: "Amount out of bounds", Detail: "0.50 yuan.", Subject: viewtest.Span("员工名单.csv", staffLines, 3, "0.5")},
		}
		if err := view.Diagnostics(w, diags, staffLines, lang.Text{}, s); err != nil {
			t.Fatal(err)
		}
		if !s.Colour {
			fits(t, w.String(), s.Width)
		}
	})
}

// The real loader and the writer together: what HCL counts as columns is what the caret stands under.
func TestDiagnosticsOfARealProject(t *testing.T) {
	fsys := viewtest.Spring()
	fsys["broken.hcl"] = viewtest.Lantern()["campaign.hcl"]
	fsys["broken.hcl"].Data = []byte("merchant \"kasse\" {\n  sandbox = true\n  mch_id = \"张三李四\" # 不是数字\n}\n")
	project, diags := hclspec.Load(fsys, hclspec.Options{})
	if !diags.HasErrors() {
		t.Fatal("no error found")
	}
	var out bytes.Buffer
	if err := view.Diagnostics(&out, diags, project, lang.Text{}, page.Style{}); err != nil {
		t.Fatal(err)
	}
	want := "    3:   mch_id = \"张三李四\" # 不是数字\n" +
		"                  ^^^^^^^^^^\n"
	if !strings.Contains(out.String(), want) {
		t.Errorf("the caret is not under the value:\n%s", out.String())
	}
}

func TestDiagnosticsWithoutSource(t *testing.T) {
	var out bytes.Buffer
	d := viewtest.Diagnostics()[:1]
	if err := view.Diagnostics(&out, d, nil, lang.Text{}, page.Style{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "on spring-2027.hcl line 3\n") || !strings.HasSuffix(out.String(), "\n1 error, 0 warnings.\n") {
		t.Errorf("got:\n%s", out.String())
	}
}

func TestDiagnosticsCount(t *testing.T) {
	one, other := &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "A"}, &hcl.Diagnostic{Severity: hcl.DiagWarning, Summary: "B"}
	for want, diags := range map[string]hcl.Diagnostics{
		"1 error, 0 warnings.":  {one},
		"2 warnings.":           {other, other},
		"3 errors, 1 warning.":  {one, one, other, one},
		"1 error, 2 warnings.":  {other, one, other},
		"2 errors, 2 warnings.": {one, one, other, other},
	} {
		var out bytes.Buffer
		if err := view.Diagnostics(&out, diags, nil, lang.Text{}, page.Style{}); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(out.String(), "\n"+want+"\n") {
			t.Errorf("want %q at the end of:\n%s", want, out.String())
		}
	}
}

func TestDiagnosticsReturnTheWritersError(t *testing.T) {
	if err := view.Diagnostics(viewtest.Broken{}, viewtest.Diagnostics(), viewtest.SpringLines, lang.Text{}, page.Style{}); !errors.Is(err, viewtest.ErrBroken) {
		t.Errorf("err = %v", err)
	}
}

// The caret stands under the first column of the marked part, whatever stands before it, and is as wide as the part.
func FuzzCaret(f *testing.F) {
	f.Add("  wishing = \"恭喜\", amount = ", "0.30", " # x")
	f.Add("\t\t张三\t", "李四", "")
	f.Add("👨‍👩‍👧e\u0301", "x", "y")
	f.Add(" ", " ", " ")
	f.Fuzz(func(t *testing.T, before, part, after string) {
		line := before + part + after
		source := viewtest.Lines{line}
		if strings.ContainsAny(line, "\n\r") || len(line) > 300 || strings.ContainsAny(line, "\x1b^") {
			return
		}
		columns := func(text string) int { return len(view.Characters(text)) }
		if columns(before)+columns(part)+columns(after) != columns(line) {
			return // the pieces grow together
		}
		r := &hcl.Range{
			Filename: "a.hcl",
			Start:    hcl.Pos{Line: 1, Column: columns(before) + 1, Byte: len(before)},
			End:      hcl.Pos{Line: 1, Column: columns(before+part) + 1, Byte: len(before + part)},
		}
		var out bytes.Buffer
		d := hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "S", Subject: r}}
		if err := view.Diagnostics(&out, d, source, lang.Text{}, page.Style{Width: 10_000, ShowOpenID: true}); err != nil {
			t.Fatal(err)
		}
		printed := strings.Split(out.String(), "\n")
		shown, caret := printed[3]+strings.Repeat(" ", 4*len(line)), printed[4] // spaces at the end are not printed
		from := strings.IndexByte(caret, '^')
		if prefix := page.Head(shown, from); page.Width(prefix) != from {
			t.Errorf("the caret stands inside of a character:\n%s\n%s", shown, caret)
		}
		const lead = "    1: "
		if !strings.HasPrefix(shown, lead+line) {
			return // something had to be shown as something else
		}
		if want := page.Width(lead + before); from != want {
			t.Errorf("the caret stands in column %d, not %d:\n%s\n%s", from, want, shown, caret)
		}
		if got, want := strings.Count(caret, "^"), max(page.Width(part), 1); got != want {
			t.Errorf("%d carets, not %d:\n%s\n%s", got, want, shown, caret)
		}
	})
}
