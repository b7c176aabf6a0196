package billno_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/billno"
)

var (
	byKey    = billno.Series{Version: billno.ByKey, Scheme: billno.Digits, MchID: "1900000109", Date: "20270220", Campaign: "lantern"}
	byPerson = billno.Series{
		Version: billno.ByPerson, Scheme: billno.Alphanumeric, MchID: "1900000109", AppID: "wx2b8f4d1c7a905e36", Date: "20270220", Campaign: "lantern",
	}
	wang = billno.Recipient{OpenID: "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE", Key: "王伟"}
)

func changed[T any](of T, by func(*T)) T {
	by(&of)
	return of
}

// The vectors are frozen for ever: a changed derivation would pay every recipient of a lost state again.
func TestNumberVectors(t *testing.T) {
	second := changed(wang, func(r *billno.Recipient) { r.Attempt = 1 })
	for _, tt := range []struct {
		series billno.Series
		of     billno.Recipient
		want   billno.BillNo
	}{
		{byKey, wang, "1900000109202702201474034777"},
		{byKey, second, "1900000109202702208514807101"},
		{changed(byKey, func(s *billno.Series) { s.Scheme = billno.Alphanumeric }), wang, "190000010920270220DvkDpU93eb"},
		{byPerson, wang, "190000010920270220em3mhQaihL"},
		{byPerson, second, "190000010920270220045rHmkx6g"},
		{byPerson, changed(wang, func(r *billno.Recipient) { r.Further = true }), "190000010920270220Vo8O2SX8Cd"},
		{changed(byPerson, func(s *billno.Series) { s.Scheme = billno.Digits }), wang, "1900000109202702209354671311"},
	} {
		got, err := tt.series.Number(tt.of)
		if err != nil || got != tt.want {
			t.Errorf("%+v.Number(%+v) = %q, %v; want %q", tt.series, tt.of, got, err, tt.want)
		}
	}
}

// Whatever tells two orders apart makes two numbers, and nothing can be shifted from one part into the next.
func TestNumberSeparatesItsParts(t *testing.T) {
	seen := map[billno.BillNo]string{}
	see := func(s billno.Series, of billno.Recipient) {
		t.Helper()
		no, err := s.Number(of)
		if err != nil {
			t.Fatal(err)
		}
		what := fmt.Sprintf("%+v %+v", s, of)
		if other, dup := seen[no]; dup {
			t.Errorf("%s has the number of %s", what, other)
		}
		seen[no] = what
	}
	alphanumeric := changed(byKey, func(s *billno.Series) { s.Scheme = billno.Alphanumeric })
	for _, s := range []billno.Series{alphanumeric, byPerson} {
		see(s, wang)
		see(s, changed(wang, func(r *billno.Recipient) { r.Attempt = 1 }))
		see(changed(s, func(s *billno.Series) { s.Campaign = "lantern王" }), changed(wang, func(r *billno.Recipient) { r.Key = "伟" }))
		see(changed(s, func(s *billno.Series) { s.Date = "20270221" }), wang)
	}
	see(alphanumeric, changed(wang, func(r *billno.Recipient) { r.Key = "王伟1" }))
	see(byPerson, changed(wang, func(r *billno.Recipient) { r.OpenID = "oV7k3tQmWzX1bN5sRfHc8uYpJ2aF" }))
	see(changed(byPerson, func(s *billno.Series) { s.AppID = "wx2b8f4d1c7a905e37" }), wang)
	see(byPerson, changed(wang, func(r *billno.Recipient) { r.Further = true }))
	see(byPerson, changed(wang, func(r *billno.Recipient) { r.Further, r.Key = true, "王伟1" }))
}

// Within a campaign the number is the person's: no other key changes it, unless the campaign pays people several times.
func TestNumberIsThePersons(t *testing.T) {
	renamed := changed(wang, func(r *billno.Recipient) { r.Key = "wang_wei" })
	for _, tt := range []struct {
		series billno.Series
		same   bool
	}{
		{byPerson, true},
		{changed(byPerson, func(s *billno.Series) { s.Scheme = billno.Digits }), true},
		{changed(byPerson, func(s *billno.Series) { s.WithKey = true }), false},
		{byKey, false},
	} {
		before, _ := tt.series.Number(wang)
		after, _ := tt.series.Number(renamed)
		if (before == after) != tt.same {
			t.Errorf("%+v: %q, under another key %q", tt.series, before, after)
		}
	}
	if !byPerson.Personal() || byKey.Personal() || changed(byPerson, func(s *billno.Series) { s.Scheme = billno.Digits }).Personal() {
		t.Error("only a number of version 2 with letters is one person's for certain")
	}
}

func TestNumberRefuses(t *testing.T) {
	for what, s := range map[string]billno.Series{
		"scheme 0":           changed(byPerson, func(s *billno.Series) { s.Scheme = 0 }),
		"version 0":          changed(byPerson, func(s *billno.Series) { s.Version = 0 }),
		"an 11-digit mch_id": changed(byPerson, func(s *billno.Series) { s.MchID = "12345678901" }),
	} {
		if no, err := s.Number(wang); err == nil || no != "" {
			t.Errorf("%s gave %q, %v", what, no, err)
		}
	}
}

// The number that cannot exist is one that the platform reads, and that no campaign's day leads to.
func TestImpossible(t *testing.T) {
	no := billno.Impossible("1900000109")
	if err := no.Check(); err != nil || no != "1900000109000000000000000000" {
		t.Errorf("Impossible = %q, %v", no, err)
	}
	if day, err := time.Parse("20060102", string(no[10:18])); err == nil {
		t.Errorf("a campaign of %v could have the number %q", day, no)
	}
	if short := billno.Impossible("12345678"); short.Check() != nil || len(short) != 26 {
		t.Errorf("for a merchant number of eight digits: %q", short)
	}
}

func TestCheck(t *testing.T) {
	for no, ok := range map[billno.BillNo]bool{
		"1900000109202702200123456789": true, "a": true, "Zz9": true,
		"": false, "12345678901234567890123456789": false, "12-3": false, "红包": false, "1 2": false,
	} {
		if err := no.Check(); (err == nil) != ok {
			t.Errorf("Check(%q) = %v", no, err)
		}
	}
}

// FuzzNumber: whoever it is, a number is documented characters only, stable, and starts with merchant and day.
func FuzzNumber(f *testing.F) {
	f.Add("lantern", "王伟", "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE", 0)
	f.Fuzz(func(t *testing.T, campaign, key, openID string, attempt int) {
		of := billno.Recipient{OpenID: openID, Key: key, Attempt: attempt}
		for _, s := range []billno.Series{byKey, byPerson} {
			for _, s.Scheme = range []billno.Scheme{billno.Digits, billno.Alphanumeric} {
				s.Campaign = campaign
				no, err := s.Number(of)
				again, _ := s.Number(of)
				if err != nil || no.Check() != nil || no != again || len(no) != 28 || !strings.HasPrefix(string(no), "190000010920270220") {
					t.Fatalf("Number = %q, %q, %v", no, again, err)
				}
			}
		}
	})
}

func BenchmarkNumber(b *testing.B) {
	for b.Loop() {
		if _, err := byPerson.Number(wang); err != nil {
			b.Fatal(err)
		}
	}
}
