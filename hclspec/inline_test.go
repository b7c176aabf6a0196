package hclspec_test

import (
	"strings"
	"testing"
)

// A key may be computed. Then it is what the expression gives, or an error.
func TestComputedKeys(t *testing.T) {
	files := func(key string) folder {
		return folder{"a.hcl": "locals {\n  k = \"wang_wei\"\n}\n" + people(anna+"\n("+key+`) = { openid = "oUpF8uMuAJO_M2pxb1Q9zNjWe02o", amount = 1.88 }`)}
	}
	for key, want := range map[string]string{"local.k": "wang_wei", `upper("ab")`: "AB", `"${local.k}_2"`: "wang_wei_2"} {
		got := files(key).mustStream(t)
		if len(got) != 2 || got[1].Key != want || got[1].Amount != 188 {
			t.Errorf("%s: %+v", key, got)
		}
	}
	for key, want := range map[string]string{"local.x": "Unknown", "3 + 4": "Invalid key", "true": "Invalid key", `file("gone")`: "Invalid function argument", "local.k == \"\" ? null : null": "Invalid key", `"anna"`: "Duplicate key"} {
		if _, diags := files(key).stream(t); !diags.HasErrors() || !strings.Contains(summaries(diags), want) {
			t.Errorf("%s: %v", key, diags)
		}
	}
}
