// Package lang says things in the languages that redpack speaks. What is said is a Text, made once in all of them where it arises; which one a
// person reads is decided where it is printed. There is no table to look anything up in: a text that lacks a language does not compile.
//
// The longer sentences of a package stand in its files texts*.go, most of them as functions of what they tell. Programs read English, whatever
// people read: events, digests, the state and saved plans keep it.
package lang

import (
	"strings"

	"github.com/cashredpack/redpack/internal/plain"
)

// Language is one that redpack speaks.
type Language uint8

// The languages. English is the zero value.
const (
	English Language = iota
	Chinese
)

// Languages are all of them.
var Languages = []Language{English, Chinese}

// String is the language's name for programs: en, zh.
func (l Language) String() string {
	if l == Chinese {
		return "zh"
	}
	return "en"
}

// Named is the language of a name as a person or a system writes it: zh, zh-CN, zh_Hans_CN.UTF-8, en_GB. Cantonese (yue) is not Chinese here, because
// it is not what its readers would write.
func Named(name string) (l Language, ok bool) {
	name, _, _ = strings.Cut(name, ".")
	name, _, _ = strings.Cut(name, "@")
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(name), "_", "-"), "-")
	switch base {
	case "zh", "chinese":
		return Chinese, true
	case "en", "english", "c", "posix":
		return English, true
	}
	return English, false
}

// Text is one thing to say, in every language.
type Text struct{ English, Chinese string }

// Sayer is what can be said in every language: a Text, an error, the name of a status.
type Sayer interface{ Said() Text }

// Both is a text of two constants.
func Both(english, chinese string) Text { return Text{english, chinese} }

// Same is a text that is the same in every language: a name, a code, a word of the campaign.
func Same(text string) Text { return Text{text, text} }

// Of is anything in every language: what can be said, an error, else what fmt prints of it.
func Of(value any) Text { return Text{Say(value, English), Say(value, Chinese)} }

// List is names of anybody's behind one another, made harmless as by plain.Of: a text has no line breaks but redpack's own.
func List(names []string) Text {
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = plain.Of(name).String()
	}
	return Text{strings.Join(shown, Comma.English), strings.Join(shown, Comma.Chinese)}
}

// Format fills the formats of all languages. Arguments that can be said are said in each; arguments of anybody's are made harmless as by plain.Sprintf.
// A format that needs them in another order numbers them: %[2]s.
func Format(english, chinese string, args ...any) Text {
	t := Text{plain.Sprintf(english, in(English, args)...).String(), plain.Sprintf(chinese, in(Chinese, args)...).String()}
	if watch != nil {
		watch(t, in(Chinese, args))
	}
	return t
}

// watch looks at each text that Format makes.
var watch func(t Text, args []any)

// Watch lets tests look at each text that is made, with the arguments of the Chinese one. It is called before anything else is done.
func Watch(look func(t Text, args []any)) { watch = look }

// In is the text in a language.
func (t Text) In(l Language) string {
	if l == Chinese {
		return t.Chinese
	}
	return t.English
}

// Said is the text, for Sayer.
func (t Text) Said() Text { return t }

// String is the text in English.
func (t Text) String() string { return t.English }

// Then is the text with another one behind it, with nothing between them.
func (t Text) Then(more Text) Text { return Text{t.English + more.English, t.Chinese + more.Chinese} }

// Behind is the text as it stands behind Chinese words: with a blank before a foreign one.
func (t Text) Behind() Text {
	if t.Chinese != "" && t.Chinese[0] > ' ' && t.Chinese[0] < 0x80 {
		return Text{t.English, " " + t.Chinese}
	}
	return t
}

// Empty tells whether there is nothing to say.
func (t Text) Empty() bool { return t.English == "" }

// Each changes the text in every language alike.
func (t Text) Each(change func(string) string) Text {
	return Text{change(t.English), change(t.Chinese)}
}

// Join puts texts behind one another with another one between them.
func Join(texts []Text, between Text) (all Text) {
	for i, t := range texts {
		if i > 0 {
			all = all.Then(between)
		}
		all = all.Then(t)
	}
	return all
}

// Comma stands between the parts of a list of words, and Stop ends a sentence that another one follows.
var (
	Comma = Text{", ", "、"}
	Stop  = Text{". ", "。"}
	Blank = Text{" ", ""} // between two sentences
)

// Say is anything in a language: what can be said, an error, else what fmt prints of it.
func Say(value any, l Language) string {
	switch value := value.(type) {
	case string:
		return value
	case Sayer:
		return value.Said().In(l)
	case error:
		return Error(value, l).Error()
	}
	return plain.Sprintf("%v", value).String()
}

// Args are arguments of a format, those that can be said in a language.
func Args(l Language, args []any) []any { return in(l, args) }

func in(l Language, args []any) []any {
	var all []any
	for i, arg := range args {
		var said any
		switch arg := arg.(type) {
		case string, int, int64, bool, plain.Text:
			continue
		case Sayer:
			text := arg.Said().In(l)
			said = plain.Lines(text)                // its line breaks are redpack's own
			if err, failed := arg.(error); failed { // which %w needs
				said = saying(err, text)
			}
		case error:
			said = Error(arg, l)
		default:
			continue
		}
		if all == nil {
			all = append([]any{}, args...)
		}
		all[i] = said
	}
	if all == nil {
		return args
	}
	return all
}
