package view_test

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
)

func TestReport(t *testing.T) {
	made := viewtest.Report(t, viewtest.Reported(t, page.Style{}))
	made.Asked = viewtest.At("12:00:00")
	golden(t, "report", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		if err := view.Report(w, made, viewtest.At("12:00:00").Add(50*time.Hour), s); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(w.String(), "\n") {
			// Commands and sums stay in one line, because broken ones cannot be pasted.
			if !strings.Contains(line, "redpack ") && len(line) < 64 && page.Width(line) > s.Width+strings.Count(line, "\x1b")*10 {
				t.Errorf("a line of %d columns on a terminal of %d: %q", page.Width(line), s.Width, line)
			}
		}
	})
}

// A report with whole openids says so.
func TestReportStamp(t *testing.T) {
	var out bytes.Buffer
	made := viewtest.Report(t, viewtest.Reported(t, page.Style{ShowOpenID: true}))
	if err := view.Report(&out, made, time.Time{}, page.Style{}); err != nil || !strings.Contains(out.String(), "含个人信息") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestMarkdownReport(t *testing.T) {
	made := viewtest.Report(t, viewtest.Reported(t, page.Style{ShowOpenID: true, ShowLabels: true}))
	var out bytes.Buffer
	if err := (view.Markdown{}).Report(&out, made); err != nil {
		t.Fatal(err)
	}
	viewtest.Golden(t, filepath.Join("testdata", "report.md"), out.Bytes())
	inChinese(t, "report", view.Markdown{}, out.String(), func(w io.Writer, m view.Markdown) error { return m.Report(w, made) })
	viewtest.Clean(t, out.String(), page.Style{})
	if !strings.HasPrefix(out.String(), view.MarkdownBegin) {
		t.Error("nothing tells that it is redpack's")
	}
}

// What people wrote begins no construct of Markdown, and a document stays as short as it has to be.
func TestMarkdownReportOfHostileTexts(t *testing.T) {
	made := viewtest.Report(t, viewtest.Reported(t, page.Style{}))
	const attack = "@everyone ![x](http://e.vil/) <img src=x> | `"
	made.ActName, made.Causes[0].Reason, made.Runs = attack, attack, []report.Run{{Owner: attack}}
	var out bytes.Buffer
	if err := (view.Markdown{MaxChars: 6000}).Report(&out, made); err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{"@everyone", "![", "<img", "http://"} {
		if strings.Contains(out.String(), never) {
			t.Errorf("the document holds %q", never)
		}
	}
	if n := len([]rune(out.String())); n > 6000 {
		t.Errorf("%d characters", n)
	}
}
