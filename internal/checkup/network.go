package checkup

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// host is one way to the platform, with what the texts about it name.
type host struct {
	wxpay.Way
	name     string // host:port
	roots    string // who vouches for its certificate
	endpoint string // what to correct where the name is wrong
	proxy    string // what names the proxy: a variable
}

// network is the checks of both ways. The backup host is only asked where the host is silent, so without it a run has less to fall back on.
func network(s Subject, ways []wxpay.Way) []Check {
	checks := proxies(s, ways)
	roots := rootsOf(s)
	for i, way := range ways {
		check := hostOf(s, way, roots).check()
		other := ways[len(ways)-1-i]
		switch {
		case check.Standing != Failed || len(ways) == 1 || other.Stage != wxpay.Answered:
		case i > 0:
			check.Standing = Warning
			check.Told += " It is asked where " + addressOf(other.Endpoint) + " is silent."
		case way.Stage != wxpay.AtTLS: // a host that does not prove who it is stops a run
			check.Standing = Warning
			check.Told += " Every packet tries it first, which takes time, and then goes to " + addressOf(other.Endpoint) + "."
		}
		checks = append(checks, check)
	}
	return checks
}

func hostOf(s Subject, way wxpay.Way, roots string) host {
	h := host{Way: way, name: addressOf(way.Endpoint), roots: roots, endpoint: "the name server (DNS)"}
	h.proxy, _ = gateway.ProxyVariable(s.LookupEnv)
	if s.Account.Merchant.Endpoint != "" {
		h.endpoint = "endpoint in the merchant block"
	}
	return h
}

const systemRoots = "the system's authorities"

// rootsOf names whose signature is trusted. Where ca_file cannot be used, gateway.Reach goes without it.
func rootsOf(s Subject) string {
	file := s.Account.Merchant.CAFile
	if file == "" {
		return systemRoots
	}
	findings, _ := gateway.Examine(s.Account)
	if slices.ContainsFunc(findings, func(f gateway.Finding) bool { return f.Aspect == gateway.Roots && f.Problem != nil }) {
		return systemRoots + ", because ca_file cannot be used"
	}
	return "the authorities in " + file
}

// addressOf is the host and the port that an endpoint stands for.
func addressOf(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return endpoint
	}
	if u.Port() == "" {
		return net.JoinHostPort(u.Hostname(), "443")
	}
	return u.Host
}

// proxies tells which hosts are asked through a proxy, and why.
func proxies(s Subject, ways []wxpay.Way) []Check {
	variable, value := gateway.ProxyVariable(s.LookupEnv)
	if variable == "" {
		told := "Requests go without a proxy: HTTPS_PROXY is not set."
		for _, name := range []string{"HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"} {
			if value, _ := s.LookupEnv(name); value != "" {
				told = "Requests go without a proxy: " + name + " is set, but requests to WeChat Pay follow HTTPS_PROXY alone."
			}
		}
		return []Check{{Area: Network, Name: "proxy", Standing: OK, Told: told}}
	}
	var checks []Check
	for _, way := range ways {
		name := addressOf(way.Endpoint)
		told := fmt.Sprintf("Requests go through the proxy %s, which %s names.", way.Proxy, variable)
		switch {
		case way.Proxy == "" && !gateway.NamesProxy(value):
			told = fmt.Sprintf("Requests to %s would go without a proxy: what %s names is no address.", name, variable)
		case way.Proxy == "":
			told = fmt.Sprintf("Requests go without a proxy: %s names one, but NO_PROXY or an address of this computer spares %s.", variable, name)
		}
		checks = append(checks, Check{Area: Network, Name: "proxy", Subject: name, Standing: OK, Told: told})
	}
	return checks
}

// check is what became of the way to the host.
func (h host) check() Check {
	check := Check{Area: Network, Name: "host", Subject: h.name, Standing: OK}
	if h.Stage == wxpay.Answered {
		check.Told = fmt.Sprintf("%s answers, %s, its certificate signed by %q and trusted by %s; round trip %d ms.",
			h.name, h.Protocol, h.Issuer, h.roots, h.Heard.Sub(h.Sent).Round(time.Millisecond).Milliseconds())
		return check
	}
	if errors.Is(h.Err, context.Canceled) {
		check.Standing, check.Told = Unknown, fmt.Sprintf("The way to %s was not looked at to its end.", h.name)
		return check
	}
	check.Standing = Failed
	switch h.Stage {
	case wxpay.AtName:
		check.Told, check.Next = h.unnamed()
	case wxpay.AtConnect:
		check.Told, check.Next = h.unconnected()
	case wxpay.AtProxy:
		check.Told, check.Next = h.notPassedOn()
	case wxpay.AtTLS, wxpay.AtAnswer, wxpay.Answered:
		check.Told, check.Next = h.unproven()
	}
	return check
}

// door is the door that requests knock at first, in words: the host, or the proxy before it.
func (h host) door() string {
	if h.Proxy == "" {
		return h.name
	}
	return fmt.Sprintf("the proxy %s, which %s names,", h.Proxy, h.proxy)
}

// elsewise is what to do about a door that does not open.
func (h host) elsewise(repair string) string {
	if h.Proxy == "" {
		return repair + " Where this network has a proxy, name it in HTTPS_PROXY."
	}
	return fmt.Sprintf("Correct %s, or name %s in NO_PROXY where it can be reached without the proxy.", h.proxy, h.hostname())
}

func (h host) hostname() string {
	name, _, err := net.SplitHostPort(h.name)
	if err != nil {
		return h.name
	}
	return name
}

func (h host) unnamed() (told, next string) {
	why := h.because()
	if wrong := (*net.DNSError)(nil); errors.As(h.Err, &wrong) {
		why = wrong.Err
	}
	return fmt.Sprintf("No address is found for %s (%s).", strings.TrimSuffix(h.door(), ","), why),
		h.elsewise(fmt.Sprintf("Check %s, and the network of this machine.", h.endpoint))
}

func (h host) unconnected() (told, next string) {
	at := h.door()
	if h.Address != "" && !strings.Contains(at, h.Address) {
		at += " at " + h.Address
	}
	told = fmt.Sprintf("Nothing accepts connections at %s (%s).", strings.TrimSuffix(at, ","), h.because())
	if errors.Is(h.Err, syscall.ECONNREFUSED) {
		told = fmt.Sprintf("Connections to %s are refused.", at)
	}
	return told, h.elsewise("Check the network and a firewall in between" + h.ifNamed() + ".")
}

// ifNamed adds the endpoint to what has to be checked, where the merchant block has one.
func (h host) ifNamed() string {
	if strings.HasPrefix(h.endpoint, "endpoint") {
		return ", and " + h.endpoint
	}
	return ""
}

func (h host) notPassedOn() (told, next string) {
	refused := (*wxpay.ProxyError)(nil)
	if !errors.As(h.Err, &refused) {
		return fmt.Sprintf("The proxy that %s names cannot be used (%s).", h.proxy, h.because()), h.elsewise("")
	}
	told = fmt.Sprintf("The proxy %s, which %s names, does not let requests through to %s: it answered with HTTP status %d %q.",
		h.Proxy, h.proxy, h.name, refused.Status, refused.Reason)
	if refused.Status == proxyWantsUser {
		return told, fmt.Sprintf("It wants a user and a password: write them into %s as http://user:password@host:port, where %% is %%25 and @ is %%40.", h.proxy)
	}
	return told, fmt.Sprintf("Have whoever runs it allow HTTPS (CONNECT) to %s, or name %s in NO_PROXY where it can be reached without the proxy.",
		h.name, h.hostname())
}

// unproven is a server that was connected to, and that cannot be talked with.
func (h host) unproven() (told, next string) {
	const inBetween = "Look for a proxy, gateway or antivirus in between that opens TLS: it must leave %s alone, because it cannot pass the merchant's certificate on."
	var wrongName x509.HostnameError
	var invalid x509.CertificateInvalidError
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.As(h.Err, &wrongName):
		return fmt.Sprintf("%s does not prove who it is: %s.", h.name, h.because()), fmt.Sprintf("Check "+h.endpoint+". "+inBetween, h.name)
	case errors.As(h.Err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("The certificate of %s, signed by %q, is not valid at this machine's time.", h.name, h.Issuer), "Set this machine's clock, if it is wrong."
	case errors.As(h.Err, &untrusted):
		return fmt.Sprintf("The certificate of %s is signed by %q, which is not trusted by %s.", h.name, h.Issuer, h.roots), fmt.Sprintf(inBetween, h.name) + h.trust()
	}
	if remote := (*net.OpError)(nil); errors.As(h.Err, &remote) && remote.Op == "remote error" {
		return fmt.Sprintf("%s breaks off TLS (%s).", h.name, h.because()), "It refuses the merchant's certificate, or talks another TLS than 1.2 and 1.3. " +
			"See what the checks of the files say of the certificate."
	}
	if h.Stage == wxpay.AtTLS {
		return fmt.Sprintf("%s accepts connections, but no TLS comes about (%s).", h.name, h.because()), "Check whether it serves HTTPS" + h.ifNamed() + "; a firewall can break TLS off, too."
	}
	return fmt.Sprintf("%s is connected and trusted, but does not answer (%s).", h.name, h.because()), "Try again in some minutes" + h.ifNamed() + "."
}

// trust is what else can be wrong where a merchant block names authorities of its own.
func (h host) trust() string {
	if strings.HasPrefix(h.roots, systemRoots) {
		return ""
	}
	return " WeChat Pay's own certificate needs no ca_file."
}

// because is the error in words, with the time-out in redpack's own.
func (h host) because() string {
	if timeout := net.Error(nil); errors.Is(h.Err, context.DeadlineExceeded) || errors.As(h.Err, &timeout) && timeout.Timeout() {
		return "no answer in time"
	}
	return h.Err.Error()
}
