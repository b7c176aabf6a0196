package events

import (
	"io"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
)

// ValidationVersion is the version of what Validation writes; it is Terraform's.
const ValidationVersion = "1.0"

type validation struct {
	FormatVersion string       `json:"format_version"`
	Valid         bool         `json:"valid"`
	ErrorCount    int          `json:"error_count"`
	WarningCount  int          `json:"warning_count"`
	Diagnostics   []diagnostic `json:"diagnostics"`
}

// Validation writes what is right or wrong with the files as one JSON object, in the format of `terraform validate -json`,
// so that editors and checks that read the one can read the other. Openids are masked as everywhere. src may be nil.
func Validation(w io.Writer, diags hcl.Diagnostics, src page.Source, s page.Style) error {
	events := stream{Style: s}
	v := validation{FormatVersion: ValidationVersion, Valid: !diags.HasErrors(), Diagnostics: []diagnostic{}}
	for _, d := range diags {
		if d.Severity == hcl.DiagWarning {
			v.WarningCount++
		} else {
			v.ErrorCount++
		}
		v.Diagnostics = append(v.Diagnostics, events.diagnostic(d, src).Diagnostic)
	}
	return plain.JSON(w, v, "  ")
}
