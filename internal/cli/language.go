package cli

import (
	"cmp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
)

// languageVariable names the language that people read, before what the system says.
const languageVariable = "REDPACK_LANG"

// languageOf is the language that people read: -lang, else REDPACK_LANG, else the locale, else what the system's own windows speak. A terminal whose
// characters are not those of UTF-8 would show signs of something else, so it gets English, and what is said of it is not empty.
func languageOf(env *Env) (chosen lang.Language, note lang.Text) {
	chosen, told := lang.Named(languageFlag(env.Args)) // a wrong one is told when the flags are read
	if !told {
		chosen, told = lang.Named(env.value(languageVariable))
	}
	if !told {
		chosen = languageOfSystem(env)
	}
	if locale := env.locale(); chosen != lang.English && isForeign(locale) {
		return lang.English, lang.Same("redpack speaks Chinese in UTF-8 only, and the locale is " + locale + ": what follows is English")
	}
	return chosen, lang.Text{}
}

// languageFlag is the value of -lang, of the last one as of any flag. Help and errors about flags need it before the flags are read.
func languageFlag(args []string) (last string) {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		name, value, given := strings.Cut(arg, "=")
		if name != "-lang" && name != "--lang" {
			continue
		}
		if !given && i+1 < len(args) {
			value = args[i+1]
		}
		last = value
	}
	return last
}

// languageOfSystem is the first one that redpack speaks: of the locale, and where that is not C, of LANGUAGE, a list.
func languageOfSystem(env *Env) lang.Language {
	locale := cmp.Or(env.value("LC_ALL"), env.value("LC_MESSAGES"), env.value("LANG"))
	if locale == "" {
		l, _ := lang.Named(env.uiLanguage())
		return l
	}
	if base, _, _ := strings.Cut(locale, "."); base == "C" || base == "POSIX" {
		return lang.English
	}
	for name := range strings.SplitSeq(env.value("LANGUAGE"), ":") {
		if l, ok := lang.Named(name); ok {
			return l
		}
	}
	l, _ := lang.Named(locale)
	return l
}

func (e *Env) uiLanguage() string {
	if e.UILanguage == nil {
		return ""
	}
	return e.UILanguage()
}

// locale tells which characters the terminal shows; "" where nothing is said.
func (e *Env) locale() string { return cmp.Or(e.value("LC_ALL"), e.value("LC_CTYPE"), e.value("LANG")) }

// isForeign tells whether a locale names a set of characters that is not UTF-8.
func isForeign(locale string) bool {
	_, charset, named := strings.Cut(locale, ".")
	charset, _, _ = strings.Cut(charset, "@")
	return named && strings.ReplaceAll(strings.ToLower(charset), "-", "") != "utf8"
}

// say is what a person reads of anything.
func (e *Env) say(value any) string { return lang.Say(value, e.lang) }

func addLanguage(env *Env, root *cobra.Command) {
	root.PersistentFlags().Var(&languageValue{}, "lang", env.say(lang.Both(
		"speak this `language`: en or zh; else that of REDPACK_LANG, or of the system",
		"使用的`语言`：en 或 zh；不写时看 REDPACK_LANG，再看系统")))
}

// languageValue is the value of -lang, which languageOf has read.
type languageValue struct{ name string }

// String is the value.
func (v *languageValue) String() string { return v.name }

// Type is the kind of value in help.
func (v *languageValue) Type() string { return "language" }

// Set refuses a language that redpack does not speak.
func (v *languageValue) Set(name string) error {
	if _, ok := lang.Named(name); !ok {
		return lang.Errorf("redpack speaks en and zh", "只有 en 和 zh")
	}
	v.name = name
	return nil
}
