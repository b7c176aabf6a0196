package apply

import (
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// retryAfter is how long the platform, or a gateway before it, asked to be left alone (the header Retry-After).
type retryAfter struct {
	at   time.Time
	left time.Duration // 0: nobody asked
}

// longestRetryAfter bounds what an answer can ask for; nobody has to obey a server that wants to be left alone for a year.
const longestRetryAfter = 10 * time.Minute

// PausedByServer is why a run waits that was asked to.
var PausedByServer = lang.Both("the server asks to be left alone", "服务器要求暂停请求")

// hear takes in what an answer asked for. A later answer that asks for less does not shorten the wait.
func (r *retryAfter) hear(asked time.Duration, now time.Time) {
	if asked = min(asked, longestRetryAfter); asked > r.lasts(now) {
		*r = retryAfter{at: now, left: asked}
	}
}

func (r *retryAfter) lasts(now time.Time) time.Duration { return r.left - max(0, now.Sub(r.at)) }
