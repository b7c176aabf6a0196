package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// shown is what of the people may be printed.
type shown struct {
	openID bool // whole
	label  bool // also where everybody may read
}

// projectFlags are the flags of every command that reads a campaign.
type projectFlags struct {
	vars     []string
	varFiles []string
	shown    shown
	// environment lets the campaign's variables come from the environment. Output for a pull request never does.
	environment bool
	allowEnv    []string
	lockTimeout time.Duration
}

func (f *projectFlags) add(env *Env, cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.vars, "var", nil, env.say(lang.Both(
		"set a `name=value` variable of the campaign; may be repeated", "设置活动的变量，写成 `name=value`；可以重复")))
	cmd.Flags().StringArrayVar(&f.varFiles, "var-file", nil, env.say(lang.Both(
		"read variables from a `file` in the campaign's folder; may be repeated", "从活动文件夹里的`文件`读取变量；可以重复")))
	cmd.Flags().BoolVar(&f.shown.openID, "show-openid", false, env.say(wholeOpenIDs))
	cmd.Flags().BoolVar(&f.shown.label, "show-label", false, env.say(lang.Both(
		"print labels also where others read them: in Markdown and in a GitHub Actions job, and there the rows of lists that are wrong, too",
		"他人会看到的地方（Markdown 文档、GitHub Actions 任务）也显示备注名，以及名单中有错的行")))
}

// addEnvironment is for commands of which nothing is printed for strangers.
func (f *projectFlags) addEnvironment(env *Env, cmd *cobra.Command) {
	f.environment = true
	cmd.Flags().StringArrayVar(&f.allowEnv, "allow-env", nil,
		env.say(lang.Both("let env() read this `variable` of the environment, whose value others will see; may be repeated. REDPACK_VAR_… need no flag",
			"允许 env() 读取这个环境`变量`，它的值他人会看到；可以重复。REDPACK_VAR_… 不需要这个选项")))
}

// project is a campaign folder that was read, and the campaigns of it that were asked for.
type project struct {
	*hclspec.Project
	dir       string
	folder    *osfile.Folder // keeps every file of the campaign inside, links included
	chosen    string         // the file or the campaign that was asked for
	campaigns []*hclspec.Campaign
	merchant  *hclspec.Merchant // of all of them
	sums      sums
	pins      pins
	at        state.Backend // where the state is kept, once locate has found it
	// lockTimeout is how long somebody else's lock on the state is waited for.
	lockTimeout time.Duration
}

// close releases the folder. It was only read, so there is nothing to lose.
func (p *project) close() { _ = p.folder.Close() }

// besideState is the folder for what lies beside the state on this machine: the state's, or the campaign's where the state is in a
// database.
func (p *project) besideState() string {
	if p.State.Postgres() {
		return p.dir
	}
	return filepath.Dir(filepath.Join(p.dir, filepath.FromSlash(p.State.Path)))
}

// ledgerFile is the ledger of the project's simulator. It lies beside the state, so that every process that applies this folder
// sees the same money.
func (p *project) ledgerFile() string {
	return filepath.Join(p.besideState(), sandbox.DefaultLedger)
}

// account is the merchant, for whoever makes a client of it.
func (p *project) account(env *Env) gateway.Account {
	return gateway.Account{
		Merchant: p.merchant, Dir: p.dir, Ledger: p.ledgerFile(),
		LookupEnv: env.LookupEnv, Now: env.Now, Random: env.Random,
	}
}

// target is what an argument names: a folder, one of its files, or one of its campaigns.
type target struct {
	dir, file, campaign string
	campaigns           []string // of a saved plan; those that are gone are for whoever holds the plan to name
}

// parseTarget reads the argument of plan and apply. Without one it is the folder one stands in.
func parseTarget(args []string) (target, error) {
	if len(args) == 0 {
		return target{dir: "."}, nil
	}
	arg := args[0]
	info, err := os.Stat(arg)
	switch {
	case err == nil && info.IsDir():
		return target{dir: arg}, nil
	case err == nil && strings.HasSuffix(arg, ".hcl"):
		return target{dir: filepath.Dir(arg), file: filepath.Base(arg)}, nil
	case err == nil && info.Mode().IsRegular() && strings.HasSuffix(arg, planFileSuffix):
		return target{}, lang.Errorf("the file %s is a saved plan: `redpack show` shows it, `redpack apply` sends it",
			"%s 是保存的计划：用 `redpack show` 查看，用 `redpack apply` 发放", arg)
	case err == nil:
		return target{}, lang.Errorf("the argument %s is neither a folder nor an .hcl file", "参数 %s 既不是文件夹，也不是 .hcl 文件", arg)
	case errors.Is(err, fs.ErrNotExist) && !longDash(arg).Empty():
		return target{}, lang.Errorf("there is no such folder or campaign.%s", "没有这个文件夹或活动。%s", longDash(arg))
	case errors.Is(err, fs.ErrNotExist) && filepath.Ext(arg) != "":
		return target{}, noFile(arg)
	case errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(arg, `/\.`):
		return target{dir: ".", campaign: hclspec.Normal(strings.TrimSpace(arg))}, nil
	default:
		return target{}, lang.Errorf("read the campaign: %w", "读取活动：%w", err)
	}
}

// load reads the project that the arguments name. Its diagnostics have been printed; with errors among them the result is
// an exit.
func load(env *Env, args []string, flags projectFlags, print *printer) (*project, error) {
	to, err := parseTarget(args)
	if err != nil {
		return nil, err
	}
	return loadTarget(env, to, flags, print)
}

func loadTarget(env *Env, to target, flags projectFlags, print *printer) (*project, error) {
	p, err := attempt(env, to, flags, print)
	if err != nil && p != nil {
		p.close()
		return nil, err
	}
	return p, err
}

// attempt is loadTarget for whoever wants to know what was read although it has failed.
func attempt(env *Env, to target, flags projectFlags, print *printer) (*project, error) {
	p, diags, err := readTarget(env, to, flags, false)
	if err != nil {
		return nil, err
	}
	print.source, print.dir = p, p.dir
	if err := print.diagnostics(diags); err != nil {
		return p, err
	}
	if err := p.locate(env); err != nil {
		return p, err
	}
	if file, ok := p.at.(state.File); ok {
		if real, ok := state.Linked(file.String()); ok {
			env.complain("%s\n", lang.Format("%s is a symbolic link. The state is %s, with its lock and log beside it.",
				"%s 是符号链接。状态文件是 %s，锁和日志在它旁边。", file, real))
		}
	}
	return p, nil
}

// read is load for a command that prints diagnostics in its own way: a project with errors comes back with them.
// showAll reports every faulty row instead of folding each rule.
func read(env *Env, args []string, flags projectFlags, showAll bool) (*project, hcl.Diagnostics, error) {
	to, err := parseTarget(args)
	if err != nil {
		return nil, nil, err
	}
	return readTarget(env, to, flags, showAll)
}

func readTarget(env *Env, to target, flags projectFlags, showAll bool) (*project, hcl.Diagnostics, error) {
	vars, err := parseVars(flags.vars)
	if err != nil {
		return nil, nil, err
	}
	if err := errors.Join(checkAllowed(flags.allowEnv), checkLockTimeout(flags.lockTimeout)); err != nil {
		return nil, nil, err
	}
	folder, err := osfile.OpenFolder(to.dir)
	if err != nil {
		return nil, nil, lang.Errorf("open the campaign's folder: %w", "打开活动的文件夹：%w", err)
	}
	loaded, diags := hclspec.Load(folderOf(folder.FS(), to.dir), gateway.Guarded(env.LookupEnv, to.dir, hclspec.Options{
		Vars: vars, VarFiles: flags.varFiles, LookupEnv: env.LookupEnv, AllowEnv: flags.allowEnv, WithoutEnv: !flags.environment,
		Version: toolVersion(), ShowAll: showAll,
	}))
	diags = append(diags, gateway.CheckFaults(loaded.Merchants)...)
	p := &project{Project: loaded, dir: to.dir, folder: folder, chosen: to.file + to.campaign, lockTimeout: flags.lockTimeout}
	if !diags.HasErrors() {
		diags = append(diags, p.choose(to)...)
	}
	return p, diags, nil
}

func parseVars(pairs []string) (map[string]string, error) {
	vars := make(map[string]string, len(pairs))
	for _, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if odd := oddPair(name); !ok || name == "" || !odd.Empty() {
			return nil, lang.Errorf("-var %q is not of the form name=value%s", "-var %q 不是 name=value 的形式%s", pair, odd)
		}
		vars[name] = value
	}
	return vars, nil
}

// oddPair tells what of another keyboard stands in what comes before the first =, where only the name of a variable belongs.
func oddPair(name string) lang.Text {
	first, _ := utf8.DecodeRuneInString(name)
	if strings.ContainsRune("“”‘’＂＇", first) {
		return lang.Format(": it begins with %s, which no shell takes for a quote", "：开头是 %s，命令行不把它当引号", words.Character(first))
	}
	if i := strings.IndexAny(name, "＝：:"); i >= 0 {
		sign, _ := utf8.DecodeRuneInString(name[i:])
		return lang.Format(": it holds %s; write =", "：其中有 %s；改写成 =", words.Character(sign))
	}
	return lang.Text{}
}

// checkAllowed refuses a -allow-env that names no variable, and shows nothing of it: it may be a value.
func checkAllowed(names []string) error {
	for _, name := range names {
		if name == "" || strings.ContainsAny(name, "= ") {
			return lang.Errorf("-allow-env takes the name of one variable of the environment, such as -allow-env=SHOP, and no value",
				"-allow-env 只接受一个环境变量的名称，例如 -allow-env=SHOP，不接受值")
		}
	}
	return nil
}

// choose takes the campaigns that the argument names. They must share one merchant, because they share one state.
func (p *project) choose(to target) hcl.Diagnostics {
	for _, c := range p.Campaigns {
		if (to.file == "" || c.Range.Filename == to.file) && (to.campaign == "" || c.Name == to.campaign) &&
			(to.campaigns == nil || slices.Contains(to.campaigns, c.Name)) {
			p.campaigns = append(p.campaigns, c)
		}
	}
	if len(p.campaigns) == 0 {
		return hcl.Diagnostics{p.nothingChosen(to)}
	}
	p.merchant = p.campaigns[0].Merchant
	for _, c := range p.campaigns[1:] {
		if c.Merchant.MchID != p.merchant.MchID {
			d := twoMerchants(p.campaigns[0], c)
			d.Subject = c.Range.Ptr()
			return hcl.Diagnostics{d}
		}
	}
	return nil
}

// names are those of all campaigns of the folder.
func (p *project) names() (names []string) {
	for _, c := range p.Campaigns {
		names = append(names, c.Name)
	}
	return names
}

// noCampaign is the summary of an argument, or a folder, that has none.
const noCampaign = "No campaign" // for programs

func (p *project) nothingChosen(to target) *hcl.Diagnostic {
	detail := lang.Both("There is no campaign block in this folder, so there is nobody to send anything to.",
		"这个文件夹里没有 campaign 块，没有可以发放的人。")
	names := p.names()
	switch {
	case to.campaigns != nil:
		detail = lang.Format("None of the campaigns of the plan is there any more: %s.", "计划里的活动都不在了：%s。",
			words.Some(to.campaigns, len(to.campaigns)))
	case to.campaign != "":
		detail = noSuchCampaign(to.campaign, names)
	case to.file != "":
		detail = lang.Format("%s has no campaign block. The campaigns of this folder: %s.", "%s 里没有 campaign 块。这个文件夹的活动：%s。",
			to.file, words.Some(names, len(names)))
	}
	return diag.New(hcl.DiagError, lang.Both(noCampaign, "没有活动"), detail)
}
