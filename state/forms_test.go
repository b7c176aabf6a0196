package state_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// paper is a request as they are, for one wishing.
func paper(n int, wishing string) string {
	return fmt.Sprintf("<xml>\n<mch_billno><![CDATA[%s]]></mch_billno>\n<re_openid><![CDATA[%s]]></re_openid>\n<total_amount><![CDATA[%d]]></total_amount>\n"+
		"<send_name><![CDATA[天虹百货]]></send_name>\n<wishing><![CDATA[%s]]></wishing>\n<nonce_str><![CDATA[iYtqD6FDIYOaf9cq5C%012d]]></nonce_str>\n</xml>",
		number(n), intent(n).OpenID, intent(n).Amount, wishing, n*7717)
}

// papers are requests that events may share words with, and some that they cannot.
func papers() map[string]func(n int) string {
	return map[string]func(n int) string{
		"equal but for the number": func(n int) string { return paper(n, "新年快乐") },
		"all equal":                func(int) string { return paper(7, "新年快乐") },
		"a wishing each":           func(n int) string { return paper(n, fmt.Sprintf("祝 %d 号 happy %d", n, n*n)) },
		"wishings of many shapes":  func(n int) string { return paper(n, strings.Repeat("好 ", n)+strings.Repeat("!", n%5)) },
		"holes in the text":        func(n int) string { return paper(n, fmt.Sprintf("«1» «%d»", n)) },
		"a hole later":             func(n int) string { return paper(n, []string{"好", "«6»"}[min(n, 5)/5]) },
		"no words":                 func(n int) string { return strings.Repeat(" <>", n+1) },
		"one word":                 func(n int) string { return strings.Repeat("x", 100+n) },
		"a space":                  func(int) string { return " " },
		"long":                     func(n int) string { return paper(n, strings.Repeat("long and ", 1000)) },
		"letters like holes":       func(n int) string { return paper(n, "ÿÂ â\u0080 ‹"+string(rune(n+1))) },
		"other constants each":     func(n int) string { return strings.ReplaceAll(paper(n, "好"), "send", fmt.Sprint("s", n/3)) },
		"control characters":       func(n int) string { return paper(n, "\x01\n\x1b[1m\x7f") },
	}
}

// TestRequestsComeBack: whatever requests share, each is sent again word for word, by the store that wrote it and by the next one.
func TestRequestsComeBack(t *testing.T) {
	t.Parallel()
	for name, of := range papers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want []string
			for n := range 40 {
				want = append(want, of(n))
			}
			comeBack(t, want)
		})
	}
	t.Run("all mixed", func(t *testing.T) {
		t.Parallel()
		var want []string
		for n := range 20 {
			for _, of := range papers() {
				want = append(want, of(n))
			}
		}
		comeBack(t, want)
	})
}

// FuzzTextsComeBack leaves SQLite out: texts and forms as they would stand in the file make the same texts again.
func FuzzTextsComeBack(f *testing.F) {
	alphabet := "a b c d e f g h i j k l m n o p q r s t u v w x y z"
	f.Add(alphabet + "|" + alphabet + "1|" + alphabet + "2|1" + alphabet + "|" + alphabet)
	f.Add(paper(1, "a") + "|" + paper(2, "b") + "|" + paper(3, "«1»") + "|" + paper(4, "c"))
	f.Add(strings.Repeat("word-«2»_ ", 9) + "|" + strings.Repeat("word- «2»", 9) + "|\xff\x00" + strings.Repeat("\xc2\xab1\xc2\xbb ", 20))
	f.Fuzz(func(t *testing.T, all string) {
		texts := strings.Split(all, "|")
		for i, again := range state.Formed(texts) {
			if again != texts[i] {
				t.Errorf("text %d became %q and was %q", i, again, texts[i])
			}
		}
	})
}

// comeBack reserves a packet for each request, with an outcome of the same words and a refused intent in between, and wants all back.
func comeBack(t *testing.T, want []string) {
	t.Helper()
	path := newPath(t)
	s := openCalm(t, path, options())
	var texts []string
	for n, request := range want {
		if n == len(want)/2 {
			must(t, s.Close())
			s = openCalm(t, path, options())
		}
		in := intent(n)
		in.Request = request
		p, err := s.Reserve(t.Context(), in)
		must(t, err)
		var taken *state.AddressTakenError
		if _, err := s.Reserve(t.Context(), in); !errors.As(err, &taken) {
			t.Fatal(err)
		}
		o := outcome(state.Unknown)
		o.Text = request
		p = record(t, s, p.ID, o)
		texts = append(texts, p.Text)
	}
	for n, request := range want {
		p := sending(t, s, int64(n+1), morning.Add(time.Hour))
		if p.Request != request {
			t.Fatalf("request %d became %q and was %q", n, p.Request, request)
		}
	}
	must(t, s.Close())
	requests, outcomes := 0, 0
	must(t, state.Walk(t.Context(), at(path), func(e *state.Event) error {
		if e.Kind == state.KindIntent {
			if requests++; e.Request != want[e.Packet-1] {
				t.Errorf("request %d became %q", e.Packet, e.Request)
			}
		}
		if e.Kind == state.KindOutcome {
			if outcomes++; e.Detail.Text != texts[e.Packet-1] {
				t.Errorf("text %d became %q", e.Packet, e.Detail.Text)
			}
		}
		return nil
	}))
	if requests != len(want) || outcomes != len(want) {
		t.Errorf("%d requests, %d outcomes", requests, outcomes)
	}
	soundOrFail(t, path)
	sameInHistory(t, path)
}

// sameInHistory makes sure that the view of the state shows every event as we read it.
func sameInHistory(t *testing.T, path string) {
	t.Helper()
	if schema, ok := schemas.Load(path); ok {
		inHistory(t, postgres.Start(t), schema.(*state.Created))
		return
	}
	c, err := sqlite3.Open(path)
	must(t, err)
	defer c.Close()
	stmt, _, err := c.Prepare("SELECT id, packet, detail, request FROM history ORDER BY id")
	must(t, err)
	defer stmt.Close()
	must(t, state.Walk(t.Context(), at(path), func(e *state.Event) error {
		if !stmt.Step() {
			t.Fatal(stmt.Err())
		}
		detail, err := json.Marshal(e.Detail)
		must(t, err)
		if stmt.ColumnInt64(0) != e.ID || stmt.ColumnInt64(1) != e.Packet || stmt.ColumnText(2) != string(detail) || stmt.ColumnText(3) != e.Request {
			t.Errorf("event %d is %s %q in the view", e.ID, stmt.ColumnText(2), stmt.ColumnText(3))
		}
		return nil
	}))
}

// formedState has ten packets whose events share forms.
func formedState(t *testing.T, path string) string {
	t.Helper()
	s := openCalm(t, path, options())
	for n := range 10 {
		in := intent(n)
		in.Request = paper(n, "新年快乐")
		p, err := s.Reserve(t.Context(), in)
		must(t, err)
		o := outcome(state.Sent)
		o.SendListID = fmt.Sprintf("1000041701201702068%09d", n)
		record(t, s, p.ID, o)
	}
	must(t, s.Close())
	soundOrFail(t, path)
	return path
}

// TestFormsAreChecked: an event says what it said when it was written, or it is damaged.
func TestFormsAreChecked(t *testing.T) {
	t.Parallel()
	sound := formedState(t, newFile(t)) // whose changes are in the words of SQLite
	for name, tt := range map[string]struct{ change, why string }{
		"a constant of the request": {"UPDATE form SET request = replace(request, '天虹百货', '天虹百貨')", "checksum"},
		"a constant of the detail":  {"UPDATE form SET detail = replace(detail, 'openid', 'openld')", "checksum"},
		"a constant of the outcome": {"UPDATE form SET detail = replace(detail, 'sent', 'held')", "checksum"},
		"holes exchanged": {"UPDATE form SET request = replace(replace(replace(request, '«1»', '«9»'), '«4»', '«1»'), '«9»', '«4»'), " +
			"detail = replace(replace(replace(detail, '«1»', '«9»'), '«4»', '«1»'), '«9»', '«4»')", "checksum"},
		"one hole more":       {"UPDATE form SET request = request || '«40»'", "does not fit its form"},
		"a hole that is text": {"UPDATE form SET detail = replace(detail, '«1»', '«01»')", ""},
		"a word exchanged":    {"UPDATE event SET detail = replace(detail, 'user-0004', 'user-0005') WHERE form IS NOT NULL", "checksum"},
		"a word more":         {"UPDATE event SET detail = detail || ' more' WHERE form IS NOT NULL", "does not fit its form"},
		"a word less":         {"UPDATE event SET detail = substr(detail, instr(detail, ' ') + 1) WHERE form = 1", "does not fit its form"},
		"another form":        {"UPDATE event SET form = 3 - form", ""},
		"no form":             {"UPDATE event SET form = NULL", "checksum"},
		"a form too much":     {"UPDATE event SET form = 77 WHERE form = 2", "form 77 is missing"},
		"a form of no number": {"UPDATE event SET form = -1 WHERE form = 2", "redpack makes none"},
		"form number 0":       {"UPDATE event SET form = 0 WHERE form IS NULL", "redpack makes none"},
		"a space more":        {"UPDATE event SET detail = detail || ' ' WHERE form IS NOT NULL", "does not fit its form"},
		"a request as well":   {"UPDATE event SET request = 'x' WHERE form = 2", "has a request beside its form"},
		"the forms are gone":  {"DELETE FROM form", "form 1 is missing"},
		"the first is gone":   {"DELETE FROM form WHERE id = 1", "form 1 is missing"},
		"a form without end":  {"UPDATE form SET request = replace(hex(zeroblob(8000)), '00', '«1» ')", "longer than redpack makes any"},
		"a text without end":  {"UPDATE form SET request = replace(hex(zeroblob(2000)), '00', '«1» '); UPDATE event SET detail = replace(hex(zeroblob(9000)), '0', 'x') WHERE form IS NOT NULL", "does not fit its form"},
	} {
		path := newFile(t)
		copyFile(t, sound, path)
		execSQL(t, path, tt.change)
		report, err := state.Check(t.Context(), at(path))
		if err != nil || report.Sound() || !strings.Contains(joined(report.Problems, "; "), tt.why) {
			t.Errorf("%s: Check says %v, %v", name, report.Problems, err)
		}
		var corrupt *state.CorruptError
		if err := state.Walk(t.Context(), at(path), func(*state.Event) error { return nil }); !errors.As(err, &corrupt) {
			t.Errorf("%s: Walk says %v", name, err)
		}
	}
}

// TestADamagedFormIsNotUsed: what is written over a damaged form stays readable, and what was written by it is not sent again.
func TestADamagedFormIsNotUsed(t *testing.T) {
	t.Parallel()
	path := formedState(t, newPath(t))
	execSQL(t, path, "UPDATE form SET request = replace(request, '天虹百货', '天虹百貨') WHERE id = 1")
	s := openCalm(t, path, options())
	in := intent(20)
	in.Request = paper(20, "新年快乐")
	p, err := s.Reserve(t.Context(), in)
	must(t, err)
	if p = sending(t, s, p.ID, morning.Add(time.Hour)); p.Request != in.Request {
		t.Errorf("the request became %q", p.Request)
	}
	var write *state.WriteError
	if _, err := s.Record(t.Context(), 2, outcome(state.Received)); !errors.As(err, &write) || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("a packet of the damaged form: %v", err)
	}
}

// TestFormsAreFew: texts that never come again fill neither the file nor the memory.
func TestFormsAreFew(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := openCalm(t, path, options())
	must(t, s.Bulk(t.Context(), 3000, func(n int) (state.Intent, state.Outcome) {
		in, out := intent(n), outcome(state.Sent)
		in.Request = paper(n, strings.Repeat("好 ", n/2%700)+strings.Repeat("!", n/2/700))
		return in, out
	}))
	must(t, s.Close())
	if n := countOf(t, path, "SELECT count(*) FROM form"); n < 1000 || n > 1024 {
		t.Errorf("%d forms", n)
	}
	soundOrFail(t, path)
}

// TestEventsOfOneFormAreSmall: a campaign's requests are kept in a few words each, whoever sends what in between.
func TestEventsOfOneFormAreSmall(t *testing.T) {
	t.Parallel()
	for name, request := range map[string]func(n int) string{
		"one wishing":     func(n int) string { return paper(n, "新年快乐") },
		"sorted wishings": func(n int) string { return paper(n, fmt.Sprint("祝", n/2)) },
		"two campaigns": func(n int) string {
			return paper(n, []string{"新年快乐", "恭喜发财 万事如意 心想事成 步步高升"}[n%2])
		},
		"a wishing each": func(n int) string { return paper(n, fmt.Sprintf("祝 %d", n)) },
		"one of each word": func(n int) string {
			return strings.ReplaceAll(paper(n, "好"), "天虹百货", []string{"甲", "乙", "丙"}[n%3])
		},
	} {
		path := newPath(t)
		s := openCalm(t, path, options())
		must(t, s.Bulk(t.Context(), 500, func(n int) (state.Intent, state.Outcome) {
			in, out := intent(n), outcome(state.Sent)
			in.Request = request(n)
			return in, out
		}))
		must(t, s.Close())
		full, forms := countOf(t, path, "SELECT count(*) FROM event WHERE form IS NULL"), countOf(t, path, "SELECT count(*) FROM form")
		if full > 12 || forms > 8 {
			t.Errorf("%s: %d of 1000 events are kept in full, %d forms", name, full, forms)
		}
	}
}

func countOf(t testing.TB, path, sql string) (n int64) {
	t.Helper()
	if schema, ok := schemas.Load(path); ok {
		n, err := schema.(*state.Created).Count(t.Context(), sql)
		must(t, err)
		return n
	}
	c, err := sqlite3.Open(path)
	must(t, err)
	defer c.Close()
	stmt, _, err := c.Prepare(sql)
	must(t, err)
	defer stmt.Close()
	if !stmt.Step() {
		t.Fatal(stmt.Err())
	}
	return stmt.ColumnInt64(0)
}
