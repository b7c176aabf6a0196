package diag

import (
	"regexp"
	"strings"
	"sync"
)

// saying is what the HCL library says, which knows English alone: a text of its source, and what that is in Chinese. What stands for a verb of the
// text is $1, $2 and so on in Chinese.
type saying struct{ english, chinese string }

// table finds what the library says.
type table struct {
	fixed map[string]string
	forms []form
	parts *table // of what fills the verbs, nil where that is names alone
}

// form is a text with verbs in it.
type form struct {
	english *regexp.Regexp
	chinese string
}

// verbs are those of the library's formats.
var verbs = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`%[0-9]*[sqdTxw]|%#v`) })

// place is where what stands for a verb goes.
var place = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$[1-9]`) })

// guess is how the library ends a text about a name that is close to another one.
var guess = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(` ?Did you mean (.+?)\?$`) })

func tableOf(parts *table, all ...[]saying) *table {
	t := &table{fixed: map[string]string{}, parts: parts}
	for _, sayings := range all {
		for _, s := range sayings {
			if !verbs().MatchString(s.english) {
				t.fixed[s.english] = s.chinese
				continue
			}
			pattern := strings.Join(quoted(verbs().Split(s.english, -1)), "(.*?)")
			t.forms = append(t.forms, form{regexp.MustCompile("(?s)^" + pattern + "$"), s.chinese})
		}
	}
	return t
}

func quoted(parts []string) []string {
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return parts
}

// chinese is a text of the library in Chinese, or "" where it is not known.
func (t *table) chinese(text string) string {
	if known := t.fixed[text]; known != "" {
		return known
	}
	for _, form := range t.forms {
		if match := form.english.FindStringSubmatch(text); match != nil {
			known := place().ReplaceAllStringFunc(form.chinese, func(place string) string { return t.parts.orSame(match[place[1]-'0']) })
			return guess().ReplaceAllString(known, "是不是想写 $1？")
		}
	}
	return ""
}

// orSame is a text in Chinese, or as it is where it is not known.
func (t *table) orSame(text string) string {
	if t == nil {
		return text
	}
	if known := t.chinese(text); known != "" {
		return known
	}
	return text
}

var (
	summaries = sync.OnceValue(func() *table { return tableOf(nil, grammarSummaries, valueSummaries) })
	details   = sync.OnceValue(func() *table { return tableOf(reasonTable(), grammarDetails, valueDetails, formDetails) })
)

// reasonTable is of reasons, which hold reasons themselves: an attribute of an object fails for its own reason.
var reasonTable = sync.OnceValue(func() *table {
	t := tableOf(nil, reasons)
	t.parts = t
	return t
})
