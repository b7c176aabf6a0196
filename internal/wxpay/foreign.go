package wxpay

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
)

// What others wrote is kept as far as a person or a search needs it: a hostile or broken answer fills no screen, no log and no state.
const (
	maxTextBytes = 512     // texts for people
	maxCodeBytes = 64      // codes and statuses; the longest that is documented has about half of it
	maxIDBytes   = 4 << 10 // send_listid and detail_id; a real one has 31 bytes
	maxListed    = 100     // receipts of one packet; a packet to one person has one
	maxErrBytes  = 600     // an error with all that it wraps
	maxNameRunes = 80      // a name or a reason that a server or a proxy gives, in quotes
)

// foreign is an error some of whose text comes from outside, in words of a bounded length.
type foreign struct {
	error
	text lang.Text
}

func (f foreign) Error() string   { return f.text.English }
func (f foreign) Said() lang.Text { return f.text }
func (f foreign) Unwrap() error   { return f.error }

// shortened is err in at most so many bytes.
func shortened(err error) error {
	if err == nil {
		return nil
	}
	whole := lang.Text{English: err.Error(), Chinese: lang.Say(err, lang.Chinese)}
	short := whole.Each(func(text string) string {
		if len(text) <= maxErrBytes {
			return text
		}
		return bounded.Text(text, maxErrBytes) + "…"
	})
	if short == whole {
		return err
	}
	return foreign{err, short}
}

// trustless says of a failed exchange what the server's certificate is for. The library's own words hold every name in it, which whoever
// sits in between has chosen, and no quotes around them.
func trustless(err error) error {
	var host x509.HostnameError
	if !errors.As(err, &host) {
		return err
	}
	text := lang.Both("the server's certificate names nobody",
		"服务器的证书里没有任何主机名")
	if names := names(host.Certificate); len(names) > 0 {
		text = lang.Format("the server's certificate is for %.*q",
			"服务器的证书属于 %.*q", maxNameRunes, names[0])
		if len(names) > 1 {
			text = text.Then(lang.Format(" and %d more", "等 %d 个主机名", len(names)-1))
		}
	}
	return foreign{err, lang.Format("%s, not for %q", "%s，不属于 %q", text, host.Host)}
}

func names(certificate *x509.Certificate) []string {
	names := slices.Clone(certificate.DNSNames) // crypto/tls gives one certificate to many connections
	for _, address := range certificate.IPAddresses {
		names = append(names, address.String())
	}
	return names
}

// ProxyError is a proxy that does not let requests through.
type ProxyError struct {
	Status int
	Reason string // in the proxy's own words, bounded
}

func (e *ProxyError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *ProxyError) Said() lang.Text {
	return lang.Format("the proxy does not pass the request on: it answered with HTTP status %d %q",
		"代理不转发请求：它返回 HTTP 状态 %d %q", e.Status, e.Reason)
}

// proxyAnswered refuses what is no consent of a proxy, before the library makes an error of the proxy's own words.
func proxyAnswered(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	_, reason, _ := strings.Cut(response.Status, " ")
	return &ProxyError{Status: response.StatusCode, Reason: fmt.Sprintf("%.*s", maxNameRunes, reason)}
}
