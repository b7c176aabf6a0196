package cli_test

import (
	"os"
	"regexp"
	"runtime/debug"
	"testing"

	"github.com/cashredpack/redpack/internal/cli"
)

const commit = "54a91027043e8f7d6c5b4a39281706f5e4d3c2b1"

// A version never claims to be a release that it is not.
func TestBuildOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, linked, stamped, commit, modified string
		want                                    string
	}{
		{"a release that was linked", "1.2.3", "v0.0.0-20261126100000-54a91027043e", commit, "false", "1.2.3"},
		{"go install of a tag", "", "v1.2.3", "", "", "1.2.3"},
		{"go install of a tag before a release", "", "v1.2.3-rc.1", "", "", "1.2.3-rc.1"},
		{"go install of a commit", "", "v1.2.4-0.20261126100000-54a91027043e", "", "", cli.Next + "-dev+54a91027043e"},
		{"go build at a tag", "", "v1.2.3", commit, "false", "1.2.3"},
		{"go build at a tag with changes", "", "v1.2.3+dirty", commit, "true", cli.Next + "-dev+54a91027043e.dirty"},
		{"go build of a commit", "", "v0.0.0-20261126100000-54a91027043e", commit, "false", cli.Next + "-dev+54a91027043e"},
		{"go build of a commit with changes", "", "v0.0.0-20261126100000-54a91027043e+dirty", commit, "true", cli.Next + "-dev+54a91027043e.dirty"},
		{"go run", "", "(devel)", "", "", cli.Next + "-dev"},
		{"nothing stamped", "", "", "", "", cli.Next + "-dev"},
		{"a commit of few digits", "", "(devel)", "54a9", "", cli.Next + "-dev+54a9"},
	} {
		info := &debug.BuildInfo{Main: debug.Module{Version: tt.stamped}}
		for key, value := range map[string]string{"vcs.revision": tt.commit, "vcs.modified": tt.modified, "vcs.time": "2026-11-26T10:00:00Z"} {
			info.Settings = append(info.Settings, debug.BuildSetting{Key: key, Value: value})
		}
		b := cli.BuildOf(tt.linked, info)
		if b.Version != tt.want || b.Commit != tt.commit || b.Modified != (tt.modified == "true") || b.Date != "2026-11-26T10:00:00Z" {
			t.Errorf("%s: %+v, want %s", tt.name, b, tt.want)
		}
	}
}

// The CHANGELOG's newest version is the one that the source leads to.
func TestChangelogLeadsToThisVersion(t *testing.T) {
	t.Parallel()
	changes, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	newest := regexp.MustCompile(`(?m)^## \[?([0-9]+\.[0-9]+\.[0-9]+)`).FindSubmatch(changes)
	if newest == nil || string(newest[1]) != cli.Next {
		t.Errorf("the newest heading of CHANGELOG.md is %q, and the source leads to %s", newest, cli.Next)
	}
}
