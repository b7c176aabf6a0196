package hclspec

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"math/big"
	"math/bits"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// draw is one draw block: amounts by chance that come out the same on every machine, because they follow from the seed and
// the recipient's key alone. It has either tiers, where each recipient is drawn by itself, or a pot that all of them share.
type draw struct {
	name    string
	seed    string
	tiers   []tier
	total   money.Fen // of a pot; 0 for tiers
	min     money.Fen // of a pot
	max     money.Fen
	at      hcl.Range
	totalAt hcl.Range
	users   []hcl.Range // campaigns that share the pot
}

// tier is won by a draw below its threshold that is not below the one before it. The last one's threshold is 2^64, which
// last stands for.
type tier struct {
	name      string
	threshold uint64
	last      bool
	min, max  money.Fen
}

// The labels keep the uses of one seed apart: HMAC-SHA256(seed, label ‖ 0x00 ‖ key).
const (
	drawLabel = "redpack.draw.v1\x00"
	potLabel  = "redpack.pot.v1\x00"
)

func (l *loader) decodeDraws() {
	l.draws = map[string]*draw{}
	taken := map[string]hcl.Range{}
	for _, block := range l.blocks["draw"] {
		if name, ok := l.identifier(block, taken); ok {
			l.draws[name] = &draw{name: name, at: block.DefRange()}
			l.draws[name].decode(l.frame(block.Body, fmt.Sprintf("draw %q", name), ""))
		}
	}
}

func (d *draw) decode(f *frame) {
	f.require(seedDecides, "seed")
	d.seed = f.text("seed")
	tiers := f.blocks("tier", 0)
	if f.has("seed") && d.seed == "" && f.evaluated("seed") {
		f.l.report(wrong(lang.Both("Empty seed", "种子为空"), f.at("seed"),
			lang.Both("With an empty seed anybody could compute the draw beforehand. Give it a text of its own.", "种子为空，谁都能提前算出结果。给它一段自己的文字。")))
	}
	if f.has("total") || len(tiers) == 0 {
		d.decodePot(f)
	}
	if f.has("total") && len(tiers) > 0 {
		f.l.report(wrong(lang.Both("Draw of two kinds", "draw 有两种写法"), tiers[0].DefRange(),
			lang.Both("A draw has either tiers, or a total that all recipients share. Make two draws of it.",
				"一个 draw 要么分档（tier），要么有一个所有领取人共分的 total。拆成两个 draw。")))
	}
	d.decodeTiers(f.l, tiers)
	f.finish()
}

func (d *draw) decodePot(f *frame) {
	f.require(tiersOrPot, "total", "min", "max")
	d.total, d.min, d.max = f.yuan("total", 0), f.yuan("min", 0), f.yuan("max", 0)
	d.totalAt = f.at("total")
	if d.min > d.max && d.max > 0 {
		f.l.report(wrong(titleBoundsCross, f.at("min"), boundsCross(d.min, d.max)))
	}
}

func (d *draw) decodeTiers(l *loader, blocks []*hclsyntax.Block) {
	taken := map[string]hcl.Range{}
	sum := new(big.Float).SetPrec(fenBits)
	complete := true
	for _, block := range blocks {
		name, ok := l.identifier(block, taken)
		f := l.frame(block.Body, "tier", "")
		t := tier{name: name}
		t.min, t.max = f.yuan("amount", 0), 0
		if f.has("amount") {
			t.max = t.min
			if f.has("min") || f.has("max") {
				l.report(wrong(lang.Both("Amount given twice", "金额写了两次"), block.DefRange(), amountOrBounds))
			}
			f.attribute("min")
			f.attribute("max")
		} else {
			f.require(amountOrBounds, "min", "max")
			t.min, t.max = f.yuan("min", 0), f.yuan("max", 0)
		}
		if t.min > t.max {
			l.report(wrong(titleBoundsCross, f.at("min"), boundsCross(t.min, t.max)))
		}
		f.require(lang.Both("It is the tier's part of all recipients, such as 0.10.", "它是这一档占全部领取人的比例，例如 0.10。"), "share")
		part, shared := share(f)
		f.finish()
		complete = complete && ok && shared
		if shared {
			sum.Add(sum, part)
			t.threshold, t.last = threshold(sum)
		}
		d.tiers = append(d.tiers, t)
	}
	if len(blocks) == 0 || !complete {
		return
	}
	if one, whole := nearestInt(sum); !whole || one.Cmp(big.NewInt(1)) != 0 {
		l.report(wrong(lang.Both("Shares do not add up", "比例之和不对"), d.at, sharesAddUp(sum.Text('g', 12))))
	}
	d.tiers[len(d.tiers)-1].last = true
}

func share(f *frame) (*big.Float, bool) {
	v, ok := f.typed("share", cty.Number, lang.Both("Write it as a number, such as 0.10.", "写成数字，例如 0.10。"))
	if !ok {
		return nil, false
	}
	share := v.AsBigFloat()
	if share.Sign() <= 0 || share.Cmp(big.NewFloat(1)) > 0 {
		f.l.report(wrong(lang.Both("Not a share", "不是比例"), f.at("share"),
			lang.Format("share must be above 0 and at most 1, but is %s.", "share 应当大于 0、不超过 1，现在是 %s。", share.Text('g', 12))))
		return nil, false
	}
	return share, true
}

// threshold is a cumulative share on the scale of 2^64; last where it is the whole of it.
func threshold(sum *big.Float) (t uint64, last bool) {
	scaled := new(big.Float).SetPrec(fenBits).SetMantExp(sum, 64)
	n, whole := nearestInt(scaled)
	if !whole {
		n, _ = scaled.Int(nil)
	}
	return n.Uint64(), !n.IsUint64()
}

// drawn is what a draw gave to one key.
type drawn struct {
	draw *draw
	mac  hash.Hash
	sum  []byte
	key  string
	done bool
	fen  money.Fen
	tier string
}

// drawn computes what a draw gives to the row's key, once for each row.
func (x *rowContext) drawn(d *draw) *drawn {
	for i := range x.draw {
		if x.draw[i].draw == d {
			x.draw[i].compute(x.key)
			return &x.draw[i]
		}
	}
	x.draw = append(x.draw, drawn{draw: d, mac: hmac.New(sha256.New, []byte(d.seed))})
	return x.drawn(d)
}

func (n *drawn) compute(key string) {
	if n.done && n.key == key {
		return
	}
	n.sum = macOf(n.mac, drawLabel, key, n.sum)
	n.key, n.done = key, true
	n.fen, n.tier = n.draw.pick(binary.BigEndian.Uint64(n.sum), binary.BigEndian.Uint64(n.sum[8:]))
}

func macOf(mac hash.Hash, label, key string, sum []byte) []byte {
	mac.Reset()
	// A hash never fails to write.
	_, _ = mac.Write([]byte(label))
	_, _ = mac.Write([]byte(key))
	return mac.Sum(sum[:0])
}

// pick finds the tier by the first word, and the amount inside it by the second.
func (d *draw) pick(first, second uint64) (money.Fen, string) {
	for _, t := range d.tiers {
		if t.last || first < t.threshold {
			return t.min + money.Fen(scaled(second, uint64(t.max-t.min)+1)), t.name
		}
	}
	return 0, ""
}

// scaled maps a word evenly to 0 … n-1: the high half of the product.
func scaled(word, n uint64) uint64 {
	high, _ := bits.Mul64(word, n)
	return high
}

// value is what expressions see as draw.name.
func (d *draw) value(x *rowContext) cty.Value {
	if d.total > 0 {
		return cty.ObjectVal(map[string]cty.Value{"amount": yuanValue(x.pot)})
	}
	n := x.drawn(d)
	return cty.ObjectVal(map[string]cty.Value{"amount": yuanValue(n.fen), "tier": cty.StringVal(n.tier)})
}

// misused tells what is wrong with the way an attribute names the draw, or nil.
func (d *draw) misused(a *attribute, traversal hcl.Traversal) *hcl.Diagnostic {
	fields := []string{"amount", "tier"}
	if d.total > 0 {
		fields = fields[:1]
	}
	field, ok := step(traversal, 2)
	if !ok || len(traversal) != 3 || !slices.Contains(fields, field) {
		return wrong(lang.Both("Unknown name", "未知名称"), traversal.SourceRange(),
			lang.Format("Of the draw %q there is %s.", "draw %q 只有 %s。", d.name, either(prefixed("draw."+d.name+".", fields))))
	}
	if d.total == 0 {
		return nil
	}
	if whole, is := a.expr.(*hclsyntax.ScopeTraversalExpr); a.name == "amount" && is && len(whole.Traversal) == 3 {
		a.pot = d
		return nil
	}
	return wrong(lang.Both("Pot inside an expression", "红包池写在表达式里"), traversal.SourceRange(), potInside(d.name))
}

func prefixed(prefix string, names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, prefix+name)
	}
	return all
}

// Draw is one use of chance in a campaign.
type Draw struct {
	Name  string
	Pot   bool // its amounts hang on who else is on the list, so adding people changes what is not sent yet
	Range hcl.Range
}

// Draws lists the draws that decide amounts or texts of the campaign, so that a reader of the plan knows that the seed
// decides, and that whoever sees the files can compute it.
func (c *Campaign) Draws() []Draw {
	var draws []Draw
	seen := map[*draw]bool{}
	for _, attrs := range c.rows.attributes() {
		for _, a := range attrs.written() {
			for _, d := range a.draws {
				if !seen[d] {
					draws = append(draws, Draw{Name: d.name, Pot: d.total > 0, Range: d.at})
				}
				seen[d] = true
			}
		}
	}
	return draws
}
