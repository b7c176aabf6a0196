package hclspec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// wholeCampaign is a campaign as people have it, with lists, a condition, templates and a heredoc. Mistakes are made in the middle of it.
const wholeCampaign = `# 春节红包，2027年
merchant "main" {
  sandbox = true
}

variable "bonus" {
  type    = number
  default = 0.88
}

campaign "spring" {
  merchant  = merchant.main
  date      = "2027-02-06"
  send_name = "青岚书屋"
  act_name  = "新春红包"
  remark    = "2027"
  wishing   = "恭喜“发财”，大家好：）"

  limits {
    budget     = 1000
    max_amount = 88.88
  }

  recipients = {
    wang_wei = { openid = "oTEST00000000000000000000001", amount = 8.88 }
    li_na = { openid = "oTEST00000000000000000000002", amount = 8.88 }
  }

  recipients_from "csv" {
    path    = "people.csv"
    where   = row.city == "上海" && contains(["在职", "试用"], row.state)
    key     = row.id
    openid  = row.openid
    amount  = row.amount
    wishing = "${row.name}，新年快乐！祝${row.city}的你平安"
  }

  recipients_from "csv" {
    path    = "more.csv"
    key     = row.id
    openid  = row.openid
    amount  = 8.88 + var.bonus
    wishing = trimspace(<<-EOT
      ${row.name}，新年快乐！
    EOT
    )
  }
}
`

// wholeFolder has the campaign and its lists.
func wholeFolder(campaign string) folder {
	return folder{
		"a.hcl":      campaign,
		"people.csv": expand("id,openid,name,city,state,amount\nwang,P3,王伟,上海,在职,8.88\n"),
		"more.csv":   expand("id,openid,name\nli,P4,李娜\n"),
	}
}

func TestWholeCampaignIsRight(t *testing.T) {
	if people, diags := wholeFolder(wholeCampaign).stream(t); len(diags) > 0 || len(people) != 4 {
		t.Errorf("%d people: %v", len(people), diags)
	}
}

// One mistake is one diagnostic, with its cause at its line.
func TestMistypedInTheMiddle(t *testing.T) {
	const (
		name    = `send_name = "青岚书屋"`
		wishing = `"恭喜“发财”，大家好：）"`
		budget  = `budget     = 1000`
		amount  = `001", amount = 8.88 }`
		list    = `contains(["在职", "试用"], row.state)`
		end     = "    EOT\n"
	)
	for _, tt := range []struct {
		right, wrong string
		line         int
		summary, at  string
		says         string
	}{
		// ${ without its }
		{`"${row.name}，新年`, `"${row.name新年`, 35, "Missing bracket", "${", "has no } on its line"},
		{`"${row.name}，新年`, `"${row.name，新年`, 35, "Missing bracket", "${", "has no } on its line"},
		{`"${row.name}，新年`, `"${row.name 新年`, 35, "Missing bracket", "${", "has no } on its line"},
		{`"${row.name}，新年`, `"${row.name｝，新年`, 35, "Wrong sign", "｝", "Write }"},
		{`${row.city}的`, `${row.city的`, 35, "Missing bracket", "${", "has no } on its line"},
		{`平安"`, `平安${row.id"`, 35, "Missing bracket", "${", "has no } on its line"},
		{"      ${row.name}，新", "      ${row.name，新", 44, "Missing bracket", "${", "has no } on its line"},
		{"      ${row.name}，新年", "      ${row.name新年", 44, "Missing bracket", "${", "has no } on its line"},
		{"      ${row.name}，新", "      ${row.name｝，新", 44, "Wrong sign", "｝", "Write }"},

		// heredocs
		{end, "", 43, "Heredoc without an end", "<<-EOT", "a line with EOT and nothing else"},
		{end, "    EOF\n", 43, "Heredoc without an end", "<<-EOT", "a line with EOT and nothing else"},
		{end, "    EOT，\n", 45, "Heredoc without an end", "EOT，", `Take "，" out`},
		{end, "    EOT # 结束\n", 45, "Heredoc without an end", "EOT # 结束", `The heredoc of line 43 ends at a line with EOT`},
		{end, "    EOT)\n", 45, "Heredoc without an end", "EOT)", `Take ")" out, or write it on the next line`},
		{end, "    EOT\u200b\n", 45, "Heredoc without an end", "EOT\u200b", "U+200B, ZERO WIDTH SPACE behind it, which nobody sees"},
		{end, "    ＥＯＴ\n", 45, "Heredoc without an end", "ＥＯＴ", "Write EOT"},
		{end, "    eot\n", 45, "Heredoc without an end", "eot", "Write EOT"},
		{"<<-EOT", "<<-EOT ", 43, "Wrong heredoc", "<<", "not even a blank"},
		{"<<-EOT", "<<-EOT　", 43, "Wrong heredoc", "<<", "Write <<-EOT"},
		{"<<-EOT", "《《-EOT", 43, "Wrong heredoc", "《《", "Write <<-EOT"},
		{"<<-EOT", "＜＜－ＥＯＴ", 43, "Wrong heredoc", "＜＜", "Write <<-EOT"},
		{"<<-EOT", "<<-“EOT”", 43, "Wrong heredoc", "<<", "Write <<-EOT"},

		// comments
		{"# 春节", "＃ 春节", 1, "Wrong sign", "＃", "begins no comment of HCL. Write #"},
		{"  limits {", "  ＃ 限额，每人“不”多：(8,88\n  limits {", 19, "Wrong sign", "＃", "Write #"},
		{"  limits {", "  ＃ 他说\"好\n  limits {", 19, "Wrong sign", "＃", "Write #"},
		{"  limits {", "  ／／ 限额｛\n  limits {", 19, "Wrong sign", "／／", "Write //"},
		{"  limits {", "  /／ 限额\n  limits {", 19, "Wrong sign", "/／", "Write //"},
		{"  limits {", "  ／＊ 限额，\n “多少” ＊／\n  limits {", 19, "Wrong sign", "／＊", "Write /* here, and */ where it ends"},
		{"  limits {", "  /* 限额，\n “多少” ＊/\n  limits {", 20, "Wrong sign", "＊/", "ends no comment of HCL. Write */"},
		{"  limits {", "  /* 限额\n  limits {", 19, "Comment without an end", "/*", "there is none below"},
		{budget, budget + " ＃ 元，", 20, "Wrong sign", "＃", "Write #"},

		// brackets
		{"88.88\n  }\n", "88.88\n  }\n  }\n", 23, "Bracket too many", "}", "one too many"},
		{"88.88\n  }\n", "88.88\n  }\n}\n", 23, "Bracket too many", "}", "one too many"},
		{"88.88\n  }\n", "88.88\n  }}\n", 22, "Bracket too many", "}", "one too many"},
		{amount, amount + "}", 25, "Bracket too many", "}", "one too many"},
		{"    )\n  }\n}\n", "    )\n  }\n}\n}\n", 49, "Bracket too many", "}", "one too many"},
		{list, list + ")", 31, "Bracket too many", ")", "one too many"},
		{"88.88\n  }\n", "88.88\n", 19, "Missing bracket", "{", "has no } before line 23"},
		{amount, `001", amount = 8.88`, 25, "Missing bracket", "{", "has no } before line 27"},
		{"limits {", "limits", 19, "Missing bracket", "limits", "Write a { at the end of this line"},
		{"recipients = {", "recipients =", 24, "Missing bracket", "=", "Write = {"},
		{`wang_wei = { openid`, `wang_wei = openid`, 25, "Missing bracket", "openid", "Write wang_wei = { openid = …"},
		{"recipients_from \"csv\" {\n    path    = \"p", "recipients_from \"csv\"\n    path    = \"p", 29, "Missing bracket", `recipients_from "csv"`, "Write a { at the end of this line"},

		// amounts
		{amount, `001", amount = 8.88 元 }`, 25, "Not a number of HCL", "8.88 元", "Write 8.88"},
		{amount, `001", amount = ¥ 8.88 }`, 25, "Not a number of HCL", "¥ 8.88", "Write 8.88"},
		{amount, `001", amount = ￥８.８８ 元 }`, 25, "Not a number of HCL", "￥８.８８ 元", "Write 8.88"},
		{amount, `001", amount = 8：88 }`, 25, "Not a number of HCL", "8：88", "A number has a decimal point: write 8.88"},
		{amount, `001", amount = 8:88 }`, 25, "Not a number of HCL", "8:88", "A number has a decimal point: write 8.88"},
		{amount, `001", amount = 8。88 }`, 25, "Not a number of HCL", "8。88", "Write 8.88"},
		{amount, `001", amount = 8，88 }`, 25, "Not a number of HCL", "8，88", "A number has a decimal point, and U+FF0C, FULLWIDTH COMMA is none. Write 8.88"},
		{amount, `001", amount = 8、88 }`, 25, "Not a number of HCL", "8、88", "Write 8.88"},
		{amount, `001", amount = 8·88 }`, 25, "Not a number of HCL", "8·88", "Write 8.88"},
		{amount, `001", amount = 8;88 }`, 25, "Not a number of HCL", "8;88", "Write 8.88"},
		{amount, `001", amount：8，88 }`, 25, "Wrong sign", "：", "On the same line: 8，88 → 8.88"},
		{budget, `budget     = 8,88 元`, 20, "Not a number of HCL", "8,88 元", "Write 8.88"},
		{budget, `budget     = 1 000`, 20, "Not a number of HCL", "1 000", "is no number"},
		{budget, `budget     = 1000块`, 20, "Not a number of HCL", "1000块", "units of its own"},
		{budget, `budget     = RMB 1000`, 20, "Not a number of HCL", "RMB 1000", "Write 1000.00"},
		{budget, `budget     = $ 1000`, 20, "Not a number of HCL", "$ 1000", "in another currency"},
		{budget, `budget     = １，０００．００`, 20, "Not a number of HCL", "１，０００．００", "Write 1000.00"},
		{`date      = "2027-02-06"`, `date      = 2027年2月6日`, 13, "Not a number of HCL", "2027年2月6日", `Write "2027年2月6日"`},
		{`8.88 + var.bonus`, `8.88元 + var.bonus`, 42, "Not a number of HCL", "8.88元", "Write 8.88"},
		{`8.88 + var.bonus`, `max(8，88, var.bonus)`, 42, "Wrong sign", "，", "Write ,"},

		// between a name and its value
		{name, `send_name "青岚书屋"`, 14, "Missing =", `"`, "Write send_name = …"},
		{name, `send_name："青岚书屋"`, 14, "Wrong sign", "：", "Write ="},
		{name, `send_name：= "青岚书屋"`, 14, "Wrong sign", "：=", "Write ="},
		{name, `send_name ＝ "青岚书屋"`, 14, "Wrong sign", "＝", "Write ="},
		{name, `send_name ＝＝ "青岚书屋"`, 14, "Wrong sign", "＝＝", "Write ="},
		{name, `send_name == "青岚书屋"`, 14, "Wrong sign", "==", "Write send_name = …"},
		{name, `send_name => "青岚书屋"`, 14, "Wrong sign", "=>", "Write send_name = …"},
		{name, `send_name: "青岚书屋"`, 14, "Missing =", ":", "Write send_name = …"},
		{name, `send_name := "青岚书屋"`, 14, "Missing =", ":", "Write send_name = …"},
		{name, `send_name = = "青岚书屋"`, 14, "Wrong sign", "=", "Take this one out"},
		{name, `send_name =`, 14, "Missing value", "=", "Nothing stands behind this ="},
		{name, `send_name`, 14, "Missing =", "send_name", "Write send_name = …"},
		{"merchant  = merchant.main", "merchant  merchant.main", 12, "Missing =", "merchant", "Write merchant = …"},
		{`{ openid = "oTEST00000000000000000000001`, `{ openid "oTEST00000000000000000000001`, 25, "Missing =", `"`, "Write openid = …"},
		{amount, `001", amount == 8.88 }`, 25, "Wrong sign", "==", "Write amount = …"},
		{`campaign "spring"`, `campaign："spring"`, 11, "Wrong sign", "：", "Nothing stands between a block and its name"},

		// quotes
		{wishing, `"恭喜“发财”`, 17, "Missing quote", `"`, "does not end on its line: a quote is missing"},
		{wishing, `"恭喜“发财””`, 17, "Missing quote", `"`, "ends with U+201D"},
		{wishing, `"恭喜发财”`, 17, "Missing quote", `"`, "ends with U+201D"},
		{wishing, `"恭喜发财'`, 17, "Missing quote", `"`, "ends with U+0027"},
		{wishing, `“恭喜发财"`, 17, "Wrong quote", `“`, `write "`},
		{wishing, `“恭喜“发财”"`, 17, "Wrong quote", `“`, `write "`},
		{wishing, `'恭喜发财"`, 17, "Wrong quote", `'`, `write " in the place of '`},
		{wishing, `恭喜“发财”"`, 17, "Wrong quote", `“`, `write "`},
		{wishing, `'恭喜“发财”，大家好'`, 17, "Wrong quote", `'`, `write " in the place of '`},
		{wishing, `‘恭喜“发财”，大家好’`, 17, "Wrong quote", `‘`, `write "`},
		{wishing, `恭喜“发财”，大家好`, 17, "Missing quote", "恭喜“发财”，大家好", "A text stands in quotes"},
		{wishing, `"恭喜"发财"，大家好"`, 17, "Quote inside of a text", `"`, `Inside of a text write \"`},
		{`"上海" &&`, `“上海” &&`, 31, "Wrong quote", "“", `write "`},
		{`"上海" &&`, `"上海 &&`, 31, "Missing quote", `"`, "does not end where it should"},
		{`"上海" &&`, `"上海” &&`, 31, "Missing quote", `"`, "ends with U+201D"},
		{`"试用"]`, `"试用]`, 31, "Missing quote", `"`, "does not end on its line"},
		{`campaign "spring" {`, `campaign “spring” {`, 11, "Wrong quote", "“", `write "`},
		{`campaign "spring" {`, `campaign "spring” {`, 11, "Missing quote", `"`, "ends with U+201D"},

		// signs between values and lines, and blanks that are none
		{list, `contains（["在职", "试用"], row.state）`, 31, "Wrong sign", "（", "On the same line: ） → )"},
		{list, `contains(【"在职"，"试用"】, row.state)`, 31, "Wrong sign", "【", "On the same line: ， → ,   】 → ]"},
		{list, `contains(["在职"、"试用"], row.state)`, 31, "Wrong sign", "、", "Write ,"},
		{list, `contains(["在职"；"试用"], row.state)`, 31, "Wrong sign", "；", "Write ,"},
		{list, `contains(["在职"。 "试用"], row.state)`, 31, "Wrong sign", "。", "Write ,"},
		{`key     = row.id`, `key     = row。id`, 32, "Wrong sign", "。", "Write ."},
		{`&&`, `＆＆`, 31, "Wrong sign", "＆＆", "Write &&"},
		{`row.city ==`, `row.city ＝＝`, 31, "Wrong sign", "＝＝", "Write =="},
		{`row.city ==`, `row.city ＝`, 31, "Wrong sign", "＝", "Write =="},
		{`row.city ==`, `row.city =`, 31, "Wrong sign", "=", "Write =="},
		{`8.88 + var.bonus`, `var.bonus > 1 ？ 8.88 ： 6.66`, 42, "Wrong sign", "？", "On the same line: ： → :"},
		{name, name + "，", 14, "Wrong sign", "，", "Lines end by themselves: take it out"},
		{name, name + "。", 14, "Wrong sign", "。", "Lines end by themselves: take it out"},
		{"  merchant  =", "　　merchant  =", 12, "Wrong sign", "　", "Write a blank"},
		{"  merchant  =", "\u00a0\u00a0merchant\u00a0=", 12, "Wrong sign", "\u00a0", "On the same line: U+00A0 → a blank"},
		{"  merchant  =", "\ufeff merchant  =", 12, "Wrong sign", "\ufeff", "which nobody sees"},
	} {
		if strings.Count(wholeCampaign, tt.right) == 0 {
			t.Fatalf("nothing is %q", tt.right)
		}
		files := wholeFolder(strings.Replace(wholeCampaign, tt.right, tt.wrong, 1))
		_, diags := files.load(t, hclspec.Options{})
		switch {
		case len(diags) != 1:
			t.Errorf("%q: %d diagnostics: %v", tt.wrong, len(diags), diags)
		case diags[0].Subject.Start.Line != tt.line || diags[0].Summary != tt.summary || files.pointed(diags[0]) != tt.at || !strings.Contains(diags[0].Detail, tt.says):
			t.Errorf("%q: at %q: %v", tt.wrong, files.pointed(diags[0]), diags)
		}
	}
}

// A heredoc is legal and has the end of its last line in it, which no packet may have: that is said once, at the heredoc.
func TestHeredocAsText(t *testing.T) {
	heredoc := "trimspace(<<-EOT\n      ${row.name}，新年快乐！\n    EOT\n    )"
	for _, tt := range []struct{ wrong, at, says string }{
		{"<<-EOT\n      ${row.name}，新年快乐！\n    EOT", "<<-EOT\n      ${row.name}，新年快乐！\n    EOT", "trimspace("},
		{"<<EOT\n      ${row.name}，新年快乐！\n    EOT", "<<EOT\n      ${row.name}，新年快乐！\n    EOT", "trimspace("},
		{`"${row.name}，\n新年快乐！"`, `"${row.name}，\n新年快乐！"`, "U+000A"},
		{"trimspace(<<EOT\n      ${row.name}，新年快乐！\n    EOT\n    )", "", ""},
		{`"${row.name}，新年快乐！"`, "", ""},
	} {
		if !strings.Contains(wholeCampaign, heredoc) {
			t.Fatal("no heredoc")
		}
		files := wholeFolder(strings.Replace(wholeCampaign, heredoc, tt.wrong, 1))
		files["more.csv"] += expand("wei,P5,魏\nhan,P6,韩\n")
		_, diags := files.stream(t)
		switch {
		case tt.says == "" && len(diags) > 0 || tt.says != "" && len(diags) != 1:
			t.Errorf("%q: %v", tt.wrong, diags.Errs())
		case tt.says != "" && (files.pointed(diags[0]) != tt.at || !strings.Contains(diags[0].Detail, tt.says)):
			t.Errorf("%q: at %q: %v", tt.wrong, files.pointed(diags[0]), diags)
		}
	}
}

// Independent mistakes are told together, each at its line.
func TestMistypedInSeveralLines(t *testing.T) {
	src := strings.NewReplacer("# 春节", "＃ 春节", "budget     = 1000", "budget     = 1000 元", `"上海"`, `“上海”`, "${row.city}", "${row.city").Replace(wholeCampaign)
	_, diags := wholeFolder(src).load(t, hclspec.Options{})
	want := []int{1, 20, 31, 35}
	for i, d := range diags {
		if i >= len(want) || d.Subject.Start.Line != want[i] {
			t.Errorf("%v", d)
		}
	}
	if len(diags) != len(want) {
		t.Errorf("%d diagnostics", len(diags))
	}
}

// Whatever is odd and legal is left alone: what Chinese people write in texts, comments and names, and what HCL lets somebody write.
func TestLegalOddities(t *testing.T) {
	for _, odd := range []string{
		`a = "恭喜“发财”"`,
		`a = "‘单’「引」《书》＂＇' ＃ ／／ ／＊ ＊／ <<-EOT ${"“”"} $${ $｛ ｝"`,
		"# “没有结束，（括号｛ 8,88 \"\n/* ＊／ “ ' \" { */\n// ／＊ “\na = 1",
		"a = <<EOT\n  “引”，（｛ \" ' <<EOF 8,88\n  EOF\n  EOT",
		"a = <<-EOT\n    ${\n      local.b\n    }，\n    EOT　",
		"a = \"${upper(\n  \"b\"\n)}\"",
		"a = {x:88, y:99}",
		"a = [8,88]\nc = max(1,234)\n",
		"a = true ? 8 : 88",
		"名字 = \"王\"\na = local.名字",
		"ｗｉｄｅ = 1\na = local.ｗｉｄｅ",
		"a = {\n    b = 1\n  c = [\n1,\n      2 ] }",
		"a = \"%{ if true }是%{ else }否%{ endif }\"",
		"a = { for k, v in {x = 1} :\n  k => v }",
		"\ta = 1\r",
	} {
		src := "locals {\nb = 1\n" + odd + "\n}\n" + sandbox
		if _, diags := (folder{"a.hcl": src}).load(t, hclspec.Options{}); len(diags) > 0 {
			t.Errorf("%q: %v", odd, diags)
		}
		if _, diags := hclspec.Format([]byte(src), "a.hcl"); len(diags) > 0 {
			t.Errorf("%q: fmt: %v", odd, diags)
		}
	}
}

func TestExamplesAreRight(t *testing.T) {
	names, err := filepath.Glob("../examples/*/*.hcl")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d examples: %v", len(names), err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, diags := hclspec.Format(src, name); len(diags) > 0 {
			t.Error(diags)
		}
		if _, diags := hclspec.Load(os.DirFS(filepath.Dir(name)), hclspec.Options{}); len(diags) > 0 {
			t.Error(diags)
		}
	}
}

// A file made to keep us busy ends in an error all the same: what a quote in a comment hides may be as deep as it likes, and what stands
// on one line as long.
func TestMistypedOnPurpose(t *testing.T) {
	deep := strings.Repeat("(", 200_000)
	for name, src := range map[string]string{
		"depth behind a comment": "＃ \"\na = " + deep + "\n",
		"comments":               strings.Repeat("＃ \"\n", 20_000),
		"digits":                 "a = " + strings.Repeat("８", 100_000) + "\n",
		"points":                 "a = x ? 1 " + strings.Repeat("：", 100_000) + "\n",
		"quotes":                 "a = " + strings.Repeat("“", 100_000) + "\n",
		"templates":              "a = <<E\n" + strings.Repeat("${\n", 900) + strings.Repeat("}\n", 900) + "，\nE\nb =\n",
		"braces":                 "a = " + strings.Repeat("{", 900) + strings.Repeat("x\n", 50_000),
		"words":                  "a {" + strings.Repeat("x ", 50_000) + strings.Repeat("\nx", 50_000),
	} {
		if _, diags := (folder{"a.hcl": src}).load(t, hclspec.Options{}); !diags.HasErrors() || len(diags) > 12 {
			t.Errorf("%s: %d diagnostics", name, len(diags))
		}
	}
}
