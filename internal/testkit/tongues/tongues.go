// Package tongues holds what redpack says in one language against the other: while the tests of a package run, every text that is made has to
// have both, with the same numbers in them, and no word of one language may leak into the other.
package tongues

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/cashredpack/redpack/internal/lang"
)

// Tests are the tests of a package, run as M runs them: a *testing.M, or what puts something around it.
type Tests struct{ M interface{ Run() int } }

// Run runs the tests, and fails them for each text that is not right.
func (t Tests) Run() int {
	flag.Parse()
	if flag.Lookup("test.fuzz").Value.String() != "" {
		return t.M.Run() // what a fuzzer makes up is in no language
	}
	var mu sync.Mutex
	found := map[string]bool{}
	lang.Watch(func(t lang.Text, args []any) {
		if fault := Fault(t, args); fault != "" {
			mu.Lock()
			defer mu.Unlock()
			found[fault] = true
		}
	})
	code := t.M.Run()
	mu.Lock()
	defer mu.Unlock()
	for fault := range found {
		fmt.Fprintln(os.Stderr, fault)
		code = max(code, 1)
	}
	return code
}

// Note writes what is not right into a file, one a line, for a program that a test runs.
func Note(path string) {
	var mu sync.Mutex
	lang.Watch(func(t lang.Text, args []any) {
		fault := Fault(t, args)
		if fault == "" {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			panic(err)
		}
		if _, err = fmt.Fprintln(f, fault); err != nil {
			panic(err)
		}
		if err := f.Close(); err != nil {
			panic(err)
		}
	})
}

// Noted are the lines of Note, each once.
func Noted(path string) (all []string, err error) {
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if !seen[lines.Text()] {
			seen[lines.Text()] = true
			all = append(all, lines.Text())
		}
	}
	return all, f.Close()
}

var (
	number = regexp.MustCompile(`\d+(?:,\d{3})*(?:\.\d+)?`)
	word   = regexp.MustCompile(`[A-Za-z]{4,}`)
	code   = regexp.MustCompile("`[^`]*`|\"[^\"]*\"|[\\w.:/@=%*<>-]*[-_./=:@0-9<>*][\\w.:/@=%*<>-]*")
)

// foreign is what other programs say: git, and the values of HCL. aside is a name of the platform's behind its translation.
var (
	foreign = regexp.MustCompile(`git 说：.*|parsing time .*|a\s+(?:number|string|bool)?[^。]*is required`)
	// foreignNumbers are those of errors of the system that are said in short in Chinese.
	foreignNumbers = regexp.MustCompile(`dial tcp: .*|strconv\.\w+: .*`)
	spans          = regexp.MustCompile(`\d+h\d+m[\d.]+s`) // of time, which are days in Chinese
	aside          = regexp.MustCompile(`\([^()]*\)`)
)

// known are words that Chinese operators use as they are: names of programs, formats and fields.
var known = regexp.MustCompile(`^(?i:openid|appid|redpack|WeChat|HCL|JSON|CSV|UTF|Excel|PostgreSQL|Postgres|SQLite|plan|apply|diff|show|refresh|report|state|doctor|init|validate|sandbox|reconcile|` +
	`history|rebuild|check|backup|copy|create|unlock|accept|list|ledger|label|wishing|remark|amount|where|merchant|campaign|recipient|recipients|moved|draw|tier|share|assert|variable|locals|limits|schedule|` +
	`budget|canary|continue|FAILED|REFUND|SENT|RECEIVED|PROCESSING|SUCCESS|FAIL|null|true|false|schema|project|group|status|search|only|exclude|GitHub|GitLab|HEAD|SHA|HMAC|TLS|HTTP|HTTPS|DNS|IPv4|SIGKILL|` +
	`Ctrl|Enter|Markdown|POSIX|UTC|Windows|Linux|macOS|cell|REHEARSAL|header_row|hidden|seed|faults|latency|date|billno|repeats|supplement|reason|serial|lineage|path|sheet|encoding|delimiter|head|key|` +
	`openids|condition|error_message|description|default|type|number|string|bool|list|each|self|fenced|pfx|pem|base64|OpenSSL|OpenSSH|ASCII|Unicode|emoji|heredoc|git|Patroni|PgBouncer|SCRAM|SELECT|` +
	`topup|balance|chmod|destroy|pull|request|second|shell|fetch|branch|iable|total|rules|protocol|tostring|tonumber|clean|trimspace|contains|length|local|host|hours|delay|PATH|LANG|NAME|FILE|FOLDER|PACKET|TEXT|ADDRESS|DAY|FROM|min|max|yuan|file|fsync)$`)

// Fault is what is not right with a text, "" where nothing is.
func Fault(t lang.Text, args []any) string {
	if (t.English == "") != (t.Chinese == "") && strings.TrimSpace(t.English) != "" {
		return fmt.Sprintf("only one language: %q, %q", t.English, t.Chinese)
	}
	have := map[string]bool{"0": true} // a span of 2m0s is one of two minutes
	for _, n := range number.FindAllString(t.Chinese, -1) {
		have[n] = true
	}
	for _, n := range number.FindAllString(spans.ReplaceAllString(foreignNumbers.ReplaceAllString(t.English, ""), ""), -1) {
		if !have[n] {
			return fmt.Sprintf("the number %s is in English alone: %q, %q", n, t.English, t.Chinese)
		}
	}
	own := withHan(t.Chinese)
	for _, arg := range args {
		if text := fmt.Sprint(arg); len(text) > 1 {
			own = strings.NewReplacer(strconv.Quote(text), " ", text, " ").Replace(own)
		}
	}
	own = foreign.ReplaceAllString(own, " ")
	own = code.ReplaceAllString(own, " ")
	for _, w := range word.FindAllString(own, -1) {
		if !known.MatchString(w) && w != strings.ToUpper(w) {
			return fmt.Sprintf("the word %s is English: %q", w, t.Chinese)
		}
	}
	said := t.English
	for _, arg := range args {
		if text := fmt.Sprint(arg); text != "" {
			said = strings.ReplaceAll(said, text, " ")
		}
	}
	for _, r := range code.ReplaceAllString(aside.ReplaceAllString(said, " "), " ") {
		if unicode.Is(unicode.Han, r) && !strings.ContainsFunc(strings.Join(texts(args), ""), func(other rune) bool { return other == r }) {
			return fmt.Sprintf("the sign %c is Chinese: %q", r, t.English)
		}
	}
	return ""
}

// withHan are the lines of a text that say something in Chinese; the others are to be pasted.
func withHan(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func texts(args []any) (all []string) {
	for _, arg := range args {
		all = append(all, fmt.Sprint(arg))
	}
	return all
}
