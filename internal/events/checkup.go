package events

import (
	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/view"
)

type checkEvent struct {
	envelope
	Area     string `json:"area"`
	Name     string `json:"name"`
	Subject  string `json:"subject,omitempty"`
	Standing string `json:"standing"`
	Told     string `json:"told"`
	Next     string `json:"next,omitempty"`
}

type checkupEvent struct {
	envelope
	Standing string `json:"standing"`
	OK       int    `json:"ok"`
	Warnings int    `json:"warnings"`
	Failed   int    `json:"failed"`
	Unknown  int    `json:"unknown"`
	ending
}

// areas are the names of the areas for programs: one word each.
var areas = map[checkup.Area]string{
	checkup.Files: "files", checkup.State: "state", checkup.Clock: "clock", checkup.Network: "network", checkup.Account: "account",
	checkup.Campaign: "campaign", checkup.Sending: "sending",
}

// levels are those of the standings.
var levels = map[checkup.Standing]string{
	checkup.OK: levelInfo, checkup.Unknown: levelInfo, checkup.Warning: levelWarn, checkup.Failed: levelError,
}

// Checkup writes one event for each check, and what they come to.
func (j *stateEvents) Checkup(checks []checkup.Check) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	worst := checkup.Worst(checks)
	sum := &checkupEvent{envelope: envelopeOf(levels[worst], "checkup", view.CheckupLine(checks).English), Standing: string(worst)}
	for _, c := range checks {
		told := j.Masked(c.Told.English)
		j.emit(&checkEvent{
			envelope: envelopeOf(levels[c.Standing], "check", told), Area: areas[c.Area], Name: c.Name, Subject: c.Subject,
			Standing: string(c.Standing), Told: told, Next: j.Masked(c.Next.English),
		})
		switch c.Standing {
		case checkup.OK:
			sum.OK++
		case checkup.Warning:
			sum.Warnings++
		case checkup.Failed:
			sum.Failed++
		case checkup.Unknown:
			sum.Unknown++
		}
	}
	j.hold(sum)
	return j.err
}
