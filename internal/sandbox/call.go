package sandbox

import (
	"crypto/subtle"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/internal/words"
)

// call is one request to the API on its way through the checks.
type call struct {
	server *Server
	api    *endpoint
	at     instant
	remote string
	req    request
	fault  fault
}

// answer takes the checks in their plausible order: XML, fields and lengths, signature, merchant and appid, source
// address, API opened, and then the ledger's own. The platform does not publish the order.
func (c *call) answer(body []byte, commonName string) answer {
	s := c.server
	if s.options.CheckCommonName && commonName != s.options.MchID {
		return c.refuse(caError)
	}
	req, err := parseXML(body)
	if err != nil || len(body) >= maxBodyBytes {
		return c.refuse(xmlError)
	}
	c.req = req
	if c.api.name == nameGroup && s.options.Rules != Rules2015 {
		return c.refuse(retiredGroup)
	}
	if r := c.api.check(req.fields); r != nil {
		return c.refuse(*r)
	}
	if err := s.ledger.suspectFields(c.api, req, c.at); err != nil {
		return c.internalError()
	}
	want := c.api.signature(req.fields, s.options.Key)
	if subtle.ConstantTimeCompare([]byte(want), []byte(req.fields["sign"])) != 1 {
		return c.refuse(c.api.wrongSign())
	}
	switch c.api.name {
	case nameQuery:
		return c.query()
	case nameBill:
		return c.bill()
	}
	return c.send()
}

// send draws the fault and works around it.
func (c *call) send() answer {
	s, billNo := c.server, c.req.fields["mch_billno"]
	s.ledger.clock.begin(c.at)
	tries, err := s.ledger.arrive(billNo, c.at)
	depart := func() { s.ledger.depart(billNo) }
	if err != nil {
		depart()
		return c.internalError()
	}
	c.fault = s.options.Faults.strike(s.options.Seed, occasion{
		target: sends, call: s.sends.Add(1), elapsed: s.ledger.clock.elapsed(c.at), about: callAbout(billNo, tries, s.ledger.starts()),
	})
	a := c.spoil(c.order)
	a.depart = depart
	return a
}

// order does the work of a send.
func (c *call) order() (answer, bool) {
	s, fields := c.server, c.req.fields
	if r := c.checkBeforeLedger(); r != nil {
		return c.refuse(*r), true
	}
	num, _ := natural(fields["total_num"])
	o := order{
		billNo: fields["mch_billno"], openID: fields["re_openid"], amount: amountOf(fields["total_amount"]), num: int(num),
		hbType: c.api.hbType, sceneID: fields["scene_id"], params: fingerprint(fields, c.api.fields),
	}
	v, err := s.ledger.send(o, c.fault, c.at)
	if err == nil {
		err = s.ledger.journal.wait(v.seq)
	}
	if err != nil {
		return c.internalError(), false
	}
	if v.refusal != accepted {
		return c.refuse(v.refusal), true
	}
	return c.reply(accepted, append(c.echo(), c.receipt(v.listID)...)), true
}

// checkBeforeLedger are the checks between the signature and the ledger.
func (c *call) checkBeforeLedger() *refusal {
	s := c.server
	if r := s.options.bind(c.api, c.req.fields); r != nil {
		return r
	}
	if !s.options.admitsIP(c.remote) {
		return &ipDenied
	}
	if c.fault.at(atCheck) && !c.fault.is(freqStorm) {
		return &c.fault.rule.kind.refusal
	}
	return nil
}

// query answers gethbinfo.
func (c *call) query() answer {
	s := c.server
	n := s.queries.Add(1)
	c.fault = s.options.Faults.strike(s.options.Seed, occasion{
		target: queries, call: n, elapsed: s.ledger.clock.elapsed(c.at), about: "query " + strconv.FormatUint(n, 10),
	})
	return c.spoil(c.look)
}

func (c *call) look() (answer, bool) {
	s := c.server
	if r := c.checkBeforeLedger(); r != nil {
		return c.refuse(*r), true
	}
	info, v, err := s.ledger.query(c.req.fields["mch_billno"], c.fault, c.at)
	if err == nil {
		err = s.ledger.journal.wait(v.seq)
	}
	if err != nil {
		return c.internalError(), false
	}
	if v.refusal.code != accepted.code {
		return c.refuse(v.refusal), true
	}
	a := c.reply(v.refusal, info.fields(s.options.MchID, !c.fault.is(noHBList)))
	a.log.Code, a.log.OpenID, a.log.Amount = string(info.status), words.MaskOpenID(info.openID), info.amount
	return a, true
}

// reply writes the answer of a call that reached the API, in the shape that the fault gives it.
func (c *call) reply(r refusal, rest reply) answer {
	result := "SUCCESS"
	if r.code != accepted.code {
		result = "FAIL"
	}
	fields := append(reply{
		text("return_code", "SUCCESS"), text("return_msg", r.text), text("result_code", result), text("err_code", r.code), text("err_code_des", r.text),
	}, rest...)
	if c.fault.is(returnFail) {
		fields[0] = text("return_code", "FAIL")
	}
	return answer{status: http.StatusOK, body: c.shape(fields), log: c.log(r.code)}
}

// refuse echoes what was sent, as most failures do.
func (c *call) refuse(r refusal) answer { return c.reply(r, c.echo()) }

// internalError is the answer when the ledger cannot be written: nothing is promised to anybody.
func (c *call) internalError() answer {
	a := page(http.StatusInternalServerError, "Internal Server Error")
	a.log = c.log("the ledger cannot be written") // for programs
	return a
}

func (c *call) log(code string) Request {
	fields := c.req.fields
	return Request{
		BillNo: fields["mch_billno"], OpenID: words.MaskOpenID(fields["re_openid"]), Amount: amountOf(fields["total_amount"]), Code: code, Fault: c.fault.String(),
	}
}

// echo repeats the order's own fields; total_amount is bare digits.
func (c *call) echo() reply {
	fields := make(reply, 0, 8)
	for _, name := range []string{"mch_billno", "mch_id", "wxappid", "re_openid"} {
		if value := c.req.fields[name]; value != "" {
			fields = append(fields, text(name, value))
		}
	}
	if value := c.req.fields["total_amount"]; isAmount(value) {
		fields = append(fields, number("total_amount", value))
	}
	return fields
}

// receipt is what success adds: the packet's number, and for a mini-program what its page hands to the claim call.
func (c *call) receipt(listID string) reply {
	receipt := reply{text("send_listid", listID)}
	if c.api.name == nameMini {
		about := []string{
			"sendid=" + opaque("sendid", listID), "ver=8", "sign=" + opaque("sign", listID),
			"mchid=" + c.server.options.MchID, "appid=" + c.req.fields["wxappid"],
		}
		receipt = append(receipt, text("package", strings.Join(about, "&")))
	}
	return receipt
}

// spoil lets the fault strike around the work.
func (c *call) spoil(work func() (answer, bool)) answer {
	var a answer
	whole := true
	if f := c.fault; f.at(atTLS) {
		a = page(http.StatusBadRequest, errWrongCertificate.Error())
	} else if !f.at(atAnswer) || f.after {
		a, whole = work()
	}
	if whole && c.fault.at(atAnswer) {
		a = c.replace()
	}
	a.delay, a.log.Fault = c.fault.delay, c.fault.String()
	return a
}

// replace is the answer of a call whose own answer, if any, is kept back.
func (c *call) replace() answer {
	switch c.fault.rule.kind.name {
	case lostReply:
		return answer{lost: true, log: c.log("no answer")} // for programs
	case serverError:
		a := page(http.StatusInternalServerError, "Internal Server Error")
		a.log = c.log("HTTP 500")
		return a
	default:
		return c.refuse(c.fault.rule.kind.refusal)
	}
}

// shape encodes the fields, strangely if the fault says so.
func (c *call) shape(fields reply) []byte {
	if c.fault.rule == nil {
		return fields.encode()
	}
	switch c.fault.rule.kind.name {
	case extraFields:
		fields = append(fields, text("coupon_batch_x", "unheard of"), field{name: "future", children: []field{text("nested", "<xml>")}}) // for programs
	case missingFields:
		fields = slices.DeleteFunc(fields, func(f field) bool {
			return slices.Contains([]string{"return_msg", "err_code", "err_code_des", "mch_billno", "mch_id", "wxappid", "re_openid", "total_amount"}, f.name)
		})
	case reorderedFields:
		slices.Reverse(fields)
	}
	body := fields.encode()
	switch c.fault.rule.kind.name {
	case truncated:
		body = body[:len(body)/2]
	case garbled:
		for i := len(body) / 3; i < len(body); i += 7 {
			body[i] ^= 0x1f
		}
	}
	return body
}
