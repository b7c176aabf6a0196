package hclspec

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

// ReasonBytes is how long the reason of a supplement may be.
const ReasonBytes = 256

// supplementsName is what plans and selections call the source of all supplements of a campaign.
const supplementsName = "supplements"

// Supplement is one further packet for one person of a campaign, beside the one that the person's row has: a difference, or what
// was forgotten. It names the row and never an openid, so it cannot be anybody else's.
type Supplement struct {
	Key    string    // of its own packet
	Of     string    // of the recipient in the campaign's lists whose packet stays as it is
	Reason string    // why, for those who review and audit; never sent
	Range  hcl.Range // the whole block
}

// Supplements are the supplement blocks of the campaign, in the order of the file.
func (c *Campaign) Supplements() (all []Supplement) {
	if feed := c.rows.supplements(); feed != nil {
		for i := range feed.rows {
			all = append(all, feed.rows[i].supplement)
		}
	}
	return all
}

// Beside are the addresses at which the person of a recipient has other packets on purpose: those of its supplements, or of the
// recipient that it is a supplement of and of the other ones.
func (c *Campaign) Beside(r *Recipient) (all []address.Address) {
	feed, of := c.rows.supplements(), r.Key
	if feed == nil {
		return nil
	}
	if r.Supplement != nil {
		of = r.Supplement.Of
		all = c.Addresses(of)
	}
	for i := range feed.rows {
		if s := &feed.rows[i].supplement; s.Of == of && s.Key != r.Key {
			all = append(all, c.Addresses(s.Key)...)
		}
	}
	return all
}

// supplements is the source of the supplements, or nil.
func (r *rows) supplements() *supplementFeed {
	if len(r.feeds) == 0 {
		return nil
	}
	feed, _ := r.feeds[len(r.feeds)-1].(*supplementFeed)
	return feed
}

// supplementFeed are the supplement blocks of a campaign. It is streamed after all lists, so that whom they name has gone by.
type supplementFeed struct {
	campaign *Campaign
	source   int // its index in Campaign.Sources
	rows     []supplementRow
}

// supplementRow is one supplement as it stands in the HCL.
type supplementRow struct {
	inlineRow
	supplement Supplement
	ofAt       hcl.Range
}

// decodeSupplements reads the supplement blocks, which come behind all lists.
func (d *campaignDecoder) decodeSupplements() {
	c := d.campaign
	feed := &supplementFeed{campaign: c, source: len(c.Sources)}
	for _, block := range d.blocks("supplement", 0) {
		if row, ok := d.decodeSupplement(block); ok {
			feed.rows = append(feed.rows, row)
		}
	}
	if len(feed.rows) > 0 {
		c.Sources = append(c.Sources, Source{Name: supplementsName, Inline: true, Count: len(feed.rows), Range: feed.rows[0].at})
		c.rows.feeds = append(c.rows.feeds, feed)
	}
}

// decodeSupplement reads supplement "key" { of = …, amount = …, reason = … }.
func (d *campaignDecoder) decodeSupplement(block *hclsyntax.Block) (row supplementRow, ok bool) {
	if !d.l.labels(block, 1) {
		return row, false
	}
	row.key, row.keyAt, row.at = Normal(block.Labels[0]), block.LabelRanges[0], block.Range()
	f := d.l.frame(block.Body, "supplement", "")
	f.scope = d.scope
	f.hints = map[string]string{
		"openid": "Whom it is for says of: the key of the recipient whose packet it comes beside.",
		"key":    "Its key is the label: supplement \"wang_wei_2\" { … }.",
	}
	f.require("It is the key of the recipient whose packet it comes beside.", "of")
	f.require("It is what this packet pays, beside the one that stays as it is.", "amount")
	f.require("It tells reviewers and auditors why one person gets a further packet.", "reason")
	row.supplement = Supplement{Key: row.key, Of: Normal(f.text("of")), Reason: f.reason(), Range: row.at}
	row.ofAt = f.at("of")
	for _, name := range []string{"amount", "wishing", "remark", "label"} {
		if attr := f.attribute(name); attr != nil {
			row.attrs.take(name, attr.Expr)
		}
	}
	f.finish()
	d.bindSupplement(&row)
	return row, row.attrs.amount != nil
}

// bindSupplement prepares the expressions. A supplement is a stated sum, so it takes nothing of a draw.
func (d *campaignDecoder) bindSupplement(row *supplementRow) {
	for _, a := range row.attrs.written() {
		if isLiteral(a.expr) {
			continue
		}
		d.l.report(d.campaign.rows.scope.check(a.expr)...)
		for _, traversal := range a.expr.Variables() {
			if traversal.RootName() == "draw" {
				d.l.report(fault("Draw in a supplement", traversal.SourceRange(), "A supplement pays a stated sum to one person and takes no part in a "+
					"draw. Write what it is: amount = 1.88."))
			}
		}
		a.prepare(d.l.meter)
	}
}

// reason reads why somebody gets a further packet.
func (f *frame) reason() string {
	text := strings.TrimSpace(f.text("reason"))
	switch at := f.at("reason"); {
	case !f.has("reason") || !f.evaluated("reason"):
	case text == "":
		f.l.report(fault("Empty text", at, "reason is empty. Say why this person gets a further packet, for those who review and audit it."))
	case len(text) > ReasonBytes:
		f.l.report(fault("Text too long", at, "reason has %s; %d bytes are allowed. Shorten it by %d bytes.", size(text), ReasonBytes, len(text)-ReasonBytes))
	case strings.IndexFunc(text, unprintable) >= 0:
		f.l.report(fault("Control character in a text", at, "reason holds a control character or a line end. Write it in one line of plain text."))
	case unseenIn(text) >= 0:
		f.l.report(fault("Invisible character in a text", at, "reason holds a character that nobody sees, %s. Reviewers would read another text "+
			"than the one that is approved. Take it out.", characterAt(text, unseenIn(text))))
	}
	return text
}

func (f *supplementFeed) attributes() *attributes { return nil }

func (f *supplementFeed) each(s *stream) bool {
	x := &rowContext{scope: f.campaign.rows.scope, draws: f.campaign.rows.draws}
	for i := range f.rows {
		row := &f.rows[i]
		x.reset()
		if !s.supplement(x, row, &origin{source: f.source, position: uint64(i), at: row.at, inline: &row.inlineRow}) {
			return false
		}
	}
	return true
}

func (f *supplementFeed) recall(_ *stream, position uint64) (seen, bool) {
	row := &f.rows[position]
	return seen{key: row.key, at: row.at}, true // its openid is another row's and not held against any
}

// supplement is row for a supplement: its openid is that of the row that it names, and all else is checked as of any recipient. It may
// have the openid that has gone by with that row, and nobody comes behind it.
func (s *stream) supplement(x *rowContext, row *supplementRow, o *origin) bool {
	r := &s.recipient
	*r = Recipient{Key: row.key, Source: o.source, Range: row.at, Supplement: &row.supplement}
	x.key = r.Key
	fine := s.ownKey(&row.attrs, o, r, false)
	fine = s.payeeOf(row, r) && fine
	if !s.content(x, &row.attrs, o, r) || !fine {
		s.broken++
		return true
	}
	s.totals.add(r.Amount)
	return s.yield == nil || s.yield(r)
}

// payee is what has gone by of a recipient whom supplements name.
type payee struct {
	openID string
	rows   int
	sound  bool // nothing is wrong with the rows
}

// payees remembers only whom supplements name, however long the lists are. It is nil for a campaign without supplements.
type payees map[string]*payee

func payeesOf(c *Campaign) payees {
	feed := c.rows.supplements()
	if feed == nil {
		return nil
	}
	p := payees{}
	for i := range feed.rows {
		p[feed.rows[i].supplement.Of] = &payee{sound: true}
	}
	return p
}

// meet notes a row of a list.
func (p payees) meet(r *Recipient, sound bool) {
	if of := p[r.Key]; of != nil {
		of.openID, of.rows, of.sound = strings.Clone(r.OpenID), of.rows+1, of.sound && sound
	}
}

// Rules of supplements.
var (
	ruleNobody   = &rule{summary: "Supplement of nobody", many: "are supplements of keys that no list names"}
	ruleOfItself = &rule{summary: "Supplement of a supplement", many: "are supplements of supplements"}
	ruleUnclear  = &rule{summary: "Supplement of a faulty recipient", many: "are supplements of recipients with something wrong"}
)

// payeeOf finds the person whom a supplement is for.
func (s *stream) payeeOf(row *supplementRow, r *Recipient) bool {
	of, shown := s.payees[row.supplement.Of], row.supplement.Of
	if isOpenID(shown) {
		shown = words.MaskOpenID(shown)
	}
	refuse := func(rule *rule, format string, args ...any) {
		s.problems.add(rule, row.at, func() *hcl.Diagnostic { return fault("", row.ofAt, format, args...) })
	}
	switch name := row.supplement.Of; {
	case of.rows == 1 && of.sound:
		r.OpenID = of.openID
		return true
	case name == "": // it was reported as missing
	case of.rows > 1:
		refuse(ruleUnclear, "The key %q stands %s times in the lists of the campaign, so whose packet is meant cannot be told. Give each of "+
			"these recipients a key of its own.", shown, money.Count(of.rows))
	case of.rows == 1:
		refuse(ruleUnclear, "Something is wrong with the recipient %q, so who that is cannot be told. Repair that row; it is reported, too.", shown)
	case s.campaign.rows.supplements().has(name):
		refuse(ruleOfItself, "%q is a supplement. Name the recipient whose packet came first, the one in a list of the campaign; several "+
			"supplements may name the same one.", shown)
	case s.campaign.Incomplete():
		return true // who that is stands in a list that is not here, so nothing can be sent either
	case s.broken > 0:
		refuse(ruleNobody, "No list of the campaign %q names %q, as far as they could be read.%s", s.campaign.Name, shown, s.nearKey(name))
	default:
		refuse(ruleNobody, "No list of the campaign %q names %q.%s A supplement comes beside the packet of somebody who stays in the list.",
			s.campaign.Name, shown, s.nearKey(name))
	}
	return false
}

func (f *supplementFeed) has(key string) bool {
	return slices.ContainsFunc(f.rows, func(row supplementRow) bool { return row.key == key })
}

// nearKey is a hint at the key that was meant. It reads the lists once more, up to the most names that are compared.
func (s *stream) nearKey(name string) string {
	if isOpenID(name) {
		return " It is a key that is named here, and never an openid."
	}
	return words.DidYouMean(name, func(yield func(string) bool) {
		again := newStream(s.campaign, s.committed, func(r *Recipient) bool { return yield(r.Key) })
		again.collectPots()
		again.eachOf(s.campaign.rows.lists())
	}).English
}

// lists are the sources but for the supplements.
func (r *rows) lists() []feed {
	if r.supplements() == nil {
		return r.feeds
	}
	return r.feeds[:len(r.feeds)-1]
}
