package hclspec

import (
	"net/url"
	"strings"
	"unicode"
)

// isEndpoint accepts https://host and https://host:port, without a path of its own. A host has no other signs than ASCII: of those, the
// network makes other hosts than anybody reads, of api。mch.weixin.qq.com WeChat Pay's.
func isEndpoint(text string) bool {
	host, ok := strings.CutPrefix(text, "https://")
	host = strings.TrimSuffix(host, "/")
	if !ok || strings.ContainsAny(host, "/?#@% \\") || strings.IndexFunc(host, unprintable) >= 0 || strings.IndexFunc(host, isBeyondASCII) >= 0 {
		return false
	}
	address, err := url.Parse(text)
	return err == nil && address.Hostname() != ""
}

func isBeyondASCII(r rune) bool { return r > unicode.MaxASCII }

// ownDomains are the platform's: the hosts below them are doors to the same books, on whatever port (WeChat Pay, 发放红包接口, and
// 接口规则, 跨城冗灾方案, 2025). It is worse to take real money for a rehearsal than the other way round.
var ownDomains = []string{".mch.weixin.qq.com", ".wechatpay.cn"}

// platformOf is the platform that an endpoint leads to. Every spelling of one of WeChat Pay's hosts is WeChat Pay.
func platformOf(endpoint string) string {
	address, err := url.Parse(endpoint)
	if endpoint == "" || err != nil {
		return WeChatPay
	}
	host := "." + strings.ToLower(strings.TrimRight(address.Hostname(), "."))
	for _, domain := range ownDomains {
		if strings.HasSuffix(host, domain) {
			return WeChatPay
		}
	}
	return strings.ToLower(address.Host)
}

// decodeEndpoints reads where requests go to, and where to if nobody answers there. Both must keep the same books, because a request of a
// rehearsal that goes to WeChat Pay in the end pays real money.
func (m *Merchant) decodeEndpoints(f *frame) {
	const form = "It must be an address of the form https://host."
	m.Endpoint = f.checked("endpoint", isEndpoint, "Not an endpoint", form)
	m.BackupEndpoint = f.checked("backup_endpoint", isEndpoint, "Not an endpoint", form)
	if m.BackupEndpoint == "" || f.has("endpoint") && !f.evaluated("endpoint") || !f.evaluated("backup_endpoint") {
		return
	}
	first, second := platformOf(m.Endpoint), platformOf(m.BackupEndpoint)
	if first != second && (first == WeChatPay || second == WeChatPay) {
		f.l.report(fault("Endpoints of two platforms", f.at("backup_endpoint"), "Requests go to %s, and to %s where no answer comes. A rehearsal "+
			"would pay real money then, or somebody who was paid would be looked for in the wrong books. Name two hosts of one of them, or leave "+
			"backup_endpoint out.", first, second))
	}
}
