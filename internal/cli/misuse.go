package cli

import (
	"errors"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// takes is how many arguments a command takes. Whoever gives it others learns what was probably meant.
func takes(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch given := len(args); {
		case given < least:
			return lang.Errorf("`%s` needs %s: `%s`; `%[1]s -help` explains it", "`%s` 缺少 %s：`%s`；说明见 `%[1]s -help`",
				cmd.CommandPath(), strings.Join(wantedBy(cmd)[given:least], ", "), usedAs(cmd))
		case given <= most:
			return nil
		case cmd.HasAvailableSubCommands():
			return noCommand(cmd, args)
		default:
			return lang.Errorf("`%s` %s, and got %d: %s%s", "`%s` %s，给了 %d 个：%s%s",
				cmd.CommandPath(), mostArguments(most), given, lang.List(quotedEach(args)), behind(meantBy(cmd, args)))
		}
	}
}

// behind is a sentence with a blank before it, as it stands behind one that lacks its stop; nothing stays nothing.
func behind(hint lang.Text) lang.Text {
	if hint.Empty() {
		return hint
	}
	return lang.Both(".", "。").Then(hint)
}

// wantedBy are the arguments of a command as its help names them.
func wantedBy(cmd *cobra.Command) []string { return strings.Fields(cmd.Use)[1:] }

// usedAs is how a command is typed, as its help says it.
func usedAs(cmd *cobra.Command) string {
	return strings.TrimSuffix(cmd.UseLine(), " [flags]")
}

func mostArguments(most int) lang.Text {
	switch most {
	case 0:
		return lang.Both("takes no argument", "不接受参数")
	case 1:
		return lang.Both("takes one argument at most", "最多接受 1 个参数")
	}
	return lang.Format("takes %d arguments at most", "最多接受 %d 个参数", most)
}

func quotedEach(args []string) []string {
	all := make([]string, len(args))
	for i, arg := range args {
		all[i] = strconv.Quote(arg)
	}
	return all
}

// meantBy guesses what somebody meant who gave a command too many arguments, in a sentence with a blank before it: a shell has made several
// files of one pattern, a dash is none that a keyboard types into a command, a variable lacks its flag, or a flag that is on by itself was given
// a value of its own. It is empty where nothing of the kind shows.
func meantBy(cmd *cobra.Command, args []string) lang.Text {
	sources := 0
	for _, arg := range args {
		name, _, assigns := strings.Cut(arg, "=")
		switch {
		case !longDash(arg).Empty():
			return longDash(arg)
		case assigns && cmd.Flags().Lookup("var") != nil && hclsyntax.ValidIdentifier(name):
			return lang.Format(" Did you mean `-var %s`?", "是不是想写 `-var %s`？", words.ShellWord(arg))
		case arg == "true" || arg == "false":
			return lang.Format(" A flag that is on or off takes its value behind an equals sign: `-no-color=%s`.", "开关选项的值写在等号后面：`-no-color=%s`。", arg)
		case filepath.Ext(arg) == ".hcl":
			sources++
		}
	}
	if sources == len(args) && cmd.Flags().Lookup("var") != nil {
		return lang.Format(" The files of a folder are read together: `%s %s`.", "同一文件夹里的文件是一起读取的：`%s %s`。",
			cmd.CommandPath(), words.ShellWord(filepath.ToSlash(filepath.Dir(args[0]))))
	}
	return lang.Text{}
}

// noCommand is said of a word that stands where a command does: one that is nearly a command, or what a command is to work on.
func noCommand(cmd *cobra.Command, args []string) error {
	typed := args[0]
	meant := ""
	near := nearCommand(cmd, typed)
	switch ext := filepath.Ext(typed); {
	case ext == ".hcl":
		meant = "redpack plan " + words.ShellWord(typed) // for programs
	case ext == ".rpplan":
		meant = "redpack show " + words.ShellWord(typed) // for programs
	case near != "":
		meant = cmd.CommandPath() + " " + near
	default:
		return lang.Errorf("`%s` has no command %q; `%[1]s -help` lists them", "`%s` 没有命令 %q；全部命令见 `%[1]s -help`", cmd.CommandPath(), typed)
	}
	return lang.Errorf("`%s` has no command %q. Did you mean `%s`?", "`%s` 没有命令 %q。是不是想写 `%s`？", cmd.CommandPath(), typed, meant)
}

// nearCommand is the command below one that is nearly called so, or does what another tool calls so; "" where none does.
func nearCommand(cmd *cobra.Command, typed string) string {
	var names []string
	for _, each := range cmd.Commands() {
		if each.IsAvailableCommand() {
			names = append(names, each.Name())
		}
		if slices.Contains(each.SuggestFor, strings.ToLower(typed)) {
			return each.Name()
		}
	}
	return words.Nearest(strings.ToLower(typed), slices.Values(names))
}

// longDash says in a sentence, behind a blank, that a word begins with a dash that no flag begins with, as editors and chats make of two hyphens. It
// is empty for any other word.
func longDash(word string) lang.Text {
	first, _ := utf8.DecodeRuneInString(word)
	if first == '-' || !unicode.Is(unicode.Pd, first) {
		return lang.Text{}
	}
	return lang.Format(" %q begins with %s; did you mean `-%s`?", "%q 以 %s 开头；是不是想写 `-%s`？",
		word, words.Character(first), strings.TrimLeftFunc(word, func(r rune) bool { return unicode.Is(unicode.Pd, r) }))
}

// noFile is said of a file that is not there, with the one that was probably meant.
func noFile(path string) error {
	hint := words.Oddity(path)
	if hint.Empty() {
		hint = words.DidYouMean(filepath.Base(path), slices.Values(filesLike(path)))
	}
	return lang.Errorf("there is no file %q%s", "没有文件 %q%s", path, behind(hint))
}

// filesLike are the files beside one that is not there, of its kind. A folder that cannot be read has none.
func filesLike(path string) (names []string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) == filepath.Ext(path) {
			names = append(names, e.Name())
		}
	}
	return names
}

// ofFlags is an error of package pflag as redpack says it, with the flag that was probably meant.
func (e *Env) ofFlags(cmd *cobra.Command, err error) error {
	var (
		unknown  *pflag.NotExistError
		lacking  *pflag.ValueRequiredError
		invalid  *pflag.InvalidValueError
		unshaped *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &unknown):
		return noFlag(cmd, unknown.GetSpecifiedName())
	case errors.As(err, &lacking):
		return lang.Errorf("-%s needs a value: `-%[1]s=%s`; `%s -help` explains it", "选项 -%s 需要一个值：`-%[1]s=%s`；说明见 `%s -help`",
			lacking.GetSpecifiedName(), valueOfNamed(e, cmd, lacking.GetSpecifiedName()), cmd.CommandPath())
	case errors.As(err, &invalid):
		return lang.Errorf("-%s cannot be %q: %s; `%s -help` explains it", "选项 -%s 的值不能是 %q：%s；说明见 `%s -help`",
			invalid.GetFlag().Name, invalid.GetValue(), ofValue(invalid.GetFlag(), invalid.Unwrap()), cmd.CommandPath())
	case errors.As(err, &unshaped):
		return lang.Errorf("%q is no flag; `%s -help` lists them", "%q 不是选项；全部选项见 `%s -help`", unshaped.GetSpecifiedFlag(), cmd.CommandPath())
	}
	return err
}

// valueOfNamed is what the value of a flag is called.
func valueOfNamed(env *Env, cmd *cobra.Command, name string) string {
	f := cmd.Flags().Lookup(name)
	if f == nil {
		f = cmd.Flags().ShorthandLookup(name)
	}
	if f == nil { // which cobra found and is gone since
		return name
	}
	value, _ := valueOf(env, f)
	return strings.ToUpper(value)
}

// noFlag is said of a flag that a command does not have: one that is nearly a flag of it, or that another command has.
func noFlag(cmd *cobra.Command, name string) error {
	if near := words.Nearest(name, flagNames(cmd)); near != "" {
		return lang.Errorf("`%s` has no flag -%s. Did you mean -%s?", "`%s` 没有选项 -%s。是不是想写 -%s？", cmd.CommandPath(), name, near)
	}
	if owners := ownersOf(cmd.Root(), name); len(owners) > 0 {
		return lang.Errorf("`%s` has no flag -%s, which is one of %s", "`%s` 没有选项 -%s，有这个选项的是 %s",
			cmd.CommandPath(), name, lang.List(owners[:min(len(owners), ownersMax)]))
	}
	return lang.Errorf("`%s` has no flag -%s; `%[1]s -help` lists them", "`%s` 没有选项 -%s；全部选项见 `%[1]s -help`", cmd.CommandPath(), name)
}

// ownersMax is how many commands are named that have a flag.
const ownersMax = 3

func flagNames(cmd *cobra.Command) iter.Seq[string] {
	return func(yield func(string) bool) {
		more := true
		cmd.Flags().VisitAll(func(f *pflag.Flag) { more = more && (f.Hidden || yield(f.Name)) })
	}
}

// ownersOf are the commands below one that have a flag.
func ownersOf(cmd *cobra.Command, name string) (owners []string) {
	for _, each := range cmd.Commands() {
		if f := each.Flags().Lookup(name); f != nil && !f.Hidden {
			owners = append(owners, "`"+each.CommandPath()+"`")
		}
		owners = append(owners, ownersOf(each, name)...)
	}
	return owners
}

// ofValue says why a value is none for a flag. What redpack's own flags say of it stands; package pflag's are of the kinds below.
func ofValue(f *pflag.Flag, err error) lang.Text {
	var itself any = err
	if said, ok := itself.(lang.Sayer); ok {
		return said.Said()
	}
	if number := (*strconv.NumError)(nil); errors.As(err, &number) && errors.Is(err, strconv.ErrRange) {
		return lang.Both("it is out of range", "超出范围")
	}
	switch f.Value.Type() {
	case "duration":
		return lang.Both("it takes a duration such as 90s, 2m or 1h30m", "时长的写法是 90s、2m 或 1h30m")
	case "bool":
		return lang.Both("it takes true or false", "只能是 true 或 false")
	case "int", "int64", "uint", "float64":
		return lang.Both("it takes a number", "要写数字")
	}
	return lang.Of(err)
}

// grouped is what cobra says of flags of which only one may be given. It has no type.
var grouped = regexp.MustCompile(`^if any flags in the group \[.+\] are set none of the others can be; \[(.+)\] were all set$`) // for programs

// ofGroup is an error about flags that exclude one another as redpack says it.
func ofGroup(err error) error {
	if err == nil {
		return nil
	}
	if names := grouped.FindStringSubmatch(err.Error()); names != nil {
		return lang.Errorf("%s exclude one another; give one of them", "%s 只能用其中一个", lang.Join(flagsNamed(strings.Fields(names[1])), lang.Both(" and ", " 和 ")))
	}
	return err
}

func flagsNamed(names []string) []lang.Text {
	all := make([]lang.Text, len(names))
	for i, name := range names {
		all[i] = lang.Same("-" + name)
	}
	return all
}
