package events

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/place"
)

// The fields of a diagnostic are Terraform's, so that what reads those can read these.
type diagnosticEvent struct {
	envelope
	Diagnostic diagnostic `json:"diagnostic"`
	ending
}

type diagnostic struct {
	Severity string     `json:"severity"`
	Summary  string     `json:"summary"`
	Detail   string     `json:"detail"`
	Range    *fileRange `json:"range,omitempty"`
	Snippet  *codeLine  `json:"snippet,omitempty"`
}

type fileRange struct {
	Filename string  `json:"filename"`
	Start    filePos `json:"start"`
	End      filePos `json:"end"`
	Cell     string  `json:"cell,omitempty"` // of a workbook, as in 员工!C17
}

// rangeOf counts rows and columns of a workbook as lines and columns. Bytes it has none.
func rangeOf(r hcl.Range) *fileRange {
	of := &fileRange{place.File(r), filePos(r.Start), filePos(r.End), place.Reference(r)}
	of.Start.Byte, of.End.Byte = max(0, of.Start.Byte), max(0, of.End.Byte)
	return of
}

type filePos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// codeLine is the source line. The offsets count bytes of code, in which openids and keys are masked.
type codeLine struct {
	Context   *string  `json:"context"`
	Code      string   `json:"code"`
	StartLine int      `json:"start_line"`
	From      int      `json:"highlight_start_offset"`
	To        int      `json:"highlight_end_offset"`
	Values    []string `json:"values"`
}

// Error writes what made a command fail as a diagnostic without a place in the files.
func (j *stream) Error(failure error) error {
	text := j.Masked(failure.Error())
	return j.closing(&diagnosticEvent{
		envelope:   envelopeOf(levelError, "diagnostic", text),
		Diagnostic: diagnostic{Severity: "error", Summary: text},
	})
}

// Diagnostics writes one event for each diagnostic, warnings first. A warning is never the end of a command.
func (j *stream) Diagnostics(diags hcl.Diagnostics, src page.Source) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, severity := range []hcl.DiagnosticSeverity{hcl.DiagWarning, hcl.DiagError} {
		for _, d := range diags {
			switch {
			case d.Severity != severity:
			case severity == hcl.DiagError:
				j.hold(j.diagnostic(d, src))
			default:
				j.emit(j.diagnostic(d, src))
			}
		}
	}
	return j.err
}

func (j *stream) diagnostic(d *hcl.Diagnostic, src page.Source) *diagnosticEvent {
	severity, level := "error", levelError
	if d.Severity == hcl.DiagWarning {
		severity, level = "warning", levelWarn
	}
	summary := j.Masked(d.Summary)
	e := &diagnosticEvent{
		envelope:   envelopeOf(level, "diagnostic", summary),
		Diagnostic: diagnostic{Severity: severity, Summary: summary, Detail: j.Masked(d.Detail)},
	}
	if d.Subject != nil {
		e.Diagnostic.Range = rangeOf(*d.Subject)
		e.Diagnostic.Snippet = j.codeLine(*d.Subject, src)
	}
	return e
}

func (j *stream) codeLine(r hcl.Range, src page.Source) *codeLine {
	line, ok := j.SourceLine(r, src)
	if !ok {
		return nil
	}
	from, to := page.Marked(line, r)
	v := j.Shown(line)
	return &codeLine{Code: v.Text, StartLine: r.Start.Line, From: v.Starts[from], To: v.Ends[to], Values: []string{}}
}
