package hclspec

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/place"
)

// Source is one origin of recipients: the inline ones, one recipients_from block, or all supplements, which come last.
type Source struct {
	Name   string // "inline", "supplements", or the list's path as written; with the sheet where a campaign reads several of a workbook
	Path   string // of the list as Project.Inputs lists it; "" for those that stand in the HCL
	Inline bool   // its recipients stand in the HCL
	Pot    bool   // its amounts are shares of a pot, so they depend on what was sent before
	Absent bool   // the list is not there, see Options.Absent
	Count  int    // of inline recipients; a list's rows are not counted before they are streamed
	Range  hcl.Range
}

// Recipient is one person of a campaign, checked. Its address in the state is campaign/Key. The strings stay valid
// after the stream has moved on, but may keep a piece of the file in memory: clone what is to be kept in numbers.
type Recipient struct {
	Key     string
	OpenID  string
	Amount  money.Fen
	Wishing string
	Remark  string
	Label   string    // the name that people know, for them alone: never sent, hashed or part of an address; "" if there is none
	Source  int       // index into Campaign.Sources
	Range   hcl.Range // its HCL item or its whole CSV row
	// Supplement says beside whose packet this one comes, and why; nil for everybody else. Where a list is absent that may name the
	// person, OpenID is "".
	Supplement *Supplement
}

// Committed tells what the state has already promised or paid to a key; ok is false for a key without an intent. No key is
// empty: asked for "", it tells what went to people of the campaign who are no longer on its list. A shared pot is drawn over
// what is left. A nil Committed means that nothing was sent yet.
type Committed func(key string) (amount money.Fen, ok bool)

// rows is where a campaign's recipients come from.
type rows struct {
	sources *sources
	showAll bool
	scope   *scope // of row expressions: variables, merchants, draws
	draws   map[string]*draw
	feeds   []feed // one for each of Campaign.Sources
	asserts []assertion
}

// otherSheet tells whether the campaign reads another sheet of a list's workbook, too.
func (r *rows) otherSheet(list *listFeed) bool {
	return slices.ContainsFunc(r.feeds, func(one feed) bool {
		other, ok := one.(*listFeed)
		return ok && other.path == list.path && other.sheetName != list.sheetName
	})
}

// attributes are the sets of expressions that the rows are made of: one of each list, and one of each recipient or supplement in the HCL.
func (r *rows) attributes() (all []*attributes) {
	for _, feed := range r.feeds {
		switch feed := feed.(type) {
		case *inlineFeed:
			for i := range feed.rows {
				all = append(all, &feed.rows[i].attrs)
			}
		case *supplementFeed:
			for i := range feed.rows {
				all = append(all, &feed.rows[i].attrs)
			}
		default:
			all = append(all, feed.attributes())
		}
	}
	return all
}

// feed gives the rows of one source.
type feed interface {
	// each hands every row to the stream, until it wants no more.
	each(s *stream) (more bool)
	// recall evaluates key and openid of a row that went by before.
	recall(s *stream, position uint64) (seen, bool)
	// attributes are the expressions of the source; rows of the HCL itself have one set each and return nil.
	attributes() *attributes
}

// seen is a row that went by before, found again.
type seen struct {
	key    string
	openID string
	at     hcl.Range
}

// Recipients streams every valid recipient in the order of the sources and checks every row on the way: amounts against
// the merchant and the scene, texts in UTF-8 bytes, openids, duplicates of key and openid over all sources, and at the end
// the campaign's limits and asserts. It reports everything wrong at once, each rule folded after ten rows. The order, the
// values and the diagnostics are the same in every run over the same files.
//
// The Recipient is overwritten by the next one; copy it to keep it. When yield returns false the stream stops, and the
// checks that need its end are not made. Rows may only be trusted when the diagnostics of the whole stream hold no error.
func (c *Campaign) Recipients(committed Committed, yield func(*Recipient) bool) hcl.Diagnostics {
	_, diags := c.Read(committed, yield)
	return diags
}

// decodeRecipients finds the sources of a campaign in the order of the file.
func (d *campaignDecoder) decodeRecipients() {
	c := d.campaign
	c.rows = rows{
		sources: d.l.project.sources,
		showAll: d.l.opts.ShowAll,
		scope:   d.scope.naming("draw", slices.Sorted(maps.Keys(d.l.draws))),
		draws:   d.l.draws,
	}
	inline := &inlineDecoder{d.l, &inlineFeed{campaign: c}}
	if attr := d.attribute("recipients"); attr != nil {
		inline.decodeMap(attr)
	}
	for _, block := range d.blocks("recipient", 0) {
		inline.decodeBlock(block)
	}
	for _, block := range d.blocks("recipients_from", 0) {
		d.decodeFile(block)
	}
	if len(inline.feed.rows) > 0 {
		source := Source{Name: "inline", Inline: true, Count: len(inline.feed.rows), Range: inline.feed.rows[0].at}
		c.Sources = append([]Source{source}, c.Sources...)
		c.rows.feeds = append([]feed{inline.feed}, c.rows.feeds...)
	}
	for i, feed := range c.rows.feeds {
		if file, ok := feed.(*listFeed); ok {
			file.source = i
			if c.rows.otherSheet(file) {
				c.Sources[i].Name += " " + file.sheetName // so that a group is one list
			}
			c.Sources[i].Path, c.Sources[i].Pot, c.Sources[i].Absent = file.path, potOf(file.attrs.amount) != nil, file.absent
		}
	}
	if len(c.rows.feeds) == 0 && !d.l.diags.HasErrors() {
		d.l.report(wrong(lang.Both("Campaign without recipients", "活动没有领取人"), c.Range,
			lang.Format(`The campaign %q has nobody to send to. Write recipients = { … }, recipient blocks, or recipients_from "csv" { … }.`,
				`活动 %q 没有领取人。写 recipients = { … }、recipient 块，或 recipients_from "csv" { … }。`, c.Name)))
	}
	d.decodeSupplements()
	for _, block := range d.blocks("assert", 0) {
		d.decodeAssert(block)
	}
	d.checkPots()
}

// Incomplete reports whether a list of the campaign is not there, so that its recipients are not all.
func (c *Campaign) Incomplete() bool {
	return slices.ContainsFunc(c.Sources, func(s Source) bool { return s.Absent })
}

// InlineCount is how many recipients stand in the HCL itself. Beyond some thousands a CSV is the better place for them.
func (c *Campaign) InlineCount() int {
	if len(c.Sources) > 0 {
		return c.Sources[0].Count
	}
	return 0
}

// attributes are the expressions that make a recipient. A nil one was not written.
type attributes struct {
	key, openID, amount, wishing, remark, label, where *attribute
}

// attributeNames are those of a row of a list, in the order in which they are reported.
var attributeNames = []string{"key", "openid", "amount", "wishing", "remark", "label", "where"}

// of is where the attribute of a name is kept.
func (a *attributes) of(name string) **attribute {
	return map[string]**attribute{
		"key": &a.key, "openid": &a.openID, "amount": &a.amount, "wishing": &a.wishing, "remark": &a.remark,
		"label": &a.label, "where": &a.where,
	}[name]
}

func (a *attributes) written() []*attribute {
	var all []*attribute
	for _, one := range []*attribute{a.key, a.openID, a.amount, a.wishing, a.remark, a.label, a.where} {
		if one != nil {
			all = append(all, one)
		}
	}
	return all
}

// columnNames are the columns that the expressions name, each once.
func (a *attributes) columnNames() []string {
	var names []string
	for _, one := range a.written() {
		names = append(names, one.columnNames()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// columnNames are the columns that the expression names.
func (a *attribute) columnNames() (names []string) {
	for _, traversal := range a.expr.Variables() {
		if name, ok := step(traversal, 1); ok && traversal.RootName() == "row" {
			names = append(names, name)
		}
	}
	return names
}

// take assigns an expression to the attribute of its name; false where a recipient in the HCL has none such.
func (a *attributes) take(name string, expr hclsyntax.Expression) bool {
	if !slices.Contains(inlineNames, name) {
		return false
	}
	*a.of(name) = &attribute{name: name, expr: expr}
	return true
}

func (s seen) String() string { return fmt.Sprintf("%s (key %q)", place.Of(s.at), s.key) }
