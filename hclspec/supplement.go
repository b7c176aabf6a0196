package hclspec

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
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
	f.said = map[string]lang.Text{
		"openid": lang.Both("Whom it is for says of: the key of the recipient whose packet it comes beside.",
			"发给谁由 of 说明：写原有红包的领取人的键。"),
		"key": lang.Both(`Its key is the label: supplement "wang_wei_2" { … }.`,
			`它的键写在标签中：supplement "wang_wei_2" { … }。`),
	}
	f.require(lang.Both("It is the key of the recipient whose packet it comes beside.",
		"它是原有红包的领取人的键。"), "of")
	f.require(lang.Both("It is what this packet pays, beside the one that stays as it is.",
		"它是这个红包的金额，原有红包不变。"), "amount")
	f.require(lang.Both("It tells reviewers and auditors why one person gets a further packet.",
		"它向审阅和审计人员说明为什么给同一个人再发一个红包。"), "reason")
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
				d.l.report(wrong(lang.Both("Draw in a supplement", "补发中使用了 draw"), traversal.SourceRange(),
					lang.Both("A supplement pays a stated sum to one person and takes no part in a draw. Write what it is: amount = 1.88.",
						"补发给一个人发固定金额，不参与 draw。直接写金额：amount = 1.88。")))
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
		f.l.report(wrong(lang.Both("Empty text", "文字为空"), at,
			lang.Both("reason is empty. Say why this person gets a further packet, for those who review and audit it.",
				"reason 为空。写明为什么再给这个人发红包，供审阅和审计人员查看。")))
	case len(text) > ReasonBytes:
		f.l.report(wrong(lang.Both("Text too long", "文字过长"), at,
			lang.Format("reason has %s; %d bytes are allowed. Shorten it by %d bytes.",
				"reason 有 %s；最多允许 %d 字节。缩短 %d 字节。", sized(text), ReasonBytes, len(text)-ReasonBytes)))
	case strings.IndexFunc(text, unprintable) >= 0:
		f.l.report(wrong(lang.Both("Control character in a text", "文字中有控制字符"), at,
			lang.Both("reason holds a control character or a line end. Write it in one line of plain text.",
				"reason 含有控制字符或换行。写成一行普通文字。")))
	case unseenIn(text) >= 0:
		f.l.report(wrong(lang.Both("Invisible character in a text", "文字中有看不见的字符"), at,
			lang.Format("reason holds a character that nobody sees, %s. Reviewers would read another text than the one that is approved. Take it out.",
				"reason 含有看不见的字符 %s。审阅者看到的会与核准的文字不同。删掉它。", characterAt(text, unseenIn(text)))))
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
	ruleNobody   = newRule(lang.Both("Supplement of nobody", "补发找不到领取人"), lang.Both("are supplements of keys that no list names", "是补发，但名单中没有它的键"))
	ruleOfItself = newRule(lang.Both("Supplement of a supplement", "给补发再补发"), lang.Both("are supplements of supplements", "是给补发的补发"))
	ruleUnclear  = newRule(lang.Both("Supplement of a faulty recipient", "补发的领取人有错误"), lang.Both("are supplements of recipients with something wrong", "是补发，但原领取人有错误"))
)

// payeeOf finds the person whom a supplement is for.
func (s *stream) payeeOf(row *supplementRow, r *Recipient) bool {
	of, shown := s.payees[row.supplement.Of], row.supplement.Of
	if isOpenID(shown) {
		shown = words.MaskOpenID(shown)
	}
	refuse := func(rule *rule, why lang.Text) {
		s.problems.add(rule, row.at, func() *hcl.Diagnostic { return wrong(rule.title, row.ofAt, why) })
	}
	switch name := row.supplement.Of; {
	case of.rows == 1 && of.sound:
		r.OpenID = of.openID
		return true
	case name == "": // it was reported as missing
	case of.rows > 1:
		refuse(ruleUnclear, ambiguousPayee(shown, money.Count(of.rows)))
	case of.rows == 1:
		refuse(ruleUnclear, lang.Format("Something is wrong with the recipient %q, so who that is cannot be told. Repair that row; it is reported, too.",
			"领取人 %q 有错误，无法确定是谁。改好那一行；那里的错误另有报告。", shown))
	case s.campaign.rows.supplements().has(name):
		refuse(ruleOfItself, supplementNamed(shown))
	case s.campaign.Incomplete():
		return true // who that is stands in a list that is not here, so nothing can be sent either
	case s.broken > 0:
		refuse(ruleNobody, lang.Format("No list of the campaign %q names %q, as far as they could be read.%s",
			"在能读取的部分，活动 %q 的名单中没有 %q。%s", s.campaign.Name, shown, s.nearKey(name)))
	default:
		refuse(ruleNobody, lang.Format("No list of the campaign %q names %q.%s A supplement comes beside the packet of somebody who stays in the list.",
			"活动 %q 的名单中没有 %q。%s补发只发给仍在名单中的人，在原有红包之外另发。", s.campaign.Name, shown, s.nearKey(name)))
	}
	return false
}

func (f *supplementFeed) has(key string) bool {
	return slices.ContainsFunc(f.rows, func(row supplementRow) bool { return row.key == key })
}

// nearKey is a hint at the key that was meant. It reads the lists once more, up to the most names that are compared.
func (s *stream) nearKey(name string) lang.Text {
	if isOpenID(name) {
		return lang.Both(" It is a key that is named here, and never an openid.",
			"这里写键，不写 openid。")
	}
	return words.DidYouMean(name, func(yield func(string) bool) {
		again := newStream(s.campaign, s.committed, func(r *Recipient) bool { return yield(r.Key) })
		again.collectPots()
		again.eachOf(s.campaign.rows.lists())
	})
}

// lists are the sources but for the supplements.
func (r *rows) lists() []feed {
	if r.supplements() == nil {
		return r.feeds
	}
	return r.feeds[:len(r.feeds)-1]
}
