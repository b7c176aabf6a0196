package tui

import "time"

// speed knows how fast a run has been lately. It keeps one reading a second.
type speed struct {
	readings []reading
	begins   time.Time // of what the pace is told from: nothing was to be sent before
}

type reading struct {
	at      time.Time
	packets int // settled since the run began
}

const (
	remembered = 10 * time.Minute // what the chart can show
	recent     = 10 * time.Second
)

// note takes a reading. The last one is replaced until a second has passed since the one before. A clock that was set back starts the memory anew.
func (s *speed) note(at time.Time, packets int) {
	if n := len(s.readings); n > 0 && at.Before(s.readings[n-1].at) {
		s.readings = nil
	}
	if n := len(s.readings); n > 1 && s.readings[n-1].at.Sub(s.readings[n-2].at) < time.Second {
		s.readings[n-1] = reading{at, packets}
		return
	}
	s.readings = append(s.readings, reading{at, packets})
	for len(s.readings) > 2 && at.Sub(s.readings[1].at) >= remembered {
		s.readings = s.readings[1:]
	}
}

// rest says that nothing is to be sent now, so that the pace afterwards is not that of the waiting.
func (s *speed) rest(now time.Time) { s.begins = now }

// perSecond is the pace of the last seconds; 0 before anything can be said.
func (s *speed) perSecond() float64 {
	n := len(s.readings)
	if n < 2 {
		return 0
	}
	last := s.readings[n-1]
	first := last
	for i := n - 2; i >= 0 && last.at.Sub(s.readings[i].at) <= recent && !s.readings[i].at.Before(s.begins); i-- {
		first = s.readings[i]
	}
	span := last.at.Sub(first.at).Seconds()
	if span < 0.5 {
		return 0
	}
	return max(0, float64(last.packets-first.packets)/span)
}

// seconds lists the packets of each of the last n whole seconds, the newest last.
func (s *speed) seconds(n int) []float64 {
	var paces []float64
	for i := 1; i < len(s.readings); i++ {
		before, after := s.readings[i-1], s.readings[i]
		span := after.at.Sub(before.at).Seconds()
		if span < 1 {
			break // the second that is not over yet
		}
		pace := max(0, float64(after.packets-before.packets)/span)
		for range min(int(span), n) {
			paces = append(paces, pace)
		}
	}
	return paces[max(0, len(paces)-n):]
}
