package inquiry

import (
	"cmp"
	"context"
	"errors"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// AppliedBeforeError says that the platform knows a campaign of which the state has no packet.
type AppliedBeforeError struct {
	Campaign, Key string
	BillNo        billno.BillNo
	Word          string        // the platform's, such as SENT
	Found         billno.Series // that the number is of
	Own           billno.Series // that the campaign would use
	Elsewhere     string        // the campaign that the number is of, where it is another one of this folder
	Sandbox       bool
}

// Error names the causes that fit, with a way out of each.
func (e *AppliedBeforeError) Error() string { return e.Said().English }

// Told has the causes and the ways out on lines of their own.
func (e *AppliedBeforeError) Told() plain.Text { return plain.Lines(e.Said().English) }

// Said is the error in every language.
func (e *AppliedBeforeError) Said() lang.Text {
	text := lang.Format("campaign %q was applied before: WeChat Pay knows bill number %s of %s/%s (%s), but the state here has no packet of "+
		"this campaign. Nothing was sent.\n",
		"活动 %q 以前发放过：微信支付知道商户订单号 %s，属于 %s/%s（%s），而这里的状态库没有本活动的红包。没有发放。\n", e.Campaign, e.BillNo, e.Campaign, e.Key, e.Word).
		Then(e.cause())
	if e.Sandbox {
		text = text.Then(lang.Both("\nTo begin the rehearsal anew instead, remove the sandbox's ledger and what lies beside it: redpack.sandbox*.",
			"\n如果想重新开始演练，删除模拟器的账本和它旁边的文件：redpack.sandbox*。"))
	}
	return text
}

// NoProofError says that nobody could tell whether a campaign was applied before.
type NoProofError struct {
	Campaign string
	Why      lang.Text
	Advice   lang.Text // what a person can do about it; empty where nothing is known
	Broken   bool      // the cause will not pass by itself
}

func (e *NoProofError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *NoProofError) Said() lang.Text {
	advice := e.Advice
	switch {
	case !advice.Empty():
	case e.Broken:
		advice = lang.Both("Repair that first.", "先修好它。")
	default:
		advice = lang.Both("Check the network, then try again.", "检查网络，然后重试。")
	}
	return lang.Format("cannot make sure that campaign %q was not applied before: the state has no packet of it, and WeChat Pay, asked "+
		"about its bill numbers, answered %s. Nothing was sent. %s",
		"无法确定活动 %q 以前没有发放过：状态库没有它的红包，而向微信支付查询它的商户订单号，得到的应答是 %s。没有发放。%s",
		e.Campaign, cmp.Or(e.Why, lang.Both("without a reason", "没有说明原因")), advice)
}

// ErrInterrupted says that a person stopped a command before it had done anything.
var ErrInterrupted = lang.Errorf("interrupted; nothing was sent", "被中断；没有发放")

// Probe looks whether a campaign of which the state has no packet was applied before. It asks about recipients from all
// over the list, by the numbers that a run would use and by all that an earlier run can have used, see candidates. A campaign that
// the state knows passes unasked. One that was sent from here so long ago that the platform may have forgotten it is a
// *TooOldError.
func Probe(ctx context.Context, c *hclspec.Campaign, snapshot *state.Snapshot, pins plan.Pins, q Inquiry) error {
	if !plan.Abandoned(c, snapshot) && plan.Begun(c, snapshot) {
		return nil
	}
	p, err := newProbe(c, snapshot, pins, &q)
	if err != nil {
		return err
	}
	found, err := p.search(ctx)
	switch {
	case err != nil:
		return err
	case found != nil:
		return &AppliedBeforeError{
			Campaign: c.Name, Key: found.of.Key, BillNo: found.no, Word: found.finding.Word, Found: found.series, Own: p.numbers.Series,
			Elsewhere: found.elsewhere, Sandbox: c.Merchant.Sandbox,
		}
	case p.pinned && tooOld(p.numbers.Series.Date, q.Now()):
		return &TooOldError{Campaign: c.Name, Date: p.numbers.Series.Date}
	}
	return nil
}

// probe is one search for numbers of a campaign that the platform knows.
type probe struct {
	*survey
	campaign *hclspec.Campaign
	numbers  *plan.Numbering
	snapshot *state.Snapshot
	pins     plan.Pins
	pinned   bool
	people   []hclspec.Recipient
}

func newProbe(c *hclspec.Campaign, snapshot *state.Snapshot, pins plan.Pins, q *Inquiry) (*probe, error) {
	people, err := sampled(c, snapshot)
	_, pinned := pins.Find(append(c.FormerNames(), c.Name)...)
	return &probe{
		survey: newSurvey(q), campaign: c, snapshot: snapshot, pins: pins, pinned: pinned, people: people,
		numbers: plan.NumberingOf(c, snapshot, pins, q.Now()),
	}, err
}

// errFound ends a search.
var errFound = errors.New("found")

// search asks about one candidate after the other, several at a time, and ends with the first that the platform knows as a number
// of this campaign. One of a campaign that a recipient was moved from is found only where there is none of this one.
func (p *probe) search(ctx context.Context) (found *candidate, err error) {
	var wrong error
	each(ctx, p.survey, p.candidates(&wrong), func(ctx context.Context, g candidate) (candidate, bool) {
		var asked bool
		g.finding, asked = p.ask(ctx, g.no)
		return g, asked
	}, func(_, g candidate) error {
		switch {
		case p.over(ctx):
			return ErrInterrupted
		case g.finding.Platform == apply.NoAnswer:
			return &NoProofError{
				Campaign: p.campaign.Name, Why: g.finding.Reason(), Advice: g.finding.Advice, Broken: g.finding.Broken,
			}
		case g.finding.Known() && g.elsewhere != "":
			g.series, found = p.numbers.Series, &g
		case g.finding.Known():
			found = &g
			return errFound
		}
		return nil
	})
	switch {
	case found != nil:
		return found, nil
	case p.stop == apply.Interrupted || p.stop == apply.Forced:
		return nil, ErrInterrupted
	case p.err != nil:
		return nil, p.err
	}
	return nil, wrong
}
