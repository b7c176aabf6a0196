package hclspec_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
)

// pointed is the piece of source that a diagnostic points at.
func (f folder) pointed(d *hcl.Diagnostic) string {
	if d.Subject == nil {
		return ""
	}
	return f[d.Subject.Filename][d.Subject.Start.Byte:d.Subject.End.Byte]
}

const (
	anna = `anna = { openid = "oUpF8uMuAJO_M2pxb1Q9zNjWe01o", amount = 8.88 }`
	live = `merchant "main" {
  mch_id      = "1230000109"
  appid       = "wx8888888888888888"
  cert_file   = "c.pem"
  key_file    = "k.pem"
  api_key_env = "REDPACK_API_KEY"
}
campaign "new_year" {
  merchant  = merchant.main
  send_name = "a"
  act_name  = "b"
  wishing   = "c"
  remark    = "d"
`
	header   = "id,openid,name,amount\n"
	rowsFrom = `recipients_from "csv" {
    path   = "people.csv"
    key    = row.id
    openid = row.openid
    amount = row.amount
  }`
)

func people(inner string) string { return campaign("recipients = {\n" + inner + "\n}") }

// mistake is a folder with one thing wrong, what the diagnostic says and at what it points.
type mistake struct {
	name    string
	files   folder
	summary string
	at      string
	detail  string
}

// mistakes are wrong in the frame, or in the rows.
var mistakes = []mistake{
	// The frame.
	{"nothing there", folder{}, "No campaign files", "", "redpack init"},
	{"unclosed brace", folder{"a.hcl": "campaign \"x\" {"}, "Missing bracket", "{", ""},
	{"misspelt block", folder{"a.hcl": `campeign "x" {}`}, "Unknown block", "campeign", `Did you mean "campaign"`},
	{"attribute outside", folder{"a.hcl": `budget = 5`}, "Unexpected attribute", "budget", ""},
	{"misspelt attribute", folder{"a.hcl": campaign("wishng = \"x\"\nrecipients = {\n" + anna + "\n}")}, "Unknown attribute", "wishng", `Did you mean "wishing"`},
	{"attribute of an inner block", folder{"a.hcl": campaign("budget = 5\nrecipients = {\n" + anna + "\n}")}, "Unknown attribute", "budget", "limits { budget"},
	{"block written as attribute", folder{"a.hcl": campaign("schedule = 5\nrecipients = {\n" + anna + "\n}")}, "Unknown attribute", "schedule", "written as a block"},
	{"two blocks", folder{"a.hcl": campaign("limits {}\nlimits {}\nrecipients = {\n" + anna + "\n}")}, "Duplicate block", "limits", "Join them"},
	{"zero-width joiner in a campaign's name", folder{"a.hcl": sandbox + "campaign \"sp\u200dring\" {}"}, "Invisible character in a name", "\"sp\u200dring\"", "U+200D"},
	{"zero-width non-joiner in a name", folder{"a.hcl": sandbox + "campaign \"春\u200c节\" {}"}, "Invisible character in a name", "\"春\u200c节\"", "U+200C"},
	{"filler in a merchant's name", folder{"a.hcl": "merchant \"ma\u3164in\" {}"}, "Invisible character in a name", "\"ma\u3164in\"", "U+3164"},
	{"selector in a variable's name", folder{"a.hcl": people(anna) + "\nvariable \"w\ufe0fish\" {}"}, "Invisible character in a name", "\"w\ufe0fish\"", "U+FE0F"},
	{"joiner in a draw's name", folder{"a.hcl": people(anna) + "\ndraw \"a\u034fb\" {}"}, "Invisible character in a name", "\"a\u034fb\"", "U+034F"},
	{"joiner in a local value's name", folder{"a.hcl": people(anna) + "\nlocals {\n  a\u200db = 1\n}"}, "Invisible character in a name", "a\u200db", "U+200D"},
	{"bad campaign name", folder{"a.hcl": sandbox + `campaign "a/b" {}`}, "Invalid name", `"a/b"`, ""},
	{"two campaigns of one name", folder{"a.hcl": people(anna), "b.hcl": `campaign "new_year" {}`}, "Duplicate name", `"new_year"`, "line 5 of a.hcl"},
	{"unknown merchant", folder{"a.hcl": strings.Replace(people(anna), "merchant.main", "merchant.mein", 1)}, "Unknown merchant", ".mein", `Did you mean "main"`},
	{"merchant in quotes", folder{"a.hcl": strings.Replace(people(anna), "merchant.main", `"main"`, 1)}, "Not a merchant", `"main"`, "without quotes"},
	{"no recipients", folder{"a.hcl": campaign("")}, "Campaign without recipients", `campaign "new_year"`, ""},
	{"text without quotes", folder{"a.hcl": strings.Replace(people(anna), `"2027"`, "2027", 1)}, "Wrong type", "2027", "quotes"},
	{"name of 33 bytes", folder{"a.hcl": strings.Replace(people(anna), "研发一部", "天虹百货天虹百货天虹百", 1)}, "Text too long", `"天虹百货天虹百货天虹百"`, "33 bytes (11 characters)"},
	{"name of 32 bytes", folder{"a.hcl": strings.Replace(people(anna), "研发一部", "天虹百货天虹百货天虹00", 1)}, "Text at the very limit", `"天虹百货天虹百货天虹00"`, "32 bytes"},
	{"line feed in a text", folder{"a.hcl": strings.Replace(people(anna), "研发一部", `a\nb`, 1)}, "Control character in a text", `"a\nb"`, "U+000A"},
	{"unknown scene", folder{"a.hcl": campaign("scene_id = \"PRODUCT_9\"\nrecipients = {\n" + anna + "\n}")}, "Unknown scene", `"PRODUCT_9"`, "PRODUCT_8"},
	{"attribute of 2015", folder{"a.hcl": campaign("nick_name = \"x\"\nrecipients = {\n" + anna + "\n}")}, "Attribute of the 2015 protocol", `"x"`, "2015"},
	{"2015 without nick_name", folder{"a.hcl": strings.Replace(people(anna), "sandbox = true", "sandbox = true\nprotocol = \"2015\"", 1)}, "Missing attribute", "", "nick_name"},
	{"impossible date", folder{"a.hcl": campaign("date = \"20270230\"\nrecipients = {\n" + anna + "\n}")}, "Not a date", `"20270230"`, ""},
	{"schedule backwards", folder{"a.hcl": campaign("schedule {\nnot_before = \"2027-02-06 09:00\"\nnot_after = \"2027-02-06 08:00\"\n}\nrecipients = {\n" + anna + "\n}")}, "Schedule ends before it begins", `"2027-02-06 08:00"`, ""},
	{"schedule at night", folder{"a.hcl": strings.Replace(campaign("schedule {\nhours = \"01:00-07:30\"\n}\nrecipients = {\n"+anna+"\n}"), "sandbox = true", "sandbox = true\nlimits {\nquiet_hours = \"00:00-08:00\"\n}", 1)}, "Schedule leaves no minute", "schedule", "00:00-08:00"},
	{"not a time", folder{"a.hcl": campaign("schedule {\nnot_before = \"6.2.2027\"\n}\nrecipients = {\n" + anna + "\n}")}, "Not a time", `"6.2.2027"`, ""},
	{"a third decimal in the budget", folder{"a.hcl": campaign("limits {\nbudget = 10.005\n}\nrecipients = {\n" + anna + "\n}")}, "Not an amount", "10.005", "whole number of fen"},
	{"merchant limits beyond the platform", folder{"a.hcl": strings.Replace(people(anna), "sandbox = true", "sandbox = true\nlimits {\nmax_amount = 5000\n}", 1)}, "Limit beyond the platform", "5000", "4999.00"},
	{"version", folder{"a.hcl": "redpack {\nrequired_version = \"soon\"\n}\n" + people(anna)}, "Invalid version constraint", `"soon"`, ""},
	{"state outside", folder{"a.hcl": "redpack {\nstate \"sqlite\" {\npath = \"../x\"\n}\n}\n" + people(anna)}, "State outside the folder", `"../x"`, ""},

	{"no merchant", folder{"a.hcl": strings.Replace(people(anna), "merchant  = merchant.main", "", 1)}, "Missing attribute", "", "merchant = merchant.name"},
	{"two redpack blocks", folder{"a.hcl": "redpack {}\nredpack {}\n" + people(anna)}, "Duplicate redpack block", "redpack", "line 1 of a.hcl"},
	{"a block among local values", folder{"a.hcl": "locals {\nx {}\n}\n" + people(anna)}, "Unexpected block", "x", "name = value"},
	{"two local values of one name", folder{"a.hcl": "locals {\nx = 1\n}\nlocals {\nx = 2\n}\n" + people(anna)}, "Duplicate name", "x", "line 2 of a.hcl"},
	{"a block in a file of variables", folder{"redpack.rpvars": "x {}", "a.hcl": people(anna)}, "Unexpected block", "x", "name = value"},
	{"a label of a validation", folder{"a.hcl": "variable \"x\" {\ndefault = 5\nvalidation \"y\" {\ncondition = true\nerror_message = \"z\"\n}\n}\n" + people(anna)}, "Wrong number of labels", "", "validation { … }"},
	{"recipients from nowhere", folder{"a.hcl": campaign("recipients_from {\npath = \"p.csv\"\nopenid = row.a\namount = 1\n}")}, "Wrong number of labels", "recipients_from", `recipients_from "name" { … }`},
	{"recipients from elsewhere", folder{"a.hcl": campaign(strings.Replace(rowsFrom, `"csv"`, `"json"`, 1))}, "Unknown source", `"json"`, `not from "json"`},
	{"a list without a path", folder{"a.hcl": campaign(strings.Replace(rowsFrom, `path   = "people.csv"`, "", 1))}, "Missing attribute", "", "path"},

	// Secrets and live merchants.
	{"literal key", folder{"a.hcl": strings.Replace(live, "api_key_env = \"REDPACK_API_KEY\"", "api_key = \"192006250b4c09247ec02edce69f6a2d\"", 1) + "date = \"20270206\"\nrecipients = {\n" + anna + "\n}\n}"}, "Secret in a campaign file", `merchant "main"`, "api_key_env"},
	{"key where its name belongs", folder{"a.hcl": strings.Replace(live, "REDPACK_API_KEY", "192006250b4c09247ec02edce69f6a2d", 1) + "date = \"20270206\"\nrecipients = {\n" + anna + "\n}\n}"}, "Secret in a campaign file", `merchant "main"`, "NAME"},
	{"live without a date", folder{"a.hcl": live + "recipients = {\n" + anna + "\n}\n}"}, "Campaign without a date", `campaign "new_year"`, "paid twice"},
	{"live without a date, on a day that is known", folder{"a.hcl": live + "schedule {\nnot_before = \"2027-02-06 09:00\"\n}\nrecipients = {\n" + anna + "\n}\n}"}, "Campaign without a date", `campaign "new_year"`, `date = "2027-02-06"`},
	{"bad merchant number", folder{"a.hcl": strings.Replace(live, "1230000109", "12300001090", 1) + "date = \"20270206\"\nrecipients = {\n" + anna + "\n}\n}"}, "Not a merchant number", `"12300001090"`, ""},

	// Traps of HCL.
	{"equal object keys", folder{"a.hcl": people(anna + "\n" + anna)}, "Duplicate key", "anna", "line 12 of a.hcl"},
	{"equal keys in two spellings", folder{"a.hcl": people(anna + "\n" + strings.Replace(anna, "anna", `"anna"`, 1))}, "Duplicate key", `"anna"`, ""},
	{"number as a key", folder{"a.hcl": people(strings.Replace(anna, "anna", "001", 1))}, "Number as a key", "001", `becomes "1"`},
	{"exponent as a key", folder{"a.hcl": people(strings.Replace(anna, "anna", "1e5", 1))}, "Number as a key", "1e5", ""},
	{"equal keys in locals", folder{"a.hcl": "locals {\nx = { a = 1, a = 2 }\n}\n" + people(anna)}, "Duplicate key", "a", ""},
	{"long heredoc", folder{"a.hcl": "locals {\nx = <<EOT\n" + strings.Repeat("a,b\n", 1001) + "EOT\n}\n" + people(anna)}, "Heredoc too long", "<<EOT\n", "recipients_from"},
	{"long typed list", folder{"a.hcl": "variable \"x\" {\ntype = list(string)\ndefault = [" + strings.Repeat(`"a",`, 1001) + "]\n}\n" + people(anna)}, "List too long", "", "recipients_from"},
	{"text compared with a number", folder{"a.hcl": campaign(strings.Replace(rowsFrom, "amount = row.amount", "amount = row.amount\nwhere = row.amount != 0", 1)), "people.csv": header}, "Text compared with a number", "row.amount != 0", "tonumber"},

	// Variables and locals.
	{"unset variable", folder{"a.hcl": "variable \"x\" {}\n" + people(anna)}, "Variable not set", `variable "x"`, "REDPACK_VAR_x"},
	{"unknown variable", folder{"a.hcl": "variable \"bonus\" {\ndefault = 1\n}\n" + people(strings.Replace(anna, "8.88", "var.bonsu", 1))}, "Unknown variable", ".bonsu", `Did you mean "bonus"`},
	{"wrong type", folder{"a.hcl": "variable \"x\" {\ntype = number\ndefault = \"a\"\n}\n" + people(anna)}, "Invalid value for a variable", `"a"`, "number"},
	{"validation", folder{"a.hcl": "variable \"x\" {\ndefault = 5\nvalidation {\ncondition = var.x < 5\nerror_message = \"x is too large: ${var.x}\"\n}\n}\n" + people(anna)}, "Invalid value for a variable", "5", "x is too large: 5"},
	{"env outside of a default", folder{"a.hcl": people(strings.Replace(anna, "8.88", `env("HOME")`, 1))}, "Row expression failed", "env", "no function named"},
	{"locals in a circle", folder{"a.hcl": "locals {\na = local.b\nb = local.a\n}\n" + people(anna)}, "Local values in a circle", "local.b", ""},
	{"row outside of rows", folder{"a.hcl": people(strings.Replace(anna, "8.88", "row.amount", 1))}, "Unknown name", "row.amount", "recipients_from"},
	{"unquoted text", folder{"a.hcl": strings.Replace(people(anna), `"2027"`, "festival", 1)}, "Unknown name", "festival", "needs quotes"},
	{"file outside", folder{"a.hcl": strings.Replace(people(anna), `"2027"`, `file("../x")`, 1)}, "Invalid function argument", `../x`, "leads out"},
	{"unknown variable in a file", folder{"redpack.rpvars": "wave = 1", "a.hcl": people(anna)}, "Unknown variable", "wave", ""},

	// Rows, inline.
	{"amount of three decimals", folder{"a.hcl": people(strings.Replace(anna, "8.88", "1.005", 1))}, "Not an amount", "1.005", "1.005 yuan is not a whole number of fen"},
	{"amount in words", folder{"a.hcl": people(strings.Replace(anna, "8.88", `"¥8.88"`, 1))}, "Not an amount", `"¥8.88"`, ""},
	{"a fen too little", folder{"a.hcl": people(strings.Replace(anna, "8.88", "0.99", 1))}, "Amount below the minimum", "0.99", "1.00 to 200.00 yuan without scene_id"},
	{"a fen too much", folder{"a.hcl": people(strings.Replace(anna, "8.88", "200.01", 1))}, "Amount above the maximum", "200.01", "limits.max_amount"},
	{"negative", folder{"a.hcl": people(strings.Replace(anna, "8.88", "-1", 1))}, "Amount below the minimum", "-1", ""},
	{"granted but no scene", folder{"a.hcl": strings.Replace(people(strings.Replace(anna, "8.88", "300", 1)), "sandbox = true", "sandbox = true\nlimits {\nmax_amount = 500\n}", 1)}, "Amount needs a scene", "300", "scene_id"},
	{"above the campaign's limit", folder{"a.hcl": campaign("limits {\nmax_amount = 5\n}\nrecipients = {\n" + anna + "\n}")}, "Amount above the campaign's limit", "8.88", "5.00"},
	{"a WeChat ID", folder{"a.hcl": people(strings.Replace(anna, "oUpF8uMuAJO_M2pxb1Q9zNjWe01o", "zhangsan", 1))}, "Not an openid", `"zhangsan"`, "28 characters"},
	{"a sign that no openid has", folder{"a.hcl": people(strings.Replace(anna, "oUpF8uMuAJO_M2pxb1Q9zNjWe01o", "oUpF8uMuAJO_M2pxb1Q9zNjWe01+", 1))}, "Not an openid", `"oUpF8uMuAJO_M2pxb1Q9zNjWe01+"`, ""},
	{"a key that rings", folder{"a.hcl": people(strings.Replace(anna, "anna", `"an\tna"`, 1))}, "Invalid key", `"an\tna"`, "control character"},
	{"infinite amount", folder{"a.hcl": people(strings.Replace(anna, "8.88", "1 / 0", 1))}, "Row expression failed", "1 / 0", ""},
	{"length of a number", folder{"a.hcl": people(strings.Replace(anna, "8.88", "length(8)", 1))}, "Row expression failed", "8", "not a number"},
	{"no openid", folder{"a.hcl": people(`anna = { amount = 1 }`)}, "Missing attribute", "{ amount = 1 }", "openid"},
	{"unknown attribute of a person", folder{"a.hcl": people(strings.Replace(anna, "amount", "amont", 1))}, "Unknown attribute", "amont", `Did you mean "amount"`},
	{"wishing of 129 bytes", folder{"a.hcl": people(strings.Replace(anna, " }", `, wishing = "`+strings.Repeat("福", 43)+`" }`, 1))}, "Text too long", `"` + strings.Repeat("福", 43) + `"`, "129 bytes (43 characters)"},
	{"duplicate openid", folder{"a.hcl": people(anna + "\n" + strings.Replace(anna, "anna", "bob", 1))}, "Duplicate openid", `"oUpF8uMuAJO_M2pxb1Q9zNjWe01o"`, `oUpF..e01o stands also on line 12 of a.hcl (key "anna")`},
	{"budget", folder{"a.hcl": campaign("limits {\nbudget = 8.87\n}\nrecipients = {\n" + anna + "\n}")}, "Budget exceeded", "8.87", "0.01 more"},
	{"assert", folder{"a.hcl": campaign("assert {\ncondition = self.total < 8\nerror_message = \"too much: ${self.total}\"\n}\nrecipients = {\n" + anna + "\n}")}, "Assertion failed", "self.total < 8", "too much: 8.88"},

	// Rows, CSV.
	{"missing file", folder{"a.hcl": campaign(rowsFrom)}, "File cannot be read", `"people.csv"`, ""},
	{"path outside", folder{"a.hcl": campaign(strings.Replace(rowsFrom, "people", "../people", 1))}, "File outside the folder", `"../people.csv"`, ""},
	{"unknown column", folder{"a.hcl": campaign(rowsFrom), "people.csv": "id,openId,amount\n"}, "Unknown column", ".openid", `Did you mean "openId"`},
	{"duplicate column", folder{"a.hcl": campaign(rowsFrom), "people.csv": "id,openid,id,amount\n"}, "Duplicate column", "id", ""},
	{"a column too many", folder{"a.hcl": campaign(rowsFrom), "people.csv": "id,openid,amount" + strings.Repeat(",", 997) + ",last\n"}, "Too many columns", "last", "names 1001 columns"},
	{"UTF-16", folder{"a.hcl": campaign(rowsFrom), "people.csv": "i\x00d\x00,\x00n\x00\r\x00\n\x00"}, "File cannot be read", `"people.csv"`, "UTF-16"},
	{"UTF-16, the other way round", folder{"a.hcl": campaign(rowsFrom), "people.csv": "\x00i\x00d\x00,\x00n\x00\r\x00\n"}, "File cannot be read", `"people.csv"`, "UTF-16"},
	{"gb18030 with the mark of UTF-8", folder{"a.hcl": campaign(strings.Replace(rowsFrom, "{", "{\nencoding = \"gb18030\"", 1)), "people.csv": "\ufeff" + header}, "File cannot be read", `"people.csv"`, "mark of UTF-8"},
	{"a row of more than 64 KiB", folder{"a.hcl": campaign(rowsFrom), "people.csv": header + "u1,\"" + strings.Repeat("x", 300<<10) + "\n"}, "Broken quotes", "", "longer than 64 KiB"},
	{"wrong delimiter", folder{"a.hcl": campaign(rowsFrom), "people.csv": "id;openid;amount\n"}, "One column only", "id;openid;amount", `delimiter = ";"`},
	{"amount in a cell", folder{"a.hcl": campaign(rowsFrom), "people.csv": header + "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,王伟,\"8,88\"\n"}, "Not an amount", `"8,88"`, ""},
	{"cell count", folder{"a.hcl": campaign(rowsFrom), "people.csv": header + "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,8.88\n"}, "Wrong number of cells", "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,8.88", "3 cells"},
	{"bare quote", folder{"a.hcl": campaign(rowsFrom), "people.csv": header + "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,wang \"wei\",8.88\n"}, "Broken quotes", "wang \"wei\"", ""},
	{"duplicate key over sources", folder{"a.hcl": campaign("recipients = {\n" + anna + "\n}\n" + rowsFrom), "people.csv": header + "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe02o,王伟,8.88\nanna,oUpF8uMuAJO_M2pxb1Q9zNjWe03o,安娜,8.88\n"}, "Duplicate key", "anna", "line 12 of a.hcl"},
	{"duplicate openid in a file", folder{"a.hcl": campaign(rowsFrom), "people.csv": header + "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,王伟,8.88\nu2,oUpF8uMuAJO_M2pxb1Q9zNjWe02o,王伟,8.88\nu3,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,王伟,8.88\n"}, "Duplicate openid", "oUpF8uMuAJO_M2pxb1Q9zNjWe01o", "line 2 of people.csv (key \"u1\")"},
	{"GB18030 taken for UTF-8", folder{"a.hcl": campaign(strings.Replace(rowsFrom, "{", "{\nencoding = \"utf-8\"", 1)), "people.csv": header + "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,\xcd\xf5,8.88\n"}, "Text in another encoding", "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,\xcd\xf5,8.88", `encoding = "gb18030"`},
	{"failing expression", folder{"a.hcl": campaign(strings.Replace(rowsFrom, "= row.amount", "= row.amount * 2", 1)), "people.csv": header + "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,王伟,viel\n"}, "Row expression failed", "viel", "a.hcl"},
	{"number beyond measure in a cell", folder{"a.hcl": campaign(strings.Replace(rowsFrom, "= row.amount", "= row.amount + 1", 1)), "people.csv": header + "u1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,王伟,1e999999999\n"}, "Row expression failed", "1e999999999", "beyond measure"},
	{"number beyond measure", folder{"a.hcl": people(strings.Replace(anna, "8.88", "1e999999999", 1))}, "Number beyond measure", "1e999999999", ""},
	{"key with a space", folder{"a.hcl": campaign(rowsFrom), "people.csv": header + "u1 ,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,王伟,8.88\n"}, "Invalid key", "u1 ", "spaces"},
	{"key by a draw", folder{"a.hcl": "draw \"d\" {\nseed = \"s\"\ntier \"t\" {\nshare = 1\namount = 1\n}\n}\n" + campaign(strings.Replace(rowsFrom, "row.id", "draw.d.tier", 1)), "people.csv": header}, "Unknown name", "draw.d.tier", ""},

	// Draws and moves.
	{"shares", folder{"a.hcl": "draw \"d\" {\nseed = \"s\"\ntier \"t\" {\nshare = 0.9\namount = 1\n}\n}\n" + people(anna)}, "Shares do not add up", `draw "d"`, "0.9"},
	{"pot inside an expression", folder{"a.hcl": "draw \"d\" {\nseed = \"s\"\ntotal = 5\nmin = 1\nmax = 5\n}\n" + people(strings.Replace(anna, "8.88", "draw.d.amount + 1", 1))}, "Pot inside an expression", "draw.d.amount", ""},
	{"pot too small", folder{"a.hcl": "draw \"d\" {\nseed = \"s\"\ntotal = 5\nmin = 1\nmax = 2\n}\n" + people(strings.Replace(anna, "8.88", "draw.d.amount", 1))}, "Pot cannot be shared", "5", "1 recipients"},
	{"pot beyond the limits", folder{"a.hcl": "draw \"d\" {\nseed = \"s\"\ntotal = 5\nmin = 0.50\nmax = 5\n}\n" + people(strings.Replace(anna, "8.88", "draw.d.amount", 1))}, "Pot beyond the limits", `draw "d"`, "1.00 to 200.00"},
	{"moved from what is there", folder{"a.hcl": "moved {\nfrom = \"new_year\"\nto = \"x\"\n}\n" + people(anna)}, "Moved campaign still exists", "moved", ""},
}

func TestMistakesAreNamed(t *testing.T) {
	for _, tt := range slices.Concat(mistakes, stateMistakes) {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := tt.files.stream(t)
			if len(diags) == 0 {
				t.Fatal("nothing was reported")
			}
			for _, d := range diags {
				if d.Summary == tt.summary && (tt.at == "" || tt.files.pointed(d) == tt.at || strings.HasPrefix(tt.files.pointed(d), tt.at+" ")) && strings.Contains(d.Detail, tt.detail) {
					return
				}
			}
			for _, d := range diags {
				t.Errorf("%s: %s\nat %q", d.Summary, d.Detail, tt.files.pointed(d))
			}
		})
	}
}

// A mistake is reported once and brings no other complaints with it.
func TestMistakesAreReportedOnce(t *testing.T) {
	for _, tt := range slices.Concat(mistakes, stateMistakes) {
		if tt.name == "misspelt attribute" || strings.HasPrefix(tt.name, "bad campaign") {
			continue
		}
		if _, diags := tt.files.stream(t); len(diags) > 2 {
			t.Errorf("%s: %s", tt.name, summaries(diags))
		}
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	const key = "192006250b4c09247ec02edce69f6a2d"
	for _, attr := range []string{"api_key", "api_key_env", "key", "p12_password"} {
		f := folder{"a.hcl": strings.Replace(live, `api_key_env = "REDPACK_API_KEY"`, attr+" = \""+key+"\"", 1) + "date = \"20270206\"\nrecipients = {\n" + anna + "\n}\n}"}
		project, diags := f.load(t, hclspec.Options{})
		if !diags.HasErrors() {
			t.Errorf("%s with a literal was accepted", attr)
		}
		for _, d := range diags {
			line, _ := project.Line(*d.Subject)
			if strings.Contains(d.Error()+d.Detail+line, key) {
				t.Errorf("%s: the key is in the message or its line: %s", attr, d)
			}
		}
	}
}

// Nor are they where the whole block stands in one line, whatever they are.
func TestSecretsInALineAreNotShown(t *testing.T) {
	for _, line := range []string{`p12_password = "hunter2"`, `api_key_env = "hunter 2"`, `api_key = "hunter2"`} {
		project, diags := folder{"a.hcl": "merchant \"main\" { " + line + " }\n"}.load(t, hclspec.Options{})
		for _, d := range diags {
			if shown, _ := project.Line(*d.Subject); strings.Contains(d.Error()+shown, "hunter") {
				t.Errorf("%s: %s %s", line, d, shown)
			}
		}
	}
}

func TestLiveMerchantNeedsEverything(t *testing.T) {
	f := folder{"a.hcl": "merchant \"main\" {}\n"}
	_, diags := f.load(t, hclspec.Options{})
	var missing []string
	for _, d := range diags {
		missing = append(missing, strings.TrimSuffix(strings.Fields(d.Detail)[3], "."))
	}
	if got := strings.Join(missing, " "); got != "mch_id appid cert_file key_file api_key_env" {
		t.Errorf("missing: %s", got)
	}
}

func detailOf(diags hcl.Diagnostics, start string) string {
	for _, d := range diags {
		if strings.HasPrefix(d.Detail, start) {
			return d.Detail
		}
	}
	return ""
}
