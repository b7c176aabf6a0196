package hclspec_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
)

// noSettings are the fields that no setting stands for, and why.
var noSettings = map[string]string{
	"Campaign.Name":    "a campaign of another name is another campaign",
	"Campaign.Sources": "how the lists are read; what they say is compared and approved row by row",
	"Campaign.Range":   "a place in a file",
	"Campaign.Ranges":  "places in files",
	"Campaign.rows":    "compared and approved row by row; the asserts by Asserts and Guards",
	"Campaign.moves":   "the moved blocks of the project, compared and approved as such",
	"Campaign.after":   "the moves once more",
	"Campaign.names":   "follows from the files' campaigns and moves",
	"Campaign.all":     "other campaigns speak for themselves",
	"Campaign.of":      "its moves and its state's path are compared and approved by themselves",
	"Merchant.Name":    "a label; mch_id and appid say who pays",
	"Merchant.Range":   "a place in a file",
	"Merchant.Ranges":  "places in files",
}

// A field that somebody adds to a campaign is a setting, or stands in the list above with a reason.
func TestEveryFieldIsASetting(t *testing.T) {
	unseen := map[string]bool{}
	for _, s := range plantest.Campaign(t, plantest.People("5.00")).Settings() {
		if unseen[s.Name] {
			t.Errorf("%s stands twice in the table", s.Name)
		}
		unseen[s.Name] = true
	}
	eachField(reflect.TypeFor[hclspec.Campaign](), "Campaign", nil, func(name string, index []int) {
		c := plantest.Campaign(t, plantest.People("5.00"))
		before := c.Settings()
		field := reflect.ValueOf(c).Elem().FieldByIndex(index)
		if !field.CanSet() {
			t.Errorf("%s is new: make it a setting, or say why it is none", name)
			return
		}
		plantest.Disturb(field)
		var changed []string
		for i, s := range c.Settings() {
			if s.Value != before[i].Value {
				changed = append(changed, s.Name)
				delete(unseen, s.Name)
			}
		}
		if len(changed) != 1 {
			t.Errorf("%s changes the settings %q, want one", name, changed)
		}
	})
	for name := range unseen {
		t.Errorf("the setting %s is of no field", name)
	}
}

// eachField names the fields of a struct and of the structs in it, without those that are no settings.
func eachField(of reflect.Type, name string, index []int, visit func(name string, index []int)) {
	for i := range of.NumField() {
		f := of.Field(i)
		full, at, inner := name+"."+f.Name, append(slices.Clone(index), i), f.Type
		if inner == reflect.TypeFor[*hclspec.Merchant]() {
			inner, full = inner.Elem(), "Merchant"
		}
		switch {
		case noSettings[full] != "":
		case inner.Kind() == reflect.Struct && inner != reflect.TypeFor[time.Time]() && inner != reflect.TypeFor[hclspec.DaySpan]():
			eachField(inner, full, at, visit)
		default:
			visit(full, at)
		}
	}
}

// noValues are what the language has in these blocks beside settings, and why.
var noValues = map[string]string{
	"merchant":         "names a block, whose attributes are settings",
	"recipients":       "rows",
	"recipient":        "rows",
	"recipients_from":  "rows",
	"supplement":       "a row; who, how much, of whom and why are in the digest",
	"assert":           "a guard over the rows",
	"limits":           "a block",
	"schedule":         "a block",
	"risk_info":        "a block",
	"merchant.limits":  "a block",
	"merchant.sandbox": "a block too; the attribute of the name is a setting",
}

// An attribute that somebody adds to the language is a setting. What there is, the language itself tells whoever misspells.
func TestEveryAttributeIsASetting(t *testing.T) {
	blocks := []string{"merchant.", "merchant.limits.", "merchant.sandbox.", "", "limits.", "schedule.", "risk_info."}
	const src = `merchant "m" {
  odd_one = 1
  limits {
    odd_one = 1
  }
  sandbox {
    odd_one = 1
  }
}
campaign "c" {
  merchant = merchant.m
  odd_one = 1
  limits {
    odd_one = 1
  }
  schedule {
    odd_one = 1
  }
  risk_info {
    odd_one = 1
  }
}`
	var starts []int // of the lines that are odd
	for i, line := range strings.Split(src, "\n") {
		if strings.Contains(line, "odd_one") {
			starts = append(starts, i+1)
		}
	}
	project, diags := folder{"a.hcl": src}.load(t, hclspec.Options{})
	known := map[string]bool{}
	for _, d := range diags {
		if d.Summary != "Unknown attribute" {
			continue
		}
		prefix := blocks[slices.Index(starts, d.Subject.Start.Line)]
		_, list, ok := strings.Cut(d.Detail, "It takes ")
		if !ok {
			t.Fatal(d.Detail)
		}
		for name := range strings.SplitSeq(strings.TrimSuffix(list, "."), ", ") {
			known[prefix+name] = true
		}
	}
	named := map[string]bool{}
	for _, s := range project.Campaigns[0].Settings() {
		named[s.Name] = true
		if !known[s.Name] {
			t.Errorf("the setting %s is not in the language, which has %v", s.Name, fmt.Sprint(known))
		}
	}
	for name := range known {
		if !named[name] && noValues[name] == "" {
			t.Errorf("the attribute %s is no setting", name)
		}
	}
}

// Whether money moves is said in words, and a live merchant has no simulator to show.
func TestSettingsSayWhetherMoneyMoves(t *testing.T) {
	for text, want := range map[string]string{
		campaign("recipients = {\n" + anna + "\n}"):                      "true: play money",
		live + "date = \"20270206\"\nrecipients = {\n" + anna + "\n}\n}": "false: REAL money",
	} {
		for _, s := range (folder{"a.hcl": text}).mustLoad(t, hclspec.Options{}).Campaigns[0].Settings() {
			if s.Name == "merchant.sandbox" && s.Shown != want {
				t.Errorf("shown as %q, want %q", s.Shown, want)
			}
			if s.Name == "merchant.sandbox.rules" && (s.Shown == "") != strings.HasPrefix(want, "false") {
				t.Errorf("%s: rules %q", want, s.Shown)
			}
		}
	}
}
