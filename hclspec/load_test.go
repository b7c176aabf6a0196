package hclspec_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
)

// folder is a project in memory.
type folder map[string]string

func (f folder) load(t testing.TB, opts hclspec.Options) (*hclspec.Project, hcl.Diagnostics) {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range f {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	project, diags := hclspec.Load(files, opts)
	if project == nil {
		t.Fatal("Load gave no project")
	}
	return project, diags
}

// stream loads a folder and runs over the recipients of every campaign.
func (f folder) stream(t testing.TB) ([]hclspec.Recipient, hcl.Diagnostics) {
	t.Helper()
	project, diags := f.load(t, hclspec.Options{})
	var people []hclspec.Recipient
	if diags.HasErrors() {
		return nil, diags
	}
	for _, c := range project.Campaigns {
		diags = append(diags, c.Recipients(nil, func(r *hclspec.Recipient) bool {
			people = append(people, *r)
			return true
		})...)
	}
	return people, diags
}

// summaries are the fixed texts of diagnostics, in order.
func summaries(diags hcl.Diagnostics) string {
	var all []string
	for _, d := range diags {
		all = append(all, d.Summary)
	}
	return strings.Join(all, "; ")
}

const sandbox = `merchant "main" {
  sandbox = true
}
`

// campaign is a sandbox campaign around a piece of HCL.
func campaign(inner string) string {
	return sandbox + `
campaign "new_year" {
  merchant  = merchant.main
  send_name = "研发一部"
  act_name  = "新年红包"
  wishing   = "新年快乐"
  remark    = "2027"
` + inner + `
}
`
}

func TestInlineRecipients(t *testing.T) {
	people, diags := folder{"a.hcl": campaign(`
  recipients = {
    wang = { openid = "oUpF8uMuAJO_M2pxb1Q9zNjWe01o", amount = 8.88 }
    欧阳静 = { openid = "oUpF8uMuAJO_M2pxb1Q9zNjWe02o", amount = "18.88", wishing = "辛苦了" }
  }
  recipient "li" {
    openid = "oUpF8uMuAJO_M2pxb1Q9zNjWe03o"
    amount = 1.10 * 3
  }
`)}.stream(t)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	var got []string
	for _, r := range people {
		got = append(got, r.Key+" "+r.Amount.Yuan()+" "+r.Wishing)
	}
	if want := "wang 8.88 新年快乐, 欧阳静 18.88 辛苦了, li 3.30 新年快乐"; strings.Join(got, ", ") != want {
		t.Errorf("got %v", got)
	}
}

func TestCSVRecipients(t *testing.T) {
	people, diags := folder{
		"a.hcl": campaign(`
  recipients_from "csv" {
    path    = "people.csv"
    key     = row.id
    openid  = row.openid
    amount  = row.amount + 0.12
    wishing = "${row["姓名"]}，新年好"
    where   = row.amount != "0.00"
  }
`),
		"people.csv": "\ufeffid,openid,姓名,amount\r\n" +
			"u1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,\"王, 伟\",8.76\r\n" +
			"u2,oUpF8uMuAJO_M2pxb1Q9zNjWe02o,李娜,0.00\r\n\r\n" +
			"u3,oUpF8uMuAJO_M2pxb1Q9zNjWe03o,张敏,1\r\n",
	}.stream(t)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	var got []string
	for _, r := range people {
		got = append(got, r.Key+" "+r.Amount.Yuan()+" "+r.Wishing)
	}
	if want := "u1 8.88 王, 伟，新年好, u3 1.12 张敏，新年好"; strings.Join(got, ", ") != want {
		t.Errorf("got %v", got)
	}
}

// What a plan was made from is listed whole: files that expressions read, files of variables, and the variables themselves.
func TestInputsAndVariables(t *testing.T) {
	const src = `
variable "wish" {
  default = "新年快乐"
}
merchant "m" {
  sandbox = true
}
campaign "c" {
  merchant  = merchant.m
  date      = "2027-02-06"
  send_name = "研发一部"
  act_name  = "新年红包"
  remark    = trimspace(file("texts/remark.txt"))
  wishing   = var.wish
  recipients = { a = { openid = "oTEST00000000000000000000001", amount = 1.00 } }
}
`
	files := fstest.MapFS{
		"c.hcl": {Data: []byte(src)}, "texts/remark.txt": {Data: []byte("2027")}, "redpack.rpvars": {Data: []byte(`wish = "好"`)},
		"unused.txt": {Data: []byte("x")},
	}
	digests := func(opts hclspec.Options) (string, map[string]string) {
		t.Helper()
		project, diags := hclspec.Load(files, opts)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		var paths []string
		for _, input := range project.Inputs() {
			paths = append(paths, input.Path)
		}
		return strings.Join(paths, " "), project.VariableDigests()
	}
	paths, before := digests(hclspec.Options{})
	if want := "c.hcl redpack.rpvars texts/remark.txt"; paths != want {
		t.Errorf("inputs %s, want %s", paths, want)
	}
	_, same := digests(hclspec.Options{Vars: map[string]string{"wish": "好"}})
	_, other := digests(hclspec.Options{Vars: map[string]string{"wish": "新年快乐"}})
	if len(before) != 1 || before["wish"] != same["wish"] || before["wish"] == other["wish"] {
		t.Errorf("digests of the variable: %s, %s, %s", before, same, other)
	}
}
