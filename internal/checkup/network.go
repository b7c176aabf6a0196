package checkup

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// host is one way to the platform, with what the texts about it name.
type host struct {
	wxpay.Way
	name     string    // host:port
	roots    lang.Text // who vouches for its certificate
	endpoint lang.Text // what to correct where the name is wrong
	proxy    string    // what names the proxy: a variable
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
			check.Told = check.Told.Then(lang.Format(" It is asked where %s is silent.", "%s 没有应答时才会用它。", addressOf(other.Endpoint)))
		case way.Stage != wxpay.AtTLS: // a host that does not prove who it is stops a run
			check.Standing = Warning
			check.Told = check.Told.Then(lang.Format(" Every packet tries it first, which takes time, and then goes to %s.",
				"每个红包都先试它，耗费时间，然后才改用 %s。", addressOf(other.Endpoint)))
		}
		checks = append(checks, check)
	}
	return checks
}

func hostOf(s Subject, way wxpay.Way, roots lang.Text) host {
	h := host{Way: way, name: addressOf(way.Endpoint), roots: roots, endpoint: lang.Both("the name server (DNS)", "域名服务器（DNS）")}
	h.proxy, _ = gateway.ProxyVariable(s.LookupEnv)
	if s.Account.Merchant.Endpoint != "" {
		h.endpoint = lang.Both("endpoint in the merchant block",
			" merchant 块里的 endpoint")
	}
	return h
}

var systemRoots = lang.Both("the system's authorities", "系统的 CA 证书")

// rootsOf names whose signature is trusted. Where ca_file cannot be used, gateway.Reach goes without it.
func rootsOf(s Subject) lang.Text {
	file := s.Account.Merchant.CAFile
	if file == "" {
		return systemRoots
	}
	findings, _ := gateway.Examine(s.Account)
	if slices.ContainsFunc(findings, func(f gateway.Finding) bool { return f.Aspect == gateway.Roots && f.Problem != nil }) {
		return systemRoots.Then(lang.Both(", because ca_file cannot be used", "（因为 ca_file 不能用）"))
	}
	return lang.Format("the authorities in %s", " %s 里的 CA 证书", file)
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
		told := lang.Both("Requests go without a proxy: HTTPS_PROXY is not set.",
			"请求不经过代理：没有设置 HTTPS_PROXY。")
		for _, name := range []string{"HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"} {
			if value, _ := s.LookupEnv(name); value != "" {
				told = lang.Format("Requests go without a proxy: %s is set, but requests to WeChat Pay follow HTTPS_PROXY alone.",
					"请求不经过代理：设置了 %s，但对微信支付的请求只看 HTTPS_PROXY。", name)
			}
		}
		return []Check{{Area: Network, Name: "proxy", Standing: OK, Told: told}}
	}
	var checks []Check
	for _, way := range ways {
		name := addressOf(way.Endpoint)
		told := lang.Format("Requests go through the proxy %s, which %s names.",
			"请求经过代理 %s，由 %s 指定。", way.Proxy, variable)
		switch {
		case way.Proxy == "" && !gateway.NamesProxy(value):
			told = lang.Format("Requests to %s would go without a proxy: what %s names is no address.",
				"对 %s 的请求不会经过代理：%s 的值不是地址。", name, variable)
		case way.Proxy == "":
			told = lang.Format("Requests go without a proxy: %s names one, but NO_PROXY or an address of this computer spares %s.",
				"请求不经过代理：%s 指定了代理，但 %s 被 NO_PROXY 排除，或是本机地址。", variable, name)
		}
		checks = append(checks, Check{Area: Network, Name: "proxy", Subject: name, Standing: OK, Told: told})
	}
	return checks
}

// check is what became of the way to the host.
func (h host) check() Check {
	check := Check{Area: Network, Name: "host", Subject: h.name, Standing: OK}
	if h.Stage == wxpay.Answered {
		check.Told = lang.Format("%s answers, %s, its certificate signed by %q and trusted by %s; round trip %d ms.",
			"%s 有应答，%s，证书由 %q 签发，受%s信任；往返 %d 毫秒。",
			h.name, h.Protocol, h.Issuer, h.roots, h.Heard.Sub(h.Sent).Round(time.Millisecond).Milliseconds())
		return check
	}
	if errors.Is(h.Err, context.Canceled) {
		check.Standing, check.Told = Unknown, lang.Format("The way to %s was not looked at to its end.",
			"通往 %s 的线路没有检查完。", h.name)
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
func (h host) door() lang.Text {
	if h.Proxy == "" {
		return lang.Both(h.name, " "+h.name+" ")
	}
	return lang.Format("the proxy %s, which %s names,", "代理 %s（由 %s 指定）", h.Proxy, h.proxy)
}

// elsewise is what to do about a door that does not open.
func (h host) elsewise(repair lang.Text) lang.Text {
	if h.Proxy == "" {
		return repair.Then(lang.Both(" Where this network has a proxy, name it in HTTPS_PROXY.", "如果这个网络有代理，写进 HTTPS_PROXY。"))
	}
	return lang.Format("Correct %s, or name %s in NO_PROXY where it can be reached without the proxy.",
		"改正 %s；如果不经过代理就能连到 %s，把它写进 NO_PROXY。", h.proxy, h.hostname())
}

func (h host) hostname() string {
	name, _, err := net.SplitHostPort(h.name)
	if err != nil {
		return h.name
	}
	return name
}

func (h host) unnamed() (told, next lang.Text) {
	why := h.because()
	if wrong := (*net.DNSError)(nil); errors.As(h.Err, &wrong) {
		why = lang.Same(wrong.Err)
		if wrong.IsNotFound {
			why.Chinese = "没有这个主机"
		}
	}
	return lang.Format("No address is found for %s (%s).",
			"找不到%s的地址（%s）。", lone(h.door()), why),
		h.elsewise(lang.Format("Check %s, and the network of this machine.",
			"检查%s，以及本机的网络。", h.endpoint))
}

func (h host) unconnected() (told, next lang.Text) {
	at := h.door()
	if h.Address != "" && !strings.Contains(at.English, h.Address) {
		at = at.Then(lang.Format(" at %s", "（地址 %s）", h.Address))
	}
	told = lang.Format("Nothing accepts connections at %s (%s).",
		"%s不接受连接（%s）。", lone(at), h.because())
	if errors.Is(h.Err, syscall.ECONNREFUSED) {
		told = lang.Format("Connections to %s are refused.",
			"连接%s被拒绝。", at)
	}
	told.Chinese = strings.TrimSpace(strings.ReplaceAll(told.Chinese, " （", "（"))
	return told, h.elsewise(lang.Format("Check the network and a firewall in between%s.", "检查网络和中间的防火墙%s。", h.ifNamed()))
}

// ifNamed adds the endpoint to what has to be checked, where the merchant block has one.
func (h host) ifNamed() lang.Text {
	if strings.HasPrefix(h.endpoint.English, "endpoint") {
		return lang.Format(", and %s", "，并检查%s", h.endpoint)
	}
	return lang.Text{}
}

// later is what to do where all that can be checked is as it should be.
func (h host) later() lang.Text {
	if h.ifNamed().Empty() {
		return later
	}
	return lang.Format("Try again in some minutes, and check %s.", "几分钟后再试，并检查%s。", h.endpoint)
}

// lone is a name without the comma of a relative clause behind it.
func lone(name lang.Text) lang.Text {
	return name.Each(func(text string) string { return strings.TrimSuffix(text, ",") })
}

func (h host) notPassedOn() (told, next lang.Text) {
	refused := (*wxpay.ProxyError)(nil)
	if !errors.As(h.Err, &refused) {
		return lang.Format("The proxy that %s names cannot be used (%s).",
			"%s 指定的代理不能用（%s）。", h.proxy, h.because()), h.elsewise(nothing)
	}
	told = lang.Format("The proxy %s, which %s names, does not let requests through to %s: it answered with HTTP status %d %q.",
		"代理 %s（由 %s 指定）不让请求通往 %s：它返回 HTTP 状态 %d %q。",
		h.Proxy, h.proxy, h.name, refused.Status, refused.Reason)
	if refused.Status == proxyWantsUser {
		return told, lang.Format("It wants a user and a password: write them into %s as http://user:password@host:port, where %% is %%25 and @ is %%40.",
			"它要用户名和密码：写进 %s，形式为 http://user:password@host:port，其中 %% 写作 %%25，@ 写作 %%40。", h.proxy)
	}
	return told, lang.Format("Have whoever runs it allow HTTPS (CONNECT) to %s, or name %s in NO_PROXY where it can be reached without the proxy.",
		"让代理的管理员放行通往 %s 的 HTTPS（CONNECT）；如果不经过代理就能连到 %s，把它写进 NO_PROXY。",
		h.name, h.hostname())
}

// unproven is a server that was connected to, and that cannot be talked with.
func (h host) unproven() (told, next lang.Text) {
	opener := lang.Format("Look for a proxy, gateway or antivirus in between that opens TLS: it must leave %s alone, because it cannot pass the merchant's certificate on.",
		"排查中间拆解 TLS 的代理、网关或杀毒软件：它必须放过 %s，因为它无法传递商户的证书。", h.name)
	var wrongName x509.HostnameError
	var invalid x509.CertificateInvalidError
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.As(h.Err, &wrongName):
		return lang.Format("%s does not prove who it is: %s.",
			"%s 不能证明自己的身份：%s。", h.name, h.because()), lang.Format("Check %s. %s", "检查%s。%s", h.endpoint, opener)
	case errors.As(h.Err, &invalid) && invalid.Reason == x509.Expired:
		return lang.Format("The certificate of %s, signed by %q, is not valid at this machine's time.",
				"%s 的证书由 %q 签发，按本机时间它不在有效期内。", h.name, h.Issuer), lang.Both("Set this machine's clock, if it is wrong.",
				"如果本机时钟不对，校准它。")
	case errors.As(h.Err, &untrusted):
		return lang.Format("The certificate of %s is signed by %q, which is not trusted by %s.",
			"%s 的证书由 %q 签发，而%s不信任它。", h.name, h.Issuer, h.roots), opener.Then(h.trust())
	}
	if remote := (*net.OpError)(nil); errors.As(h.Err, &remote) && remote.Op == "remote error" { // for programs
		return lang.Format("%s breaks off TLS (%s).", "%s 中断了 TLS（%s）。", h.name, h.because()), lang.Both("It refuses the merchant's certificate, or talks another TLS than 1.2 and 1.3. "+
			"See what the checks of the files say of the certificate.",
			"它拒绝商户的证书，或只支持 1.2 和 1.3 以外的 TLS。看“文件”部分对证书的检查结果。")
	}
	if h.Stage == wxpay.AtTLS {
		return lang.Format("%s accepts connections, but no TLS comes about (%s).",
			"%s 接受连接，但 TLS 建立不起来（%s）。", h.name, h.because()), lang.Format("Check whether it serves HTTPS%s; a firewall can break TLS off, too.", "检查它是否提供 HTTPS%s；防火墙也可能中断 TLS。", h.ifNamed())
	}
	return lang.Format("%s is connected and trusted, but does not answer (%s).",
		"%s 已连接且受信任，但没有应答（%s）。", h.name, h.because()), h.later()
}

// trust is what else can be wrong where a merchant block names authorities of its own.
func (h host) trust() lang.Text {
	if strings.HasPrefix(h.roots.English, systemRoots.English) {
		return lang.Text{}
	}
	return lang.Both(" WeChat Pay's own certificate needs no ca_file.",
		"微信支付自己的证书不需要 ca_file。")
}

// because is the error in words, with the time-out in redpack's own.
func (h host) because() lang.Text {
	if timeout := net.Error(nil); errors.Is(h.Err, context.DeadlineExceeded) || errors.As(h.Err, &timeout) && timeout.Timeout() {
		return lang.Both("no answer in time", "没有及时应答")
	}
	return lang.Of(h.Err)
}
