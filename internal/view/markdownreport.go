package view

import (
	"github.com/cashredpack/redpack/internal/report"
	"io"
)

// MarkdownReportBegin x
const MarkdownReportBegin = "<!-- redpack report -->"

// Report x
func (m Markdown) Report(w io.Writer, r *report.Report) error { return nil }
