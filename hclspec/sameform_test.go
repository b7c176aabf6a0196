package hclspec_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/hclspec"
)

func TestSameButForm(t *testing.T) {
	one := func(text string) *hclspec.Project {
		p, _ := folder{"a.hcl": text, "p.csv": text}.load(t, hclspec.Options{})
		return p
	}
	base := "locals {\n  x = \"a b\"\n  y = 1\n}\n"
	for _, c := range []struct {
		name, text string
		same       bool
	}{
		{"the same", base, true},
		{"spaces and comments", "# why\nlocals {\n  x    = \"a b\" // because\n\n  y = 1\n}", true},
		{"line ends", "locals {\r\n  x = \"a b\"\r\n  y = 1\r\n}\r\n", true},
		{"a space in a text", "locals {\n  x = \"a  b\"\n  y = 1\n}\n", false},
		{"a number", "locals {\n  x = \"a b\"\n  y = 2\n}\n", false},
	} {
		if got := hclspec.SameButForm(one(base), "a.hcl", one(c.text), "a.hcl"); got != c.same {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if hclspec.SameButForm(one(base), "p.csv", one(base), "p.csv") {
		t.Error("a file that was not read as HCL is the same but for its form")
	}
}

func TestAssertsAsTheyAreCompared(t *testing.T) {
	p, diags := folder{"a.hcl": campaign(`
  recipients = {
    wang = { openid = "oUpF8uMuAJO_M2pxb1Q9zNjWe01o", amount = 8.88 }
  }
  assert {
    condition     = self.count   < 10 # few
    error_message = "too many"
  }
  assert {
    condition     = (self.total <
      100.00)
    error_message = "too much"
  }
`)}.load(t, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if diff := cmp.Diff([]string{"self.count < 10", "(self.total < 100.00)"}, p.Campaigns[0].Asserts()); diff != "" {
		t.Error(diff)
	}
}
