package markdown_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/manual"
	"github.com/cashredpack/redpack/internal/manual/markdown"
)

// Tables become lists with the titles of their columns, links their texts, and headings of the second level the parts of the page.
func TestMarkdown(t *testing.T) {
	parts := markdown.Parts([]byte("# Title\n\nFirst [link](x.md) of `-a`\nand *so* on.\n\n## Second \"part\"\n\n| name | type | meaning |\n|---|---|---|\n| `a` | text | what |\n| `b` | – | that |\n\n"+
		"1. one\n2. two\n\n```hcl\n.x = \"\\n\"\n```\n\n### Third\n\n中文一行\n又一行。\n"), "DESCRIPTION")
	want := []manual.Part{
		{Title: "DESCRIPTION", Roff: ".PP\nFirst link of \\fB\\-a\\fR and \\fIso\\fR on.\n"},
		{Title: `SECOND "PART"`, Roff: ".TP\n\\fBa\\fR\ntype: text\n.br\nmeaning: what\n.TP\n\\fBb\\fR\nmeaning: that\n.PP\n" +
			".IP 1. 4\none\n.IP 2. 4\ntwo\n.PP\n.in +4n\n.nf\n\\&.x = \"\\en\"\n.fi\n.in\n.SS \"Third\"\n.PP\n中\\:文\\:一\\:行又\\:一\\:行。\n"},
	}
	if diff := cmp.Diff(want, parts); diff != "" {
		t.Error(diff)
	}
}
