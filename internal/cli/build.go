package cli

import (
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// Next is the version that this source leads to: the newest one of the CHANGELOG.
const Next = "0.1.0"

// linkedVersion is the version of a release, which sets it when it links: -ldflags "-X github.com/cashredpack/redpack/internal/cli.linkedVersion=1.2.3".
var linkedVersion string

// Build is what a binary knows about where it comes from. What it does not know is empty.
type Build struct {
	// Version is 1.2.3 for a release, and for what is none, the version that it leads to and the commit: 1.2.3-dev+54a91027043e, with .dirty where
	// files had been changed since.
	Version  string `json:"version"`
	Commit   string `json:"commit"` // in full
	Date     string `json:"date"`   // of the commit, RFC 3339
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
}

// commitDigits is how much of a commit a version names, as the go command does.
const commitDigits = 12

// BuildOf reads what the go command stamped into a binary. linked is the version that a release was linked with, or "".
func BuildOf(linked string, info *debug.BuildInfo) Build {
	b := Build{Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	b.Version = version(linked, info.Main.Version, b)
	return b
}

// version believes a release, else the tag that the go command found the source at, which is one without changes.
func version(linked, stamped string, b Build) string {
	if linked != "" {
		return linked
	}
	pseudo := module.IsPseudoVersion(stamped)
	if semver.IsValid(stamped) && !pseudo && semver.Build(stamped) == "" {
		return strings.TrimPrefix(stamped, "v")
	}
	commit := b.Commit
	if commit == "" && pseudo {
		commit, _ = module.PseudoVersionRev(stamped) // "" where it has none, which is what is known then
	}
	var from []string
	if commit != "" {
		from = append(from, commit[:min(commitDigits, len(commit))])
	}
	if b.Modified {
		from = append(from, "dirty")
	}
	dev := Next + "-dev"
	if len(from) == 0 {
		return dev
	}
	return dev + "+" + strings.Join(from, ".")
}

// thisBuild is the one that runs.
var thisBuild = sync.OnceValue(func() Build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return BuildOf(linkedVersion, info)
})

// toolVersion is what state, plan files and events call the redpack that wrote them.
func toolVersion() string { return thisBuild().Version }
