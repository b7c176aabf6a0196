package events

import (
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
)

// historyEntry is one entry of the history: a run, a decision, or what belongs to no run.
type historyEntry struct {
	envelope
	Kind     string       `json:"kind"`
	At       string       `json:"at"`
	Run      int64        `json:"run,omitempty"`
	EndedAt  string       `json:"ended_at,omitempty"`
	End      string       `json:"end,omitempty"`
	RunCode  *int         `json:"run_exit_code,omitempty"`
	Stop     string       `json:"stop,omitempty"`
	Said     string       `json:"said,omitempty"`
	Canary   bool         `json:"canary,omitempty"`
	Owner    string       `json:"owner,omitempty"`
	Tool     string       `json:"tool,omitempty"`
	Plan     string       `json:"plan,omitempty"`
	Digest   string       `json:"plan_digest,omitempty"`
	Sums     *historySums `json:"sums,omitempty"`
	Decision string       `json:"decision,omitempty"`
	Packets  int          `json:"packets,omitempty"`
	Campaign string       `json:"campaign,omitempty"`
	Key      string       `json:"key,omitempty"`
	Reason   string       `json:"reason,omitempty"`
	By       string       `json:"by,omitempty"`
	ending
}

// historySums are what became of a run's packets: statuses counts each by its latest status in the run, and they hold what is sent, found
// and came back.
type historySums struct {
	Sent        int                  `json:"sent"`
	SentFen     money.Fen            `json:"sent_fen"`
	Found       int                  `json:"found"`
	FoundFen    money.Fen            `json:"found_fen"`
	CameBack    int                  `json:"came_back"`
	CameBackFen money.Fen            `json:"came_back_fen"`
	Restored    int                  `json:"restored"`
	RestoredFen money.Fen            `json:"restored_fen"`
	Left        int                  `json:"left"`
	LeftFen     money.Fen            `json:"left_fen"`
	Statuses    map[string]tallySeen `json:"statuses"`
}

type tallySeen struct {
	Packets   int       `json:"packets"`
	AmountFen money.Fen `json:"amount_fen"`
}

var endNames = map[history.End]string{history.Ended: "ended", history.Running: "running", history.Killed: "killed"}

type historySummary struct {
	envelope
	Entries int `json:"entries"`
	ending
}

// History writes every entry in the order given, and how many they are.
func (j *stateEvents) History(entries []history.Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := range entries {
		j.emit(j.entry(&entries[i]))
	}
	j.hold(&historySummary{envelope: envelopeOf(levelInfo, "history_summary", words.Counted(len(entries), words.Line).English), Entries: len(entries)})
	return j.err
}

// HistoryEntry writes one entry, whose packets follow.
func (j *stateEvents) HistoryEntry(entry *history.Entry) error { return j.only(j.entry(entry)) }

func (j *stateEvents) entry(h *history.Entry) *historyEntry {
	e := &historyEntry{
		envelope: envelopeOf(levelInfo, "history_entry", ""), Kind: h.Kind.String(), At: beijing.Stamp(h.At), Run: h.Run.ID, End: endNames[h.End],
		EndedAt: beijing.Stamp(h.Run.EndedAt), Owner: h.Run.Owner, Tool: h.Run.Tool, Digest: h.Run.PlanDigest,
	}
	if h.Run.ID != 0 {
		e.Plan = view.PlanOf(h)
	}
	switch h.Kind {
	case history.Decision:
		e.Decision, e.Packets, e.Campaign, e.Reason, e.By = string(h.What), h.Packets, h.Of.Campaign, j.Masked(h.Evidence), h.By
		if h.Of.Key != "" {
			e.Key = j.Key(h.Of.Key)
		}
		e.Msg = j.Masked(view.DecisionOf(page.Style{}, h).English)
	case history.Looked:
		e.Msg = "canary looked at"
	case history.Apply, history.Inquiry, history.Unrun:
		e.Sums, e.Msg = sumsOf(h), h.Kind.String()
		if h.End != 0 {
			e.Msg = view.EndOf(h).English
		}
		if r := h.Result; h.End == history.Ended {
			e.Stop, e.Said, e.Canary = r.Stop, j.Masked(r.Said), r.Canary
			if r.Said == "" {
				e.RunCode = &r.Code
			}
		}
	}
	return e
}

func sumsOf(h *history.Entry) *historySums {
	s := &historySums{
		Sent: h.Sums.Sent.Packets, SentFen: h.Sums.Sent.Amount, Found: h.Sums.Found.Packets, FoundFen: h.Sums.Found.Amount,
		CameBack: h.Sums.CameBack.Packets, CameBackFen: h.Sums.CameBack.Amount,
		Restored: h.Sums.Restored.Packets, RestoredFen: h.Sums.Restored.Amount,
		Left: h.Result.Left.Packets, LeftFen: h.Result.Left.Amount, Statuses: map[string]tallySeen{},
	}
	for status, t := range h.Sums.By {
		s.Statuses[status.String()] = tallySeen{t.Packets, t.Amount}
	}
	return s
}

// historyPacket is one packet of a run as the run has left it; now is what it is by now.
type historyPacket struct {
	envelope
	Run            int64     `json:"run"`
	Campaign       string    `json:"campaign"`
	Key            string    `json:"key"`
	Before         string    `json:"before,omitempty"`
	Status         string    `json:"status"`
	Now            string    `json:"now"`
	AmountFen      money.Fen `json:"amount_fen"`
	OpenID         string    `json:"openid"`
	BillNo         string    `json:"billno"`
	Attempt        int       `json:"attempt"`
	SendListID     string    `json:"send_listid,omitempty"`
	Reason         string    `json:"reason,omitempty"`
	Text           string    `json:"text,omitempty"`
	PlatformStatus string    `json:"platform_status,omitempty"`
	Requests       int       `json:"requests"`
	Queries        int       `json:"queries"`
	At             string    `json:"at"`
}

// HistoryPacket writes one packet of a run.
func (j *stateEvents) HistoryPacket(run int64, t *history.Touched) error {
	e := &historyPacket{
		envelope: envelopeOf(levelInfo, "history_packet", t.Now.Campaign+"/"+j.Key(t.Now.Key)+" "+t.Status.String()), Run: run,
		Campaign: t.Now.Campaign, Key: j.Key(t.Now.Key), Status: t.Status.String(), Now: t.Now.Status.String(), AmountFen: t.Amount,
		OpenID: j.identity(t.OpenID), BillNo: t.BillNo, Attempt: t.Attempt, SendListID: t.SendListID, Reason: t.Code, Text: j.Masked(t.Text),
		PlatformStatus: t.Platform, Requests: t.Requests, Queries: t.Queries, At: beijing.Stamp(t.At),
	}
	if t.Before != 0 {
		e.Before = t.Before.String()
	}
	return j.only(e)
}

// HistoryEnd closes the packets of one run.
func (j *stateEvents) HistoryEnd(packets int) error {
	return j.closing(&historySummary{envelope: envelopeOf(levelInfo, "history_summary", words.Counted(packets, words.Packet).English), Entries: packets})
}
