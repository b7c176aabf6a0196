package hclspec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

// extra is a supplement block of "anna" or of whom else the lines name.
func extra(key string, lines ...string) string {
	given := strings.Join(lines, "\n")
	for _, line := range []string{`of = "anna"`, `amount = 1.88`, `reason = "the contract says 10.76"`} {
		if name, _, _ := strings.Cut(line, " "); !strings.Contains("\n"+given, "\n"+name) {
			given += "\n" + line
		}
	}
	return fmt.Sprintf("supplement %q {\n%s\n}\n", key, given)
}

const annasOpenID = "oUpF8uMuAJO_M2pxb1Q9zNjWe01o"

// What is wrong with a supplement is said at its block, once.
var supplementMistakes = []struct{ name, files, rows, summary, at, detail string }{
	{"no label", "supplement {\n}", "", "Wrong number of labels", "supplement", `supplement "name" { … }`},
	{"nothing said", "supplement \"a2\" {\nof = \"anna\"\namount = 1\n}", "", "Missing attribute", "", "needs reason"},
	{"empty reason", extra("a2", `reason = " "`), "", "Empty text", `" "`, "review"},
	{"long reason", extra("a2", `reason = "`+strings.Repeat("理", 86)+`"`), "", "Text too long", "", "256 bytes"},
	{"reason in lines", extra("a2", `reason = "a\nb"`), "", "Control character in a text", "", "one line"},
	{"reason with what nobody sees", extra("a2", "reason = \"a\u202eb\""), "", "Invisible character in a text", "", "U+202E"},
	{"openid", extra("a2", `openid = "`+annasOpenID+`"`), "", "Unknown attribute", "openid", "Whom it is for says of"},
	{"misspelt", extra("a2", `of = "ana"`), "", "Supplement of nobody", `"ana"`, `Did you mean "anna"?`},
	{"its openid", extra("a2", `of = "`+annasOpenID+`"`), "", "Supplement of nobody", "", "oUpF..e01o"},
	{"of itself", extra("a2", `of = "a2"`), "", "Supplement of a supplement", `"a2"`, ""},
	{"of another supplement", extra("a2") + extra("a3", `of = "a2"`), "", "Supplement of a supplement", `"a2"`, ""},
	{"key of a recipient", extra("anna"), "", "Duplicate key", "anna", "line 12 of a.hcl"},
	{"key of a supplement", extra("a2") + extra("a2"), "", "Duplicate key", "a2", "a.hcl"},
	{"key with a space", extra("a2 "), "", "Invalid key", "a2 ", ""},
	{"too little", extra("a2", "amount = 0.99"), "", "Amount below the minimum", "0.99", ""},
	{"long wishing", extra("a2", `wishing = "`+strings.Repeat("理", 43)+`"`), "", "Text too long", "", "128 bytes"},
	{"share", extra("a2", "amount = draw.d.amount"), "", "Draw in a supplement", "draw.d.amount", ""},
	{"of a faulty row", extra("a2", `of = "u1"`), "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe02o,王伟,viel\n", "Supplement of a faulty recipient", `"u1"`, "Repair that row"},
	{"of a key that stands twice", extra("a2", `of = "u1"`), "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe02o,王伟,1.00\nu1,oUpF8uMuAJO_M2pxb1Q9zNjWe03o,王伟,1.00\n", "Supplement of a faulty recipient", `"u1"`, "stands 2 times"},
	{"of one whom where leaves out", extra("a2", `of = "u1"`), "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe02o,out,1.00\n", "Supplement of nobody", `"u1"`, ""},
	{"as another one's second packet", extra("a2", `of = "u1"`), "u1," + annasOpenID + ",王伟,1.00\n", "Duplicate openid", "", ""},
}

// supplementFolder is a campaign with anna in the file, a list, and more.
func supplementFolder(inner, rows string) folder {
	from := strings.Replace(rowsFrom, "{", "{\nwhere = row.name != \"out\"", 1)
	return folder{
		"a.hcl":      campaign("recipients = {\n"+anna+"\n}\n"+from+"\n"+inner) + "draw \"d\" {\nseed = \"s\"\ntier \"t\" {\nshare = 1\namount = 1\n}\n}\n",
		"people.csv": header + rows,
	}
}

func TestSupplementMistakes(t *testing.T) {
	for _, tt := range supplementMistakes {
		files := supplementFolder(tt.files, tt.rows)
		_, diags := files.stream(t)
		found := false
		for _, d := range diags {
			found = found || d.Summary == tt.summary && (tt.at == "" || strings.HasPrefix(strings.Trim(files.pointed(d), `"`), strings.Trim(tt.at, `"`))) && strings.Contains(d.Detail, tt.detail)
		}
		if !found || len(diags) > 3 {
			t.Errorf("%s: %s", tt.name, summaries(diags))
			for _, d := range diags {
				t.Logf("%s: %s\nat %q", d.Summary, d.Detail, files.pointed(d))
			}
		}
	}
}

// A supplement is the second packet of the person whose row it names, wherever that stands, and comes behind everybody else.
func TestSupplements(t *testing.T) {
	files := supplementFolder(extra("a2", `wishing = "补发"`, `label = "安娜"`)+extra("a3", "amount = 10.76 - 8.88")+extra("u2", `of = "u1"`),
		"u1,oUpF8uMuAJO_M2pxb1Q9zNjWe02o,王伟,1.00\n")
	project, diags := files.load(t, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	c := project.Campaigns[0]
	const want = "anna oUpF8uMuAJO_M2pxb1Q9zNjWe01o 8.88 新年快乐 ; u1 oUpF8uMuAJO_M2pxb1Q9zNjWe02o 1.00 新年快乐 ; " +
		"a2 oUpF8uMuAJO_M2pxb1Q9zNjWe01o 1.88 补发 anna; a3 oUpF8uMuAJO_M2pxb1Q9zNjWe01o 1.88 新年快乐 anna; u2 oUpF8uMuAJO_M2pxb1Q9zNjWe02o 1.88 新年快乐 u1; "
	for name, read := range map[string]func(func(*hclspec.Recipient) bool) error{
		"once": func(yield func(*hclspec.Recipient) bool) error {
			reading, diags := c.Read(nil, func(*hclspec.Recipient) bool { return true })
			return orNil(append(diags, reading.Again(yield)...))
		},
		"persons": func(yield func(*hclspec.Recipient) bool) error { _, diags := c.Persons(yield); return orNil(diags) },
	} {
		var got strings.Builder
		err := read(func(r *hclspec.Recipient) bool {
			of := ""
			if r.Supplement != nil {
				of = r.Supplement.Of
			}
			fmt.Fprintf(&got, "%s %s %s %s %s; ", r.Key, r.OpenID, r.Amount.Yuan(), r.Wishing, of)
			return true
		})
		if err != nil || got.String() != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got.String(), want)
		}
	}
	if last := c.Sources[len(c.Sources)-1]; last.Name != "supplements" || last.Count != 3 || !last.Inline {
		t.Errorf("source %+v", last)
	}
	if all := c.Supplements(); len(all) != 3 || all[0].Reason != "the contract says 10.76" || all[2].Of != "u1" {
		t.Errorf("supplements %+v", all)
	}
	if !c.Labelled() {
		t.Error("a label of a supplement is none")
	}
}

func orNil(diags hcl.Diagnostics) error {
	if diags.HasErrors() {
		return diags
	}
	return nil
}

// A supplement counts like any recipient: for the budget, the most recipients and the asserts. It takes no share of a pot.
func TestSupplementsCount(t *testing.T) {
	for inner, want := range map[string]string{
		"limits {\nbudget = 10.75\n}":     "Budget exceeded",
		"limits {\nbudget = 10.76\n}":     "",
		"limits {\nmax_recipients = 1\n}": "Too many recipients",
		"limits {\nmax_amount = 8.88\n}":  "",
		"assert {\ncondition = self.count == 2 && self.total == 10.76\nerror_message = \"x\"\n}": "",
		"assert {\ncondition = self.min >= 2\nerror_message = \"x\"\n}":                          "Assertion failed",
	} {
		if _, diags := supplementFolder(extra("a2")+inner, "").stream(t); !strings.HasPrefix(summaries(diags)+";", want+";") && !strings.Contains(summaries(diags), want) || want == "" && diags.HasErrors() {
			t.Errorf("%s: %v", inner, diags)
		}
	}
	pot := "draw \"p\" {\nseed = \"s\"\ntotal = 8.88\nmin = 1\nmax = 8\n}\n"
	people, diags := folder{"a.hcl": pot + campaign("recipients = {\n"+strings.Replace(anna, "8.88", "draw.p.amount", 1)+"\n"+
		`bert = { openid = "oUpF8uMuAJO_M2pxb1Q9zNjWe02o", amount = draw.p.amount }`+"\n}\n"+extra("a2"))}.stream(t)
	var shares money.Fen
	for _, r := range people {
		if r.Supplement == nil {
			shares += r.Amount
		}
	}
	if diags.HasErrors() || len(people) != 3 || shares != 888 || people[2].Amount != 188 {
		t.Errorf("pot: %v, %+v", diags, people)
	}
}

// Of an absent list nobody is known, so the person of a supplement may stand there.
func TestSupplementOfAbsentList(t *testing.T) {
	files := supplementFolder(extra("a2", `of = "u1"`), "")
	delete(files, "people.csv")
	project, diags := files.load(t, hclspec.Options{Absent: func(string) bool { return true }})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	n := 0
	diags = project.Campaigns[0].Recipients(nil, func(r *hclspec.Recipient) bool {
		if r.Supplement != nil && r.OpenID == "" {
			n++
		}
		return true
	})
	if diags.HasErrors() || n != 1 {
		t.Errorf("%d supplements, %v", n, diags)
	}
}
