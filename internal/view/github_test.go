package view_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
)

func TestAnnotationsEscape(t *testing.T) {
	var out bytes.Buffer
	a := view.NewAnnotations(&out, page.Style{})
	a.Place = func(file string) string { return "lists/" + file }
	err := a.Diagnostics(hcl.Diagnostics{{
		Severity: hcl.DiagError, Summary: "100 %: a, b", Detail: "first\r\n::set-env name=X::1\noX1234567890abcdefghijklmnoP",
		Subject: &hcl.Range{Filename: "a,b:c.csv", Start: hcl.Pos{Line: 3, Column: 5}, End: hcl.Pos{Line: 3, Column: 9}},
	}, {Severity: hcl.DiagWarning, Summary: "Only a summary"}})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	const place = "::error file=lists/a%2Cb%3Ac.csv,line=3,endLine=3,col=5,endColumn=9,title=100 %25%3A a%2C b::first"
	if len(lines) != 2 || !strings.HasPrefix(lines[0], place) || !strings.Contains(lines[0], "%0A: :set-env name=X::1%0A") {
		t.Errorf("got:\n%s", out.String())
	}
	if strings.Contains(out.String(), "1234567890") {
		t.Errorf("an openid is not masked:\n%s", out.String())
	}
	if lines[1] != "::warning title=Only a summary::Only a summary" {
		t.Errorf("got:\n%s", lines[1])
	}
}

// GitHub shows ten of a kind and drops the rest silently.
func TestAnnotationsKeepToTen(t *testing.T) {
	var out bytes.Buffer
	var diags hcl.Diagnostics
	for i := range 30 {
		diags = append(diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: fmt.Sprintf("E%d", i)})
	}
	diags = append(diags, &hcl.Diagnostic{Severity: hcl.DiagWarning, Summary: "W"})
	if err := view.NewAnnotations(&out, page.Style{}).Diagnostics(diags); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "::error "); n != 10 {
		t.Errorf("%d errors:\n%s", n, out.String())
	}
	if !strings.Contains(out.String(), "::error title=redpack::21 errors more: see the log of this step\n") {
		t.Errorf("the rest is not told:\n%s", out.String())
	}
	if n := strings.Count(out.String(), "::warning "); n != 1 {
		t.Errorf("%d warnings:\n%s", n, out.String())
	}
}

func TestAnnotationsOfAnEnding(t *testing.T) {
	var out bytes.Buffer
	p := viewtest.Planned(t, viewtest.Spring(), viewtest.Interrupted(), "09:02:00")
	a := view.NewAnnotations(&out, page.Style{})
	if err := a.Ending(view.Ending{Result: viewtest.Ended(apply.Interrupted), Plan: p, Command: "redpack apply spring"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"::error title=", "::error title=Apply incomplete%3A spring-2027::", "%0AGo on: redpack apply spring\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("want %q in:\n%s", want, out.String())
		}
	}
	viewtest.Clean(t, out.String(), page.Style{})
	out.Reset()
	if err := a.Ending(view.Ending{Plan: p}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "::notice title=Apply complete%3A spring-2027::0 sent.") || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("got:\n%s", out.String())
	}
}

func TestAnnotationsReturnTheWritersError(t *testing.T) {
	a, p := view.NewAnnotations(viewtest.Broken{}, page.Style{}), viewtest.Planned(t, viewtest.Spring(), nil, "09:02:00")
	for name, err := range map[string]error{
		"Error": a.Error(errors.New("x")), "Diagnostics": a.Diagnostics(viewtest.Diagnostics()), "Ending": a.Ending(view.Ending{Plan: p}),
	} {
		if !errors.Is(err, viewtest.ErrBroken) {
			t.Errorf("%s: err = %v", name, err)
		}
	}
}
