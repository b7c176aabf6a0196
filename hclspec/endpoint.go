package hclspec

import (
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Signs of a host and of an address of IPv6. Of others than ASCII the network makes hosts that nobody reads there: of
// api。mch.weixin.qq.com WeChat Pay's.
const (
	hostSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"
	ipv6Signs = "ABCDEFabcdef0123456789:."
)

// isEndpoint accepts https://host and https://host:port, without a path of its own.
func isEndpoint(text string) bool {
	host, port, ok := splitEndpoint(text)
	signs := hostSigns
	if inner, bracketed := strings.CutPrefix(host, "["); bracketed {
		if host, bracketed = strings.CutSuffix(inner, "]"); !bracketed {
			return false
		}
		signs = ipv6Signs
	}
	return ok && host != "" && strings.Trim(host, signs) == "" && strings.Trim(port, "0123456789") == ""
}

// splitEndpoint takes an endpoint apart.
func splitEndpoint(text string) (host, port string, ok bool) {
	host, ok = strings.CutPrefix(text, "https://")
	host = strings.TrimSuffix(host, "/")
	if colon := strings.LastIndexByte(host, ':'); colon > strings.LastIndexByte(host, ']') {
		host, port = host[:colon], host[colon+1:]
	}
	return host, port, ok
}

// ownDomains are the platform's: the hosts below them are doors to the same books, on whatever port (WeChat Pay, 发放红包接口, and
// 接口规则, 跨城冗灾方案, 2025). It is worse to take real money for a rehearsal than the other way round.
var ownDomains = []string{".mch.weixin.qq.com", ".wechatpay.cn"}

// platformOf is the platform that an endpoint leads to. Every spelling of one of WeChat Pay's hosts is WeChat Pay.
func platformOf(endpoint string) string {
	host, port, ok := splitEndpoint(strings.ToLower(endpoint))
	dotted := "." + strings.TrimRight(host, ".")
	own := slices.ContainsFunc(ownDomains, func(domain string) bool { return strings.HasSuffix(dotted, domain) })
	switch {
	case !ok || own:
		return WeChatPay
	case port == "":
		return host
	default:
		return host + ":" + port
	}
}

// decodeEndpoints reads where requests go to, and where to if nobody answers there. Both must keep the same books, because a request of a
// rehearsal that goes to WeChat Pay in the end pays real money.
func (m *Merchant) decodeEndpoints(f *frame) {
	summary := lang.Both("Not an endpoint", "不是接口地址")
	form := lang.Both("It must be an address of the form https://host.", "应当是 https://host 形式的地址。")
	m.Endpoint = f.checked("endpoint", isEndpoint, summary, form)
	m.BackupEndpoint = f.checked("backup_endpoint", isEndpoint, summary, form)
	if m.BackupEndpoint == "" || f.has("endpoint") && !f.evaluated("endpoint") || !f.evaluated("backup_endpoint") {
		return
	}
	first, second := platformOf(m.Endpoint), platformOf(m.BackupEndpoint)
	if first != second && (first == WeChatPay || second == WeChatPay) {
		f.l.report(wrong(lang.Both("Endpoints of two platforms", "接口地址分属两个平台"), f.at("backup_endpoint"), twoPlatforms(first, second)))
	}
}
