package plan_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func digestOf(t *testing.T, c *hclspec.Campaign) plan.Digest {
	t.Helper()
	p, diags := plan.New(c, state.EmptySnapshot(), plan.Options{At: plantest.Noon})
	if p == nil {
		t.Fatal(diags)
	}
	return p.Digest
}

// A digest that was approved stays the same, whatever becomes of the program.
func TestDigestOfTheSecondVersion(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("5.00", "6.60")+`
  scene_id = "PRODUCT_1"
  repeats  = ["b", "a"]
  limits {
    budget         = 100.00
    max_recipients = 10
    per_minute     = 500
  }
  risk_info {
    mobile   = "86-13800000000"
    deviceid = "a\"b"
  }
  schedule {
    not_before = "2027-02-20 09:00"
    hours      = "09:00-22:30"
  }
`)
	const want = "98baba9f93cf1d22d464c130dc3f2afc815b0119d44681b71632a115a1a57f9a"
	if got := digestOf(t, c).String(); got != want {
		t.Errorf("the digest is %s, and was %s", got, want)
	}
}

// database is a state in a database.
func database(line, project string) string {
	return "redpack {\n  project = \"" + project + "\"\n  state \"postgres\" {\n    " + line + "\n  }\n}\n"
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
		{"a database", database("", "spring"), ""},
		{"another project", database("", "spring-2027"), ""},
		{"another schema", database("schema = \"pay\"", "spring"), ""},
		{"another address", database("url_env = \"TEAM_URL\"", "spring"), ""},
		{"a schema of the project's name", database("schema = \"spring\"", "redpack"), ""},
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
	spelled := database("schema = \"redpack\"\n    url_env = \"REDPACK_STATE_URL\"", "spring")
	if seen[digestOf(t, plantest.CampaignBeside(t, spelled, plantest.People("1.00")))] != "a database" {
		t.Error("what is written out changes the digest")
	}
	if seen[digestOf(t, plantest.Campaign(t, plantest.People("1.00")+"  repeats = [\"lantern_2025\", \"lantern_2026\"]\n"))] != "repeats more" {
		t.Error("order changes the digest")
	}
}

// What several plans are approved under together stands for all of them in any order, and for nothing else. It stays the same,
// whatever becomes of the program.
func TestCombinedDigest(t *testing.T) {
	of := func(texts ...string) (plans []*plan.Plan) {
		for _, text := range texts {
			plans = append(plans, &plan.Plan{Digest: sha256.Sum256([]byte(text))})
		}
		return plans
	}
	one := of("a")
	if plan.Combined(one) != one[0].Digest {
		t.Error("one plan has another digest than its own")
	}
	if plan.Combined(of("a", "b", "c")) != plan.Combined(of("c", "a", "b")) {
		t.Error("the order counts")
	}
	const want = "adf20fcf667b2e4ffcb9f48ee20e97ff988d6179afe9930e6f66254f1441e180"
	if got := plan.Combined(of("a", "b")).String(); got != want {
		t.Errorf("the digest of two plans is %s, and was %s", got, want)
	}
	seen := map[plan.Digest]string{}
	for _, texts := range []string{"a", "b", "a b", "a c", "b c", "a a", "a b c", "a b b"} {
		d := plan.Combined(of(strings.Fields(texts)...))
		if other, ok := seen[d]; ok {
			t.Errorf("%q and %q have one digest", texts, other)
		}
		seen[d] = texts
	}
}
