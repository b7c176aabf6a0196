package hclspec_test

import (
	"os"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// Every example of the language reference loads, streams and is formatted as fmt would.
func TestReadmeExamples(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := strings.Split(string(text), "```hcl\n")[1:]
	if len(examples) < 6 {
		t.Fatalf("only %d examples found", len(examples))
	}
	const members = "id,openid,name,amount\nm1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,王伟,8.88\nm2,oUpF8uMuAJO_M2pxb1Q9zNjWe02o,李娜,1.00\n"
	for _, example := range examples {
		src, _, _ := strings.Cut(example, "```")
		first, _, _ := strings.Cut(src[strings.Index(src, "campaign"):], "\n")
		t.Run(first, func(t *testing.T) {
			people, diags := folder{"a.hcl": src, "data/members.csv": members}.stream(t)
			if len(diags) > 0 || len(people) == 0 {
				t.Errorf("%d recipients, %v", len(people), diags)
			}
			if formatted, _ := hclspec.Format([]byte(src), "a.hcl"); string(formatted) != src {
				t.Errorf("fmt would write it as\n%s", formatted)
			}
		})
	}
}
