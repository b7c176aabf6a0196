package cli

import (
	"errors"
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
		return lang.Errorf("open the campaign's folder: %w", "打开活动的文件夹：%w", err)
	}
	defer func() { _ = folder.Close() }() // it was only read
	files := folderOf(folder.FS(), dir)
	list, err := hclspec.SurveyList(files, name, from.sheet)
	if sheet := (*hclspec.SheetChoiceError)(nil); errors.As(err, &sheet) {
		return lang.Errorf("%s: %w. Name the one that holds the list:\n  redpack init -from %s -sheet %s%s",
			"%s：%w。指明名单所在的那一个：\n  redpack init -from %s -sheet %s%s",
			from.list, err, words.ShellWord(from.list), words.ShellWord(sheet.Sheets[0]), argument(dir))
	}
	if err != nil {
		return lang.Errorf("%s: %w", "%s：%w", from.list, err)
	}
	of, err := draft.Of(files, list, env.Now().In(beijing.Zone).Format(time.DateOnly), from.live, env.lang)
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
	about, err := ignore(env, filepath.Join(dir, ignoreFile), name)
	if err != nil {
		return err
	}
	written := lang.Format("%s written, for %s. %s", "已按 %[2]s 写出 %[1]s。%[3]s", campaign, name, aboutDraft(from.live))
	_, err = plain.Fprintf(env.Stdout, "%s\n%s\n\n", env.say(written), plain.Lines(env.say(about)))
	return err
}

// within is the list as the campaign in the folder names it; "" if there is none.
func (from initFrom) within(dir string) (string, error) {
	if from.list == "" {
		return "", nil
	}
	absolute, err := filepath.Abs(from.list)
	if err != nil {
		return "", lang.Errorf("find the list: %w", "查找名单：%w", err)
	}
	folder, err := filepath.Abs(dir)
	if err != nil {
		return "", lang.Errorf("find the campaign's folder: %w", "查找活动的文件夹：%w", err)
	}
	name, err := filepath.Rel(folder, absolute)
	if err != nil || !filepath.IsLocal(name) {
		return "", notInFolder(from.list, dir, filepath.Join(dir, filepath.Base(from.list)))
	}
	return filepath.ToSlash(name), nil
}

// there says that init has nothing to do in a folder with campaigns. A list that has changed needs no init again, another one a folder.
func (from initFrom) there(campaigns []string) error {
	all := strings.Join(campaigns, ", ")
	if from.list != "" {
		return anotherList(all, words.ShellWord(filepath.Base(from.list)))
	}
	return anotherProject(all)
}

// ignoredPath is a path as a line of .gitignore, which takes some signs for patterns.
func ignoredPath(name string) string {
	return "/" + strings.NewReplacer("*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
}
