package wxpay

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/billno"
)

// ErrRequest is what Check reports: a request that cannot succeed and is not sent.
var ErrRequest = errors.New("not a valid red packet request")

// Check reports every reason why sendredpack would refuse the request or read something else than was meant, or nil.
// Send checks again what the campaign's own checks let pass, because a request may come from an old state file.
func (p Params) Check() error {
	protocol := ProtocolCurrent
	if p.Get("nick_name") != "" || p.Get("min_value") != "" {
		protocol = Protocol2015
	}
	var faults []string
	listed := 0
	for _, row := range sendTable {
		value := p.Get(row.name)
		if value != "" && row.listedIn(protocol) {
			listed++
		}
		if row.listedIn(protocol) {
			faults = append(faults, row.faults(value)...)
		}
	}
	if listed != len(p.fields) {
		faults = append(faults, fmt.Sprintf("a field is not in the table of protocol %q", protocol))
	}
	if faults = append(faults, p.faults()...); len(faults) > 0 {
		return fmt.Errorf("%w: %s", ErrRequest, strings.Join(faults, "; "))
	}
	return nil
}

func (p parameter) faults(value string) (faults []string) {
	if value == "" && p.need == required {
		faults = append(faults, p.name+" is missing")
	}
	if len(value) > p.maxBytes {
		faults = append(faults, fmt.Sprintf("%s has %d bytes, the limit is %d", p.name, len(value), p.maxBytes))
	}
	if !xmlText(value) {
		faults = append(faults, p.name+" holds bytes that XML cannot carry")
	}
	return faults
}

// faults checks the fields that are more than text. Missing ones were reported already.
func (p Params) faults() (faults []string) {
	complain := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if no := billno.BillNo(p.Get("mch_billno")); no != "" {
		if err := no.Check(); err != nil {
			complain("mch_billno %v", err)
		}
	}
	amount := p.Get("total_amount")
	if _, ok := parseFen(amount); amount != "" && (!ok || amount == "0") {
		complain("total_amount %q is not a positive number of fen", amount)
	}
	for _, name := range []string{"min_value", "max_value"} {
		if value := p.Get(name); value != "" && value != amount {
			complain("%s is %s, total_amount %s: they must be equal", name, value, amount)
		}
	}
	if num := p.Get("total_num"); num != "" && num != "1" {
		complain("total_num is %q, it must be 1", num)
	}
	if text := p.Get("client_ip"); text != "" {
		if ip, err := netip.ParseAddr(text); err != nil || !ip.Is4() {
			complain("client_ip %q is not a dotted IPv4 address", text)
		}
	}
	if p.Get("msgappid") != "" && p.Get("sub_mch_id") == "" {
		complain("msgappid belongs to service-provider mode, with sub_mch_id")
	}
	return faults
}

// xmlText reports whether XML 1.0 can carry the text: valid UTF-8 without control characters (other than tab, line feed
// and carriage return) and without the two non-characters.
func xmlText(s string) bool {
	for _, r := range s {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return false
		}
	}
	return utf8.ValidString(s)
}
