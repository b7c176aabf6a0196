package tui

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
)

// notice says why nothing is sent, or that the run is ending. It takes the place of nothing: it is a line of its own, and
// the last to go when the terminal is low.
func notice(f *facts, l look, width int) []string {
	text := noticeText(f)
	if text.Empty() {
		return nil
	}
	lines := page.Wrap(l.Say(text), width-len(indent)-len("! "))
	by := noticeActor(f)
	for i, line := range lines {
		sign := "  "
		if i == 0 {
			sign = by.sign() + " "
		}
		lines[i] = indent + by.style(l).Render(sign+line)
	}
	return lines
}

// advice is what a person can do who is waited for. It goes before the notice does: it stands with the packets that it is about, too.
func advice(f *facts, l look, width int) []string {
	if !f.waits() || f.stopping() || lang.Of(f.Paused.Advice).Empty() {
		return nil
	}
	return paragraph(harmless(l.Say(f.Paused.Advice)), l.plain, width)
}

// noticeActor is a person where the run waits for one.
func noticeActor(f *facts) actor {
	if !f.stopping() && f.Paused != nil && f.Paused.Until.IsZero() {
		return person
	}
	return redpack
}

func noticeText(f *facts) lang.Text {
	switch {
	case f.stopping():
		return stopping(f)
	case f.Paused != nil && !f.Paused.Until.IsZero():
		return lang.Format("waiting for %s, %s: %s", "等到 %s，还有 %s：%s",
			moment(f.Paused.Until, f.now), words.Span(f.Paused.Until.Sub(f.now)), lang.Of(f.Paused.Why).Each(harmless))
	case f.broke():
		return lang.Both("paused: balance empty, top up, press p", "已暂停：余额不足，充值后按 p")
	case f.waits() && f.inFlight() > 0:
		return lang.Format("paused: nothing new is sent until you press p, %s in flight", "已暂停：按 p 之前不再发出新的，在途 %s 个",
			money.Count(f.inFlight()))
	case f.waits():
		return lang.Both("paused: nothing is sent until you press p", "已暂停：按 p 之前不发放")
	case f.Paused != nil:
		return paused.Then(lang.Of(f.Paused.Why).Each(harmless))
	case f.left == 0 && f.unclear > 0:
		return lang.Format("asking WeChat Pay what became of %s without a clear answer", "正在向微信支付查询 %s的结果，此前没有明确应答",
			words.Counted(f.unclear, words.Packet))
	}
	return lang.Text{}
}

// stopping counts what is awaited now, which is less than when the draining began, and says how long that can take.
func stopping(f *facts) lang.Text {
	awaited := lang.Both("the last answers are awaited", "等待最后的应答")
	switch n := f.inFlight(); {
	case n == 1:
		awaited = lang.Both("1 in flight is awaited", "等待在途 1 个的应答")
	case n > 1:
		awaited = lang.Format("%s in flight are awaited", "等待在途 %s 个的应答", money.Count(n))
	case f.Draining == nil:
		return stops.Then(lang.Both("nothing new is sent", "不再发出新的"))
	}
	text := stops.Then(awaited)
	if f.awaits > 0 {
		text = text.Then(lang.Format(", at most %s", "，最多 %s", words.Span(f.awaits)))
	}
	return text.Then(lang.Both("; ctrl+c again gives them up and leaves them unknown", "；再按 ctrl+c 则放弃等待，结果未知"))
}
