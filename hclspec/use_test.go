package hclspec_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

func (f folder) mustLoad(t *testing.T, opts hclspec.Options) *hclspec.Project {
	t.Helper()
	project, diags := f.load(t, opts)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return project
}

func (f folder) mustStream(t *testing.T) []hclspec.Recipient {
	t.Helper()
	people, diags := f.stream(t)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return people
}

func TestStarterPlansAsItIs(t *testing.T) {
	for i := range 4 {
		live := i%2 == 1
		starter := hclspec.Starter(live).In(lang.Languages[i/2])
		f := folder{hclspec.StarterFile: starter}
		if people := f.mustStream(t); len(people) != 3 {
			t.Errorf("live %v: %d recipients", live, len(people))
		}
		if m := f.mustLoad(t, hclspec.Options{}).Merchants[0]; m.Sandbox == live {
			t.Errorf("live %v: sandbox %v", live, m.Sandbox)
		}
		if formatted, _ := hclspec.Format([]byte(starter), hclspec.StarterFile); string(formatted) != starter {
			t.Errorf("fmt would change the starter:\n%s", formatted)
		}
	}
}

func TestSandboxMerchantIsMadeUp(t *testing.T) {
	m := folder{"a.hcl": sandbox}.mustLoad(t, hclspec.Options{}).Merchants[0]
	again := folder{"a.hcl": sandbox}.mustLoad(t, hclspec.Options{}).Merchants[0]
	if m.MchID != again.MchID || m.AppID != again.AppID {
		t.Error("the identity differs between two runs")
	}
	no, err := billno.Series{
		Version: billno.ByPerson, Scheme: billno.Alphanumeric, MchID: m.MchID, AppID: m.AppID, Date: "20270206", Campaign: "c",
	}.Number(billno.Recipient{OpenID: "o"})
	if err != nil || len(no) != 28 {
		t.Errorf("bill number %s: %v", no, err)
	}
	limits := hclspec.PlatformLimits()
	limits.QuietHours = hclspec.DaySpan{}
	if len(m.AppID) != 18 || m.ClientIP != "127.0.0.1" || m.Limits != limits || m.Protocol != hclspec.Current {
		t.Errorf("merchant %+v", m)
	}
}

func TestLiveMerchant(t *testing.T) {
	p := folder{"a.hcl": live + "date = \"2027-02-05\"\nschedule {\nnot_before = \"2027-02-06 09:00\"\nnot_after = \"2027-02-06 24:00\"\nhours = \"09:00-22:30\"\n}\nrecipients = {\n" + anna + "\n}\n}"}.mustLoad(t, hclspec.Options{})
	c := p.Campaigns[0]
	if c.Date != "20270205" || c.Schedule.NotBefore.Unix() != 1801875600 || c.Schedule.NotAfter.Unix() != 1801929600 || c.Schedule.Hours != (hclspec.DaySpan{From: 540, To: 1350}) {
		t.Errorf("%+v, date %s", c.Schedule, c.Date)
	}
	if r := c.Ranges["schedule.not_before"]; r.Start.Line == 0 {
		t.Error("the range of schedule.not_before is not known")
	}
	if line, ok := p.Line(c.Merchant.Ranges["appid"]); !ok || line != `  appid       = "wx8888888888888888"` {
		t.Errorf("line %q, %t", line, ok)
	}
}

func TestProtocol2015(t *testing.T) {
	c := folder{"a.hcl": strings.Replace(campaign("nick_name = \"天虹\"\nlogo_imgurl = \"https://example.com/l.png\"\nshare_content = \"a\"\nshare_url = \"b\"\nshare_imgurl = \"c\"\nrecipients = {\n"+anna+"\n}"), "sandbox = true", "sandbox = true\nprotocol = \"2015\"", 1)}.mustLoad(t, hclspec.Options{}).Campaigns[0]
	want := hclspec.Legacy{NickName: "天虹", LogoImgURL: "https://example.com/l.png", ShareContent: "a", ShareURL: "b", ShareImgURL: "c"}
	if c.Legacy != want || c.Merchant.Protocol != hclspec.Protocol2015 {
		t.Errorf("%+v", c.Legacy)
	}
}

// The ways to set a variable, from the weakest to the strongest.
func TestVariables(t *testing.T) {
	files := folder{
		"a.hcl":           "variable \"w\" {\ntype = string\ndefault = env(\"WAVE\")\n}\nlocals {\nb = \"${local.a}!\"\na = var.w\n}\n" + strings.Replace(people(anna), `"2027"`, "local.b", 1),
		"redpack.rpvars":  "",
		"x.auto.rpvars":   "",
		"special.rpvars":  `w = "special"`,
		"unrelated.rpvar": "",
	}
	env := map[string]string{"WAVE": "from env()"}
	opts := hclspec.Options{AllowEnv: []string{"WAVE"}, LookupEnv: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
	check := func(want string) {
		t.Helper()
		if got := files.mustLoad(t, opts).Campaigns[0].Remark; got != want+"!" {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check("from env()")
	env["REDPACK_VAR_w"] = "environment"
	check("environment")
	files["redpack.rpvars"] = `w = "redpack.rpvars"`
	check("redpack.rpvars")
	files["x.auto.rpvars"] = `w = "x.auto.rpvars"`
	check("x.auto.rpvars")
	opts.VarFiles = []string{"special.rpvars"}
	check("special")
	opts.Vars = map[string]string{"w": "-var"}
	check("-var")
}

func TestTypedVariableFromText(t *testing.T) {
	f := folder{"a.hcl": "variable \"bonus\" {\ntype = number\n}\n" + people(strings.Replace(anna, "8.88", "8.00 + var.bonus", 1))}
	p := f.mustLoad(t, hclspec.Options{Vars: map[string]string{"bonus": "0.88"}})
	diags := p.Campaigns[0].Recipients(nil, func(r *hclspec.Recipient) bool {
		if r.Amount != 888 {
			t.Errorf("%s", r.Amount)
		}
		return true
	})
	if diags.HasErrors() {
		t.Error(diags)
	}
	if _, diags := f.load(t, hclspec.Options{Vars: map[string]string{"bonus": "viel"}}); !diags.HasErrors() {
		t.Error("a number that is none was accepted")
	}
	if _, diags := f.load(t, hclspec.Options{Vars: map[string]string{"bonus": "1", "bonsu": "1"}}); !strings.Contains(diags.Error(), "bonsu") {
		t.Error("-var of an unknown name was accepted")
	}
}

func TestEncodingsGiveTheSameRecipients(t *testing.T) {
	const rows = "id;openid;name;amount\r\nu1;oUpF8uMuAJO_M2pxb1Q9zNjWe01o;欧阳静;8.88\r\nu2;oUpF8uMuAJO_M2pxb1Q9zNjWe02o;\"鎔;𠮷\";1.00\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(rows)
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	for _, tt := range []struct{ text, coding string }{{rows, "utf-8"}, {"\ufeff" + rows, "utf-8"}, {gb, "gb18030"}} {
		f := folder{"people.csv": tt.text, "a.hcl": campaign(strings.Replace(rowsFrom, "path ", "wishing = row.name\ndelimiter = \";\"\nencoding = \""+tt.coding+"\"\npath ", 1))}
		got := ""
		project := f.mustLoad(t, hclspec.Options{})
		diags := project.Campaigns[0].Recipients(nil, func(r *hclspec.Recipient) bool {
			line, ok := project.Line(r.Range)
			got += fmt.Sprintln(r.Key, r.OpenID, r.Wishing, r.Amount, line, ok)
			return true
		})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if want == "" {
			want = got
		}
		if got != want || !strings.Contains(got, "𠮷") {
			t.Errorf("%s:\n%s\nwant\n%s", tt.coding, got, want)
		}
	}
}

func TestTextsAreInNormalForm(t *testing.T) {
	f := folder{"people.csv": "\ufeff" + header + "e\u0301,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,x,1\n\u00e9,oUpF8uMuAJO_M2pxb1Q9zNjWe02o,x,1\n", "a.hcl": campaign(rowsFrom)}
	if _, diags := f.stream(t); !strings.Contains(summaries(diags), "Duplicate key") {
		t.Errorf("one key in two spellings of Unicode was taken for two: %v", diags)
	}
}

func TestInlineFromAnExpression(t *testing.T) {
	f := folder{
		"people.json": `[{"id":"a","openid":"oUpF8uMuAJO_M2pxb1Q9zNjWe01o","amount":"8.88"}]`,
		"a.hcl":       campaign("recipients = { for p in jsondecode(file(\"people.json\")) : p.id => { openid = p.openid, amount = p.amount } }"),
	}
	if r := f.mustStream(t)[0]; r.Key != "a" || r.Amount != 888 {
		t.Errorf("%+v", r)
	}
}

func TestAmountsAreExact(t *testing.T) {
	for written, want := range map[string]money.Fen{
		"8.88": 888, `"8.880"`: 888, "4.35": 435, "0.29 * 1000 / 100": 290, "1 + 0.1 + 0.2": 130, "1.10 * 3": 330, "10/3*3": 1000, "fen(888)": 888, `fen("888")`: 888, `length("四个字呀") / 2`: 200,
	} {
		if r := (folder{"a.hcl": people(strings.Replace(anna, "8.88", written, 1))}).mustStream(t)[0]; r.Amount != want {
			t.Errorf("%s gives %d fen, want %d", written, r.Amount, want)
		}
	}
}

func TestRepeatsIsAListOfNames(t *testing.T) {
	for _, value := range []string{`"spring"`, `[1]`, `["a b"]`, `[null]`, `{}`, `["a/b"]`} {
		_, diags := folder{"a.hcl": campaign("recipients = {\n" + anna + "\n}\nrepeats = " + value)}.load(t, hclspec.Options{})
		if summaries(diags) != "Not a list of names" {
			t.Errorf("repeats = %s: %v", value, diags)
		}
	}
}

// A file that is quoted, long, and longer than a window is cut as if it were short.
func TestWindowsDoNotShow(t *testing.T) {
	var rows strings.Builder
	rows.WriteString(header)
	const n = 40_000
	for i := range n {
		fmt.Fprintf(&rows, "u%d,oTEST%023d,\"%s \"\"%d\"\"\",1.%02d\n", i, i, strings.Repeat("长", i%20), i, i%100)
	}
	people := folder{"people.csv": rows.String(), "a.hcl": campaign(rowsFrom)}.mustStream(t)
	if len(people) != n {
		t.Fatalf("%d rows, want %d", len(people), n)
	}
	for i, r := range people {
		if r.Key != fmt.Sprintf("u%d", i) || r.Range.Start.Line != i+2 || r.Amount != money.Fen(100+i%100) {
			t.Fatalf("row %d is %+v", i, r)
		}
	}
}

func TestUnclosedQuoteIsFoundSoon(t *testing.T) {
	f := folder{"people.csv": header + "u,oTEST,\"x,1\n" + strings.Repeat("u,oTEST,x,1\n", 20_000), "a.hcl": campaign(rowsFrom)}
	if _, diags := f.stream(t); !strings.Contains(summaries(diags), "Broken quotes") {
		t.Error(diags)
	}
}
