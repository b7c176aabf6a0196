package inquiry

import (
	"context"
	"iter"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// Asker is the part of Sender that moves no money.
type Asker interface {
	Query(ctx context.Context, no billno.BillNo) apply.Finding
}

// Inquiry is how the platform is asked about many numbers. It sends nothing. All fields but After, Drain and Told are required.
type Inquiry struct {
	Asker       Asker
	Queries     *apply.Pacer
	Now         func() time.Time
	After       func(time.Duration) <-chan time.Time // how to wait by that clock; see apply.Options
	Connections int                                  // most queries in flight
	// MaxInRow ends it after so many packets in a row about which no clear answer came.
	MaxInRow int
	// Drain, once closed, ends it gently.
	Drain <-chan struct{}
	// Told hears of every packet that was asked about, from one goroutine. It may be nil.
	Told func(Asked)
}

// Asked is one packet about which the platform was asked.
type Asked struct {
	At      time.Time
	Before  state.Status // 0 for one that the state did not know
	Packet  state.Packet // as it is recorded now; without an ID, and only its address, where nothing is
	Finding apply.Finding
	Done    int // how many were asked about so far
}

// longestPause is how long a server can ask to be left alone and still be asked about the same number again.
const longestPause = 40 * time.Second

// maxQueries is how often one number is asked about before the answer counts as unclear.
const maxQueries = 3

// survey is one inquiry under way. Items are looked at by several goroutines; what they find is handed over by one.
type survey struct {
	*Inquiry
	halted  chan struct{} // closed by halt
	stop    apply.Stop
	why     lang.Text
	err     error
	unclear int // in a row
	done    int
}

func newSurvey(q *Inquiry) *survey {
	if q.After == nil {
		q.After = time.After
	}
	return &survey{Inquiry: q, halted: make(chan struct{})}
}

// halt ends the survey; the first reason stays.
func (s *survey) halt(stop apply.Stop, why lang.Text) {
	if s.stop == apply.NotStopped {
		s.stop, s.why = stop, why
		close(s.halted)
	}
}

// over reports whether nothing more is to be begun, and notices that somebody asked for that.
func (s *survey) over(ctx context.Context) bool {
	select {
	case <-s.Drain:
		s.halt(apply.Interrupted, lang.Both("interrupted", "被中断"))
	case <-ctx.Done():
		s.halt(apply.Forced, lang.Both("interrupted twice", "被中断两次"))
	default:
	}
	return s.stop != apply.NotStopped
}

// each looks at every item and hands over what was found, one after the other. look returns false if it was interrupted
// before it knew anything; such an item is dropped.
func each[T, R any](ctx context.Context, s *survey, items iter.Seq[T], look func(context.Context, T) (R, bool), found func(T, R) error) {
	type result struct {
		item  T
		found R
		ok    bool
	}
	results, inFlight := make(chan result, s.Connections), 0
	collect := func(r result) {
		inFlight--
		if !r.ok || s.err != nil {
			return
		}
		if s.err = found(r.item, r.found); s.err != nil {
			s.halt(apply.StateFailed, lang.Both(s.err.Error(), lang.Error(s.err, lang.Chinese).Error()))
		}
	}
	for item := range items {
		for inFlight == s.Connections {
			collect(<-results)
		}
		if s.over(ctx) {
			break
		}
		inFlight++
		go func() {
			r, ok := look(ctx, item)
			results <- result{item, r, ok}
		}()
	}
	for inFlight > 0 {
		collect(<-results)
	}
	s.over(ctx)
}

// ask queries one number at the pace allowed, and again if the answer is not clear. It returns false if it was interrupted
// before it could ask.
func (s *survey) ask(ctx context.Context, no billno.BillNo) (f apply.Finding, ok bool) {
	for looks := range maxQueries {
		if looks > 0 && (f.RetryAfter > longestPause || !s.sleep(ctx, max(apply.Backoff(looks-1), f.RetryAfter))) {
			return f, true
		}
		var took time.Time
		for {
			took = s.Now()
			pause, ok := s.Queries.Take(took)
			if ok {
				break
			}
			if !s.sleep(ctx, pause) {
				return f, looks > 0
			}
		}
		f = s.Asker.Query(ctx, no)
		s.Queries.Done(took, s.Now(), f.Platform == apply.NoAnswer)
		if f.Platform != apply.NoAnswer || f.Broken {
			return f, true
		}
	}
	return f, true
}

// sleep waits, and returns false if the survey ended meanwhile.
func (s *survey) sleep(ctx context.Context, pause time.Duration) bool {
	select {
	case <-s.After(pause):
		return true
	case <-s.halted:
	case <-s.Drain:
	case <-ctx.Done():
	}
	return false
}

// note tells of one packet and decides whether to go on after its finding.
func (s *survey) note(a Asked) {
	s.done++
	a.At, a.Done = s.Now(), s.done
	if s.Told != nil {
		s.Told(a)
	}
	if a.Finding.Platform != apply.NoAnswer {
		s.unclear = 0
		return
	}
	s.unclear++
	switch why := a.Finding.Explained(); {
	case a.Finding.Broken:
		s.halt(apply.BrokenSetup, why)
	case s.unclear >= s.MaxInRow:
		s.halt(apply.NoClearAnswers, lang.Format("%d packets in a row got no clear answer, the last one %s", "连续 %d 个红包没有明确应答，最后一个是 %s", s.unclear, why))
	}
}
