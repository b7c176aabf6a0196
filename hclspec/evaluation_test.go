package hclspec_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

// Every expression that is said to be compiled is.
func TestEvaluationsAreReported(t *testing.T) {
	files := fstest.MapFS{
		"a.hcl":      {Data: []byte(campaign(strings.Replace(rowsFrom, "amount = row.amount", "amount = row.amount / 2\nwishing = \"${row.name}！\"", 1)))},
		"people.csv": {Data: []byte(header)},
	}
	project, diags := hclspec.Load(files, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var got []string
	for _, evaluation := range project.Campaigns[0].Evaluations() {
		got = append(got, evaluation.Attribute+map[bool]string{true: " compiled", false: " by HCL"}[evaluation.Compiled])
	}
	if want := "key compiled, openid compiled, amount by HCL, wishing compiled"; strings.Join(got, ", ") != want {
		t.Errorf("evaluations: %s", strings.Join(got, ", "))
	}
}

// What most lists are written with is compiled; what is not is evaluated by HCL and gives the same.
func TestWhatIsCompiled(t *testing.T) {
	for expression, compiled := range map[string]bool{
		`row.name`: true, `"${row.name}！"`: true, `"固定"`: true, `row.id == "a" ? row.name : "x"`: true, `row.amount > 5 ? "x" : "y"`: true,
		`upper(row.name)`: true, `!(row.id == "a") && row.id != "b" ? "x" : "y"`: true, `replace(row.name, "a", "b")`: false,
		`length([row.id]) == 1 ? "x" : "y"`: false,
	} {
		attribute := "amount = row.amount\nwishing = " + expression
		c := folder{"a.hcl": campaign(strings.Replace(rowsFrom, "amount = row.amount", attribute, 1)), "people.csv": header}.mustLoad(t, hclspec.Options{}).Campaigns[0]
		for _, e := range c.Evaluations() {
			if e.Attribute == "wishing" && e.Compiled != compiled {
				t.Errorf("%s: compiled %t", expression, e.Compiled)
			}
		}
	}
}

// Each kind of expression means over a row what it means to HCL, with its effort counted or without.
func TestExpressionsOfEachKind(t *testing.T) {
	const locals = `
locals {
  wages  = { a = 1.10, b = 2.20 }
  people = [{ n = 1 }, { n = 2 }]
  list   = ["x", "y", "z"]
}
`
	rows := expand("id,openid,name,amount\na,P1,王伟,1.00\nb,P2,李,2.00\n")
	for expression, want := range map[string][2]money.Fen{
		`local.wages[row.id]`:          {110, 220},
		`{ a = 1.5, b = 2.5 }[row.id]`: {150, 250},
		`[{ n = 1.5 }][0].n`:           {150, 150},
		`local.people[1].n`:            {200, 200},
		`length(local.people[*].n)`:    {200, 200},
		`(local.people[*].n)[0]`:       {100, 100},
		`length("%{ for x in local.list }${x}${row.id}%{ endfor }")`: {600, 600},
		`length("%{ if row.id == "a" }abc%{ else }ab%{ endif }")`:    {300, 200},
		`length({ a = 1, b = row.id })`:                              {200, 200},
		`length([1, row.id, 3])`:                                     {300, 300},
		`length(row.name)`:                                           {200, 100},
		`length(distinct(["a", "b", row.id]))`:                       {200, 200},
		`[for p in local.people : p.n + 0.5 if p.n > 1][0]`:          {250, 250},
		`length({ for x in local.list : x => row.id if x != "y" })`:  {200, 200},
		`{ (row.id) = row.amount }[row.id]`:                          {100, 200},
		`(row.id == "a" ? 1 : 3)`:                                    {100, 300},
		`0 - -row.amount`:                                            {100, 200},
		`[row.id, row.name] == ["a", "王伟"] ? 5 : 6`:                  {500, 600},
		`!(row.id != "a") && true ? 5 : 6`:                           {500, 600},
	} {
		files := folder{"a.hcl": locals + campaign(strings.Replace(rowsFrom, "row.amount", expression, 1)), "people.csv": rows}
		people, diags := files.stream(t)
		if len(diags) > 0 || len(people) != 2 || people[0].Amount != want[0] || people[1].Amount != want[1] {
			t.Errorf("%s: %+v, %v", expression, people, diags)
		}
	}
}

// What a campaign gives to every request is told by the name of the parameter, and nothing else is.
func TestParameters(t *testing.T) {
	c := inCampaign("scene_id = \"PRODUCT_1\"\nrisk_info {\nmobile = \"86-13800000000\"\n}").mustLoad(t, hclspec.Options{}).Campaigns[0]
	got := c.Parameters()
	for name, want := range map[string]string{
		"send_name": "研发一部", "act_name": "新年红包", "scene_id": "PRODUCT_1", "risk_info.mobile": "86-13800000000", "mch_id": c.Merchant.MchID,
		"wxappid": c.Merchant.AppID, "nick_name": "",
	} {
		if text, ok := got[name]; text != want || !ok {
			t.Errorf("%s is %q, want %q", name, text, want)
		}
	}
	for _, name := range []string{"", "wishing", "remark", "limits.budget", "date"} {
		if text, ok := got[name]; ok {
			t.Errorf("%q is told as %q", name, text)
		}
	}
}
