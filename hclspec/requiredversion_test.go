package hclspec_test

import (
	"fmt"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// A constraint holds below, at and above its version as its operator says.
func TestRequiredVersion(t *testing.T) {
	const refused, invalid = "Program version refused", "Invalid version constraint"
	for _, tt := range []struct {
		constraint          string
		below, at, above    string // what is said to 1.2.2, 1.2.3 and 1.2.4
		otherMinor, another string // and to 1.3.0 and 2.0.0
	}{
		{"1.2.3", refused, "", refused, refused, refused},
		{"= v1.2.3", refused, "", refused, refused, refused},
		{"!= 1.2.3", "", refused, "", "", ""},
		{"> 1.2.3", refused, refused, "", "", ""},
		{">= 1.2.3", refused, "", "", "", ""},
		{"< 1.2.3", "", refused, refused, refused, refused},
		{"<= 1.2.3", "", "", refused, refused, refused},
		{"~> 1.2.3", refused, "", "", refused, refused},
		{"~> 1.2", "", "", "", "", refused},
		{"~> 1", "", "", "", "", refused},
		{">= 1.2.3, < 1.3", refused, "", "", refused, refused},
		{"> 1, < 1.2.4, != 1.2.3", "", refused, refused, refused, refused},
		{"<> 1.2.3", invalid, invalid, invalid, invalid, invalid},
		{"1.2.3.4", invalid, invalid, invalid, invalid, invalid},
		{"1.x", invalid, invalid, invalid, invalid, invalid},
		{">= ", invalid, invalid, invalid, invalid, invalid},
		{"1, , 2", invalid, invalid, invalid, invalid, invalid},
		{"99999", invalid, invalid, invalid, invalid, invalid},
	} {
		for version, want := range map[string]string{
			"1.2.2": tt.below, "v1.2.3": tt.at, "1.2.3-rc1": tt.at, "1.2.3+dirty": tt.at, "1.2.4": tt.above, "1.3.0": tt.otherMinor, "2.0.0": tt.another,
		} {
			files := folder{"a.hcl": fmt.Sprintf("redpack {\nrequired_version = %q\n}\n", tt.constraint) + people(anna)}
			if _, diags := files.load(t, hclspec.Options{Version: version}); summaries(diags) != want {
				t.Errorf("%s for %s: %v", tt.constraint, version, diags)
			}
		}
	}
}

// A program that does not know its version is not held against one.
func TestUnknownProgramVersion(t *testing.T) {
	for version, want := range map[string]string{"": "", "devel": "", "0.1": "Program version refused"} {
		if _, diags := (folder{"a.hcl": "redpack {\nrequired_version = \">= 1\"\n}\n" + people(anna)}).load(t, hclspec.Options{Version: version}); summaries(diags) != want {
			t.Errorf("%q: %v", version, diags)
		}
	}
}

// What the go command calls a build after a release is later than that and before the next; one that leads to a release counts as it.
func TestRequiredVersionOfOtherBuilds(t *testing.T) {
	const refused = "Program version refused"
	for _, tt := range []struct{ version, constraint, want string }{
		{"v1.2.4-0.20261126100000-54a91027043e", ">= 1.2.3", ""},
		{"v1.2.4-0.20261126100000-54a91027043e", "> 1.2.3", ""},
		{"v1.2.4-0.20261126100000-54a91027043e", "1.2.3", refused},
		{"v1.2.4-0.20261126100000-54a91027043e", "< 1.2.4", ""},
		{"v1.2.4-0.20261126100000-54a91027043e", ">= 1.2.4", refused},
		{"1.2.4-0.20261126100000-54a91027043e+dirty", "<= 1.2.3", refused},
		{"v0.0.0-20261126100000-54a91027043e", ">= 0.1", refused},
		{"v0.0.0-20261126100000-54a91027043e", "> 0.0.0", ""},
		{"1.3.0-dev+54a91027043e.dirty", ">= 1.3", ""},
		{"1.3.0-dev+54a91027043e.dirty", "~> 1.2.0", refused},
		{"1.3.0-rc.1", ">= 1.3", ""},
	} {
		files := folder{"a.hcl": fmt.Sprintf("redpack {\nrequired_version = %q\n}\n", tt.constraint) + people(anna)}
		if _, diags := files.load(t, hclspec.Options{Version: tt.version}); summaries(diags) != tt.want {
			t.Errorf("%s for %s: %v", tt.constraint, tt.version, diags)
		}
	}
}
