package sandbox_test

import (
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/sandbox"
)

// signHMAC is the client's side of the signature, written apart from the server's.
func signHMAC(fields map[string]string, key string) map[string]string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if fields[name] != "" && name != "sign" {
			text.WriteString(name + "=" + fields[name] + "&")
		}
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text.String() + "key=" + key))
	return with(fields, "sign", strings.ToUpper(hex.EncodeToString(mac.Sum(nil))))
}

func (b *bench) billRequest(day, account string) map[string]string {
	return map[string]string{
		"nonce_str": "bill" + day, "mch_id": b.server.MchID(), "appid": b.server.AppID(), "sign_type": "HMAC-SHA256", "bill_date": day, "account_type": account,
	}
}

// download asks for a bill with fields that are signed already.
func (b *bench) download(fields map[string]string) (response, http.Header) {
	b.t.Helper()
	reply, err := b.http.Post(b.server.Endpoint()+"/pay/downloadfundflow", "text/xml", strings.NewReader(cdata(fields)))
	if err != nil {
		return response{err: err}, nil
	}
	defer reply.Body.Close()
	content, err := io.ReadAll(reply.Body)
	return response{status: reply.StatusCode, body: string(content), fields: flatten(content), err: err}, reply.Header
}

// day is a day's bill of the account that pays, read by the program's own reader.
func (b *bench) day(day string) *bill.Bill {
	b.t.Helper()
	r, _ := b.download(signHMAC(b.billRequest(day, "Operation"), b.server.APIKey()))
	got, err := bill.Read(day, strings.NewReader(r.body))
	if err != nil {
		b.t.Fatalf("%v\n%s", err, r.body)
	}
	return got
}

func TestBills(t *testing.T) {
	t.Parallel()
	b := start(t, func(o *sandbox.Options) { o.Balance = 1000_00 })
	b.send(b.packet(1))
	b.send(with(b.packet(2), "re_openid", "oAWAY_00000000000000000000A2", "total_amount", "300"))
	if err := b.server.TopUp(50_00); err != nil {
		t.Fatal(err)
	}
	ask := func(day, account string) response {
		r, _ := b.download(signHMAC(b.billRequest(day, account), b.server.APIKey()))
		return r
	}
	b.wantCode(ask("20261123", "Operation"), "BILL_CREATING")
	b.wantCode(ask("20261124", "Operation"), "PARAM_ERROR")
	b.wantCode(ask("20170531", "Operation"), "PARAM_ERROR")
	b.wantCode(ask("2026112", "Operation"), "PARAM_ERROR")
	b.wantCode(ask("20261122", "Operation"), "NO_BILL_EXIST")
	b.clock.pass(22*time.Hour - time.Second) // 9:59:59 of the next day
	b.wantCode(ask("20261123", "Operation"), "BILL_CREATING")
	b.clock.pass(time.Second)
	b.wantCode(ask("20261123", "Basic"), "NO_BILL_EXIST")
	b.wantCode(ask("20261123", "basic"), "PARAM_ERROR")

	got := b.day("20261123")
	if len(got.Rows) != 3 || got.Out != (money.Tally{Packets: 2, Amount: 4_88}) || got.In != (money.Tally{Packets: 1, Amount: 50_00}) {
		t.Fatalf("got %+v", got)
	}
	first := got.Rows[0]
	if first.Voucher != billNo(b.server, 1) || first.Amount != 1_88 || first.Balance != 998_12 || first.Kind() != bill.PacketOut || got.Rows[2].Kind() != bill.TopUp {
		t.Errorf("got %+v", got.Rows)
	}
	b.clock.pass(24 * time.Hour)
	next := b.day("20261124")
	if len(next.Rows) != 1 || !next.Rows[0].In || next.Rows[0].Voucher != billNo(b.server, 2) || next.Rows[0].Balance != b.report().Balance {
		t.Errorf("got %+v", next.Rows)
	}
	if again := b.day("20261123"); !slices.Equal(again.Rows, got.Rows) {
		t.Errorf("a day that is over changed: %+v", again.Rows)
	}
}

func TestBillsAreSignedAndPacked(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	b.send(b.packet(1))
	b.clock.pass(24 * time.Hour)
	fields, key := b.billRequest("20261123", "Operation"), b.server.APIKey()
	md5, _ := b.download(sign(fields, key))
	b.wantCode(md5, "SIGNERROR")
	lower := signHMAC(fields, key)
	wrong, _ := b.download(with(lower, "sign", strings.ToLower(lower["sign"])))
	b.wantCode(wrong, "SIGNERROR")
	other, _ := b.download(signHMAC(with(fields, "sign_type", "MD5"), key))
	b.wantCode(other, "PARAM_ERROR")
	merchant, _ := b.download(signHMAC(with(fields, "mch_id", "1900000110"), key))
	b.wantCode(merchant, "PARAM_ERROR")
	if r := b.call("downloadfundflow", fields); r.status != http.StatusNotFound {
		t.Errorf("the folder of packets has bills: %d", r.status)
	}

	plain, header := b.download(signHMAC(fields, key))
	sum := sha1.Sum([]byte(plain.body))
	if want := "SHA=" + hex.EncodeToString(sum[:]); header.Get("Digest") != want {
		t.Errorf("the digest is %q, want %q", header.Get("Digest"), want)
	}
	packed, zipped := b.download(signHMAC(with(fields, "tar_type", "GZIP"), key))
	r, err := gzip.NewReader(bytes.NewReader([]byte(packed.body)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil || string(content) != plain.body || zipped.Get("Digest") != header.Get("Digest") {
		t.Errorf("the archive holds something else: %v", err)
	}
	if findings := b.report().Findings; len(findings) > 0 {
		t.Errorf("found %v", findings)
	}
}

func TestBillFaults(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]struct {
		rows   int
		amount money.Fen
	}{
		"missing-row@1-": {1, 1_88}, "bill-wrong-amount@1": {2, 4_76}, "bill-foreign-row=100%": {3, 1_88 + 1_88 + 6_66},
	} {
		b := start(t, func(o *sandbox.Options) {
			faults, err := sandbox.ParseFaults(spec)
			if err != nil {
				t.Fatal(err)
			}
			o.Faults = faults
		})
		b.send(b.packet(1))
		b.send(b.packet(2))
		b.clock.pass(24 * time.Hour)
		if got := b.day("20261123"); len(got.Rows) != want.rows || got.Out.Amount != want.amount {
			t.Errorf("%s: got %+v", spec, got)
		}
	}
	for _, spec := range []string{"query-missing-row@1", "bill-empty@1", "bill-not-found@1"} {
		if _, err := sandbox.ParseFaults(spec); err == nil || !strings.Contains(err.Error(), "cannot strike a") {
			t.Errorf("%s: got %v", spec, err)
		}
	}
}
