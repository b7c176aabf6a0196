package checkup_test

import (
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/testkit/authority"
	"github.com/cashredpack/redpack/internal/testkit/tongues"
)

const apiKey = "0123456789abcdef0123456789abcdef"

var trusted = sync.OnceValue(func() *authority.Authority { return authority.New(time.Now()) })

// TestMain puts a proxy in front of all hosts but this computer's: the network library reads the variables once.
func TestMain(m *testing.M) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := http.StatusForbidden
		if strings.HasPrefix(r.Host, "asks-who") {
			status = http.StatusProxyAuthRequired
		}
		w.WriteHeader(status)
	}))
	variables := map[string]string{
		"HTTPS_PROXY": strings.Replace(proxy.URL, "http://", "http://team:pa55word@", 1), "NO_PROXY": "nowhere.invalid", "https_proxy": "", "no_proxy": "",
	}
	for name, value := range variables {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	code := tongues.Tests{M: m}.Run()
	proxy.Close()
	os.Exit(code)
}

// serving is a server behind TLS that wants a certificate.
func serving(t *testing.T, answer http.HandlerFunc, changes ...func(*tls.Config)) string {
	t.Helper()
	server := httptest.NewUnstartedServer(answer)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{
		Certificates: []tls.Certificate{trusted().Issue("platform")}, ClientAuth: tls.RequestClientCert,
	}
	for _, change := range changes {
		change(server.TLS)
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// saying answers queries with a status and a body.
func saying(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// reply is an answer of the platform's interface to a query.
func reply(returned, code, text string) string {
	return fmt.Sprintf("<xml><return_code>%s</return_code><return_msg>%s</return_msg><result_code>FAIL</result_code><err_code>%s</err_code>"+
		"<err_code_des>%s</err_code_des><mch_id>1900000109</mch_id></xml>", returned, text, code, text)
}

// refusing answers queries with a code.
func refusing(code, text string) http.HandlerFunc { return saying(200, reply("SUCCESS", code, text)) }

// live is the block of a merchant whose files are all there.
const live = `
  mch_id       = "1900000109"
  appid        = "wx2b8f4d1c7a905e36"
  api_key_file = "api.key"
  cert_file    = "cert.pem"
  key_file     = "key.pem"
  ca_file      = "ca.pem"
`

// subject is a merchant with this block, and its files in a folder of its own.
func subject(t *testing.T, block string) checkup.Subject {
	t.Helper()
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte("merchant \"m\" {\n" + block + "\n}\n")}}, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	dir := t.TempDir()
	certificate, key := authority.PEM(trusted().Issue("1900000109"))
	for name, content := range map[string][]byte{
		"cert.pem": certificate, "key.pem": key, "ca.pem": trusted().PEM(), "api.key": []byte(apiKey + "\n"),
		"others.pem": authority.New(time.Now()).PEM(),
	} {
		write(t, filepath.Join(dir, name), content)
	}
	return checkup.Subject{
		Account: gateway.Account{
			Merchant: project.Merchants[0], Dir: dir, Ledger: filepath.Join(dir, "redpack.sandbox"),
			LookupEnv: os.LookupEnv, Now: time.Now, Random: rand.Reader,
		},
		Now: time.Now, LookupEnv: os.LookupEnv, Random: rand.Reader,
	}
}

// at is the block of a live merchant whose requests go to this endpoint.
func at(endpoint string) string { return live + "  endpoint = \"" + endpoint + "\"\n" }

// closedPort is an address of this computer at which nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// found is the check of an area and a name about a subject.
func found(t *testing.T, checks []checkup.Check, area checkup.Area, name, about string) checkup.Check {
	t.Helper()
	for _, c := range checks {
		if c.Area == area && c.Name == name && c.Subject == about {
			return c
		}
	}
	t.Fatalf("no check %s of %s about %q in %+v", name, area, about, checks)
	return checkup.Check{}
}

// want requires a standing, and these words in what is told and in what is to be done.
func want(t *testing.T, c checkup.Check, standing checkup.Standing, told, next string) {
	t.Helper()
	if c.Standing != standing || !strings.Contains(c.Told.English, told) || !strings.Contains(c.Next.English, next) || next == "" && !c.Next.Empty() {
		t.Errorf("%s: %q\n  next %q\nwant %s: %q\n  next %q", c.Standing, c.Told, c.Next, standing, told, next)
	}
	said := c.Told.Then(c.Next).English + c.Told.Then(c.Next).Chinese
	if strings.Contains(said, apiKey) || strings.Contains(said, "pa55word") {
		t.Errorf("a secret is told: %+v", c)
	}
}
