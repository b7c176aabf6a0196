package gateway_test

import (
	"crypto/rand"
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/testkit/authority"
)

const (
	key    = "0123456789abcdef0123456789abcdef"
	number = "1900000109202702200000000001"
	openID = "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE"
)

var trusted = sync.OnceValue(func() *authority.Authority { return authority.New(time.Now()) })

// answering is a payment server that answers what a test tells it to.
func answering(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewUnstartedServer(answer)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{
		Certificates: []tls.Certificate{trusted().Issue("platform")}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: trusted().Pool(),
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// saying is a server that answers everything with this status and body.
func saying(t *testing.T, status int, body string) string {
	t.Helper()
	return answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

// refusal is a refusal with a code, as the platform writes it about the number of these tests.
func refusal(code string) string {
	return "<xml><return_code>SUCCESS</return_code><result_code>FAIL</result_code><err_code>" + code +
		"</err_code><err_code_des>because</err_code_des><mch_billno>" + number + "</mch_billno></xml>"
}

// account is a merchant whose block has this in it beside its ids, with its files in a folder of its own.
func account(t *testing.T, inner string, env map[string]string) gateway.Account {
	t.Helper()
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte("merchant \"m\" {\n  mch_id = \"1900000109\"\n  " +
		"appid = \"wx2b8f4d1c7a905e36\"\n" + inner + "\n}\n")}}, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	dir := t.TempDir()
	certificate, secret := authority.PEM(trusted().Issue("1900000109"))
	for name, content := range map[string][]byte{
		"cert.pem": certificate, "key.pem": secret, "ca.pem": trusted().PEM(), "api.key": []byte(key + "\n"), "empty.pem": nil,
	} {
		write(t, filepath.Join(dir, name), content)
	}
	return gateway.Account{
		Merchant: project.Merchants[0], Dir: dir, Ledger: filepath.Join(dir, "redpack.sandbox"), Random: rand.Reader, Now: time.Now,
		LookupEnv: func(name string) (string, bool) { value, ok := env[name]; return value, ok },
	}
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// live is the block of a merchant whose files are all there.
const live = `
  api_key_file = "api.key"
  cert_file    = "cert.pem"
  key_file     = "key.pem"
  ca_file      = "ca.pem"
`

// connected is a sender to these hosts, the second of them for when the first is silent.
func connected(t *testing.T, hosts ...string) *gateway.Sender {
	t.Helper()
	return connectedWhile(t, nil, hosts...)
}

// connectedWhile is one that asks before each request whether it may send; nil: it may.
func connectedWhile(t *testing.T, permitted func() bool, hosts ...string) *gateway.Sender {
	t.Helper()
	block := live + "  endpoint = \"" + hosts[0] + "\"\n"
	if len(hosts) > 1 {
		block += "  backup_endpoint = \"" + hosts[1] + "\"\n"
	}
	a := account(t, block, nil)
	platform, diags, err := gateway.Connect(t.Context(), a)
	if err != nil || len(diags) > 0 {
		t.Fatal(diags, err)
	}
	t.Cleanup(func() { _ = platform.Close() })
	return gateway.NewSender(platform.While(permitted), rand.Reader)
}

// order is one packet of a campaign.
func order(t *testing.T) apply.Order {
	t.Helper()
	return orderUnder(t, hclspec.Current, `scene_id = "PRODUCT_2"`)
}

// orderUnder is one of a campaign whose merchant speaks this protocol, with a setting of its own.
func orderUnder(t *testing.T, protocol hclspec.Protocol, setting string) apply.Order {
	t.Helper()
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte(`
merchant "m" {
  mch_id = "1900000109"
  appid  = "wx2b8f4d1c7a905e36"
  client_ip = "203.0.113.25"
  protocol = "` + string(protocol) + `"` + live + `
}
campaign "lantern" {
  merchant  = merchant.m
  date      = "2027-02-20"
  send_name = "青岚书屋"
  act_name  = "秋日读者回馈"
  remark    = "谢谢"
  wishing   = "平安"
  ` + setting + `
  recipients = { a = { openid = "` + openID + `", amount = 1.88 } }
}
`)}}, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return apply.Order{
		Campaign: project.Campaigns[0], BillNo: number,
		Recipient: hclspec.Recipient{Key: "a", OpenID: openID, Amount: 188, Wishing: "平安", Remark: "谢谢"},
	}
}

// frozen is the request of that packet.
func frozen(t *testing.T, s *gateway.Sender) string {
	t.Helper()
	request, err := s.Freeze(order(t))
	if err != nil {
		t.Fatal(err)
	}
	return request
}
