package sandbox

import (
	"net"
	"slices"
	"strings"
)

// bind checks that what a signed request names belongs together: merchant, appid, sub-merchant.
func (o *Options) bind(api *endpoint, fields map[string]string) *refusal {
	if fields["mch_id"] != o.MchID {
		return &wrongMchID
	}
	switch api.name {
	case nameQuery, nameBill:
		if id := fields["appid"]; id != o.AppID && id != o.MiniAppID {
			return &unboundAppID
		}
		return nil
	case nameMini:
		if fields["wxappid"] != o.MiniAppID {
			return &unboundAppID
		}
	default:
		if fields["wxappid"] == o.MiniAppID {
			return &illegalAppID
		}
		if fields["wxappid"] != o.AppID {
			return &unboundAppID
		}
	}
	if o.Rules == Rules2015 {
		return o.bindSeed(api, fields)
	}
	return o.bindProvider(fields)
}

// bindProvider: a service provider names sub_mch_id and msgappid, anybody else neither.
func (o *Options) bindProvider(fields map[string]string) *refusal {
	sub, msgAppID := fields["sub_mch_id"], fields["msgappid"]
	switch {
	case sub == "" && msgAppID != "":
		return &strayMsgAppID
	case sub == "":
		return nil
	case msgAppID == "":
		return &noMsgAppID
	case o.SubMerchants == nil:
		return nil
	}
	bound, ours := o.SubMerchants[sub]
	switch {
	case !ours:
		return &acceptModeError
	case msgAppID != bound && msgAppID != o.AppID:
		return &msgAppIDError
	}
	return nil
}

// bindSeed: under 2015 a number is mch_id, the day and ten digits, and the three amounts are one.
func (o *Options) bindSeed(api *endpoint, fields map[string]string) *refusal {
	const digits = 18 // eight of the day and ten
	no, ours := strings.CutPrefix(fields["mch_billno"], o.MchID)
	if !ours || len(no) != digits || strings.Trim(no, "0123456789") != "" {
		return &wrongBillNo
	}
	total := fields["total_amount"]
	if api.knows("min_value") && (fields["min_value"] != total || fields["max_value"] != total) {
		return &unequalValues
	}
	return nil
}

// admitsIP looks at the connection's real source; client_ip in the request is only syntax.
func (o *Options) admitsIP(remote string) bool {
	host, _, err := net.SplitHostPort(remote)
	return o.AllowedIPs == nil || err == nil && slices.Contains(o.AllowedIPs, host)
}
