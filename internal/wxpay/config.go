package wxpay

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// WeChat Pay's hosts for merchants in mainland China.
const (
	DefaultEndpoint       = "https://api.mch.weixin.qq.com"
	DefaultBackupEndpoint = "https://api2.mch.weixin.qq.com"
)

// DefaultTimeout is how long a Client waits for an answer where nobody says otherwise.
const DefaultTimeout = 20 * time.Second

const defaultPerMinute = 1800

// Config is what a Client needs to know. It prints itself without the key and the certificate.
type Config struct {
	// Endpoint and BackupEndpoint are https://host[:port] without a path. Both empty stands for WeChat Pay's own hosts.
	// Where only BackupEndpoint is empty, the endpoint is its own backup: a request meant for a test server must never
	// go to the real platform because the test server did not answer.
	Endpoint, BackupEndpoint string
	MchID, AppID             string // AppID is what queries carry as appid
	Key                      Secret
	Certificate              tls.Certificate // the merchant's API certificate, see LoadPEM and LoadP12
	Roots                    *x509.CertPool  // authorities of the server's certificate; nil: the system's
	Connections              int             // most connections to a host, see the function Connections; 0: for 1,800 a minute
	Timeout                  time.Duration   // for one request from start to end of its reply; 0: DefaultTimeout
	Nonce                    io.Reader       // randomness for queries, safe for concurrent use; nil: crypto/rand
	// Proxy chooses a proxy; nil follows HTTPS_PROXY and NO_PROXY.
	Proxy func(*http.Request) (*url.URL, error)
}

// Format prints the configuration's public part for every verb: a certificate holds a private key.
func (c Config) Format(f fmt.State, _ rune) {
	// A fmt.State collects in memory and has no error to report.
	_, _ = f.Write(fmt.Appendf(nil, "wxpay.Config{%s, mch_id %s, appid %s, key %s}", c.Endpoint, c.MchID, c.AppID, c.Key))
}

// complete fills in the defaults and reports everything that is missing.
func (c Config) complete() (Config, error) {
	c = c.defaulted()
	return c, c.check()
}

func (c Config) defaulted() Config {
	if c.Endpoint == "" && c.BackupEndpoint == "" {
		c.BackupEndpoint = DefaultBackupEndpoint
	}
	if c.Endpoint == "" {
		c.Endpoint = DefaultEndpoint
	}
	if c.BackupEndpoint == "" {
		c.BackupEndpoint = c.Endpoint
	}
	if c.Connections == 0 {
		c.Connections = Connections(defaultPerMinute)
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Nonce == nil {
		c.Nonce = rand.Reader
	}
	if c.Proxy == nil {
		c.Proxy = http.ProxyFromEnvironment
	}
	return c
}

func (c Config) check() error {
	faults := []error{checkEndpoint(c.Endpoint), checkEndpoint(c.BackupEndpoint), c.Key.Check()}
	if c.MchID == "" || c.AppID == "" {
		faults = append(faults, lang.Errorf("mch_id and appid must be given",
			"必须给出 mch_id 和 appid"))
	}
	if len(c.Certificate.Certificate) == 0 || c.Certificate.PrivateKey == nil {
		faults = append(faults, lang.Errorf("the merchant's API certificate must be given",
			"必须给出商户的 API 证书"))
	}
	if c.Connections < 0 || c.Timeout < 0 {
		faults = append(faults, lang.Errorf("connections and time-out cannot be negative",
			"connections 和超时时间不能是负数"))
	}
	return errors.Join(faults...)
}

// checkEndpoint insists on TLS: without it there is no client certificate, and anybody could answer.
func checkEndpoint(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil {
		return fmt.Errorf("endpoint: %w", err)
	}
	if u.Scheme != "https" || u.Hostname() == "" || endpoint != "https://"+u.Host {
		return lang.Errorf("endpoint %q is not of the form https://host or https://host:port",
			"endpoint %q 不是 https://host 或 https://host:port 的形式", u.Redacted())
	}
	return nil
}
