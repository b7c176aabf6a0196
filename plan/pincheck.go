package plan

import (
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// checkNumbers refuses an edit after which a campaign would make other bill numbers than it has made: the state keeps those
// it knows, but were it lost, everybody would have a number that the platform has never paid.
func checkNumbers(c *hclspec.Campaign, snapshot *state.Snapshot, pins Pins) hcl.Diagnostics {
	if Abandoned(c, snapshot) {
		return nil
	}
	pin, pinned := pins.Find(names(c)...)
	frozen, known := frozenSeries(snapshot, nil, names(c)...)
	switch {
	case pinned && known && !agree(frozen, pin.Series):
		return hcl.Diagnostics{disagreement(pin, frozen)}
	case pinned:
		return edited(c, pin.Series)
	case known && Begun(c, snapshot):
		return edited(c, frozen)
	case known:
		return append(edited(c, frozen), unpinned(c, snapshot, pins)...)
	}
	return unpinned(c, snapshot, pins)
}

// unknownHere warns where a campaign was sent from this folder and the state knows nothing of it, as on another computer.
func (b *builder) unknownHere() hcl.Diagnostics {
	if b.plan.tallies[Send].Packets == 0 || !b.lost() {
		return nil
	}
	pin, _ := b.opts.Pins.Find(names(b.plan.Campaign)...)
	return hcl.Diagnostics{b.plan.warning(lang.Both("Sent before, it seems", "似乎以前发过"), sentBefore(pin.Range.Filename), "")}
}

// lost reports whether the pins know a campaign of which the state has nothing.
func (b *builder) lost() bool {
	_, pinned := b.opts.Pins.Find(names(b.plan.Campaign)...)
	return pinned && !Begun(b.plan.Campaign, b.snapshot) && !b.opts.abandoned
}

// Begun reports whether the state has a packet of a campaign.
func Begun(c *hclspec.Campaign, snapshot *state.Snapshot) bool {
	return slices.ContainsFunc(names(c), func(name string) bool { return Known(name, snapshot) })
}

// Known reports whether the state has a packet of a campaign of this very name.
func Known(campaign string, snapshot *state.Snapshot) bool {
	for range snapshot.Of(campaign) {
		return true
	}
	return false
}

// agree reports whether state and pin make the same numbers. A state of the first releases does not keep everything.
func agree(frozen, pinned billno.Series) bool {
	if frozen.Version == billno.ByKey {
		pinned.Campaign, pinned.AppID, pinned.WithKey = frozen.Campaign, frozen.AppID, frozen.WithKey
		if frozen.Scheme == 0 {
			pinned.Scheme = 0
		}
	}
	return frozen == pinned
}

func disagreement(pin Pin, frozen billno.Series) *hcl.Diagnostic {
	return mistake(lang.Format("State and %s disagree", "状态库与 %s 不一致", pin.Range.Filename), lang.Format(
		"The state has made the bill numbers of campaign %q in another way than this line says, so one of them is not of "+
			"this campaign, and people could be paid twice. Put back the line from git, or the state that belongs to it. If packets were "+
			"sent with this state, its line is:\n\n%s",
		"状态库中活动 %q 的商户订单号规则与这一行不同，两者必有一个不属于这个活动，可能会重复发放。从 git 恢复这一行，或者恢复与它对应的状态库。"+
			"如果红包是用这个状态库发的，它的那一行是：\n\n%s", pin.Campaign, Pin{Campaign: pin.Campaign, Series: frozen}.line()), pin.Range.Ptr())
}

// edited compares what the file says now with what the numbers were made of.
func edited(c *hclspec.Campaign, made billno.Series) (diags hcl.Diagnostics) {
	m := c.Merchant
	_, written := c.Ranges["billno"]
	refuse := func(attribute string, summary, detail lang.Text) {
		diags = append(diags, mistake(summary, otherNumbers(detail, literals(append(slices.Clone(c.Repeats), c.Name))), rangeOf(c, attribute)))
	}
	if made.MchID != m.MchID || made.AppID != "" && made.AppID != m.AppID {
		refuse("merchant", lang.Both("Account of the bill numbers changed", "商户订单号的账户变了"), lang.Format(
			"The bill numbers of campaign %q were made for merchant %s, appid %s; merchant %q now has %s, %s.",
			"活动 %q 的商户订单号是按商户号 %s、appid %s 生成的；商户 %q 现在是 %s、%s。", c.Name, made.MchID, made.AppID, m.Name, m.MchID, m.AppID))
	}
	if c.Date != "" && made.Date != c.Date {
		refuse("date", lang.Both("Date of the bill numbers changed", "商户订单号的日期变了"), lang.Format(
			"The bill numbers of campaign %q were made with %s, the file now says %s. Write date = %q; the schedule may be moved freely.",
			"活动 %q 的商户订单号用的日期是 %s，文件现在写的是 %s。写成 date = %q；schedule 可以随意改动。", c.Name, made.Date, c.Date, Dashed(made.Date)))
	}
	if written && made.Scheme != 0 && made.Scheme != c.BillNo {
		refuse("billno", lang.Both("Form of the bill numbers changed", "商户订单号的形式变了"), lang.Format(
			"The bill numbers of campaign %q were made as %q, the file now says %q. Write billno = %q, or nothing.",
			"活动 %q 的商户订单号形式是 %q，文件现在写的是 %q。写成 billno = %q，或者不写。", c.Name, made.Scheme, c.BillNo, made.Scheme))
	}
	if made.Version == billno.ByPerson && made.WithKey != c.AllowRepeatOpenID {
		refuse("allow_repeat_openid", lang.Both("allow_repeat_openid changed", "allow_repeat_openid 变了"), lang.Format(
			"Campaign %q began with allow_repeat_openid = %t, and its bill numbers depend on it. Put that back; one more packet for somebody goes into a "+
				"campaign of its own.", "活动 %q 开始时 allow_repeat_openid = %t，商户订单号由它决定。改回去；要给某人再发一个红包，放到单独的活动里。", c.Name, made.WithKey))
	}
	return diags
}

// Dashed writes the day of a bill number as people do.
func Dashed(day string) string {
	at, err := time.Parse("20060102", day)
	if err != nil {
		return day
	}
	return at.Format(time.DateOnly)
}

// unpinned refuses a campaign without numbers of its own while a pinned one is gone and nobody can tell, for want of a state,
// whether it is that one under another name.
func unpinned(c *hclspec.Campaign, snapshot *state.Snapshot, pins Pins) hcl.Diagnostics {
	for _, pin := range pins {
		if c.InProject(pin.Campaign) || slices.Contains(c.Repeats, pin.Campaign) || pin.Series.MchID != c.Merchant.MchID {
			continue
		}
		if recorded, known := snapshot.Campaign(pin.Campaign); known && recorded.Series.Version != 0 {
			continue // the packets themselves tell, see boundInRemoved
		}
		block := MovedBlock(address.Address{Campaign: pin.Campaign}, address.Address{Campaign: c.Name})
		return hcl.Diagnostics{mistake(lang.Both("A campaign is gone", "有活动不见了"),
			campaignGone(pin, c.Name, block, literals(append(slices.Clone(c.Repeats), pin.Campaign))), c.Range.Ptr())}
	}
	return nil
}
