package wxpay_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/authority"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// lateServer is a server that asks for the client's certificate only after it has seen the request, as some gateways in front of
// a platform do. Go has none, so it is OpenSSL's, driven by hand.
type lateServer struct {
	url   string
	input io.Writer
	mu    sync.Mutex
	out   bytes.Buffer
}

func (s *lateServer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Write(p)
}

func (s *lateServer) printed(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Contains(s.out.String(), text)
}

// await waits until the server has printed a text; the test's own deadline is the only one.
func (s *lateServer) await(t *testing.T, text string) {
	t.Helper()
	for !s.printed(text) {
		select {
		case <-t.Context().Done():
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func newLateServer(t *testing.T) *lateServer {
	t.Helper()
	openssl, err := exec.LookPath("openssl")
	if err != nil && os.Getenv("REDPACK_TEST_LINTERS") == "required" {
		t.Fatal("openssl is not installed")
	}
	if err != nil {
		t.Skip("openssl is not installed")
	}
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	certificate, key := authority.PEM(testAuthority().Issue("platform"))
	port := freePort(t)
	s := &lateServer{url: "https://127.0.0.1:" + port}
	cmd := exec.Command(openssl, "s_server", "-accept", "127.0.0.1:"+port, "-tls1_2", "-naccept", "1",
		"-cert", file("cert.pem", certificate), "-key", file("key.pem", key), "-CAfile", file("ca.pem", testAuthority().PEM()))
	cmd.Stdout, cmd.Stderr = s, s
	if s.input, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	s.await(t, "ACCEPT")
	return s
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
}

func (s *lateServer) write(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(s.input, text); err != nil {
		t.Error(err)
	}
}

func TestCertificateAskedForLate(t *testing.T) {
	s := newLateServer(t)
	go func() {
		s.await(t, "</xml>")
		s.write(t, "R\n")
		s.await(t, "CN = 1900000109")
		s.write(t, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s", len(autumnSuccess), autumnSuccess))
	}()
	client, err := wxpay.New(merchantConfig(s.url))
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdle()
	reply := client.Send(t.Context(), autumnParams)
	if reply.Class != wxpay.Success || !s.printed("CN = 1900000109") {
		t.Errorf("%+v\n%s", reply, s.out.String())
	}
}
