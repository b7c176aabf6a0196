package planfile

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Expired says why a plan may not be applied any more at an instant; it is empty while it may.
func (s *Saved) Expired(at time.Time) lang.Text {
	switch {
	case s.ValidUntil.Sub(s.Created) > Validity:
		return lang.Format("the plan is forged: it says that it is valid until %s, and no plan is valid for longer than %d hours",
			"计划是伪造的：它说有效期到 %s，而任何计划的有效期都不超过 %d 小时", beijing.Format(s.ValidUntil), int(Validity/time.Hour))
	case !at.Before(s.ValidUntil):
		return lang.Format("the plan was valid until %s, and it is %s", "计划的有效期到 %s，现在是 %s", beijing.Format(s.ValidUntil), beijing.Format(at))
	case at.Before(s.Created.Add(-time.Hour)):
		return lang.Format("the plan was made at %s, and the clock of this computer says %s", "计划生成于 %s，而这台电脑的时钟是 %s",
			beijing.Format(s.Created), beijing.Format(at))
	}
	return lang.Text{}
}

// Exchangeable says why a plan of one version of redpack may not be applied by another; it is empty where it may. Within a major
// version, or a minor one before 1.0, a plan means the same; that is promised by releases alone, so any other build takes only its own plans.
func (s *Saved) Exchangeable(tool string) lang.Text {
	released := !strings.Contains(s.Tool+tool, "-")
	if s.Tool == tool || released && series(s.Tool) == series(tool) {
		return lang.Text{}
	}
	return lang.Format("the plan was made by redpack %s, and this is redpack %s, which may decide otherwise",
		"计划由 redpack %s 生成，而这是 redpack %s，判断可能不同", s.Tool, tool)
}

// series is what two versions share that plan alike: 0.3 of 0.3.1, 2 of 2.7.0.
func series(version string) string {
	parts := strings.SplitN(strings.TrimPrefix(version, "v"), ".", 3)
	if len(parts) > 1 && parts[0] == "0" {
		return "0." + parts[1]
	}
	return parts[0]
}

// MovedFiles names the input files that are not as they were: now is the SHA-256 of each file by its path, in hex, and has
// no entry for a file that is gone.
func (s *Saved) MovedFiles(now map[string]string) (moved []lang.Text) {
	for _, path := range slices.Sorted(maps.Keys(s.Inputs)) {
		switch sum, there := now[path]; {
		case !there:
			moved = append(moved, lang.Format("%s is gone; it was read for the plan", "%s 不见了；生成计划时读过它", path))
		case sum != s.Inputs[path]:
			moved = append(moved, lang.Format("%s changed after the plan was made", "%s 在生成计划之后变了", path))
		}
	}
	for _, path := range slices.Sorted(maps.Keys(now)) {
		if _, known := s.Inputs[path]; !known {
			moved = append(moved, lang.Format("%s is new; it was not read for the plan", "%s 是新的；生成计划时没读过它", path))
		}
	}
	return moved
}

// MovedInputs names everything but the state that is not as it was when the plan was saved. now is the same plan, made
// afresh.
func (s *Saved) MovedInputs(now *Saved) []lang.Text {
	moved := s.MovedFiles(now.Inputs)
	moved = append(moved, s.movedVariables(now)...)
	moved = append(moved, s.Merchant.moved(now.Merchant)...)
	if len(moved) == 0 {
		moved = s.movedMeaning(now)
	}
	return moved
}

func (s *Saved) movedVariables(now *Saved) (moved []lang.Text) {
	names := map[string]bool{}
	for _, variables := range []map[string]string{s.Variables, now.Variables} {
		for name := range variables {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		before, was := s.Variables[name]
		after, is := now.Variables[name]
		switch {
		case !was:
			moved = append(moved, lang.Format("variable %q is new", "变量 %q 是新的", name))
		case !is:
			moved = append(moved, lang.Format("variable %q is gone", "变量 %q 不见了", name))
		case before != after:
			moved = append(moved, lang.Format("variable %q has another value than when the plan was made (look at REDPACK_VAR_%s, at what "+
				"its default reads from the environment, and at the files of variables)",
				"变量 %q 的值与生成计划时不同（检查 REDPACK_VAR_%s、其默认值从环境变量读到的内容，以及变量文件）", name, name))
		}
	}
	return moved
}

func (m Merchant) moved(now Merchant) (moved []lang.Text) {
	kinds := map[bool]lang.Text{false: lang.Both("live", "正式商户"), true: lang.Both("a sandbox", "模拟商户")}
	if m.MchID != now.MchID {
		moved = append(moved, lang.Format("the merchant is %s now, and the plan was made for %s", "商户号现在是 %s，而计划是为 %s 生成的", now.MchID, m.MchID))
	}
	if m.AppID != now.AppID {
		moved = append(moved, lang.Format("the appid is %s now, and the plan was made for %s", "appid 现在是 %s，而计划是为 %s 生成的", now.AppID, m.AppID))
	}
	if m.Sandbox != now.Sandbox {
		moved = append(moved, lang.Format("the merchant is %s now, and was %s when the plan was made", "商户现在是%s，生成计划时是%s", kinds[now.Sandbox], kinds[m.Sandbox]))
	}
	if m.Sandbox == now.Sandbox && m.Rehearsal != now.Rehearsal {
		platform := func(m Merchant) string { return cmp.Or(m.Rehearsal, hclspec.WeChatPay) }
		moved = append(moved, lang.Format("requests go to %s now, and went to %s when the plan was made", "请求现在发往 %s，生成计划时发往 %s", platform(now), platform(m)))
	}
	return moved
}

// movedMeaning is the last look, for what the named things did not show.
func (s *Saved) movedMeaning(now *Saved) (moved []lang.Text) {
	meant := map[string]string{}
	for _, c := range now.Campaigns {
		meant[c.Name] = c.Digest
	}
	for _, c := range s.Campaigns {
		switch digest, there := meant[c.Name]; {
		case !there:
			moved = append(moved, lang.Format("campaign %q is gone", "活动 %q 不见了", c.Name))
		case digest != c.Digest:
			moved = append(moved, lang.Format("campaign %q means something else now (digest %s, planned %s)", "活动 %q 的内容变了（摘要 %s，计划时是 %s）",
				c.Name, short(digest), short(c.Digest)))
		}
		delete(meant, c.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(meant)) {
		moved = append(moved, lang.Format("campaign %q is new", "活动 %q 是新的", name))
	}
	return moved
}

// Forged says why the state that is there now cannot vouch for the plan; it is empty where it does, or where it has nothing to vouch with.
// id is the plan's. A plan that the state has a run of is known to it anyway, and so is one that was made before there was a state.
func (s *Saved) Forged(id string, now *state.Snapshot, recorded bool) lang.Text {
	if recorded || !s.State.Exists || s.State.Lineage != now.Lineage() || !now.Seals() || now.Sealed(id, s.Seal) {
		return lang.Text{}
	}
	return lang.Both("it is forged, or from another machine: the state seals the plans that are made from it, and it did not seal this one",
		"它是伪造的，或来自另一台机器：状态库会给由它做出的计划盖印，而这个没有它的印")
}

// lostState says why the state is not the one that an unused plan was made from, so that no new plan may be made from it
// either; it is empty where it is.
func (s *Saved) lostState(now *Saved) lang.Text {
	wayOut := lang.Both("What was sent is missing in it: put the newest copy back, or ask WeChat Pay with redpack state rebuild",
		"里面缺少已发的记录：放回最新的副本，或者用 redpack state rebuild 向微信支付查询")
	was, is := s.State, now.State
	switch {
	case was.Exists && !is.Exists:
		return lang.Both("the state that it was made from is gone, and with it what was sent before: put it back, or ask WeChat Pay with "+
			"redpack state rebuild", "生成计划时的状态库不见了，之前发过什么也随之丢失：把它放回来，或者用 redpack state rebuild 向微信支付查询")
	case was.Exists && was.Lineage != is.Lineage:
		return lang.Format("the state is another one than the plan was made from (lineage %s, and it was %s). %s",
			"状态库不是生成计划时的那个（谱系 %s，当时是 %s）。%s", is.Lineage, was.Lineage, wayOut)
	case was.Exists && is.Serial < was.Serial:
		return lang.Format("the state is an old copy: it is at serial %d, and the plan was made at %d. %s",
			"状态库是旧副本：序号是 %d，而生成计划时是 %d。%s", is.Serial, was.Serial, wayOut)
	}
	return lang.Text{}
}

// movedState names what happened to the state since a plan that was not used yet. now is the same plan, made afresh; begun
// reports whether a state that exists has ever seen a run or a packet.
func (s *Saved) movedState(now *Saved, begun bool) []lang.Text {
	was, is := s.State, now.State
	switch {
	case was.Exists && is.Serial != was.Serial:
		return []lang.Text{lang.Format("the state moved on: it is at serial %d, and the plan was made at %d. Something was sent or recorded in "+
			"between", "状态库有了变化：序号是 %d，而生成计划时是 %d。其间发放或记录过什么", is.Serial, was.Serial)}
	case !was.Exists && is.Exists && begun:
		return []lang.Text{lang.Both("there is a state now, and there was none when the plan was made: something was sent in between",
			"现在有状态库，而生成计划时没有：其间发放过什么")}
	}
	return s.movedTallies(now)
}

// movedTallies notices what time alone changes: a packet on hold that may be tried again.
func (s *Saved) movedTallies(now *Saved) (moved []lang.Text) {
	counted := map[string]Campaign{}
	for _, c := range now.Campaigns {
		counted[c.Name] = c
	}
	for _, c := range s.Campaigns {
		for _, a := range plan.Actions() {
			if before, after := c.Actions[a.String()], counted[c.Name].Actions[a.String()]; a.Works() && before != after {
				moved = append(moved, lang.Format("campaign %q has %s packets to %s now (%s), and the plan has %s (%s)",
					"活动 %q 现在有 %s 个红包待%s（%s），而计划中是 %s 个（%s）", c.Name, money.Count(after.Packets), a, after.Amount,
					money.Count(before.Packets), before.Amount))
			}
		}
	}
	return moved
}

// Beyond says why what is open now may not be sent by a plan that was used before; it is empty where it may. now is the same plan,
// made afresh, with the instant of this one as Options.Since.
//
// A used plan may send to those whom it had open when it was approved, and to nobody else. The file holds no recipients,
// so that is proved with Plan.Granted, by digests of sets. Then, the set is who was open and who was done. Now, it is who is
// open, who is done, and who is neither and was sent to or asked about since. Where the two are equal, everybody who is open
// now was open or done then. Who was done is open again only where the platform has called him failed since and failed
// packets get a new attempt; whoever that may be makes the sets differ. How the third part is made up cannot let anybody
// in, for the equality holds whatever it is: it keeps a place for the recipients whom the plan's own runs found to be
// refused, failed or to be tried later. So a packet that was on hold then and is due now, or that another run has sent to
// since, makes the sets differ too, and the plan is refused.
//
// The sums are a second bound: what the plan's recipients were paid since and what is open now stay within what was approved.
func (s *Saved) Beyond(now *Saved) lang.Text {
	approved, open, paid := s.Open(), now.Open(), s.paidSince(now)
	all := paid.Plus(open)
	if all.Packets > approved.Packets || all.Amount > approved.Amount {
		return lang.Format("it approved %s packets, %s; %s packets, %s of them are paid, and with the %s packets, %s that are open now it would come "+
			"to %s packets, %s", "它核准了 %s 个红包，%s；其中已发 %s 个，%s，加上现在待发的 %s 个，%s，合计 %s 个，%s",
			money.Count(approved.Packets), approved.Amount, money.Count(paid.Packets), paid.Amount,
			money.Count(open.Packets), open.Amount, money.Count(all.Packets), all.Amount)
	}
	granted := map[string]string{}
	for _, c := range now.Campaigns {
		granted[c.Name] = c.Granted.Digest
	}
	for _, c := range s.Campaigns {
		if granted[c.Name] != c.Granted.Digest {
			return lang.Format("what is open of campaign %q now are not only packets that it approved: one that was on hold may be due by now, "+
				"or another run has sent to somebody meanwhile",
				"活动 %q 现在待发的不全是它核准的红包：可能有暂缓的现在到期了，或者其间另一次运行发过", c.Name)
		}
	}
	return lang.Text{}
}

// paidSince is what the plan's recipients were paid since it was made, by whomever.
func (s *Saved) paidSince(now *Saved) money.Tally {
	before, after := s.granted(), now.granted()
	return money.Tally{Packets: max(0, after.Packets-before.Packets), Amount: max(0, after.Amount-before.Amount)}
}

// granted is what the plan's recipients were paid.
func (s *Saved) granted() (sum money.Tally) {
	for _, c := range s.Campaigns {
		sum = sum.Plus(c.Granted.Paid)
	}
	return sum
}

// mayResume says why the state that is there now cannot tell what a used plan has sent; it is empty where it can. recorded is
// whether it has a run of this plan.
func (s *Saved) mayResume(now *state.Snapshot, recorded bool) lang.Text {
	wayOut := lang.Both("Going on could pay somebody twice. Put the newest copy back; or restore what was sent by asking WeChat Pay with "+
		"redpack state rebuild, and make a new plan",
		"继续可能会重复发放。放回最新的副本；或者用 redpack state rebuild 向微信支付查询、恢复已发的记录，再重新生成计划")
	lineage, serial := s.State.Lineage, s.State.Serial
	if s.Used != nil {
		lineage, serial = s.Used.Lineage, s.Used.Serial
	}
	switch {
	case !now.Exists():
		return lang.Format("the state that recorded what was sent is gone. %s", "记录已发红包的状态库不见了。%s", wayOut)
	case lineage != "" && lineage != now.Lineage():
		return lang.Format("the state is not the one that recorded what was sent (lineage %s, and it was %s). %s",
			"状态库不是记录已发红包的那个（谱系 %s，当时是 %s）。%s", now.Lineage(), lineage, wayOut)
	case now.Serial() < serial:
		return lang.Format("the state is an old copy: it is at serial %d and had reached %d. %s", "状态库是旧副本：序号是 %d，曾到过 %d。%s",
			now.Serial(), serial, wayOut)
	case !recorded:
		return lang.Format("the state knows nothing of it. %s", "状态库里没有它的记录。%s", wayOut)
	}
	return lang.Text{}
}

// short is a digest as people compare it.
func short(digest string) string {
	if len(digest) < 8 {
		return digest
	}
	return digest[:4] + "-" + digest[4:8]
}
