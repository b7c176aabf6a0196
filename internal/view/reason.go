package view

import (
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/state"
)

// reasonText is why something is as it is, in the platform's words: its code and what it says about it. "" where it said nothing.
func reasonText(s page.Style, code, text string) string {
	if text == code {
		text = ""
	}
	return s.Told(strings.TrimSpace(s.Say(state.Spoken(code)) + " " + s.Say(state.Spoken(text))))
}

// whyUnpaid is why a packet is not paid; "" for one that is, whose words do not matter any more.
func whyUnpaid(s page.Style, p *state.Packet) string {
	if p.Status.Paid() {
		return ""
	}
	return reasonText(s, p.Code, p.Text)
}

// statusCode is coded the other way round, for a title that counts: "1 refused NO_AUTH".
func statusCode(status state.Status, code string) lang.Text {
	if code == "" || strings.EqualFold(code, status.String()) {
		return status.Said()
	}
	return lang.Format("%s %s", "%s %s", status.Said(), state.Spoken(code))
}

// coded is a status with the code behind it, which for a failed number is the same word.
func coded(status state.Status, code string) lang.Text {
	if code == "" || strings.EqualFold(code, status.String()) {
		return status.Said()
	}
	return lang.Format("%s %s", "%s %s", state.Spoken(code), status.Said())
}
