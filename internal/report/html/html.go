// Package html writes a report as one page: it has no script, asks no other host for anything, prints on A4, and is dark where its
// reader's system is. The charts are drawn by hand as SVG.
package html

import (
	"bytes"
	_ "embed" // the page and its style
	"html/template"
	"io"
	"sync"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/words"
)

// Begin is how every page begins.
const Begin = "<!doctype html>\n<!-- redpack report -->"

// ItemsMax is how many packets a page lists; a browser is no place for more.
const ItemsMax = 5000

//go:embed page.html
var pageText string

//go:embed style.css
var styleText string

// page is read when a report is written, because every other command would wait for it.
var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{
		"count": money.Count, "clock": report.Clock, "share": report.Percent, "counted": words.Counted,
		"yes": func(text string) bool { return text != "" },
	}).Parse(pageText))
})

// view is a report as the page shows it.
type view struct {
	*report.Report
	Begin, Style                  template.HTML
	Tiles                         []tile
	Lines                         []report.Line
	Bar                           template.HTML
	Timeline                      template.HTML
	Opened                        template.HTML
	Histogram                     template.HTML
	Legend                        []tile
	Knowledge                     string
	Balance                       string
	DayNotes                      []string
	Items                         []report.Item
	ItemsMax                      int
	MoreExceptions, AllExceptions int
	AsOfText                      string
}

// tile is one number in large letters.
type tile struct {
	Name, Class  string
	Amount, Note string
}

// Write writes a report. Its items are listed where they are few.
func Write(w io.Writer, r *report.Report, s report.Source) error {
	v := &view{
		Report: r, Begin: Begin, Style: template.HTML("<style>\n" + styleText + "</style>"), Tiles: tiles(r), Lines: report.ControlLines(&r.Control), //nolint:gosec // it is a file of this package
		Bar: bar(r), Timeline: timeline(r), Opened: opened(r), Histogram: histogram(r), Legend: legend(r),
		Knowledge: report.Knowledge(r), Balance: report.Balance(&r.Control), DayNotes: report.DayNotes(r), ItemsMax: ItemsMax,
		AsOfText: beijing.Format(r.AsOf),
	}
	v.AllExceptions = exceptionsOf(r)
	v.MoreExceptions = v.AllExceptions - len(r.Exceptions)
	if r.Rows <= ItemsMax {
		if err := s.Items(func(one *report.Item) error { v.Items = append(v.Items, *one); return nil }); err != nil {
			return err
		}
	}
	var out bytes.Buffer
	if err := page().Execute(&out, v); err != nil {
		return err
	}
	return plain.Pass(w, out.Bytes())
}

// classes are the colours of the standings.
var classes = map[report.Standing]string{
	report.Received: "received", report.Waiting: "waiting", report.Refunded: "refunded", report.InDoubt: "doubt", report.NotPaid: "open",
}

// tiles are the numbers that everybody looks for first.
func tiles(r *report.Report) []tile {
	sent := r.Sent()
	all := []tile{
		{"Planned", "planned", r.Planned.Amount.String(), words.Counted(r.Planned.Packets, words.Packet).English},
		{"Sent", "sent", sent.Amount.String(), words.Counted(sent.Packets, words.Packet).English},
	}
	for _, standing := range report.Standings() {
		t := r.Of(standing)
		one := tile{words.Capital(standing.String()), classes[standing], t.Amount.String(), words.Counted(t.Packets, words.Packet).English}
		if standing == report.Received && sent.Packets > 0 {
			one.Note += ", " + report.Percent(r.Share()) + " of the money sent"
		}
		all = append(all, one)
	}
	exceptions := exceptionsOf(r)
	return append(all, tile{"Exceptions", "exceptions", money.Count(exceptions), words.Counted(len(r.Causes), words.Cause).English})
}

// exceptionsOf is how many packets somebody should look at.
func exceptionsOf(r *report.Report) (n int) {
	for _, c := range r.Causes {
		n += c.Packets
	}
	return n
}

// legend explains the colours of the bar.
func legend(r *report.Report) (all []tile) {
	for _, standing := range report.Standings() {
		if t := r.Of(standing); t.Packets > 0 {
			all = append(all, tile{Name: standing.String(), Class: classes[standing], Amount: t.Amount.String()})
		}
	}
	return all
}
