package plan_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// outsideTheDigest are the fields that an approval need not name, and why.
var outsideTheDigest = map[string]string{
	"Campaign.Wishing": "stands in every row that has none of its own",
	"Campaign.Remark":  "stands in every row that has none of its own",
	"Campaign.Sources": "how the lists are read; what they say is in the rows",
	"Campaign.Range":   "a place in a file",
	"Campaign.Ranges":  "places in files",
	"Campaign.rows":    "each row is in the digest; the asserts among them see TestDigestCoversWhatIsNoField",
	"Campaign.moves":   "see TestDigestCoversWhatIsNoField",
	"Campaign.after":   "the moves once more",
	"Campaign.names":   "follows from the files' campaigns and moves",
	"Campaign.all":     "other campaigns have digests of their own",
	"Campaign.of":      "its moves and its state's path see TestDigestCoversWhatIsNoField",

	"Merchant.Name":           "a label; mch_id and appid say who pays",
	"Merchant.CertFile":       "differs from machine to machine; the platform refuses that of another merchant",
	"Merchant.KeyFile":        "differs from machine to machine; the platform refuses that of another merchant",
	"Merchant.P12File":        "differs from machine to machine; the platform refuses that of another merchant",
	"Merchant.P12PasswordEnv": "differs from machine to machine",
	"Merchant.CAFile":         "differs from machine to machine; the endpoint is in the digest",
	"Merchant.APIKeyEnv":      "differs from machine to machine; the platform refuses that of another merchant",
	"Merchant.APIKeyFile":     "differs from machine to machine; the platform refuses that of another merchant",
	"Merchant.Simulator":      "how a simulator behaves that moves no money",
	"Merchant.Range":          "a place in a file",
	"Merchant.Ranges":         "places in files",
}

// A field that somebody adds is in the digest, or in the list above with a reason.
func TestDigestCoversEveryField(t *testing.T) {
	inner := plantest.People("5.00") + "  limits {\n    budget = 100.00\n    max_recipients = 10\n    max_amount = 50.00\n  }\n"
	base := digestOf(t, plantest.Campaign(t, inner))
	fields(reflect.TypeFor[hclspec.Campaign](), "Campaign", nil, func(name string, index []int) {
		c := plantest.Campaign(t, inner)
		field := reflect.ValueOf(c).Elem().FieldByIndex(index)
		_, outside := outsideTheDigest[name]
		if !field.CanSet() {
			if !outside {
				t.Errorf("%s is new: put it into the digest, or say why it need not be there", name)
			}
			return
		}
		if !outside {
			plantest.Disturb(field)
			if digestOf(t, c) == base {
				t.Errorf("%s does not change the digest", name)
			}
		}
	})
}

// fields names every field of a struct, and those of the structs in it that are not outside as a whole.
func fields(of reflect.Type, name string, index []int, each func(name string, index []int)) {
	for i := range of.NumField() {
		f := of.Field(i)
		full, at := name+"."+f.Name, append(index[:len(index):len(index)], i)
		inner := f.Type
		if inner == reflect.TypeFor[*hclspec.Merchant]() {
			inner, full = inner.Elem(), "Merchant"
		}
		if _, outside := outsideTheDigest[full]; inner.Kind() == reflect.Struct && inner != reflect.TypeFor[time.Time]() && f.IsExported() && !outside {
			fields(inner, full, at, each)
			continue
		}
		each(full, at)
	}
}

func digestOf(t *testing.T, c *hclspec.Campaign) plan.Digest {
	t.Helper()
	p, diags := plan.New(c, state.EmptySnapshot(), plan.Options{At: plantest.Noon})
	if p == nil {
		t.Fatal(diags)
	}
	return p.Digest
}

// What a campaign gets from elsewhere in its folder decides who is paid under which guard, too.
func TestDigestCoversWhatIsNoField(t *testing.T) {
	const guarded = `
  assert {
    condition     = self.total < %s
    error_message = "too much"
  }
`
	limit := func(value string) string { return "locals {\n  most = " + value + "\n}\n" }
	seen := map[plan.Digest]string{}
	for _, tt := range []struct{ name, blocks, inner string }{
		{"nothing", "", ""},
		{"an assert", "", fmt.Sprintf(guarded, "100")},
		{"a weaker assert", "", fmt.Sprintf(guarded, "200")},
		{"an assert with a local value", limit("100"), fmt.Sprintf(guarded, "local.most")},
		{"an assert with a weaker local value", limit("200"), fmt.Sprintf(guarded, "local.most")},
		{"repeats", "", "  repeats = [\"lantern_2026\"]\n"},
		{"repeats more", "", "  repeats = [\"lantern_2026\", \"lantern_2025\"]\n"},
		{"a moved key", "moved {\n  from = \"lantern/z\"\n  to = \"lantern/p0\"\n}\n", ""},
		{"a moved campaign", "moved {\n  from = \"lantern_2026\"\n  to = \"lantern\"\n}\n", ""},
		{"another state", "redpack {\n  state \"sqlite\" {\n    path = \"other.state\"\n  }\n}\n", ""},
	} {
		d := digestOf(t, plantest.CampaignBeside(t, tt.blocks, plantest.People("1.00")+tt.inner))
		if other, ok := seen[d]; ok {
			t.Errorf("%s and %s have one digest", tt.name, other)
		}
		seen[d] = tt.name
	}
	same := digestOf(t, plantest.CampaignBeside(t, limit("10 * 10"), plantest.People("1.00")+fmt.Sprintf(guarded, "local.most # at most")))
	if seen[same] != "an assert with a local value" {
		t.Error("spelling changes the digest")
	}
	if seen[digestOf(t, plantest.Campaign(t, plantest.People("1.00")+"  repeats = [\"lantern_2025\", \"lantern_2026\"]\n"))] != "repeats more" {
		t.Error("order changes the digest")
	}
}
