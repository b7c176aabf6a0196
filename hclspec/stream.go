package hclspec

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/words"
)

// stream is one run over the recipients of a campaign. It has some methods more than other types: each row goes through most of them,
// over the same tables, and cut in two each half would need the whole of the other.
type stream struct {
	campaign     *Campaign
	committed    Committed
	yield        func(*Recipient) bool
	problems     problems
	keys         seenTable
	openIDs      seenTable
	watchKeys    bool
	watchOpenIDs bool
	pots         map[*draw]*potRun
	payees       payees
	recipient    Recipient
	totals       totals
	broken       int // rows that could not be cut or read, and therefore were not counted
	unused       []unusedList
	files        map[*listFeed]fs.File
	inputs       []Input // the lists that were read to their end
	stopped      bool
	first        bool                             // whoever reads the rows once more has heard the warnings
	fine         struct{ wishing, remark string } // the latest texts with nothing odd in them: most rows have the ones before
}

// totals is what asserts see as self.
type totals struct {
	count    int
	sum      money.Fen
	min, max money.Fen
	overflow bool
}

func (t *totals) add(amount money.Fen) {
	if t.count == 0 || amount < t.min {
		t.min = amount
	}
	t.max = max(t.max, amount)
	t.count++
	sum, ok := t.sum.Add(amount)
	t.sum = sum
	t.overflow = t.overflow || !ok
}

// origin is where a row stands. Ranges inside it are made only when something is wrong.
type origin struct {
	source   int
	position uint64
	at       hcl.Range
	inline   *inlineRow
	feed     *listFeed
	row      csvrow.Row
	hashes   rowHashes
	left     *leftOut // of the list
}

// value is where an attribute's value comes from: the first cell that its expression names, or the expression.
func (o *origin) value(a *attribute) hcl.Range {
	switch {
	case a == nil && o.inline != nil:
		return o.inline.keyAt
	case a == nil:
		return o.at
	case o.feed == nil:
		return a.expr.Range()
	case len(a.columns) > 0:
		return o.feed.cellRange(o.row, a.columns[0])
	}
	return o.at
}

// valueOf is where the value of a part of an attribute's expression comes from.
func (o *origin) valueOf(a *attribute, part hclsyntax.Expression) hcl.Range {
	if o.feed == nil {
		return part.Range()
	}
	for _, traversal := range part.Variables() {
		name, ok := step(traversal, 1)
		if i := slices.Index(o.feed.header, name); ok && i >= 0 && traversal.RootName() == "row" {
			return o.feed.cellRange(o.row, i)
		}
	}
	return o.value(a)
}

func newStream(c *Campaign, committed Committed, yield func(*Recipient) bool) *stream {
	return &stream{campaign: c, committed: committed, yield: yield, problems: problems{showAll: c.rows.showAll}, files: map[*listFeed]fs.File{}, payees: payeesOf(c)}
}

func (s *stream) run() hcl.Diagnostics {
	s.campaign.rows.scope.meter.allow(passWork)
	return clipped(s.pass())
}

// reread streams the sources for whoever needs no more than their rows, which may cost as much as in the reading before.
func (s *stream) reread() hcl.Diagnostics {
	s.campaign.rows.scope.meter.allow(passWork)
	s.each()
	return s.problems.all()
}

func (s *stream) pass() hcl.Diagnostics {
	if diags := s.drawPots(); diags.HasErrors() {
		return diags
	}
	s.first = true
	s.each()
	diags := append(s.problems.all(), s.campaign.oddTexts()...)
	if s.stopped {
		return diags
	}
	return append(diags, s.checkEnd(diags.HasErrors() || s.campaign.Incomplete())...)
}

// each streams the sources one after the other.
func (s *stream) each() { s.eachOf(s.campaign.rows.feeds) }

func (s *stream) eachOf(feeds []feed) {
	for _, feed := range feeds {
		if !feed.each(s) {
			s.stopped = true
			break
		}
	}
	for feed, f := range s.files {
		if err := f.Close(); err != nil {
			s.fail(feed, err)
		}
	}
}

func (s *stream) fail(feed *listFeed, err error) {
	s.broken++
	s.problems.diags = append(s.problems.diags, feed.unreadable(err))
}

// expect prepares the tables for so many rows more.
func (s *stream) expect(rows int) {
	if s.watchOpenIDs {
		s.openIDs.grow(rows)
	}
	if s.watchKeys {
		s.keys.grow(rows)
	}
}

// row evaluates, checks and hands on one row; false stops the stream.
func (s *stream) row(x *rowContext, attrs *attributes, o *origin) bool {
	if attrs.where != nil {
		if !s.soundCells(x, attrs, o, attrs.where.columns) {
			s.broken++
			return true
		}
		wanted, err := attrs.where.truth(x)
		if err != nil {
			s.expressionFailed(o, attrs.where, err)
			return true
		}
		if !wanted {
			return true
		}
	}
	r := &s.recipient
	*r = Recipient{Source: o.source, Range: o.at}
	if o.feed != nil && !s.soundCells(x, attrs, o, o.feed.judged(o.row)) {
		s.broken++
		return true
	}
	openID, total := s.openID(x, attrs, o, r)
	if total {
		s.broken++
		return true
	}
	identified := s.identify(x, attrs, o, r, openID)
	sound := s.content(x, attrs, o, r) && identified
	if s.payees != nil {
		s.payees.meet(r, sound)
	}
	if !sound {
		s.broken++
		return true
	}
	s.totals.add(r.Amount)
	return s.yield == nil || s.yield(r)
}

// openID evaluates the openid. A row of a list without one may be the total of the others, of which nothing else is asked.
func (s *stream) openID(x *rowContext, attrs *attributes, o *origin, r *Recipient) (ok, total bool) {
	var err error
	switch r.OpenID, err = attrs.openID.text(x); {
	case err != nil:
		s.expressionFailed(o, attrs.openID, err)
		return false, false
	case isOpenID(r.OpenID):
		return true, false
	case o.feed != nil && s.isTotal(x, attrs, o):
		return false, true
	}
	s.problems.add(ruleOpenID, o.at, func() *hcl.Diagnostic { return s.openIDFault(r.OpenID, o, attrs.openID) })
	return false, false
}

// identify evaluates the key, and holds it and the openid, which may be none, against all rows before.
func (s *stream) identify(x *rowContext, attrs *attributes, o *origin, r *Recipient, ok bool) bool {
	var err error
	switch {
	case o.inline != nil:
		r.Key = o.inline.key
	case attrs.key == nil:
		r.Key = r.OpenID
	default:
		if r.Key, err = attrs.key.text(x); err != nil {
			s.expressionFailed(o, attrs.key, err)
			return false
		}
	}
	x.key = r.Key
	if attrs.key == nil && o.inline == nil && !ok {
		return false
	}
	return s.ownKey(attrs, o, r, ok) && ok
}

// ownKey holds a row's key, and its openid where that is valid, against all rows before.
func (s *stream) ownKey(attrs *attributes, o *origin, r *Recipient, validOpenID bool) bool {
	if s.holdsSecret(lang.Both("The key", "键"), r.Key, o, attrs.key) {
		return false
	}
	if why, clean := s.whyNotKey(r.Key, attrs.key); !clean {
		s.problems.tell(ruleKey, o, attrs.key, func() lang.Text { return why })
		return false
	}
	return s.unseen(attrs, o, r, validOpenID)
}

// content evaluates what the packet holds. It runs for every row, so that all its faults are reported at once.
func (s *stream) content(x *rowContext, attrs *attributes, o *origin, r *Recipient) bool {
	ok := s.shownAsAmounts(x, attrs.amount, o) && s.amount(x, attrs.amount, o, r)
	if ok {
		attrs.amount.noteShown(x, o)
	}
	r.Wishing, r.Remark = s.campaign.Wishing, s.campaign.Remark
	ok = s.ownText("wishing", x, attrs.wishing, o, &r.Wishing, wishingBytes, ruleWishing) && ok
	ok = s.ownText("remark", x, attrs.remark, o, &r.Remark, remarkBytes, ruleRemark) && ok
	return s.label(x, attrs.label, o, &r.Label) && ok
}

// label is the name of a row for people. One may have none.
func (s *stream) label(x *rowContext, a *attribute, o *origin, into *string) bool {
	if a == nil {
		return true
	}
	text, err := a.text(x)
	if err != nil {
		s.expressionFailed(o, a, err)
		return false
	}
	if s.holdsSecret(lang.Same(a.name), text, o, a) {
		return false
	}
	*into = strings.TrimSpace(text)
	why := labelFault(*into)
	if !why.Empty() {
		s.problems.tell(ruleLabel, o, a, func() lang.Text {
			return lang.Format("%s The label is only shown, never sent.",
				"%s备注名只用于显示，不会发出。", why)
		})
	}
	return why.Empty()
}

// ownText is the text of a row, or the campaign's where the row has none of its own.
func (s *stream) ownText(name string, x *rowContext, a *attribute, o *origin, into *string, bytesMax int, missing *rule) bool {
	if a != nil {
		return s.text(x, a, o, into, bytesMax)
	}
	if *into == "" {
		s.problems.tellAt(missing, o.at, func() lang.Text {
			return lang.Format(`Neither the campaign nor this recipient has a %s, and the platform demands one. Write %s = "…" in the campaign.`,
				`活动和这位领取人都没有 %s，而平台必填。在活动中写 %s = "…"。`, name, name)
		})
	}
	return *into != ""
}

func (s *stream) text(x *rowContext, a *attribute, o *origin, into *string, bytesMax int) bool {
	text, err := a.text(x)
	if err != nil {
		s.expressionFailed(o, a, err)
		return false
	}
	if s.holdsSecret(lang.Same(a.name), text, o, a) {
		return false
	}
	*into = text
	if len(text) <= bytesMax && text != "" && (x.plain && a.plain || csvrow.PlainText(text)) {
		s.warnOf(x, a, o, text)
		return true
	}
	if text == "" {
		s.problems.tell(ruleEmpty, o, a, func() lang.Text {
			return lang.Format("%s is empty; the platform wants at least one character.",
				"%s 为空；平台要求至少一个字符。", a.name)
		})
		return false
	}
	d := textFault(a.name, text, bytesMax, o.value(a))
	if d == nil {
		s.warnOf(x, a, o, text)
		return true
	}
	r := ruleLong
	if len(text) <= bytesMax {
		r = ruleControl
	}
	s.problems.add(r, o.at, func() *hcl.Diagnostic { return d })
	return false
}

// holdsSecret refuses a text with a secret in it, whose value then appears nowhere.
func (s *stream) holdsSecret(name lang.Text, text string, o *origin, a *attribute) bool {
	found, bad := s.campaign.rows.sources.guard.known.Find(text)
	if bad {
		s.refuseSecret(name, found.Kind, o, a)
	}
	return bad
}

// refuseSecret is apart because what its closure holds is made anew for each call.
func (s *stream) refuseSecret(name, kind lang.Text, o *origin, a *attribute) {
	s.problems.add(ruleSecret, o.at, func() *hcl.Diagnostic {
		return s.campaign.rows.sources.guard.fault(name, kind, o.value(a))
	})
}

// expressionFailed reports an expression that failed on this row.
func (s *stream) expressionFailed(o *origin, a *attribute, err error) {
	if s.operandFailed(o, a, err) {
		return
	}
	s.problems.add(ruleExpression, o.at, func() *hcl.Diagnostic {
		var failed *rowError
		if o.feed == nil && errors.As(err, &failed) {
			d := *failed.diags[0]
			summary := saidOf(&d).Summary
			retold(&d, func(detail lang.Text) lang.Text { return summary.Then(lang.Both(": ", "：")).Then(detail) })
			return &d
		}
		return wrong(lang.Text{}, o.value(a),
			lang.Format("%s (%s) has no value for this row: %s",
				"%s（%s）在这一行没有值：%s", a.name, place.Of(a.expr.Range()), told(err).Each(words.Ended)))
	})
}
