package plan

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Digest names what a campaign means: who would be paid what, with which texts, by which account, over which endpoint, and
// under which guards: bounds, asserts, moved blocks, repeats, the reasons of supplements and the place of the state. Order of the rows,
// formatting, comments and the splitting of files do not change it, and it is equal on every machine. The digest of a plan with a
// selection also names who is selected, and so differs from the whole plan's whoever that is.
type Digest [sha256.Size]byte

// String is the whole digest in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Short is the form that people compare: the first eight digits, as in 4f1c-9b02.
func (d Digest) Short() string {
	text := d.String()
	return text[:4] + "-" + text[4:8]
}

// digester hashes each row alone and adds the hashes modulo 2^256, so that their order cannot matter. A keyed row
// occurs once, so the sum stands for the set.
type digester struct {
	settings [sha256.Size]byte
	rows     rowSum
	chosen   *rowSum           // the rows in the selection; nil without one
	granted  rowSum            // the rows of Plan.Granted
	last     [sha256.Size]byte // the row added last
	buffer   []byte
}

// rowSum stands for a set of rows: the sum of their hashes, and how many they are.
type rowSum struct {
	words [4]uint64
	count uint64
}

func (s *rowSum) add(row *[sha256.Size]byte) {
	var carry uint64
	for i := range s.words {
		s.words[i], carry = bits.Add64(s.words[i], binary.LittleEndian.Uint64(row[8*i:]), carry)
	}
	s.count++
}

func (s *rowSum) append(to []byte) []byte {
	for _, word := range append(s.words[:], s.count) {
		to = binary.LittleEndian.AppendUint64(to, word)
	}
	return to
}

func newDigester(c *hclspec.Campaign, selected bool, canary []string) *digester {
	d := &digester{}
	if selected {
		d.chosen = &rowSum{}
	}
	for _, part := range append(meaning(c), canary...) {
		d.part(part)
	}
	d.settings = d.finish()
	return d
}

// meaningV2 is how the second version of digests writes settings: as many values as a form takes make a part. Its bytes never
// change, so that what was approved stays approved.
var meaningV2 = []struct{ form, names string }{
	{"%s", "merchant.mch_id merchant.appid merchant.sub_mch_id merchant.msgappid merchant.protocol merchant.endpoint " + // for programs
		"merchant.backup_endpoint merchant.client_ip"}, // for programs
	{"%s {%s %s %s %s %s %s %s}", "merchant.sandbox merchant.limits.per_minute merchant.limits.min_amount merchant.limits.max_amount " + // for programs
		"merchant.limits.quiet_hours merchant.limits.per_user_daily_packets merchant.limits.per_user_daily_amount merchant.limits.daily_amount"}, // for programs
	{"%s", "send_name act_name scene_id"}, // for programs
	{"{%q %q %q %q}", "risk_info.posttime risk_info.mobile risk_info.deviceid risk_info.clientversion"}, // for programs
	{"%s", "consume_mch_id"},
	{"{%q %q %q %q %q}", "nick_name logo_imgurl share_content share_url share_imgurl"}, // for programs
	{"%s", "date"},
	{"%s %s", "billno allow_repeat_openid"},                  // for programs
	{"%s", "repeats schedule.not_before schedule.not_after"}, // for programs
	{"%s {%s %s %s %s}", "schedule.hours limits.budget limits.max_recipients limits.max_amount limits.per_minute"}, // for programs
}

// meaning is everything of a campaign that the digest covers beside its rows. The first word is another one whenever this
// list is, so that a digest never stands for less than its reader thinks.
func meaning(c *hclspec.Campaign) []string {
	values := map[string]string{}
	for _, s := range c.Settings() {
		values[s.Name] = s.Value
	}
	parts := []string{"redpack.digest.v2", c.Name}
	for _, of := range meaningV2 {
		var texts []any
		for name := range strings.FieldsSeq(of.names) {
			texts = append(texts, values[name])
		}
		for part := range slices.Chunk(texts, strings.Count(of.form, "%")) {
			parts = append(parts, fmt.Sprintf(of.form, part...))
		}
	}
	parts = append(parts, fmt.Sprintf("%q", c.Guards()), fmt.Sprintf("%q", movesOf(c)), c.Project().State.Path)
	if second := c.Merchant.Limits.PerSecond; second > 0 { // who does not write it has the digest of before there was one
		parts = append(parts, "per_second", fmt.Sprint(second))
	}
	if len(c.Canary) > 0 {
		parts = append(parts, "canary", values["canary"])
	}
	if c.ResendRefunded > 0 {
		parts = append(parts, "resend_refunded", values["resend_refunded"])
	}
	if all := c.Supplements(); len(all) > 0 { // how much and whom, their rows say
		parts = append(parts, "supplements", fmt.Sprintf("%q", supplementsOf(all)))
	}
	if at := c.Project().State; at.Postgres() { // a file was there before databases were, and its path has a part of its own
		parts = append(parts, "state", at.Backend(), at.URLEnv, at.Schema, at.Project)
	}
	return parts
}

// supplementsOf says beside whose packet each supplement comes, and why.
func supplementsOf(all []hclspec.Supplement) (texts []string) {
	for _, s := range all {
		texts = append(texts, fmt.Sprintf("%q of %q: %s", s.Key, s.Of, s.Reason))
	}
	slices.Sort(texts)
	return texts
}

// movesOf are the moved blocks of the whole project: a chain of them may lead here through other campaigns.
func movesOf(c *hclspec.Campaign) (all []string) {
	for _, m := range c.Project().Moved {
		all = append(all, m.String())
	}
	slices.Sort(all)
	return all
}

func (d *digester) add(r *hclspec.Recipient) {
	d.part(r.Key)
	d.part(r.OpenID)
	d.buffer = binary.AppendVarint(d.buffer, int64(r.Amount))
	d.part(r.Wishing)
	d.part(r.Remark)
	d.last = d.finish()
	d.rows.add(&d.last)
}

// choose puts the row added last into the selection.
func (d *digester) choose() { d.chosen.add(&d.last) }

// grant counts the row added last among those of Plan.Granted.
func (d *digester) grant() { d.granted.add(&d.last) }

// grants names the set of rows of Plan.Granted.
func (d *digester) grants() Digest {
	d.part("redpack.granted.v1")
	d.buffer = d.granted.append(d.buffer)
	return d.finish()
}

// part appends a text behind its length, so that no two rows share an encoding.
func (d *digester) part(text string) {
	d.buffer = binary.AppendUvarint(d.buffer, uint64(len(text)))
	d.buffer = append(d.buffer, text...)
}

func (d *digester) finish() (sum [sha256.Size]byte) {
	sum = sha256.Sum256(d.buffer)
	d.buffer = d.buffer[:0]
	return sum
}

func (d *digester) sum() Digest {
	d.buffer = append(d.buffer, d.settings[:]...)
	d.buffer = d.rows.append(d.buffer)
	if d.chosen != nil {
		d.buffer = d.chosen.append(d.buffer)
	}
	return d.finish()
}

// Combined is the digest of several plans that are approved together: of one plan its own, of several one over all of
// theirs, in which their order does not matter. It is what people compare and what -check takes.
func Combined(plans []*Plan) Digest {
	if len(plans) == 1 {
		return plans[0].Digest
	}
	digests := make([]Digest, 0, len(plans))
	for _, p := range plans {
		digests = append(digests, p.Digest)
	}
	return combine(digests)
}

func combine(digests []Digest) Digest {
	if len(digests) == 1 {
		return digests[0]
	}
	sorted := slices.SortedFunc(slices.Values(digests), func(a, b Digest) int { return slices.Compare(a[:], b[:]) })
	hash := sha256.New()
	hash.Write([]byte("redpack.digests.v1"))
	for _, d := range sorted {
		hash.Write(d[:])
	}
	return Digest(hash.Sum(nil))
}

// Granted is a set of recipients, and the part of it that was paid.
type Granted struct {
	Digest Digest      // of the set, whatever the order of the rows
	Paid   money.Tally // the part of the set that is done
}

// grant puts a selected packet into Plan.Granted where it belongs.
func (b *builder) grant(p *Packet) bool {
	since := b.opts.Since
	switch {
	case p.Action == Done:
		b.err = b.plan.Granted.Paid.Add(p.Amount())
	case !p.Action.Works() && !touched(p, since):
		return true
	}
	b.digest.grant()
	if reopened(p, since) {
		b.digest.grant() // twice, so that the set equals no other
	}
	return b.err == nil
}

// touched reports whether anything was recorded of a packet since an instant, if there is one.
func touched(p *Packet, since time.Time) bool {
	return !since.IsZero() && (!p.Recorded.OutcomeAt.Before(since) || !p.Recorded.LastRequestAt().Before(since))
}

// reopened reports whether a packet is to be paid anew whose number was there before an instant and was found to have failed, or to have
// come back, after it. It may have been paid at the instant, and so approved by nobody: accepted packets can fail late.
func reopened(p *Packet, since time.Time) bool {
	over := p.Recorded.Status == state.Failed || p.Recorded.Status == state.Refunded
	return p.Action.Begins() && over && p.Recorded.IntentAt.Before(since) && !p.Recorded.OutcomeAt.Before(since)
}
