package cli

import (
	"errors"
	"regexp"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cashredpack/redpack/internal/lang"
)

// takes is how many arguments a command takes. It says it in the words of cobra's own rules, which know English alone.
func takes(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch given := len(args); {
		case given >= least && given <= most:
			return nil
		case most == 0:
			return lang.Errorf("unknown command %q for %q", "%[2]q 没有子命令 %[1]q", args[0], cmd.CommandPath())
		case least == 0:
			return lang.Errorf("accepts at most %d arg(s), received %d", "最多接受 %d 个参数，收到 %d 个", most, given)
		case least == most:
			return lang.Errorf("accepts %d arg(s), received %d", "需要 %d 个参数，收到 %d 个", most, given)
		default:
			return lang.Errorf("accepts between %d and %d arg(s), received %d", "需要 %d 到 %d 个参数，收到 %d 个", least, most, given)
		}
	}
}

// ofFlags is an error of package pflag in every language.
func ofFlags(err error) error {
	var (
		unknown  *pflag.NotExistError
		lacking  *pflag.ValueRequiredError
		invalid  *pflag.InvalidValueError
		unshaped *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return lang.Errorf("unknown shorthand flag: %q in -%s", "没有短选项 %q（在 -%s 中）", firstOf(unknown.GetSpecifiedName()), unknown.GetSpecifiedShortnames())
	case errors.As(err, &unknown):
		return lang.Errorf("unknown flag: --%s", "没有选项 --%s", unknown.GetSpecifiedName())
	case errors.As(err, &lacking) && lacking.GetSpecifiedShortnames() != "":
		return lang.Errorf("flag needs an argument: %q in -%s", "短选项 %q 需要一个值（在 -%s 中）", firstOf(lacking.GetSpecifiedName()), lacking.GetSpecifiedShortnames())
	case errors.As(err, &lacking):
		return lang.Errorf("flag needs an argument: --%s", "选项 --%s 需要一个值", lacking.GetSpecifiedName())
	case errors.As(err, &invalid):
		return lang.Errorf("invalid argument %q for %q flag: %w", "选项 %[2]q 的值 %[1]q 无效：%[3]s",
			invalid.GetValue(), typedAs(invalid.GetFlag()), ofValue(invalid.Unwrap()))
	case errors.As(err, &unshaped):
		return lang.Errorf("bad flag syntax: %s", "选项写法有误：%s", unshaped.GetSpecifiedFlag())
	}
	return err
}

// firstOf is the letter that a short flag has.
func firstOf(name string) rune { return rune(name[0]) }

// typedAs is a flag in all forms in which it may be typed.
func typedAs(f *pflag.Flag) string {
	if f.Shorthand != "" {
		return "-" + f.Shorthand + ", --" + f.Name
	}
	return "--" + f.Name
}

// ofValue says of a value of a flag why it is none.
func ofValue(err error) error {
	if number := (*strconv.NumError)(nil); errors.As(err, &number) {
		why := "写法不对"
		if errors.Is(err, strconv.ErrRange) {
			why = "超出范围"
		}
		return lang.New(lang.Both(err.Error(), why))
	}
	var itself any = err
	if _, said := itself.(lang.Sayer); !said {
		return lang.New(lang.Both(err.Error(), "写法不对"))
	}
	return err
}

// grouped is what cobra says of flags of which only one may be given. It has no type.
var grouped = regexp.MustCompile(`^if any flags in the group \[(.+)\] are set none of the others can be; \[(.+)\] were all set$`) // for programs

// ofGroup is an error about flags that exclude one another in every language.
func ofGroup(err error) error {
	if err == nil {
		return nil
	}
	if names := grouped.FindStringSubmatch(err.Error()); names != nil {
		return lang.Errorf("if any flags in the group [%s] are set none of the others can be; [%s] were all set",
			"选项 [%s] 只能用其中一个；现在同时给了 [%s]", names[1], names[2])
	}
	return err
}
