package state

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
)

// Detail is what an event holds beyond its kind. Which fields are set depends on the kind.
type Detail struct {
	CampaignID     int64     `json:"campaign,omitempty"`
	Name           string    `json:"name,omitempty"`
	Date           string    `json:"date,omitempty"`
	Key            string    `json:"key,omitempty"`
	OpenID         string    `json:"openid,omitempty"`
	Amount         money.Fen `json:"amount_fen,omitempty"`
	BillNo         string    `json:"billno,omitempty"`
	Attempt        int       `json:"attempt,omitempty"`
	Evidence       string    `json:"evidence,omitempty"` // why the packet may move on to another number
	Status         string    `json:"status,omitempty"`
	Answers        bool      `json:"answers,omitempty"` // this outcome ended a request in flight
	SendListID     string    `json:"send_listid,omitempty"`
	Code           string    `json:"err_code,omitempty"`
	Text           string    `json:"err_text,omitempty"`
	PlatformStatus string    `json:"platform_status,omitempty"`
	OutcomeAt      int64     `json:"outcome_at,omitempty"` // times in milliseconds since 1970
	NextTryAt      int64     `json:"next_try_at,omitempty"`
	ReceivedAt     int64     `json:"received_at,omitempty"`
	RefundedAt     int64     `json:"refunded_at,omitempty"`
	Reason         string    `json:"reason,omitempty"`
	By             string    `json:"by,omitempty"`
	Second         bool      `json:"second,omitempty"`
	// Since schema 2. An intent without a version was written by schema 1.
	Version    billno.Version `json:"version,omitempty"`
	Personal   bool           `json:"personal,omitempty"`
	Permission string         `json:"permission,omitempty"` // why this person may have another packet
	Named      bool           `json:"named,omitempty"`
	NoOrder    bool           `json:"no_order,omitempty"`
	Scheme     billno.Scheme  `json:"scheme,omitempty"`
	WithKey    bool           `json:"with_key,omitempty"`
	MchID      string         `json:"mch_id,omitempty"` // the account that refused a voided packet, or that a state was rebased to
	AppID      string         `json:"appid,omitempty"`
	Endpoint   string         `json:"endpoint,omitempty"`
	// Since schema 4.
	Project string `json:"project,omitempty"`
}

// append appends a detail as encoding/json writes it, which it leaves to that where a text needs escapes: a history has millions of
// them, and nearly all are plain.
func (d *Detail) append(b []byte) ([]byte, error) {
	w := detailWriter{b: append(b, '{'), begin: len(b) + 1}
	w.number("campaign", d.CampaignID)
	w.text("name", d.Name)
	w.text("date", d.Date)
	w.text("key", d.Key)
	w.text("openid", d.OpenID)
	w.number("amount_fen", int64(d.Amount))
	w.text("billno", d.BillNo)
	w.number("attempt", int64(d.Attempt))
	w.text("evidence", d.Evidence)
	w.text("status", d.Status)
	w.truth("answers", d.Answers)
	w.text("send_listid", d.SendListID)
	w.text("err_code", d.Code)
	w.text("err_text", d.Text)
	w.text("platform_status", d.PlatformStatus)
	w.number("outcome_at", d.OutcomeAt)
	w.number("next_try_at", d.NextTryAt)
	w.number("received_at", d.ReceivedAt)
	w.number("refunded_at", d.RefundedAt)
	w.text("reason", d.Reason)
	w.text("by", d.By)
	w.truth("second", d.Second)
	w.number("version", int64(d.Version))
	w.truth("personal", d.Personal)
	w.text("permission", d.Permission)
	w.truth("named", d.Named)
	w.truth("no_order", d.NoOrder)
	w.number("scheme", int64(d.Scheme))
	w.truth("with_key", d.WithKey)
	w.text("mch_id", d.MchID)
	w.text("appid", d.AppID)
	w.text("endpoint", d.Endpoint)
	w.text("project", d.Project)
	if w.hard {
		all, err := json.Marshal(d)
		return append(b, all...), err
	}
	return append(w.b, '}'), nil
}

// detailWriter writes the fields that are set.
type detailWriter struct {
	b     []byte
	begin int
	hard  bool // a text needs escapes
}

func (w *detailWriter) name(name string) {
	if len(w.b) > w.begin {
		w.b = append(w.b, ',')
	}
	w.b = append(append(append(w.b, '"'), name...), '"', ':')
}

func (w *detailWriter) text(name, text string) {
	if text == "" {
		return
	}
	w.hard = w.hard || !plainText(text) || strings.ContainsAny(text, "<>&\u2028\u2029")
	w.name(name)
	w.b = append(append(append(w.b, '"'), text...), '"')
}

func (w *detailWriter) number(name string, n int64) {
	if n != 0 {
		w.name(name)
		w.b = strconv.AppendInt(w.b, n, 10)
	}
}

func (w *detailWriter) truth(name string, yes bool) {
	if yes {
		w.name(name)
		w.b = append(w.b, "true"...)
	}
}

// plainText tells whether a text stands in JSON as it is.
func plainText(text string) bool {
	beyond := byte(0)
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c == '"' || c == '\\' {
			return false
		}
		beyond |= c
	}
	return beyond < utf8.RuneSelf || utf8.ValidString(text)
}

// parse reads a detail as encoding/json does, which it leaves to that where it is not as append writes it.
func (d *Detail) parse(text string) error {
	p := detailParser{rest: text, plain: true}
	*d = Detail{}
	p.skip('{')
	for first := true; p.plain && p.rest != "}"; first = false {
		if !first {
			p.skip(',')
		}
		name := p.text()
		p.skip(':')
		p.field(d, name)
	}
	if p.plain {
		return nil
	}
	*d = Detail{}
	return json.Unmarshal([]byte(text), d)
}

// detailParser reads what detailWriter writes. Its texts are parts of what it reads.
type detailParser struct {
	rest  string
	plain bool // so far
}

// field reads the value of a field.
func (p *detailParser) field(d *Detail, name string) {
	if text := d.textField(name); text != nil {
		*text = p.text()
		return
	}
	if truth := d.truthField(name); truth != nil {
		*truth = p.truth()
		return
	}
	switch name {
	case "campaign":
		d.CampaignID = p.number(math.MaxInt64)
	case "amount_fen":
		d.Amount = money.Fen(p.number(math.MaxInt64))
	case "attempt":
		d.Attempt = int(p.number(math.MaxInt32))
	case "outcome_at":
		d.OutcomeAt = p.number(math.MaxInt64)
	case "next_try_at":
		d.NextTryAt = p.number(math.MaxInt64)
	case "received_at":
		d.ReceivedAt = p.number(math.MaxInt64)
	case "refunded_at":
		d.RefundedAt = p.number(math.MaxInt64)
	case "version":
		d.Version = billno.Version(p.number(math.MaxUint8))
	case "scheme":
		d.Scheme = billno.Scheme(p.number(math.MaxUint8))
	default:
		p.plain = false
	}
}

func (d *Detail) textField(name string) *string {
	switch name {
	case "name":
		return &d.Name
	case "date":
		return &d.Date
	case "key":
		return &d.Key
	case "openid":
		return &d.OpenID
	case "billno":
		return &d.BillNo
	case "evidence":
		return &d.Evidence
	case "status":
		return &d.Status
	case "send_listid":
		return &d.SendListID
	case "err_code":
		return &d.Code
	case "err_text":
		return &d.Text
	case "platform_status":
		return &d.PlatformStatus
	case "reason":
		return &d.Reason
	case "by":
		return &d.By
	case "permission":
		return &d.Permission
	case "mch_id":
		return &d.MchID
	case "appid":
		return &d.AppID
	case "endpoint":
		return &d.Endpoint
	case "project":
		return &d.Project
	}
	return nil
}

func (d *Detail) truthField(name string) *bool {
	switch name {
	case "answers":
		return &d.Answers
	case "second":
		return &d.Second
	case "personal":
		return &d.Personal
	case "named":
		return &d.Named
	case "no_order":
		return &d.NoOrder
	case "with_key":
		return &d.WithKey
	}
	return nil
}

func (p *detailParser) skip(c byte) {
	if p.plain = p.plain && p.rest != "" && p.rest[0] == c; p.plain {
		p.rest = p.rest[1:]
	}
}

func (p *detailParser) text() string {
	p.skip('"')
	text, rest, ended := strings.Cut(p.rest, `"`)
	if p.plain = p.plain && ended && plainText(text); p.plain {
		p.rest = rest
	}
	return text
}

func (p *detailParser) number(limit int64) (n int64) {
	end := 0
	for end < len(p.rest) && end < 18 && '0' <= p.rest[end] && p.rest[end] <= '9' {
		n = n*10 + int64(p.rest[end]-'0')
		end++
	}
	p.plain = p.plain && end > 0 && n <= limit && (p.rest[0] != '0' || end == 1)
	p.rest = p.rest[end:]
	return n
}

func (p *detailParser) truth() bool {
	rest, yes := strings.CutPrefix(p.rest, "true")
	p.plain, p.rest = p.plain && yes, rest
	return yes
}
