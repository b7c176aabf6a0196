package hclspec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
)

// A bound of an amount holds below, at and above it, whoever sets it.
func TestAmountsAtTheirBounds(t *testing.T) {
	const (
		low, high, scene, own = "Amount below the minimum", "Amount above the maximum", "Amount needs a scene", "Amount above the campaign's limit"
		withScene             = `scene_id = "PRODUCT_2"`
	)
	for _, tt := range []struct{ name, merchant, campaign, amounts, refused string }{
		{"nothing granted", "", "", "0.99 0.30 0.01 0.00 -0.01", low},
		{"nothing granted", "", "", "1.00 1.01 199.99 200.00", ""},
		{"nothing granted", "", "", "200.01 4999", high},
		{"a scene alone grants nothing", "", withScene, "0.99 0.30", low},
		{"a scene alone grants nothing", "", withScene, "200.01", high},
		{"less granted", "min_amount = 0.30", withScene, "0.29 0.01 0 -1", low},
		{"less granted", "min_amount = 0.30", withScene, "0.30 0.31 1", ""},
		{"less granted, no scene", "min_amount = 0.30", "", "0.30 0.99", low},
		{"less granted, no scene", "min_amount = 0.30", "", "1.00", ""},
		{"more granted", "max_amount = 4999", withScene, "200 200.01 4998.99 4999", ""},
		{"more granted", "max_amount = 4999", withScene, "4999.01", high},
		{"more granted, no scene", "max_amount = 500", "", "200.01 500", scene},
		{"more granted, no scene", "max_amount = 500", "", "500.01", high},
		{"more granted, no scene", "max_amount = 500", "", "200", ""},
		{"the merchant wants more", "min_amount = 5", "", "4.99 1 0.99", low},
		{"the merchant wants more", "min_amount = 5", "", "5.00", ""},
		{"the merchant wants less", "max_amount = 5", "", "5.01", high},
		{"the campaign wants less", "", "limits {\nmax_amount = 5\n}", "5.01 200", own},
		{"the campaign wants less", "", "limits {\nmax_amount = 5\n}", "4.99 5.00", ""},
	} {
		for _, amount := range strings.Fields(tt.amounts) {
			for _, written := range []string{amount, `"` + amount + `"`} {
				files := folder{"a.hcl": strings.Replace(campaign(tt.campaign+"\nrecipients = {\n"+strings.Replace(anna, "8.88", written, 1)+"\n}"),
					"sandbox = true", "sandbox = true\nlimits {\n"+tt.merchant+"\n}", 1)}
				if tt.refused == low && strings.HasPrefix(written, `"-`) {
					continue // a text with a sign is no amount
				}
				people, diags := files.stream(t)
				if summaries(diags) != tt.refused || (tt.refused == "") != (len(people) == 1) {
					t.Errorf("%s: %s: %v", tt.name, written, diags)
				}
				if tt.refused != "" && len(diags) == 1 && files.pointed(diags[0]) != written {
					t.Errorf("%s: %s: points at %q", tt.name, written, files.pointed(diags[0]))
				}
			}
		}
	}
}

// Three people get 1.00, 2.00 and 3.00.
const three = `recipients = {
  a = { openid = "oTEST00000000000000000000001", amount = 1 }
  b = { openid = "oTEST00000000000000000000002", amount = 3 }
  c = { openid = "oTEST00000000000000000000003", amount = 2 }
}
`

func TestLimitsOfACampaignAtTheirBounds(t *testing.T) {
	for _, tt := range []struct{ limit, want, detail string }{
		{"budget = 6.01", "", ""},
		{"budget = 6.00", "", ""},
		{"budget = 5.99", "Budget exceeded", "3 recipients add up to 6.00 yuan, 0.01 more than the budget of 5.99 yuan"},
		{"budget = 0.01", "Budget exceeded", "5.99 more"},
		{"max_recipients = 4", "", ""},
		{"max_recipients = 3", "", ""},
		{"max_recipients = 2", "Too many recipients", "3 recipients, and limits.max_recipients allows 2"},
		{"max_amount = 3.01", "", ""},
		{"max_amount = 3", "", ""},
		{"max_amount = 2.99", "Amount above the campaign's limit", ""},
		{"budget = 5.99\nmax_recipients = 2", "Budget exceeded; Too many recipients", ""},
	} {
		files := folder{"a.hcl": campaign("limits {\n" + tt.limit + "\n}\n" + three)}
		_, diags := files.stream(t)
		if summaries(diags) != tt.want {
			t.Errorf("%s: %v", tt.limit, diags)
			continue
		}
		if tt.detail != "" && !strings.Contains(diags[0].Detail, tt.detail) {
			t.Errorf("%s: %s", tt.limit, diags[0].Detail)
		}
	}
}

// Where rows are wrong, the limits hold over those that are well, and the asserts are not asked.
func TestLimitsBesideWrongRows(t *testing.T) {
	files := folder{"a.hcl": campaign("limits {\nbudget = 3.99\nmax_recipients = 1\n}\nassert {\ncondition = false\nerror_message = \"x\"\n}\n" + strings.Replace(three, "amount = 2", "amount = 0.5", 1))}
	if _, diags := files.stream(t); summaries(diags) != "Amount below the minimum; Budget exceeded; Too many recipients" {
		t.Error(diags)
	}
}

func TestNobodyToSendTo(t *testing.T) {
	files := folder{"a.hcl": campaign(rowsFrom), "people.csv": header}
	if people, diags := files.stream(t); len(people) > 0 || summaries(diags) != "Nobody to send to" || diags[0].Severity != hcl.DiagWarning {
		t.Error(diags)
	}
}

// Each bound of a text is one of bytes, and holds below, at and above it.
func TestTextsAtTheirBounds(t *testing.T) {
	text := func(bytes int) string { return strings.Repeat("福", bytes/3) + strings.Repeat("x", bytes%3) }
	const long = "Text too long"
	for _, tt := range []struct {
		attr    string
		most    int
		row     bool
		at      string
		refused string
	}{
		{"send_name", 32, false, "Text at the very limit", long},
		{"act_name", 32, false, "Text at the very limit", long},
		{"wishing", 128, false, "", long},
		{"remark", 256, false, "", long},
		{"wishing", 128, true, "", long},
		{"remark", 256, true, "", long},
		{"key", 128, true, "", "Invalid key"},
	} {
		for over, want := range map[int]string{-1: "", 0: tt.at, 1: tt.refused} {
			value := text(tt.most + over)
			files := sheet(map[string]string{}, [2]string{"x"})
			if tt.row {
				files = sheet(map[string]string{tt.attr: "row.n"}, [2]string{value})
			} else {
				for _, line := range strings.Split(files["a.hcl"], "\n") {
					if strings.HasPrefix(line, "  "+tt.attr) {
						files["a.hcl"] = strings.Replace(files["a.hcl"], line, fmt.Sprintf("  %s = %q", tt.attr, value), 1)
					}
				}
			}
			people, diags := files.stream(t)
			if summaries(diags) != want || diags.HasErrors() == (len(people) == 1) {
				t.Errorf("%s of %d bytes (row: %t): %v", tt.attr, tt.most+over, tt.row, diags)
			}
		}
	}
	for length, want := range map[int]string{27: "Not an openid", 28: "", 29: "Not an openid"} {
		files := sheet(map[string]string{"openid": "row.n"}, [2]string{strings.Repeat("o", length)})
		if _, diags := files.stream(t); summaries(diags) != want {
			t.Errorf("an openid of %d characters: %v", length, diags)
		}
	}
}
