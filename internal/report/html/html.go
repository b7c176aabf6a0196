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
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/words"
)

// Begin is how every page begins.
const Begin = "<!doctype html>\n<!-- redpack report -->" // for programs

// ItemsMax is how many packets a page lists; a browser is no place for more.
const ItemsMax = 5000

//go:embed page.html
var pageText string

//go:embed style.css
var styleText string

// page is read when a report is written, because every other command would wait for it.
var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{
		"count": money.Count, "clock": report.Clock, "share": report.Percent,
		"yes": func(text any) bool { return lang.Say(text, lang.English) != "" }, "status": report.StatusName, "why": report.WhyName,
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
	Knowledge                     lang.Text
	Balance                       lang.Text
	DayNotes                      []lang.Text
	Items                         []report.Item
	ItemsMax                      int
	MoreExceptions, AllExceptions int
	AsOfText                      string
	in                            lang.Language
}

// Say is a word of the page in its language.
func (v *view) Say(english, chinese string) string { return lang.Both(english, chinese).In(v.in) }

// Tell is anything in the language of the page.
func (v *view) Tell(what any) string { return lang.Say(what, v.in) }

// Exceptional counts the exceptions that are listed one by one.
func (v *view) Exceptional() string {
	return lang.Format("%s, one by one", "%s，逐个列出", words.Counted(v.AllExceptions, words.Exception)).In(v.in)
}

// Counted is a number of packets.
func (v *view) Counted(packets int) string { return words.Counted(packets, words.Packet).In(v.in) }

// tile is one number in large letters.
type tile struct {
	Name          lang.Text
	Class, Amount string
	Note          lang.Text
}

// Write writes a report. Its items are listed where they are few.
func Write(w io.Writer, r *report.Report, s report.Source) error {
	v := &view{
		Report: r, Begin: Begin, Style: template.HTML("<style>\n" + styleText + "</style>"), Tiles: tiles(r), Lines: report.ControlLines(&r.Control), //nolint:gosec // it is a file of this package
		in: s.Style.Lang, Legend: legend(r),
		Knowledge: report.Knowledge(r), Balance: report.Balance(&r.Control), DayNotes: report.DayNotes(r), ItemsMax: ItemsMax,
		AsOfText: beijing.Format(r.AsOf),
	}
	v.Bar, v.Timeline, v.Opened, v.Histogram = bar(r, v.in), timeline(r, v.in), opened(r, v.in), histogram(r, v.in)
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
		{lang.Both("Planned", "计划"), "planned", r.Planned.Amount.String(), words.Counted(r.Planned.Packets, words.Packet)},
		{lang.Both("Sent", "已发放"), "sent", sent.Amount.String(), words.Counted(sent.Packets, words.Packet)},
	}
	for _, standing := range report.Standings() {
		t := r.Of(standing)
		one := tile{capital(standing.Said()), classes[standing], t.Amount.String(), words.Counted(t.Packets, words.Packet)}
		if standing == report.Received && sent.Packets > 0 {
			one.Note = lang.Format("%s, %s of the money sent", "%s，占已发放金额的 %s", one.Note, report.Percent(r.Share()))
		}
		all = append(all, one)
	}
	exceptions := exceptionsOf(r)
	return append(all, tile{lang.Both("Exceptions", "异常"), "exceptions", money.Count(exceptions), words.Counted(len(r.Causes), words.Cause)})
}

// capital is a word as a title.
func capital(word lang.Text) lang.Text {
	return lang.Text{English: words.Capital(word.English), Chinese: word.Chinese}
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
			all = append(all, tile{Name: standing.Said(), Class: classes[standing], Amount: t.Amount.String()})
		}
	}
	return all
}
