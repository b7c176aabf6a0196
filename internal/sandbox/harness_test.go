package sandbox_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/sandbox"
)

// noon is a Monday, 12:00 in Beijing: no test runs into a day's end by accident.
var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// testClock stands still until it is moved.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *testClock { return &testClock{now: noon} }

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bench is a server with a client that is allowed in, and a clock for both.
type bench struct {
	t      testing.TB
	server *sandbox.Server
	clock  *testClock
	http   *http.Client
	nonce  int
}

func options(t testing.TB, c *testClock) sandbox.Options {
	return sandbox.Options{LedgerPath: filepath.Join(t.TempDir(), "redpack.sandbox"), Now: c.Now, PerMinute: 1_000_000}
}

// start runs a server in fair weather unless change says otherwise.
func start(t testing.TB, change func(*sandbox.Options)) *bench {
	t.Helper()
	clock := newClock()
	o := options(t, clock)
	if change != nil {
		change(&o)
	}
	return run(t, o, clock)
}

func run(t testing.TB, o sandbox.Options, clock *testClock) *bench {
	t.Helper()
	server, err := sandbox.Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, server: server, clock: clock, http: client(server)}
	t.Cleanup(func() {
		b.http.CloseIdleConnections()
		if err := server.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return b
}

func client(server *sandbox.Server) *http.Client {
	return &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{TLSClientConfig: server.ClientTLS(), MaxIdleConnsPerHost: 128}}
}

// packet is a correct request to sendredpack. Tests change what they are about.
func (b *bench) packet(no int) map[string]string {
	b.nonce++
	return map[string]string{
		"nonce_str": fmt.Sprintf("nonce%027d", b.nonce), "mch_billno": billNo(b.server, no), "mch_id": b.server.MchID(), "wxappid": b.server.AppID(),
		"send_name": "青岚书屋", "re_openid": fmt.Sprintf("oV7k3tQmWzX1bN5sRf%010d", no), "total_amount": "188", "total_num": "1",
		"wishing": "新书到店<第3期>&感谢支持", "client_ip": "203.0.113.25", "act_name": "秋日读者回馈", "remark": "batch-2026-11",
	}
}

func billNo(s *sandbox.Server, no int) string { return fmt.Sprintf("%s20261123%010d", s.MchID(), no) }

func with(fields map[string]string, pairs ...string) map[string]string {
	changed := maps.Clone(fields)
	for i := 0; i < len(pairs); i += 2 {
		changed[pairs[i]] = pairs[i+1]
	}
	return changed
}

func without(fields map[string]string, names ...string) map[string]string {
	changed := maps.Clone(fields)
	for _, name := range names {
		delete(changed, name)
	}
	return changed
}

// sign is the client's side of the signature, written apart from the server's: every field that is sent is signed.
func sign(fields map[string]string, key string) map[string]string {
	var pairs []string
	for name, value := range fields {
		if value != "" && name != "sign" {
			pairs = append(pairs, name+"="+value)
		}
	}
	slices.Sort(pairs)
	sum := md5.Sum([]byte(strings.Join(append(pairs, "key="+key), "&")))
	return with(fields, "sign", strings.ToUpper(hex.EncodeToString(sum[:])))
}

func cdata(fields map[string]string) string {
	var body strings.Builder
	body.WriteString("<xml>")
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		fmt.Fprintf(&body, "<%s><![CDATA[%s]]></%s>", name, strings.ReplaceAll(fields[name], "]]>", "]]]]><![CDATA[>"), name)
	}
	return body.String() + "</xml>"
}

// response is an answer as it came.
type response struct {
	status int
	body   string
	fields map[string]string // flat, nested ones included by their own name
	err    error
}

func (r response) code() string { return r.fields["err_code"] }

var errCut = errors.New("cut")

func (b *bench) post(call, body string) response {
	b.t.Helper()
	reply, err := b.http.Post(b.server.Endpoint()+"/mmpaymkttransfers/"+call, "text/xml", strings.NewReader(body))
	if err != nil {
		return response{err: fmt.Errorf("%w: %w", errCut, err)}
	}
	defer reply.Body.Close()
	content, err := io.ReadAll(reply.Body)
	return response{status: reply.StatusCode, body: string(content), fields: flatten(content), err: err}
}

func flatten(body []byte) map[string]string {
	fields, name := map[string]string{}, ""
	for decoder := xml.NewDecoder(bytes.NewReader(body)); ; {
		token, err := decoder.Token()
		if err != nil {
			return fields
		}
		switch token := token.(type) {
		case xml.StartElement:
			name = token.Name.Local
			fields[name] = ""
		case xml.CharData:
			if name != "" {
				fields[name] += string(token)
			}
		case xml.EndElement:
			name = ""
		}
	}
}

func (b *bench) call(call string, fields map[string]string) response {
	b.t.Helper()
	return b.post(call, cdata(sign(fields, b.server.APIKey())))
}

func (b *bench) send(fields map[string]string) response {
	b.t.Helper()
	return b.call("sendredpack", fields)
}

func (b *bench) query(no string) response {
	b.t.Helper()
	b.nonce++
	return b.call("gethbinfo", map[string]string{
		"nonce_str": fmt.Sprintf("query%d", b.nonce), "mch_billno": no, "mch_id": b.server.MchID(), "appid": b.server.AppID(), "bill_type": "MCHT",
	})
}

func (b *bench) status(no int) string {
	b.t.Helper()
	return b.query(billNo(b.server, no)).fields["status"]
}

// later moves the clock past the gap between tries and sends again.
func (b *bench) later(fields map[string]string) response {
	b.t.Helper()
	b.clock.pass(time.Second)
	return b.send(fields)
}

func (b *bench) report() *sandbox.Report {
	b.t.Helper()
	report, err := b.server.Report()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := report.Check(); err != nil {
		b.t.Fatal(err)
	}
	return report
}

func (b *bench) wantCode(r response, want string) {
	b.t.Helper()
	if r.err != nil || r.code() != want {
		b.t.Fatalf("err_code is %q, want %q (HTTP %d, %v)\n%s", r.code(), want, r.status, r.err, r.body)
	}
}

func (b *bench) wantText(r response, want string) {
	b.t.Helper()
	if got := r.fields["err_code_des"]; !strings.Contains(got, want) {
		b.t.Fatalf("err_code_des is %q, want it to contain %q", got, want)
	}
}

func (b *bench) wantStatus(no int, want string) {
	b.t.Helper()
	if got := b.status(no); got != want {
		b.t.Fatalf("status is %q, want %q", got, want)
	}
}

func (b *bench) wantFinding(rule string) {
	b.t.Helper()
	findings := b.report().Findings
	if !slices.ContainsFunc(findings, func(f sandbox.Finding) bool { return f.Rule == rule }) {
		b.t.Fatalf("no finding %q in %v", rule, findings)
	}
}

func faults(t testing.TB, spec string) sandbox.Faults {
	t.Helper()
	parsed, err := sandbox.ParseFaults(spec)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
