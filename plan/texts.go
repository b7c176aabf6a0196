package plan

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
)

// paragraphs are texts with an empty line between them.
func paragraphs(texts ...lang.Text) lang.Text { return lang.Join(texts, lang.Same("\n\n")) }

// mistake is an error that points at a place; nil: at none.
func mistake(summary, detail lang.Text, at *hcl.Range) *hcl.Diagnostic {
	d := diag.New(hcl.DiagError, summary, detail)
	d.Subject = at
	return d
}

// caution is a warning that points at a place.
func caution(summary, detail lang.Text, at *hcl.Range) *hcl.Diagnostic {
	d := diag.New(hcl.DiagWarning, summary, detail)
	d.Subject = at
	return d
}
