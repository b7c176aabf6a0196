package view

import (
	"io"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// annotationsMax is how many annotations of one kind GitHub shows of a step.
const annotationsMax = 10

// The kinds of an annotation.
const (
	noteError   = "error"
	noteWarning = "warning"
	noteNotice  = "notice"
)

// Annotations writes workflow commands of GitHub Actions, which the job shows on its page and beside the lines of a pull
// request: mistakes in the files, why packets were not paid, and how a run ended. It keeps to the ten of a kind that
// GitHub shows, and says how many are left out. The log has everything anyway.
type Annotations struct {
	page.Style
	// Place turns the name of a campaign's file into one relative to the repository; nil keeps the name.
	Place func(file string) string

	w    io.Writer
	err  error
	told map[string]int // by kind
	more map[string]int // left out, by kind
}

// NewAnnotations writes to w, the job's log itself.
func NewAnnotations(w io.Writer, s page.Style) *Annotations {
	return &Annotations{Style: s, w: w, told: map[string]int{}, more: map[string]int{}}
}

// Diagnostics annotates what is wrong with the files, at its line.
func (a *Annotations) Diagnostics(diags hcl.Diagnostics) error {
	for _, d := range diags {
		kind := noteError
		if d.Severity == hcl.DiagWarning {
			kind = noteWarning
		}
		a.note(kind, a.spoken(diag.Summary(d, a.Lang)), a.spoken(diag.Detail(d, a.Lang)), d.Subject)
	}
	a.leftOut()
	return a.err
}

// spoken is a text that may have several lines without anything that must not be printed.
func (a *Annotations) spoken(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = a.Told(line)
	}
	return strings.Join(lines, "\n")
}

// Error annotates what made a command fail.
func (a *Annotations) Error(failure error) error {
	a.note(noteError, "redpack", a.spoken(plain.Error(lang.Error(failure, a.Lang)).String()), nil)
	return a.err
}

// Ending annotates how a run ended: each reason for which packets were not paid, and the whole.
func (a *Annotations) Ending(e Ending) error {
	for _, r := range e.Result.Reasons {
		kind := noteError
		if r.Status == state.Held {
			kind = noteWarning
		}
		title := numberOf(r.Packets, statusCode(r.Status, r.Code))
		where := lang.Same(strings.Join(a.Addresses(r.Addresses), ", "))
		if rest := r.Packets - len(r.Addresses); rest > 0 {
			where = where.Then(lang.Format(" and %s more", "，另有 %s 个", money.Count(rest)))
		}
		a.note(kind, a.spoken(a.Say(title)), a.spoken(a.filled(where, r.Text, r.Advice)), nil)
	}
	a.leftOut()
	kind, text := noteNotice, a.filled(outcome(a.Style, e), campaignTotal(a.Style, e.account()), threeParts(a.Style, e.account()))
	title := lang.Both("Apply complete", "发放已完成")
	if !Complete(e.Result) {
		kind, title = noteError, lang.Both("Apply incomplete", "发放未完成")
		text = a.filled(text, e.Result.Why, e.Result.Advice, lang.Format("Go on: %s", "继续：%s", e.Command))
	}
	a.write(kind, a.spoken(a.Say(lang.Format("%s: %s", "%s：%s", title, e.Plan.Campaign.Name))), a.spoken(text), nil)
	return a.err
}

// filled joins the texts that say something.
func (a *Annotations) filled(texts ...any) string {
	var said []string
	for _, text := range texts {
		if text := a.Say(text); text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, "\n")
}

// note writes an annotation while there is room. The last place of each kind is kept for what was left out, or for the end
// of a run.
func (a *Annotations) note(kind, title, text string, at *hcl.Range) {
	if a.told[kind] >= annotationsMax-1 {
		a.more[kind]++
		return
	}
	a.write(kind, title, text, at)
}

// leftOut says how many annotations had no room, once for each kind.
func (a *Annotations) leftOut() {
	for _, kind := range []string{noteError, noteWarning} {
		noun := words.Error
		if kind == noteWarning {
			noun = words.Warning
		}
		if n := a.more[kind]; n > 0 && a.told[kind] < annotationsMax {
			a.write(kind, "redpack", a.Say(lang.Format("%s more: see the log of this step", "另有 %s：见本步骤的日志", words.Counted(n, noun))), nil)
			a.more[kind] = 0
		}
	}
}

func (a *Annotations) write(kind, title, text string, at *hcl.Range) {
	if a.err != nil {
		return
	}
	a.told[kind]++
	var properties []plain.Property
	if at != nil {
		file := place.File(*at)
		if a.Place != nil {
			file = a.Place(file)
		}
		properties = []plain.Property{
			{Name: "file", Value: file},
			{Name: "line", Value: strconv.Itoa(at.Start.Line)},
			{Name: "endLine", Value: strconv.Itoa(at.End.Line)},
			{Name: "col", Value: strconv.Itoa(at.Start.Column)},
			{Name: "endColumn", Value: strconv.Itoa(at.End.Column)},
		}
	}
	properties = append(properties, plain.Property{Name: "title", Value: title})
	if text == "" {
		text = title
	}
	_, a.err = plain.NewCommand(kind, properties, text).WriteTo(a.w)
}
