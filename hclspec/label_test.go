package hclspec_test

import (
	"strings"
	"testing"
)

// A label is the name that people know: of a column or of the file, in any language, and nobody has to have one.
func TestLabel(t *testing.T) {
	people, diags := folder{
		"a.hcl": campaign(`
  recipients = {
    wang = { openid = "oXAMPLE000000000000000000001", amount = 8.88, label = "王伟" }
    li = { openid = "oXAMPLE000000000000000000002", amount = 8.88 }
  }
  recipients_from "csv" {
    path   = "people.csv"
    key    = row.id
    openid = row.openid
    amount = 8.88
    label  = "${row.name} (${row.team})"
  }`),
		"people.csv": "id,openid,name,team\n1,oXAMPLE000000000000000000003, 刘洋,研发\n",
	}.stream(t)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	var labels []string
	for _, r := range people {
		labels = append(labels, r.Label)
	}
	if got := strings.Join(labels, "|"); got != "王伟||刘洋 (研发)" {
		t.Errorf("labels %q", got)
	}
}

func TestInvalidLabel(t *testing.T) {
	for name, cell := range map[string]string{
		"a control character": "王\x01伟", "a line end": "\"王\n伟\"", "too long": strings.Repeat("王", 43), "a secret": "-----BEGIN PRIVATE KEY-----",
	} {
		_, diags := folder{
			"a.hcl": campaign(`
  recipients_from "csv" {
    path   = "people.csv"
    key    = row.id
    openid = row.openid
    amount = 8.88
    label  = row.name
  }`),
			"people.csv": "id,openid,name\n1,oXAMPLE000000000000000000003," + cell + "\n",
		}.stream(t)
		if !diags.HasErrors() {
			t.Errorf("%s is taken", name)
		}
	}
}
