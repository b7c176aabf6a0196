package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/draft"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
)

// initFrom is the list that init writes a campaign for.
type initFrom struct {
	list, sheet string
	showOpenID  bool
	live        bool // the merchant is one for real money, with or without a list
}

// run writes the campaign, and tells what it guessed.
func (from initFrom) run(env *Env, cmd *cobra.Command, dir, name string) error {
	folder, err := osfile.OpenFolder(dir)
	if err != nil {
		return fmt.Errorf("open the campaign's folder: %w", err)
	}
	defer func() { _ = folder.Close() }() // it was only read
	files := folderOf(folder.FS(), dir)
	list, err := hclspec.SurveyList(files, name, from.sheet)
	if sheet := (*hclspec.SheetChoiceError)(nil); errors.As(err, &sheet) {
		return plain.Errorf("%s: %w. Name the one that holds the list:\n  redpack init -from %s -sheet %s%s",
			from.list, err, words.ShellWord(from.list), words.ShellWord(sheet.Sheets[0]), argument(dir))
	}
	if err != nil {
		return plain.Errorf("%s: %w", from.list, err)
	}
	of, err := draft.Of(files, list, env.Now().In(beijing.Zone).Format(time.DateOnly), from.live)
	if err != nil {
		return err
	}
	if err := from.write(env, dir, name, of); err != nil {
		return err
	}
	print, err := newPrinter(env, cmd, false, shown{openID: from.showOpenID})
	if err != nil {
		return err
	}
	if err := view.Draft(env.Stdout, of, list, print.out); err != nil {
		return err
	}
	print.source = of.Project
	print.outcome = lang.Both("The campaign was written all the same. Mend the list or the campaign; `redpack validate` says what is left.",
		"活动文件已写好。请修改名单或活动文件；`redpack validate` 会列出还有哪些问题。")
	if err := print.diagnostics(of.Diags); err != nil {
		return err
	}
	return nextSteps(env, dir, from.live)
}

// write writes the campaign and what git should not see.
func (from initFrom) write(env *Env, dir, name string, of *draft.Draft) error {
	campaign := filepath.Join(dir, hclspec.StarterFile)
	if err := create(campaign, of.Campaign); err != nil {
		return err
	}
	about, err := ignore(filepath.Join(dir, ignoreFile), name)
	if err != nil {
		return err
	}
	what := "It rehearses with the built-in simulator; nothing in it costs money."
	if from.live {
		what = "It is for real money; write your merchant's number, appid, certificate and key there."
	}
	_, err = plain.Fprintf(env.Stdout, "%s written, for %s. %s\n%s\n\n", campaign, name, what, plain.Lines(about))
	return err
}

// within is the list as the campaign in the folder names it; "" if there is none.
func (from initFrom) within(dir string) (string, error) {
	if from.list == "" {
		return "", nil
	}
	absolute, err := filepath.Abs(from.list)
	if err != nil {
		return "", fmt.Errorf("find the list: %w", err)
	}
	folder, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the campaign's folder: %w", err)
	}
	name, err := filepath.Rel(folder, absolute)
	if err != nil || !filepath.IsLocal(name) {
		there := filepath.Join(dir, filepath.Base(from.list))
		return "", plain.Errorf("%s is not in the campaign's folder, and a campaign reads nothing outside of it. Copy it there first:\n"+
			"  mkdir -p %s\n  cp %s %s\n  redpack init -from=%s %s", from.list, words.ShellWord(dir), words.ShellWord(from.list),
			words.ShellWord(there), words.ShellWord(there), words.ShellWord(dir))
	}
	return filepath.ToSlash(name), nil
}

// there says that init has nothing to do in a folder with campaigns. A list that has changed needs no init again, another one a folder.
func (from initFrom) there(campaigns []string) error {
	other := "For another project use a folder of its own:\n  redpack init NAME"
	if from.list != "" {
		list := words.ShellWord(filepath.Base(from.list))
		other = "A list that has changed needs no init again: redpack plan reads it anew. For another list use a folder of its own, and copy it there:\n" +
			"  redpack init -from NAME/" + list + " NAME"
	}
	return plain.Errorf("this folder has campaign files already (%s), and init changes nothing. %s", strings.Join(campaigns, ", "), plain.Lines(other))
}

// ignoredPath is a path as a line of .gitignore, which takes some signs for patterns.
func ignoredPath(name string) string {
	return "/" + strings.NewReplacer("*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
}
