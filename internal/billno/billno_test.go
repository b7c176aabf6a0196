package billno_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/billno"
)

var lantern = billno.Identity{MchID: "1900000109", Date: "20270220", Campaign: "lantern", Key: "王伟"}

// The vectors are frozen for ever: a changed derivation would pay every recipient of a lost state again.
func TestDeriveVectors(t *testing.T) {
	second := lantern
	second.Attempt = 1
	for _, tt := range []struct {
		id     billno.Identity
		scheme billno.Scheme
		want   billno.BillNo
	}{
		{lantern, billno.Digits, "1900000109202702201474034777"},
		{second, billno.Digits, "1900000109202702208514807101"},
		{lantern, billno.Alphanumeric, "190000010920270220DvkDpU93eb"},
	} {
		got, err := billno.Derive(tt.id, tt.scheme)
		if err != nil || got != tt.want {
			t.Errorf("Derive(%+v) = %q, %v; want %q", tt.id, got, err, tt.want)
		}
	}
}

func TestDeriveSeparatesItsParts(t *testing.T) {
	seen := map[billno.BillNo]string{}
	for _, id := range []billno.Identity{
		lantern,
		{MchID: "1900000109", Date: "20270220", Campaign: "lantern王", Key: "伟"},
		{MchID: "1900000109", Date: "20270220", Campaign: "", Key: "lantern王伟"},
		{MchID: "1900000109", Date: "20270220", Campaign: "lantern", Key: "王伟1"},
		{MchID: "1900000109", Date: "20270220", Campaign: "lantern", Key: "王伟", Attempt: 1},
	} {
		no, err := billno.Derive(id, billno.Alphanumeric)
		if err != nil {
			t.Fatal(err)
		}
		if other, dup := seen[no]; dup {
			t.Errorf("%+v has the number of %s", id, other)
		}
		seen[no] = fmt.Sprintf("%+v", id)
	}
}

func TestDeriveRefuses(t *testing.T) {
	if no, err := billno.Derive(lantern, 0); err == nil {
		t.Errorf("scheme 0 gave %q", no)
	}
	long := lantern
	long.MchID = "12345678901"
	if no, err := billno.Derive(long, billno.Digits); err == nil || no != "" {
		t.Errorf("an 11-digit mch_id gave %q, %v", no, err)
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

// FuzzDerive: whatever the key, a number is documented characters only, stable, and starts with merchant and day.
func FuzzDerive(f *testing.F) {
	f.Add("lantern", "王伟", 0)
	f.Fuzz(func(t *testing.T, campaign, key string, attempt int) {
		id := billno.Identity{MchID: "1900000109", Date: "20270220", Campaign: campaign, Key: key, Attempt: attempt}
		for _, scheme := range []billno.Scheme{billno.Digits, billno.Alphanumeric} {
			no, err := billno.Derive(id, scheme)
			again, _ := billno.Derive(id, scheme)
			if err != nil || no.Check() != nil || no != again || len(no) != 28 || !strings.HasPrefix(string(no), "190000010920270220") {
				t.Fatalf("Derive = %q, %q, %v", no, again, err)
			}
		}
	})
}

func BenchmarkDerive(b *testing.B) {
	for b.Loop() {
		if _, err := billno.Derive(lantern, billno.Digits); err != nil {
			b.Fatal(err)
		}
	}
}
