package state_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// oddTexts are what people and platforms may write, and what a server might take for something else.
var oddTexts = []string{
	"", " ", "NULL", "null", `"`, `""`, `\`, `\\`, `\"`, `{}`, `{`, `}`, `,`, `a,b`, `{a,"b"}`, `'`, `''`, `'; DROP TABLE packet; --`, `$1`, `$$`, `?`, "«1»",
	"红包", "🧧", "e\u0301", "\u202e", "a b", " a ", `E'\x41'`, `\N`, `%s`, "\t", "\u00a0", "\ufeff", strings.Repeat("好", 300),
}

// TestOddTexts: whatever stands in a text comes back as it was, through every door.
func TestOddTexts(t *testing.T) {
	t.Parallel()
	direct := newSchema(t)
	s, err := state.Open(t.Context(), direct, options())
	must(t, err)
	keys := map[int64]string{}
	for n, text := range oddTexts {
		in := intent(n)
		if text != "" && text != "\t" && len(text) < 100 {
			in.Key, in.OpenID = text, "o"+text
		}
		in.Request = "<xml>" + text + "</xml>"
		p, err := s.Reserve(t.Context(), in)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		keys[p.ID] = in.Key
		o := outcome(state.Unknown)
		o.Text, o.Code = text, text
		if p = record(t, s, p.ID, o); p.Text != text {
			t.Errorf("%q became %q", text, p.Text)
		}
		_, err = s.Accept(t.Context(), p.ID, state.Decision{OpenID: "o", Amount: 1, Reason: text + "."})
		must(t, err)
		if p, err = s.Sending(t.Context(), p.ID, state.Resend{At: morning.Add(time.Hour)}); err != nil || p.Request != in.Request {
			t.Errorf("%q became %q, %v", in.Request, p.Request, err)
		}
		if _, err := s.Reserve(t.Context(), in); err == nil {
			t.Errorf("%q: an address has two packets", text)
		}
		must(t, s.Moved(t.Context(), address.Address{Campaign: in.Campaign, Key: in.Key}, address.Address{Campaign: in.Campaign, Key: in.Key + "', moved"}))
	}
	id, err := s.BeginRun(t.Context(), state.RunInfo{PlanDigest: `'"\`})
	must(t, err)
	must(t, s.EndRun(t.Context(), id, `{"'\`))
	must(t, s.Close())
	got, err := state.Read(t.Context(), direct)
	must(t, err)
	for id, key := range keys {
		if p, ok := got.ByPacketID(id); !ok || p.Key != key+"', moved" {
			t.Errorf("%q became %q", key, p.Key)
		}
	}
	if report, err := state.Check(t.Context(), direct); err != nil || !report.Sound() {
		t.Errorf("%v %q", err, report.Problems)
	}
}

// TestZeroBytes: a byte that no text of PostgreSQL may hold ends nothing.
func TestZeroBytes(t *testing.T) {
	t.Parallel()
	direct := newSchema(t)
	s, err := state.Open(t.Context(), direct, options())
	must(t, err)
	for name, call := range map[string]func() error{
		"a request": func() error {
			in := intent(1)
			in.Request = "<xml>\x00</xml>"
			_, err := s.Reserve(t.Context(), in)
			return err
		},
		"a key": func() error {
			in := intent(2)
			in.Key = "a\x00"
			_, err := s.Reserve(t.Context(), in)
			return err
		},
		"an openid": func() error {
			in := intent(3)
			in.OpenID = "a\x00"
			_, err := s.Reserve(t.Context(), in)
			return err
		},
		"a campaign": func() error { _, err := s.Reserve(t.Context(), of("a\x00", intent(4))); return err },
		"a text": func() error {
			p := reserve(t, s, 5)
			o := outcome(state.Unknown)
			o.Text, o.Code, o.PlatformStatus = "a\x00b\xff", "\x00", "\x00"
			_, err := s.Record(t.Context(), p.ID, o)
			return err
		},
		"a list id": func() error {
			p := reserve(t, s, 6)
			o := outcome(state.Sent)
			o.SendListID = "1\x00"
			_, err := s.Record(t.Context(), p.ID, o)
			return err
		},
		"a reason": func() error {
			p := reserve(t, s, 7)
			_, err := s.Accept(t.Context(), p.ID, state.Decision{OpenID: "\x00", Amount: 1, Reason: "a\x00"})
			return err
		},
		"a run": func() error {
			_, err := s.BeginRun(t.Context(), state.RunInfo{PlanDigest: "\x00"})
			return err
		},
		"a result": func() error { return s.EndRun(t.Context(), 1, "\x00") },
		"a series": func() error {
			want := series()
			want.Campaign = "\x00"
			_, err := s.Series(t.Context(), "lantern\x00", want)
			return err
		},
		"a move": func() error {
			return s.Moved(t.Context(), address.Address{Campaign: "lantern", Key: "\x00"}, address.Address{Campaign: "lantern", Key: "x"})
		},
	} {
		if err := call(); is[*state.WriteError](err) {
			t.Fatalf("%s ends the store: %v", name, err)
		}
	}
	must(t, s.Close())
}

// TestNamesAreQuoted: a schema's name is a name, whatever is in it.
func TestNamesAreQuoted(t *testing.T) {
	t.Parallel()
	server := postgres.Start(t).Database(t)
	for _, name := range []string{`a"; DROP SCHEMA public; --`, `Upper`, `a b`, `select`, `"`, `a'b`, `a\b`, "红包", `a.b`, "a,public"} {
		c := schemaAt(t, server.URL(), name, state.PostgresOptions{})
		s, err := state.Open(t.Context(), c, options())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		reserve(t, s, 1)
		must(t, s.Close())
		got, err := state.Read(t.Context(), c)
		if err != nil || got.Len() != 1 {
			t.Errorf("%s: %v", name, err)
		}
		if report, err := state.Check(t.Context(), c); err != nil || !report.Sound() {
			t.Errorf("%s: %v %q", name, err, report.Problems)
		}
		if n := postgres.Value[int64](t, server, "SELECT count(*) FROM "+pgx.Identifier{name}.Sanitize()+".packet"); n != 1 {
			t.Errorf("%s: %d packets", name, n)
		}
	}
	if n := postgres.Value[int64](t, server, "SELECT count(*) FROM pg_namespace WHERE nspname = 'public'"); n != 1 {
		t.Error("another schema is gone")
	}
}

// FuzzTextsArray: texts reach the server as they are. What is no UTF-8 is refused long before (TestWhatIsIncompleteIsNotWritten), and whoever reads here
// knows letters only.
func FuzzTextsArray(f *testing.F) {
	for i, text := range oddTexts {
		f.Add(text, oddTexts[len(oddTexts)-1-i])
	}
	types := pgtype.NewMap()
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = strings.ToValidUTF8(a, "?"), strings.ToValidUTF8(b, "?")
		want := []string{a, b, "", a + b}
		var got []string
		if err := types.Scan(pgtype.TextArrayOID, pgx.TextFormatCode, state.TextsArray(want), &got); err != nil || !slices.Equal(want, got) {
			t.Errorf("%q became %q, %v", want, got, err)
		}
	})
}

// TestArraysOnAServer asks a server itself.
func TestArraysOnAServer(t *testing.T) {
	t.Parallel()
	conn := postgres.Start(t).Connect(t)
	result := conn.PgConn().ExecParams(t.Context(), "SELECT * FROM unnest($1::text[])", [][]byte{state.TextsArray(oddTexts)}, nil, nil, nil).Read()
	must(t, result.Err)
	var got []string
	for _, line := range result.Rows {
		got = append(got, string(line[0]))
	}
	if !slices.Equal(oddTexts, got) {
		t.Errorf("%q", got)
	}
}
