package plan

import (
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
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
	return hcl.Diagnostics{b.plan.warning("Sent before, it seems", fmt.Sprintf("%s says that bill numbers of this campaign were made from here, "+
		"and the state here knows none of its packets: it was lost, or lies elsewhere. What is shown as to send may be paid already; "+
		"apply asks WeChat Pay before it sends. Put the state back, or restore it:\n\n  redpack state rebuild", pin.Range.Filename), "")}
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
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: "State and " + pin.Range.Filename + " disagree", Subject: pin.Range.Ptr(),
		Detail: fmt.Sprintf("The state has made the bill numbers of campaign %q in another way than this line says, so one of them is not of "+
			"this campaign, and people could be paid twice. Put back the line from git, or the state that belongs to it. If packets were "+
			"sent with this state, its line is:\n\n%s", pin.Campaign, Pin{Campaign: pin.Campaign, Series: frozen}.line()),
	}
}

// edited compares what the file says now with what the numbers were made of.
func edited(c *hclspec.Campaign, made billno.Series) (diags hcl.Diagnostics) {
	m := c.Merchant
	_, written := c.Ranges["billno"]
	refuse := func(attribute, summary, detail string) {
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: summary, Subject: rangeOf(c, attribute),
			Detail: fmt.Sprintf("%s Everybody would get another bill number, and a lost state would have everybody paid again. %s",
				detail, anew(c)),
		})
	}
	if made.MchID != m.MchID || made.AppID != "" && made.AppID != m.AppID {
		refuse("merchant", "Account of the bill numbers changed", fmt.Sprintf("The bill numbers of campaign %q were made for merchant %s, appid "+
			"%s; merchant %q now has %s, %s.", c.Name, made.MchID, made.AppID, m.Name, m.MchID, m.AppID))
	}
	if c.Date != "" && made.Date != c.Date {
		refuse("date", "Date of the bill numbers changed", fmt.Sprintf("The bill numbers of campaign %q were made with %s, the file now says %s. "+
			"Write date = %q; the schedule may be moved freely.", c.Name, made.Date, c.Date, Dashed(made.Date)))
	}
	if written && made.Scheme != 0 && made.Scheme != c.BillNo {
		refuse("billno", "Form of the bill numbers changed", fmt.Sprintf("The bill numbers of campaign %q were made as %q, the file now says %q. "+
			"Write billno = %q, or nothing.", c.Name, made.Scheme, c.BillNo, made.Scheme))
	}
	if made.Version == billno.ByPerson && made.WithKey != c.AllowRepeatOpenID {
		refuse("allow_repeat_openid", "allow_repeat_openid changed", fmt.Sprintf("Campaign %q began with allow_repeat_openid = %t, and its bill "+
			"numbers depend on it. Put that back; one more packet for somebody goes into a campaign of its own.", c.Name, made.WithKey))
	}
	return diags
}

// anew is how a campaign begins with other numbers on purpose.
func anew(c *hclspec.Campaign) string {
	return fmt.Sprintf("To pay these people once more on purpose, give the campaign another name and say in it, for every reviewer to see: "+
		"repeats = [%s].", literals(append(slices.Clone(c.Repeats), c.Name)))
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
		return hcl.Diagnostics{{
			Severity: hcl.DiagError, Summary: "A campaign is gone", Subject: c.Range.Ptr(),
			Detail: fmt.Sprintf("%s says that packets of campaign %q were sent from here. No file names it any more, and the state does not know "+
				"its packets, so nobody can tell whether %q is that campaign under another name, whose people would be paid again. If it is, "+
				"say so:\n\n%s\nIf it is another campaign, say that in it, for every reviewer to see:\n\n  repeats = [%s]",
				pin.Range.Filename, pin.Campaign, c.Name, block, literals(append(slices.Clone(c.Repeats), pin.Campaign))),
		}}
	}
	return nil
}
