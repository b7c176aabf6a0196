package cli_test

import (
	"crypto/md5"
	"crypto/tls"
	"encoding/xml"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/authority"
)

// gatewayKey is the APIv2 key of the scripts' live merchant.
const gatewayKey = "0123456789abcdef0123456789abcdef"

// serveGateway is a payment server that shares no line with the simulator: it writes its certificates into the current folder,
// its address into the file "endpoint", and each payment as a line into the file "paid". Where there is a file "says", queries are answered
// with its err_code and err_code_des. It stops with an interrupt.
func serveGateway() int {
	config, err := gatewayTLS()
	if err != nil {
		log.Print(err)
		return 1
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Print(err)
		return 1
	}
	server := &http.Server{Handler: &till{}, TLSConfig: config, ErrorLog: log.New(io.Discard, "", 0)}
	go func() {
		interrupted := make(chan os.Signal, 1)
		signal.Notify(interrupted, os.Interrupt)
		<-interrupted
		_ = server.Close()
	}()
	if err := os.WriteFile("endpoint", []byte("https://"+listener.Addr().String()), 0o600); err != nil {
		log.Print(err)
		return 1
	}
	if err := server.ServeTLS(listener, "", ""); err != http.ErrServerClosed {
		log.Print(err)
		return 1
	}
	return 0
}

// till answers requests that are signed as the documentation says.
type till struct {
	mu   sync.Mutex
	paid map[string]bool
}

func (t *till) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fields, err := flat(r.Body)
	if err != nil || r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	if fields["sign"] != signed(fields) {
		fmt.Fprint(w, "<xml><return_code>SUCCESS</return_code><result_code>FAIL</result_code><err_code>SIGN_ERROR</err_code></xml>")
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	no := fields["mch_billno"]
	if strings.HasSuffix(r.URL.Path, "/gethbinfo") {
		if says, err := os.ReadFile("says"); err == nil {
			fmt.Fprintf(w, "<xml><return_code>SUCCESS</return_code><result_code>FAIL</result_code>%s</xml>", says)
			return
		}
		if !t.paid[no] {
			fmt.Fprint(w, "<xml><return_code>SUCCESS</return_code><result_code>FAIL</result_code><err_code>NOT_FOUND</err_code></xml>")
			return
		}
		fmt.Fprintf(w, "<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><mch_billno>%s</mch_billno><status>SENT</status></xml>", no)
		return
	}
	if !t.paid[no] {
		if err := t.record(no, fields["re_openid"], fields["total_amount"]); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	fmt.Fprintf(w, "<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><mch_billno>%s</mch_billno><send_listid>1%s</send_listid></xml>", no, no)
}

func (t *till) record(no, openID, amount string) error {
	file, err := os.OpenFile("paid", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	if t.paid == nil {
		t.paid = map[string]bool{}
	}
	t.paid[no] = true
	_, err = fmt.Fprintf(file, "%s %s %s\n", no, openID, amount)
	return err
}

// flat reads the children of the root element.
func flat(r io.Reader) (map[string]string, error) {
	var document struct {
		Fields []struct {
			XMLName xml.Name
			Value   string `xml:",chardata"`
		} `xml:",any"`
	}
	if err := xml.NewDecoder(r).Decode(&document); err != nil {
		return nil, err
	}
	fields := map[string]string{}
	for _, f := range document.Fields {
		fields[f.XMLName.Local] = f.Value
	}
	return fields, nil
}

func signed(fields map[string]string) string {
	var pairs []string
	for name, value := range fields {
		if name != "sign" && value != "" {
			pairs = append(pairs, name+"="+value)
		}
	}
	slices.Sort(pairs)
	return fmt.Sprintf("%X", md5.Sum([]byte(strings.Join(append(pairs, "key="+gatewayKey), "&"))))
}

// gatewayTLS writes a merchant's certificate and the authority of it into the current folder, and is the server's side of them.
func gatewayTLS() (*tls.Config, error) {
	trusted := authority.New(time.Now())
	certificate, key := authority.PEM(trusted.Issue("1900000109"))
	for name, content := range map[string][]byte{"ca.pem": trusted.PEM(), "cert.pem": certificate, "key.pem": key} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return nil, err
		}
	}
	return &tls.Config{
		Certificates: []tls.Certificate{trusted.Issue("server")},
		ClientAuth:   tls.RequireAndVerifyClientCert, ClientCAs: trusted.Pool(), MinVersion: tls.VersionTLS12,
	}, nil
}
