package hclspec_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/cashredpack/redpack/hclspec"
)

// A file is found in whatever normal form its name and its folders' names lie on the disk, the very name before any other.
func TestFilesAreFoundInAnySpelling(t *testing.T) {
	const name = "été/liste é.csv"
	row := header + "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,王伟,8.88\n"
	for form, on := range map[string]string{"NFC": norm.NFC.String(name), "NFD": norm.NFD.String(name), "mixed": "été/" + norm.NFD.String("liste é.csv")} {
		f := folder{"a.hcl": campaign(strings.Replace(rowsFrom, "people.csv", norm.NFD.String(name), 1)), on: row}
		if people, diags := f.stream(t); len(people) != 1 || len(diags) > 0 {
			t.Errorf("a list in %s: %v, %v", form, people, diags)
		}
		f = folder{"a.hcl": wish(`file("` + name + `")`), on: "新年快乐"}
		if got := f.mustLoad(t, hclspec.Options{}).Campaigns[0].Wishing; got != "新年快乐" {
			t.Errorf("a text in %s: %q", form, got)
		}
		f = folder{"a.hcl": "variable \"w\" {}\n" + wish("var.w"), on: "w = \"新年快乐\"\n"}
		if got := f.mustLoad(t, hclspec.Options{VarFiles: []string{name}}).Campaigns[0].Wishing; got != "新年快乐" {
			t.Errorf("a file of variables in %s: %q", form, got)
		}
	}
	both := folder{"a.hcl": wish(`file("é.txt")`), norm.NFC.String("é.txt"): "the very one", norm.NFD.String("é.txt"): "another"}
	if got := both.mustLoad(t, hclspec.Options{}).Campaigns[0].Wishing; got != "the very one" {
		t.Errorf("with both on the disk: %q", got)
	}
	none := folder{"a.hcl": wish(`file("é.txt")`)}
	if _, diags := none.load(t, hclspec.Options{}); len(diags) != 1 || !strings.Contains(diags[0].Detail, "é.txt") {
		t.Errorf("with none: %v", diags)
	}
}
