package sandbox_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/internal/testkit/ramdisk"
	"github.com/cashredpack/redpack/internal/testkit/tongues"
)

func (b *bench) address() string { return strings.TrimPrefix(b.server.Endpoint(), "https://") }

// stillWorks proves that nothing before it did harm.
func (b *bench) stillWorks(no int) {
	b.t.Helper()
	b.wantCode(b.send(b.packet(no)), "SUCCESS")
	b.report()
}

func TestHostileBodies(t *testing.T) {
	b := start(t, nil)
	b.stillWorks(1)
	laughs := `<!DOCTYPE lolz [<!ENTITY a "lol">` + strings.Repeat(`<!ENTITY b "&a;&a;&a;&a;">`, 10) + `]><xml><a>&b;</a></xml>`
	for name, body := range map[string]string{
		"a billion laughs": laughs, "an external entity": `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><a>&e;</a></xml>`,
		"deep nesting": strings.Repeat("<a>", 20_000), "ten megabytes": "<xml><a>" + strings.Repeat("x", 10<<20),
		"ten thousand fields": "<xml>" + strings.Repeat("<a/>", 9_000) + manyFields(100) + "</xml>", "not UTF-8": "<xml><a>\xff\xfe</a></xml>",
	} {
		if reply := b.post("sendredpack", body); reply.err == nil && reply.code() != "XML_ERROR" {
			t.Errorf("%s: %+v", name, reply)
		}
	}
	b.stillWorks(2)
}

// TestMutatedBodies: no damaged body breaks the server, and none pays anybody, since the signature does not fit any more.
func TestMutatedBodies(t *testing.T) {
	b, random := start(t, nil), rand.New(rand.NewPCG(1, 2))
	for no := range 1000 {
		body := []byte(wireShapes[no%len(wireShapes)].write(sign(b.packet(no), "another merchant's key")))
		for range 1 + random.IntN(4) {
			body[random.IntN(len(body))] = byte(random.IntN(256))
		}
		if reply := b.post("sendredpack", string(body)); reply.err != nil || reply.status != 200 || reply.code() == "SUCCESS" {
			t.Fatalf("%q: %+v", body, reply)
		}
	}
	b.wantNothingPaid()
}

// FuzzParseXML: every accepted value survives being written and read again.
func FuzzParseXML(f *testing.F) {
	fields := map[string]string{"mch_id": "1900000109", "wishing": "新书到店<第3期>&感谢支持]]>"}
	for _, shape := range wireShapes {
		f.Add([]byte(shape.write(fields)))
	}
	f.Add([]byte("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><xml>&a;</xml>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		first, err := sandbox.ParseXML(body)
		if err != nil {
			return
		}
		for _, value := range first {
			again, err := sandbox.ParseXML(sandbox.EncodeXML("field", value))
			// XML reads a carriage return back as a line feed.
			if want := strings.ReplaceAll(strings.ReplaceAll(value, "\r\n", "\n"), "\r", "\n"); err != nil || again["field"] != want {
				t.Fatalf("%q came back as %q: %v", value, again["field"], err)
			}
		}
	})
}

func manyFields(n int) string {
	var fields strings.Builder
	for i := range n {
		fmt.Fprintf(&fields, "<f%d>1</f%d>", i, i)
	}
	return fields.String()
}

func TestIdleAndSlowAndGarbageConnections(t *testing.T) {
	b := start(t, nil)
	b.stillWorks(1)
	for i := range 1000 {
		conn, err := net.Dial("tcp", b.address())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if i%4 == 0 {
			if _, err := conn.Write([]byte("GET / HTTP/1.1\r\n\r\n\x16\x03\x01garbage")); err != nil {
				t.Fatal(err)
			}
		}
	}
	slow, err := tls.Dial("tcp", b.address(), b.server.ClientTLS())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	if _, err := io.WriteString(slow, "POST /mmpaymkttransfers/sendredpack HTTP/1.1\r\nHost: x\r\nX-"); err != nil {
		t.Fatal(err)
	}
	b.stillWorks(2)
}

func TestOtherPathsAndMethods(t *testing.T) {
	b := start(t, nil)
	for _, path := range []string{"/", "/mmpaymkttransfers/", "/mmpaymkttransfers/refund", "/sendredpack", "/sandbox/nothing"} {
		reply, err := b.http.Get(b.server.Endpoint() + path)
		if err != nil {
			t.Fatal(err)
		}
		if reply.Body.Close(); reply.StatusCode != 404 {
			t.Errorf("%s gave HTTP %d", path, reply.StatusCode)
		}
	}
}

func TestManyConnectionsPayEachOnce(t *testing.T) {
	b := start(t, nil)
	var work sync.WaitGroup
	var bodies []string
	for no := range 200 {
		body := cdata(sign(b.packet(no), b.server.APIKey()))
		bodies = append(bodies, body, body, body)
	}
	rand.Shuffle(len(bodies), func(i, j int) { bodies[i], bodies[j] = bodies[j], bodies[i] })
	for part := range 16 {
		work.Go(func() {
			for i := part; i < len(bodies); i += 16 {
				if err := post(b, bodies[i]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	if report := b.report(); report.Paid != 200 || report.Debited != 200*188 {
		t.Errorf("paid %d, debited %s", report.Paid, report.Debited)
	}
}

// TestMain lets the test binary be a server that a test can kill.
func TestMain(m *testing.M) {
	if path := os.Getenv("SANDBOX_LEDGER"); path != "" {
		os.Exit(serveUntilKilled(path))
	}
	os.Exit(ramdisk.Tests{M: tongues.Tests{M: m}}.Run())
}

func serveUntilKilled(dir string) int {
	server, err := sandbox.Start(context.Background(), sandbox.Options{Dir: dir, Now: time.Now, PerMinute: 1_000_000})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(server.Endpoint())
	select {}
}

// TestKilledServerKnowsEveryAnsweredPacket kills a real server at random moments under load: every packet whose success
// was read is in the ledger, once, and the next server carries on.
func TestKilledServerKnowsEveryAnsweredPacket(t *testing.T) {
	dir := t.TempDir()
	first, err := sandbox.Start(t.Context(), sandbox.Options{Dir: dir, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, server: first, http: client(first)}
	var bodies []string
	for no := range 400 {
		bodies = append(bodies, cdata(sign(b.packet(no), first.APIKey())))
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	answered := map[int]bool{}
	for round := 0; len(answered) < len(bodies); round++ {
		killedRound(t, b, dir, bodies, answered)
		report, err := sandbox.ReadLedger(first.LedgerPath())
		if err != nil {
			t.Fatal(err)
		}
		if err := report.Check(); err != nil {
			t.Fatal(err)
		}
		for no := range answered {
			if p, known := report.Packet(billNo(first, no)); !known || p.Debits != 1 {
				t.Fatalf("round %d: packet %d was answered and the ledger has %+v", round, no, p)
			}
		}
	}
}

// killedRound runs one server process, sends what is not answered yet, and kills it amid a request.
func killedRound(t *testing.T, b *bench, dir string, bodies []string, answered map[int]bool) {
	t.Helper()
	server := exec.Command(os.Args[0])
	server.Env = append(os.Environ(), "SANDBOX_LEDGER="+dir)
	output, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	endpoint, err := bufio.NewReader(output).ReadString('\n')
	if err != nil || !strings.HasPrefix(endpoint, "https://") {
		t.Fatalf("the server says %q: %v", endpoint, err)
	}
	left := 5 + rand.IntN(60) // answers, for a slow machine gives few in a time
	for no, body := range bodies {
		if answered[no] {
			continue
		}
		if left--; left == 0 {
			killer := time.AfterFunc(time.Duration(rand.IntN(3_000))*time.Microsecond, func() { _ = server.Process.Kill() })
			defer killer.Stop()
		}
		reply, err := b.http.Post(strings.TrimSpace(endpoint)+"/mmpaymkttransfers/sendredpack", "", strings.NewReader(body))
		if err != nil {
			break
		}
		content, err := io.ReadAll(reply.Body)
		reply.Body.Close()
		answered[no] = err == nil && strings.Contains(string(content), "<send_listid>")
		if !answered[no] {
			delete(answered, no)
		}
	}
	_ = server.Process.Kill()
	_ = server.Wait()
	b.http.CloseIdleConnections()
}
