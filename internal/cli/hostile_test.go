//go:build unix

package cli_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/xml"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/testkit/authority"
)

// spell is what somebody writes into a name or an answer to speak to a terminal or a CI: it sets the clipboard, begins a line
// that stops GitHub's commands, and reorders what follows.
const spell = "\x1b]52;c;RVZJTA==\a\n::stop-commands::EVIL\r\n\u00a0::error::EVIL\u2028\u2003::add-mask::EVIL\u202e\u2069\u009b2J##[error]EVIL"

// milder is the spell without what XML, HCL or a certificate cannot hold.
const milder = "\u009b2J\n::stop-commands::EVIL\n\u00a0::error::EVIL\u2028\u2003::add-mask::EVIL\u202e\u2069##[error]EVIL"

// own are the workflow commands that redpack may write in a job of GitHub Actions.
var own = regexp.MustCompile(`^::(error|warning|notice|group|endgroup)( [^:]*)?::[^:]`)

// unharmed fails where a stream holds what a terminal or a CI would obey, or a line that begins with somebody's words.
func unharmed(t *testing.T, what, stream string, actions bool) {
	t.Helper()
	for line := range strings.SplitSeq(stream, "\n") {
		for at, r := range line {
			_, size := utf8.DecodeRuneInString(line[at:])
			if r == utf8.RuneError && size == 1 || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && r != '\t' {
				t.Errorf("%s holds %U in the line %q", what, r, line)
			}
		}
		if actions && (own.MatchString(line) || line == "::endgroup::") {
			continue
		}
		if begin := strings.TrimFunc(line, unicode.IsSpace); strings.HasPrefix(begin, "::") || strings.HasPrefix(begin, "EVIL") {
			t.Errorf("%s has the line %q", what, line)
		}
		if strings.Contains(line, "##[") {
			t.Errorf("%s has the line %q", what, line)
		}
	}
}

// victim is a folder in which commands are run, and the terminals and logs that they write to.
type victim struct {
	t       *testing.T
	dir     string
	env     []string
	session *session
}

func newVictim(t *testing.T, files map[string]string) *victim {
	t.Helper()
	v := &victim{t: t, dir: t.TempDir(), session: opened(t)}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(v.dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// run runs a command as a pipe sees it and as a job of GitHub Actions does, looks at both streams, and returns what was
// written in the first case. A command that changes something has nothing left to change in the second.
func (v *victim) run(args ...string) string {
	v.t.Helper()
	var all [2]string
	for i, env := range [][]string{nil, {"GITHUB_ACTIONS=true", "CI=true"}} {
		ended, err := v.session.run(turn{Dir: v.dir, Args: args, Env: slices.Concat(
			[]string{"PATH=" + os.Getenv("PATH"), "HOME=" + v.dir, "LANG=C.UTF-8", "TEAM_KEY=" + gatewayKey, "REDPACK_TEST_SPEED=50"}, v.env, env)})
		if err != nil {
			v.t.Fatal(err)
		}
		what := fmt.Sprintf("%q with %v", args, env)
		unharmed(v.t, "stdout of "+what, string(ended.Stdout), env != nil)
		unharmed(v.t, "stderr of "+what, string(ended.Stderr), env != nil)
		all[i] = string(ended.Stdout) + string(ended.Stderr)
	}
	return all[0]
}

// tells runs a command and requires that the spell arrived, as an escape.
func (v *victim) tells(want string, args ...string) {
	v.t.Helper()
	if got := v.run(args...); !strings.Contains(got, want) {
		v.t.Errorf("%q does not show %q:\n%s", args, want, got)
	}
}

// file looks at a file that people or programs read.
func (v *victim) file(name string) {
	v.t.Helper()
	content, err := os.ReadFile(filepath.Join(v.dir, name))
	if err != nil {
		v.t.Error(err)
	}
	unharmed(v.t, name, string(content), false)
}

// live is a campaign of three whose merchant is at an endpoint.
func live(endpoint string) map[string]string {
	return map[string]string{"campaign.hcl": fmt.Sprintf(`merchant "live" {
  mch_id      = "1900000109"
  appid       = "wx8888888888888888"
  cert_file   = "cert.pem"
  key_file    = "key.pem"
  ca_file     = "ca.pem"
  api_key_env = "TEAM_KEY"
  endpoint    = %q
  limits {
    quiet_hours = "none"
  }
}
campaign "team" {
  merchant  = merchant.live
  date      = %q
  send_name = "研发一部"
  act_name  = "新年红包"
  remark    = "2027"
  wishing   = "新年快乐"
  recipients = {
    wang_wei = { openid = "oTEAM00000000000000000000001", amount = 8.88 }
    li_na    = { openid = "oTEAM00000000000000000000002", amount = 8.88 }
    欧阳静    = { openid = "oTEAM00000000000000000000003", amount = 9.88 }
  }
}
`, endpoint, time.Now().UTC().Add(8*time.Hour).Format(time.DateOnly))}
}

// withKeys adds a client's certificate, and the authority that the client trusts.
func withKeys(files map[string]string, trusted *authority.Authority) map[string]string {
	certificate, key := authority.PEM(trusted.Issue("1900000109"))
	files["cert.pem"], files["key.pem"], files["ca.pem"] = string(certificate), string(key), string(trusted.PEM())
	return files
}

// platform is a server that answers whatever it likes, and the certificate to trust for it.
func platform(t *testing.T, config *tls.Config, answer http.HandlerFunc) (address string) {
	t.Helper()
	server := httptest.NewUnstartedServer(answer)
	server.TLS = config
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// Whoever is in the middle needs no trusted certificate to be quoted.
func TestNamesInACertificateAreOnlyShown(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ascii := strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			return ' '
		}
		return r
	}, spell)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: spell, Organization: []string{spell}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0), DNSNames: []string{ascii},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	address := platform(t, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, nil)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	v := newVictim(t, withKeys(live("https://localhost:"+port), authority.New(time.Now())))
	v.tells(`\x1b]52;c;RVZJTA==\a\n::stop-commands::EVIL\r\n`, "apply", "-confirm-total=27.64")
	v.run("apply", "-confirm-total=27.64", "-json", "-json-into=events.jsonl")
	v.file("events.jsonl")
	v.run("state", "rebuild")
}

// A proxy's status text becomes an error of net/http.
func TestTheStatusOfAProxyIsOnlyShown(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = http.ReadRequest(bufio.NewReader(connection))
			_, _ = io.WriteString(connection, "HTTP/1.1 403 "+strings.ReplaceAll(spell, "\n", "")+"\r\n\r\n")
			_ = connection.Close()
		}
	}()
	v := newVictim(t, withKeys(live("https://pay.example"), authority.New(time.Now())))
	v.env = []string{"HTTPS_PROXY=http://" + listener.Addr().String()}
	v.tells(`\x1b]52;c;RVZJTA==\a`, "apply", "-confirm-total=27.64")
}

// answers gives every request the same answer, and queries of the first contact none.
func answers(t *testing.T, send, query func(no string) string) map[string]string {
	t.Helper()
	trusted := authority.New(time.Now())
	config := &tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{trusted.Issue("server")}, ClientAuth: tls.RequireAnyClientCert,
	}
	address := platform(t, config, func(w http.ResponseWriter, r *http.Request) {
		fields, err := flat(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answer := send
		if strings.HasSuffix(r.URL.Path, "/gethbinfo") {
			answer = query
		}
		_, _ = io.WriteString(w, answer(fields["mch_billno"]))
	})
	return withKeys(live("https://"+address), trusted)
}

func escapedXML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}

func failing(code, text string) string {
	return "<xml><return_code>SUCCESS</return_code><result_code>FAIL</result_code><err_code>" + escapedXML(code) + "</err_code><err_code_des>" +
		escapedXML(text) + "</err_code_des></xml>"
}

func TestAnswersAreOnlyShown(t *testing.T) {
	t.Parallel()
	unheard := func(string) string { return failing("NOT_FOUND", "no") }
	failed := func(no string) string {
		return fmt.Sprintf("<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><mch_billno>%s</mch_billno><status>FAILED</status>"+
			"<reason>%s</reason><send_listid>%s</send_listid></xml>", no, escapedXML(milder), escapedXML(milder))
	}
	always := func(text string) func(string) string { return func(string) string { return text } }
	for _, test := range some(9, []struct {
		name        string
		send, query func(string) string
	}{
		{"refused", always(failing("NO_AUTH", milder)), unheard},
		{"code", always(failing(milder, milder)), unheard},
		{"setup", always(failing("SIGN_ERROR", milder)), unheard},
		{"return_msg", always("<xml><return_code>FAIL</return_code><return_msg>" + escapedXML(milder) + "</return_msg></xml>"), unheard},
		{"result_code", always("<xml><return_code>SUCCESS</return_code><result_code>" + escapedXML(milder) + "</result_code></xml>"), unheard},
		{"echo", always("<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><mch_billno>" + escapedXML(milder) + "</mch_billno></xml>"), unheard},
		{"query", always(failing("SYSTEMERROR", milder)), always(failing("SYSTEMERROR", milder))},
		{"reason", always(failing("SENDNUM_LIMIT", milder)), failed},
		{"status", always(failing("SYSTEMERROR", milder)), func(no string) string {
			return strings.ReplaceAll(failed(no), "FAILED", escapedXML(milder))
		}},
	}) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := newVictim(t, answers(t, test.send, test.query))
			v.run("apply", "-confirm-total=27.64")
			v.run("apply", "-confirm-total=27.64", "-json", "-json-into=events.jsonl")
			v.file("events.jsonl")
			v.run("plan", "-markdown", "-markdown-out=plan.md")
			v.run("show")
			v.run("state", "list")
			v.run("state", "show", "team/wang_wei")
			v.run("state", "show", "-json", "team/wang_wei")
			v.run("history", "-run=1")
			v.run("history", "-run=1", "-json")
			v.run("show", "wang_wei")
			v.run("refresh")
			v.run("state", "rebuild")
		})
	}
}
