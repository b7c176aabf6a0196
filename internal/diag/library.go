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
}

// form is a text with verbs in it.
type form struct {
	english *regexp.Regexp
	chinese string
}

// verbs are those of the library's formats.
var verbs = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`%[0-9]*[sqdTx]`) })

// guess is how the library ends a text about a name that is close to another one.
var guess = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(` ?Did you mean (.+?)\?$`) })

func tableOf(all ...[]saying) (t table) {
	t.fixed = map[string]string{}
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
func (t table) chinese(text string) string {
	if known := t.fixed[text]; known != "" {
		return known
	}
	for _, form := range t.forms {
		if match := form.english.FindStringSubmatchIndex(text); match != nil {
			known := string(form.english.ExpandString(nil, form.chinese, text, match))
			return guess().ReplaceAllString(known, "是不是想写 $1？")
		}
	}
	return ""
}

var (
	summaries = sync.OnceValue(func() table { return tableOf(grammarSummaries, valueSummaries) })
	details   = sync.OnceValue(func() table { return tableOf(grammarDetails, valueDetails) })
)
