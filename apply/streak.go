package apply

import (
	"cmp"

	"github.com/cashredpack/redpack/internal/lang"
)

// streak counts answers in a row that speak against going on. Requests and queries are counted apart: that a query is
// answered says nothing about whether requests arrive.
type streak struct {
	// unclear are the packets whose requests got no clear answer since the last clear one. A query that finds out what
	// became of one has answered for its request; NOT_FOUND has not.
	unclear     map[int64]bool
	lastAnswer  Answer  // the latest unclear one
	silent      int     // queries without a clear answer
	lastFinding Finding // the latest of those
	refused     int     // refusals of different recipients
	latest      int64   // the packet refused last
	code        string  // of the latest refusal
	sameOne     int     // refusals in a row with that code
	tooFast     int     // answers that only say that requests come too fast
}

// distrusted are refusals that can also mean that the whole set-up is refused; few of them in a row end the run.
// NO_AUTH stands for a risk block, an address that is not on the list and a product that is not opened (WeChat Pay,
// 发放红包接口): three different recipients in a row are hardly all at risk.
var distrusted = map[string]int{"NO_AUTH": 3}

func (s *streak) note(rep report) {
	switch {
	case rep.asked:
		s.noteQuery(rep.task.record.ID, rep.finding)
	case rep.answer.Class != 0: // else nothing left
		s.noteSend(rep.task.record.ID, rep.answer)
	}
}

func (s *streak) noteQuery(id int64, f Finding) {
	switch f.Platform {
	case NoAnswer:
		s.silent++
		s.lastFinding = f
		return
	case Offered, Received, Refunding, Refunded, FailedThere:
		delete(s.unclear, id)
	case NotFound, Sending:
	}
	s.silent = 0
}

func (s *streak) noteSend(id int64, a Answer) {
	if a.Class == Unknown {
		if s.unclear == nil {
			s.unclear = map[int64]bool{}
		}
		s.unclear[id], s.lastAnswer, s.tooFast = true, a, 0
		return
	}
	clear(s.unclear)
	if a.Class == Hold && a.Scope == Pace {
		s.tooFast++
		return
	}
	s.tooFast = 0
	switch {
	case a.Class == Success:
		s.refused, s.latest, s.code, s.sameOne = 0, 0, "", 0
	case a.Class == User && id != s.latest:
		s.refused++
		s.latest = id
		if s.code != a.Code {
			s.code, s.sameOne = a.Code, 0
		}
		s.sameOne++
	}
}

// maxTooFast is how many refusals for speed alone, in a row and at an ever lower rate, end a run.
const maxTooFast = 50

// tooMany reports whether the refusals in a row must have one cause.
func (s *streak) tooMany(limit int) bool {
	few, listed := distrusted[s.code]
	return s.refused >= limit || listed && s.sameOne >= few
}

// whySilent says why a run ends to whose queries nobody answers.
func (s *streak) whySilent() lang.Text {
	return lang.Format("%d queries in a row got no clear answer, the last one %s", "连续 %d 次查询没有明确应答，最后一次是 %s", s.silent, s.lastFinding.Reason())
}

// whyUnclear says why a run ends whose requests get no clear answer.
func (s *streak) whyUnclear() lang.Text {
	return lang.Format("%d packets in a row got no clear answer, the last one %s", "连续 %d 个红包没有明确应答，最后一个是 %s", len(s.unclear),
		spoken(s.lastAnswer.Code, s.lastAnswer.Text))
}

// adviceBeforeNext is what to do about a platform that gives no clear answers.
func adviceBeforeNext(advice lang.Text) lang.Text {
	return cmp.Or(advice, lang.Both("Check the network and the platform.", "检查网络和平台。")).Then(
		lang.Both(" Then apply again: it asks before it sends.", "然后再运行 apply：它先查询再发放。"))
}
