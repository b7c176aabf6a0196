package apply

import (
	"fmt"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
)

// hush is how long the platform, or a gateway before it, asked to be left alone (Retry-After).
type hush struct {
	at   time.Time
	left time.Duration
}

// longestHush bounds what an answer can ask for; nobody has to obey a server that wants to be left alone for a year.
const longestHush = 10 * time.Minute

// PausedByServer is why a run waits that was asked to.
const PausedByServer = "the server asks to be left alone"

// hear takes in what an answer asked for. A later answer that asks for less does not shorten the wait.
func (h *hush) hear(asked time.Duration, now time.Time) {
	if asked = min(asked, longestHush); asked > h.lasts(now) {
		*h = hush{at: now, left: asked}
	}
}

func (h *hush) lasts(now time.Time) time.Duration { return h.left - max(0, now.Sub(h.at)) }

// hushed is how long nothing may leave, neither a request nor a query; 0: no longer. A run that has not the patience ends.
func (r *run) hushed(now time.Time) time.Duration {
	wait := r.hush.lasts(now)
	switch {
	case r.hush.left == 0:
		return 0
	case wait <= 0:
		r.hush = hush{}
		if r.told.pause.Why == PausedByServer {
			r.resume(now)
		}
		return 0
	}
	until := now.Round(0).Add(wait)
	if wait > r.Patience && !r.Wait && r.inFlight == 0 {
		r.halt(NoClearAnswers, fmt.Sprintf("%s until %s", PausedByServer, beijing.Format(until)), "apply again after that: it asks before it sends")
	}
	if !r.held() {
		r.pause(Paused{At: now, Why: PausedByServer, Until: until})
	}
	return wait
}
