// Package diag makes diagnostics that can be said in every language. Their Summary and Detail are English, which programs read and by which they tell the
// rules apart; the other languages travel in Extra. What the libraries of HCL and of its values say is known here: every summary, every detail, and
// the reasons that stand in details.
package diag

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/lang"
)

// New is a diagnostic without a place.
func New(severity hcl.DiagnosticSeverity, summary, detail lang.Text) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: severity, Summary: summary.English, Detail: detail.English, Extra: Said{Summary: summary, Detail: detail}}
}

// Said is the Extra of a diagnostic: what it says in every language, and what else it carries.
type Said struct {
	Summary, Detail lang.Text
	Extra           any
}

// UnwrapDiagnosticExtra is for hcl.DiagnosticExtra.
func (s Said) UnwrapDiagnosticExtra() any { return s.Extra }

// Summary is what a diagnostic says in short.
func Summary(d *hcl.Diagnostic, l lang.Language) string {
	if said, ok := hcl.DiagnosticExtra[Said](d); ok && said.Summary.English == d.Summary {
		return said.Summary.In(l)
	}
	if l == lang.Chinese {
		if known := summaries().chinese(d.Summary); known != "" {
			return known
		}
	}
	return d.Summary
}

// Detail is what a diagnostic says at length. A detail that was changed since the diagnostic was made is what it was changed to.
func Detail(d *hcl.Diagnostic, l lang.Language) string {
	if said, ok := hcl.DiagnosticExtra[Said](d); ok && said.Detail.English == d.Detail {
		return said.Detail.In(l)
	}
	if l == lang.Chinese {
		if known := details().chinese(d.Detail); known != "" {
			return known
		}
	}
	return d.Detail
}

// Reason is why a value cannot be what is wanted, as the library of values says it.
func Reason(err error) lang.Text {
	return lang.Both(err.Error(), reasonTable().orSame(err.Error()))
}
