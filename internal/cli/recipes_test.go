package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const reviewAction = "../../.github/actions/redpack-review/action.yml"

var actionInputs = []string{
	"folder", "base", "head", "max-chars", "fail-above", "validate", "check-sum", "comment", "lang", "token", "comment-author", "binary",
}

// recipes are the files that run in other people's pipelines.
func recipes(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, pattern := range []string{
		reviewAction, "../../.github/actions/redpack-review/*.sh", "../../examples/github/workflows/*.yml", "../../examples/gitlab/*.sh",
		"../../examples/gitlab/*.gitlab-ci.yml", "../../examples/ci/*.sh",
	} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v, %v", pattern, names, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = string(text)
		}
	}
	return files
}

// Names of branches, folders and people must never be read as shell: expressions of GitHub stand in env and with, never in run.
func TestRecipesInterpolateNothingIntoShell(t *testing.T) {
	for name, text := range recipes(t) {
		indent := -1
		for i, line := range strings.Split(text, "\n") {
			depth := len(line) - len(strings.TrimLeft(line, " "))
			trimmed := strings.TrimPrefix(strings.TrimSpace(line), "- ")
			if indent >= 0 && trimmed != "" && depth <= indent {
				indent = -1
			}
			if strings.HasPrefix(trimmed, "run:") {
				indent = depth
			}
			if indent >= 0 && strings.Contains(line, "${{") {
				t.Errorf("%s:%d interpolates into shell: %s", name, i+1, line)
			}
		}
		if strings.HasSuffix(name, ".sh") && strings.Contains(text, "${{") {
			t.Errorf("%s holds an expression of GitHub", name)
		}
	}
}

// Other people's actions are pinned to a commit, because a tag can be moved. Our own is for the user to pin.
func TestRecipesPinActions(t *testing.T) {
	uses := regexp.MustCompile(`(?m)^\s*(?:- )?uses: (\S+)(.*)$`)
	pinned := regexp.MustCompile(`@[0-9a-f]{40}$`)
	found := 0
	for name, text := range recipes(t) {
		for _, use := range uses.FindAllStringSubmatch(text, -1) {
			found++
			if own := strings.HasPrefix(use[1], "cashredpack/"); !own && (!pinned.MatchString(use[1]) || !strings.Contains(use[2], "# v")) {
				t.Errorf("%s: %s is not pinned to a commit with its version behind it", name, use[1])
			}
		}
	}
	if found < 3 {
		t.Errorf("only %d uses were found", found)
	}
}

// The action hands every input on, under the names that its scripts read, and every step of a composite action has a shell.
func TestReviewAction(t *testing.T) {
	text := recipes(t)[reviewAction]
	inputs, steps, ok := strings.Cut(text, "\noutputs:")
	if !ok {
		t.Fatal("the action has no outputs")
	}
	_, inputs, _ = strings.Cut(inputs, "\ninputs:")
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z-]+):$`).FindAllStringSubmatch(inputs, -1) {
		names = append(names, m[1])
		if !strings.Contains(steps, "inputs."+m[1]) {
			t.Errorf("the input %s is not used", m[1])
		}
	}
	if !slices.Equal(names, actionInputs) {
		t.Errorf("inputs %v, want %v", names, actionInputs)
	}
	if runs, shells := strings.Count(steps, " run: "), strings.Count(steps, "shell: bash"); runs != shells {
		t.Errorf("%d steps run something and %d have a shell", runs, shells)
	}
	for _, m := range regexp.MustCompile(`\$GITHUB_ACTION_PATH/([A-Za-z0-9./-]+\.sh)`).FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join(filepath.Dir(reviewAction), m[1])); err != nil {
			t.Errorf("the action runs a script that is not there: %v", err)
		}
	}
	for name, script := range recipes(t) {
		if !strings.HasSuffix(name, "comment.sh") && !strings.HasSuffix(name, "ci/review.sh") {
			continue
		}
		for _, m := range regexp.MustCompile(`"\$\{([A-Z_]+):=`).FindAllStringSubmatch(script, -1) {
			if after := m[1] == "COMMIT" || m[1] == "KIND"; after { // of whoever sends after the merge
				continue
			}
			if !strings.Contains(steps, m[1]+":") && !strings.Contains(steps, m[1]+"=") && !strings.HasPrefix(m[1], "GITHUB_") {
				t.Errorf("%s reads %s, which the action does not set", name, m[1])
			}
		}
	}
}

// applySecrets are what only the one step that sends may see.
var applySecrets = []string{"REDPACK_API_KEY", "APICLIENT_CERT", "APICLIENT_KEY"}

// The recipes that send hand over what their scripts require, and keep the secrets to the one step that sends behind its approval.
func TestApplyRecipes(t *testing.T) {
	all := recipes(t)
	github, gitlab := all["../../examples/github/workflows/redpack-apply.yml"], all["../../examples/gitlab/apply.gitlab-ci.yml"]
	for _, name := range []string{"PACKETS", "TOTAL", "ID", "CONTINUE", "CERTIFICATE", "CERTIFICATE_KEY"} {
		if !strings.Contains(all["../../examples/ci/apply.sh"], "${"+name+":") {
			t.Errorf("apply.sh does not read %s", name)
		}
		if !strings.Contains(github, " "+name+": ${{") {
			t.Errorf("the workflow does not set %s", name)
		}
		if name != "CONTINUE" && !strings.Contains(gitlab, name+"=\"$") {
			t.Errorf("the GitLab job does not set %s", name)
		}
	}
	plan, send, found := strings.Cut(github, "\n  apply:\n")
	if !found || !strings.Contains(send, "environment: redpack-live\n") || !strings.Contains(send, "cancel-in-progress: false\n") {
		t.Error("the workflow sends without its environment, or can be cancelled by another run")
	}
	step := regexp.MustCompile(`(?s)- id: apply\n.*?\n\n`).FindString(send)
	for _, secret := range applySecrets {
		if use := "secrets." + secret; strings.Contains(plan, use) || strings.Count(send, use) != 1 || !strings.Contains(step, use) {
			t.Errorf("%s is not of the step that sends alone", secret)
		}
	}
	for _, must := range []string{"environment: redpack-live\n", "when: manual\n", "resource_group: ", "interruptible: false"} {
		if !strings.Contains(gitlab, must) {
			t.Errorf("the GitLab job that sends lacks %q", must)
		}
	}
}

// The recipes keep to what their checkers say, where those are installed.
func TestRecipesAreClean(t *testing.T) {
	clean := func(program string, files ...string) {
		t.Run(program, func(t *testing.T) {
			found, err := exec.LookPath(program)
			if err != nil && os.Getenv("REDPACK_TEST_LINTERS") == "required" {
				t.Fatalf("%s is not installed", program)
			}
			if err != nil {
				t.Skipf("%s is not installed", program)
			}
			if out, err := exec.Command(found, files...).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	var scripts []string
	for name := range recipes(t) {
		if strings.HasSuffix(name, ".sh") {
			scripts = append(scripts, name)
		}
	}
	clean("shellcheck", scripts...)
	workflows, err := filepath.Glob("../../examples/github/workflows/*.yml")
	if err != nil {
		t.Fatal(err)
	}
	clean("actionlint", append(workflows, actionAsWorkflow(t))...)
}

// actionAsWorkflow makes a workflow of the action's steps, because actionlint checks workflows only.
func actionAsWorkflow(t *testing.T) string {
	t.Helper()
	text := recipes(t)[reviewAction]
	_, steps, _ := strings.Cut(text, "\n  steps:\n")
	workflow := "on:\n  workflow_call:\n    inputs:\n"
	for _, name := range actionInputs {
		workflow += "      " + name + ": { type: string }\n"
	}
	workflow += "jobs:\n  review:\n    runs-on: ubuntu-latest\n    steps:\n" + steps
	name := filepath.Join(t.TempDir(), "action.yml")
	if err := os.WriteFile(name, []byte(workflow), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
