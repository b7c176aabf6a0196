package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

const ignoreFile = ".gitignore"

func newInit(env *Env) *cobra.Command {
	var from initFrom
	cmd := &cobra.Command{
		Use: "init [FOLDER]", GroupID: "main", Args: takes(0, 1),
		SuggestFor: []string{"new", "create"},
		Short:      env.say(lang.Both("Write a first campaign that works as it is", "写出第一个开箱可用的活动")),
		Long:       env.say(initHelp()),
		Example:    "  redpack init\n  redpack init spring-festival\n  redpack init -live spring-festival\n  redpack init -from 名单.xlsx", // for programs
		RunE:       func(cmd *cobra.Command, args []string) error { return runInit(env, cmd, args, from) },
	}
	cmd.Flags().BoolVar(&from.live, "live", false, env.say(lang.Both(
		"write a merchant for real money, and no setting of the simulator", "写出用于真实资金的商户，不带模拟器的设置")))
	cmd.Flags().StringVar(&from.list, "from", "", env.say(lang.Both(
		"write the campaign for the people of a `list`, .xlsx or .csv, in the folder", "按文件夹里的一份`名单`（.xlsx 或 .csv）写出活动")))
	cmd.Flags().StringVar(&from.sheet, "sheet", "", env.say(lang.Both(
		"the `name` of the workbook's sheet, where it has several", "工作簿有多个工作表时，工作表的`名称`")))
	cmd.Flags().BoolVar(&from.showOpenID, "show-openid", false, env.say(lang.Both(
		"print whole openids; they are personal data", "显示完整的 openid；它们是个人信息")))
	return cmd
}

func runInit(env *Env, cmd *cobra.Command, args []string, from initFrom) error {
	dir := "."
	if len(args) > 0 {
		dir = args[0]
	}
	if from.sheet != "" && from.list == "" {
		return lang.Errorf("-sheet names a sheet of the workbook that -from names",
			"-sheet 指的是 -from 所写工作簿里的工作表，要和 -from 一起用")
	}
	list, err := from.within(dir)
	if err != nil {
		return err
	}
	if err := osfile.MakeFolder(dir, 0o755); err != nil {
		return lang.Errorf("make the campaign's folder: %w", "新建活动的文件夹：%w", err)
	}
	there, err := filepath.Glob(filepath.Join(dir, "*.hcl"))
	if err != nil {
		return lang.Errorf("look for campaigns: %w", "查找活动：%w", err)
	}
	if len(there) > 0 {
		return from.there(there)
	}
	if list != "" {
		return from.run(env, cmd, dir, list)
	}
	campaign := filepath.Join(dir, hclspec.StarterFile)
	if err := create(campaign, env.say(hclspec.Starter(from.live))); err != nil {
		return err
	}
	about, err := ignore(env, filepath.Join(dir, ignoreFile), "")
	if err != nil {
		return err
	}
	written := lang.Format("%s written. %s", "已写出 %s。%s", campaign, aboutStarter(from.live))
	if _, err = plain.Fprintf(env.Stdout, "%s\n%s\n", env.say(written), plain.Lines(env.say(about))); err != nil {
		return err
	}
	return nextSteps(env, dir, from.live)
}

// nextSteps ends every init.
func nextSteps(env *Env, dir string, live bool) error {
	return plain.Write(env.Stdout, plain.Lines(env.say(whatNext(argument(dir), live))))
}

// argument is a folder as it stands behind a command; none for the one that the operator stands in.
func argument(dir string) string {
	if dir == "." {
		return ""
	}
	return " " + words.ShellWord(dir)
}

// ignore writes what git should not see, a list among it, or tells which lines an existing file lacks.
func ignore(env *Env, path, list string) (about lang.Text, err error) {
	ignoreText := env.say(ignored())
	if list != "" && !strings.HasPrefix(list, "data/") {
		ignoreText += ignoredPath(list) + "\n"
	}
	err = create(path, ignoreText)
	if err == nil {
		return lang.Format("%s written. It keeps state, certificates and lists of people out of git.",
			"已写出 %s。它让状态文件、证书和人员名单不进 git。", path), nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return lang.Text{}, err
	}
	content, err := bounded.ReadFile(path, besideMax)
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // a link that leads nowhere ignores nothing
		return lang.Text{}, lang.Errorf("read what git ignores: %w", "读取 git 忽略的内容：%w", err)
	}
	missing := slices.DeleteFunc(strings.Split(ignoreText, "\n"), func(line string) bool {
		return line == "" || line[0] == '#' || slices.Contains(strings.Fields(string(content)), line)
	})
	if len(missing) == 0 {
		return lang.Format("%s is there already and keeps what it should out of git.",
			"%s 已经存在，该忽略的都已忽略。", path), nil
	}
	add := lang.Format("%s is there already and was not changed. State, secrets and lists of people do not belong into git; add:",
		"%s 已经存在，没有改动。状态文件、机密和人员名单不应进 git；加上：", path)
	return add.Then(lang.Same("\n  " + strings.Join(missing, "\n  "))), nil
}

// create writes a new file whole, or not at all. It never touches one that is there.
func create(path, content string) error {
	file, err := osfile.Create(path, osfile.Shared)
	if err != nil {
		return lang.Errorf("write the first campaign: %w", "写出第一个活动：%w", err)
	}
	_, err = file.WriteString(content)
	if err = errors.Join(err, file.Close()); err != nil {
		return lang.Errorf("write the first campaign: %w", "写出第一个活动：%w", errors.Join(err, os.Remove(path)))
	}
	return nil
}
