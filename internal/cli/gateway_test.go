package cli_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/md5"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"encoding/xml"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"time"
)

// gatewayKey is the APIv2 key of the scripts' live merchant.
const gatewayKey = "0123456789abcdef0123456789abcdef"

// serveGateway is a payment server that shares no line with the simulator: it writes its certificates into the current folder,
// its address into the file "endpoint", and each payment as a line into the file "paid". It stops with an interrupt.
func serveGateway() int {
	pki, err := newPKI()
	if err != nil {
		log.Print(err)
		return 1
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Print(err)
		return 1
	}
	server := &http.Server{Handler: &till{}, TLSConfig: pki.config, ErrorLog: log.New(io.Discard, "", 0)}
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

// pki is the server's side of the certificates; the client's side lies in files.
type pki struct{ config *tls.Config }

func newPKI() (*pki, error) {
	ca, caKey, err := certificate("authority", nil, nil)
	if err != nil {
		return nil, err
	}
	server, serverKey, err := certificate("server", ca, caKey)
	if err != nil {
		return nil, err
	}
	client, clientKey, err := certificate("1900000109", ca, caKey)
	if err != nil {
		return nil, err
	}
	key, err := x509.MarshalPKCS8PrivateKey(clientKey)
	if err != nil {
		return nil, err
	}
	for name, block := range map[string]*pem.Block{
		"ca.pem":   {Type: "CERTIFICATE", Bytes: ca.Raw},
		"cert.pem": {Type: "CERTIFICATE", Bytes: client.Raw},
		"key.pem":  {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			return nil, err
		}
	}
	roots := x509.NewCertPool()
	roots.AddCert(ca)
	return &pki{config: &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{server.Raw}, PrivateKey: serverKey}},
		ClientAuth:   tls.RequireAndVerifyClientCert, ClientCAs: roots, MinVersion: tls.VersionTLS12,
	}}, nil
}

// certificate makes one for a year, signed by the parent or, without one, by itself.
func certificate(name string, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if parent == nil {
		template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
		parent, parentKey = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	if err != nil {
		return nil, nil, err
	}
	made, err := x509.ParseCertificate(der)
	return made, key, err
}
