package revision_test

import (
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/revision"
)

// repository goes to a repository with the revisions v1 and main, which went on from it, and the branch topic, which left v1:
//
//	v1      spring
//	main    spring, and autumn in a file of its own
//	topic   spring under the name summer
//
// In the work tree, which is main's, autumn is gone again and old/ has a copy of spring.
func repository(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	git := func(args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "git", args...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com",
			"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q", "-b", "main")
	git("config", "maintenance.auto", "false") // which takes longer than a commit
	put(t, "spring.hcl", merchant+campaign("spring", ""))
	git("add", ".")
	git("commit", "-qm", "spring")
	git("tag", "v1")
	git("checkout", "-qb", "topic")
	put(t, "spring.hcl", merchant+campaign("summer", "")+"moved {\n  from = \"spring\"\n  to   = \"summer\"\n}\n")
	git("commit", "-qam", "summer")
	git("checkout", "-q", "main")
	put(t, "autumn.hcl", campaign("autumn", ""))
	git("add", ".")
	git("commit", "-qm", "autumn")
	if err := os.Remove("autumn.hcl"); err != nil {
		t.Fatal(err)
	}
	put(t, "old/spring.hcl", merchant+campaign("spring", ""))
}

// folders goes to a folder with spring, and the same in old/, without git.
func folders(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	put(t, "spring.hcl", merchant+campaign("spring", ""))
	put(t, "old/spring.hcl", merchant+campaign("spring", ""))
}

const merchant = "merchant \"m\" {\n  sandbox = true\n}\n"

func campaign(name, inner string) string {
	return `campaign "` + name + `" {
  merchant   = merchant.m
  date       = "2027-02-20"
  send_name  = "天虹百货"
  act_name   = "猜灯谜"
  remark     = "元宵"
  wishing    = "元宵快乐"
  recipients = { a = { openid = "oTEST00000000000000000000001", amount = 1.88 } }
` + inner + "}\n"
}

func put(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// aimed is what the command line makes of a word: a file, a folder or the name of a campaign here.
func aimed(word string) (revision.Target, error) {
	if info, err := os.Stat(word); err == nil && info.IsDir() {
		return revision.Target{Dir: word}, nil
	}
	if strings.HasSuffix(word, ".hcl") {
		return revision.Target{Dir: filepath.Dir(word), File: filepath.Base(word)}, nil
	}
	return revision.Target{Dir: ".", Campaign: word}, nil
}

func options() revision.Options {
	return revision.Options{
		Version:   "1.0.0",
		LookupEnv: func(string) (string, bool) { return "", false },
		Open:      func(dir string) (fs.FS, io.Closer, error) { return os.DirFS(dir), io.NopCloser(nil), nil },
		Guard:     func(_ string, o hclspec.Options) hclspec.Options { return o },
	}
}

// compared are both sides in words, or the error.
func compared(t *testing.T, o revision.Options, dash int, args ...string) string {
	t.Helper()
	sides, err := revision.Aim(t.Context(), args, dash, aimed)
	if err != nil {
		return "error: " + err.Error()
	}
	defer sides.Close()
	diags, err := sides.Load(t.Context(), o)
	if err != nil {
		return "error: " + err.Error()
	}
	if diags.HasErrors() {
		return "error: " + diags[0].Subject.Filename + ": " + diags[0].Summary
	}
	words := func(side *revision.Side) string {
		text := side.Name
		if side.Base {
			text = "merge base"
		}
		for _, c := range side.Campaigns {
			text += " " + c.Name
		}
		return text
	}
	return words(&sides.Before) + " | " + words(&sides.After)
}

func TestWhatIsCompared(t *testing.T) {
	repository(t)
	put(t, "main/x.hcl", "") // a folder with the name of a branch
	for _, test := range []struct {
		args string
		want string // both sides, or how the error begins
	}{
		{"", "HEAD autumn spring | work tree spring"},
		{"v1", "v1 spring | work tree spring"},
		{"v1 HEAD", "v1 spring | HEAD autumn spring"},
		{"v1..HEAD", "v1 spring | HEAD autumn spring"},
		{"v1.. autumn.hcl", "v1 | HEAD autumn"},
		{"HEAD autumn", "HEAD autumn | work tree"},
		{"v1 topic summer", "v1 spring | topic summer"}, // a moved block joins them
		{"HEAD...topic", "merge base spring | topic summer"},
		{"HEAD..topic", "HEAD autumn spring | topic summer"},
		{"spring.hcl", "HEAD spring | work tree spring"},
		{"old", "HEAD | work tree spring"},
		{"old spring.hcl", "old spring | spring.hcl spring"},
		{"old/spring.hcl spring.hcl", "old/spring.hcl spring | spring.hcl spring"},
		{"main -- old", "main | work tree spring"},
		{"-- old .", "old spring | . spring"},
		{"main", `error: "main" is a revision and a folder here`},
		{"HEAD winter", `error: "winter" is no campaign, file or folder, and the revision "winter" is not known here`},
		{"HEAD -- winter", `error: "winter" has no campaign on either side; the campaigns of this folder: autumn, spring`},
		{"v1 -- gone/", "error: there is no campaign (*.hcl) in gone, neither in v1 nor in work tree"},
		{"v9 HEAD", `error: "v9" is no file or folder here, and`},
		{"old gone.hcl", "error: compare gone.hcl"},
		{"old HEAD", `error: "HEAD" is a revision, and revisions stand before the folder`},
		{"v1..HEAD topic", "error: there are too many revisions"},
		{"v1 HEAD topic", "error: there are too many revisions"},
		{"v1 old .", `error: "." is one folder too many`},
		{"v1..gone", "error: "},
	} {
		args, dash := strings.Fields(test.args), -1
		for i, arg := range args {
			if arg == "--" {
				args, dash = append(args[:i:i], args[i+1:]...), i
				break
			}
		}
		got := compared(t, options(), dash, args...)
		if got != test.want && (!strings.HasPrefix(test.want, "error: ") || !strings.HasPrefix(got, test.want)) {
			t.Errorf("diff %s:\ngot  %s\nwant %s", test.args, got, test.want)
		}
	}
}

// A mistake is at its place in its revision, and its line can be shown.
func TestMistakesOfARevision(t *testing.T) {
	repository(t)
	put(t, "spring.hcl", merchant+campaign("spring", "  wishes = 1\n"))
	if got := compared(t, options(), -1); got != "error: spring.hcl: Unknown attribute" {
		t.Errorf("in the work tree: %s", got)
	}
	for _, args := range [][]string{{"HEAD", "."}, {"old", "."}} {
		sides, err := revision.Aim(t.Context(), args, -1, aimed)
		if err != nil {
			t.Fatal(err)
		}
		diags, err := sides.Load(t.Context(), options())
		if err != nil || len(diags) != 1 {
			t.Fatal(diags, err)
		}
		if line, ok := sides.Line(*diags[0].Subject); !ok || line != "  wishes = 1" {
			t.Errorf("%v: line %q of %s", args, line, diags[0].Subject)
		}
		sides.Close()
	}
}

// A list that git does not have is named by redpack.sum; on the side that is to be applied it must be.
func TestListsThatAreKeptOutOfGit(t *testing.T) {
	folders(t)
	lists := strings.Replace(merchant+campaign("spring", "  recipients_from \"csv\" {\n    path   = \"people.csv\"\n    key    = row.id\n    openid = row.openid\n    amount = 1.88\n  }\n"),
		"  recipients = { a = { openid = \"oTEST00000000000000000000001\", amount = 1.88 } }\n", "", 1)
	put(t, "old/spring.hcl", lists)
	put(t, "new/spring.hcl", lists)
	sides, err := revision.Aim(t.Context(), []string{"old", "new"}, -1, aimed)
	if err != nil {
		t.Fatal(err)
	}
	defer sides.Close()
	diags, err := sides.Load(t.Context(), options())
	if err != nil || len(diags) != 1 || !strings.Contains(diags[0].Detail, "redpack plan -write-sum") {
		t.Errorf("got %v, %v", diags, err)
	}
}

// A variable or a file of variables need only be known to one side, but to one it must.
func TestVariablesOfBothSides(t *testing.T) {
	folders(t)
	put(t, "old/vars.hcl", "variable \"amount\" {\n  type    = number\n  default = 1\n}\n")
	put(t, "old/team.rpvars", "amount = 2\n")
	for _, test := range []struct {
		name string
		o    func(o *revision.Options)
		want string
	}{
		{"a variable of one side", func(o *revision.Options) { o.Vars = map[string]string{"amount": "3"} }, "old spring | . spring"},
		{"of none", func(o *revision.Options) { o.Vars = map[string]string{"sum": "3"} }, `error: -var sets "sum", which neither side declares`},
		{"a file of one side", func(o *revision.Options) { o.VarFiles = []string{"team.rpvars"} }, "old spring | . spring"},
		{"of none", func(o *revision.Options) { o.VarFiles = []string{"gone.rpvars"} }, "error: -var-file gone.rpvars: neither side has such a file in its folder"},
	} {
		o := options()
		test.o(&o)
		if got := compared(t, o, -1, "old", "."); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}
