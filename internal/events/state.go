package events

import (
	"iter"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// stateEvents are those of what was sent, and of what WeChat Pay was asked about it.
type stateEvents struct{ *stream }

type statePacket struct {
	envelope
	Campaign       string      `json:"campaign"`
	Key            string      `json:"key"`
	Label          string      `json:"label,omitempty"`
	Status         string      `json:"status"`
	AmountFen      money.Fen   `json:"amount_fen"`
	OpenID         string      `json:"openid"`
	BillNo         string      `json:"billno"`
	Attempt        int         `json:"attempt"`
	Tries          int         `json:"tries"`
	InDoubt        bool        `json:"in_doubt"`
	SendListID     string      `json:"send_listid,omitempty"`
	Reason         string      `json:"reason,omitempty"`
	Text           string      `json:"text,omitempty"`
	PlatformStatus string      `json:"platform_status,omitempty"`
	IntentAt       string      `json:"intent_at"`
	OutcomeAt      string      `json:"outcome_at,omitempty"`
	NextTry        string      `json:"next_try,omitempty"`
	ReceivedAt     string      `json:"received_at,omitempty"`
	RefundedAt     string      `json:"refunded_at,omitempty"`
	Numbers        []number    `json:"numbers,omitempty"`
	Accepted       *acceptance `json:"accepted,omitempty"`
}

// number is one that a packet has or had.
type number struct {
	BillNo     string    `json:"billno"`
	Attempt    int       `json:"attempt"`
	AmountFen  money.Fen `json:"amount_fen"`
	OpenID     string    `json:"openid"`
	Status     string    `json:"status"`
	Reason     string    `json:"reason,omitempty"`
	Text       string    `json:"text,omitempty"`
	SendListID string    `json:"send_listid,omitempty"`
	Requests   int       `json:"requests"`
	At         string    `json:"at"`
}

// numbers are all that a packet ever had, where it had several.
func (j *stateEvents) numbers(events []state.Event) (all []number) {
	had := history.Numbers(events)
	if len(had) < 2 {
		return nil
	}
	for _, n := range had {
		all = append(all, number{
			n.BillNo, n.Attempt, n.Amount, j.identity(n.OpenID), n.Status.String(), n.Code, j.Masked(n.Text), n.SendListID, n.Requests, beijing.Stamp(n.At),
		})
	}
	return all
}

type acceptance struct {
	Reason    string    `json:"reason"`
	By        string    `json:"by"`
	At        string    `json:"at"`
	AmountFen money.Fen `json:"amount_fen"`
	OpenID    string    `json:"openid"`
}

func (j *stateEvents) packet(p *state.Packet) *statePacket {
	e := &statePacket{
		envelope: envelopeOf(levelInfo, "state_packet", p.Campaign+"/"+j.Key(p.Key)+" "+p.Status.String()),
		Campaign: p.Campaign, Key: j.Key(p.Key), Status: p.Status.String(), AmountFen: p.Amount, OpenID: j.identity(p.OpenID),
		BillNo: string(p.BillNo), Attempt: p.Attempt, Tries: p.Tries, InDoubt: p.InDoubt(), SendListID: p.SendListID,
		Reason: p.Code, Text: j.Masked(p.Text), PlatformStatus: p.PlatformStatus, IntentAt: beijing.Stamp(p.IntentAt),
		OutcomeAt: beijing.Stamp(p.OutcomeAt), NextTry: beijing.Stamp(p.NextTryAt), ReceivedAt: beijing.Stamp(p.ReceivedAt), RefundedAt: beijing.Stamp(p.RefundedAt),
	}
	if a := p.Accepted; a.Reason != "" {
		e.Accepted = &acceptance{j.Masked(a.Reason), a.By, beijing.Stamp(a.At), a.Amount, j.identity(a.OpenID)}
	}
	return e
}

type stateSummary struct {
	envelope
	Packets   int       `json:"packets"`
	AmountFen money.Fen `json:"amount_fen"`
	ending
}

// Packets writes one event for each packet, and their sum. The state holds no labels; they are given beside it.
func (j *stateEvents) Packets(packets iter.Seq[state.Packet], labels view.Labels) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	sums := map[state.Status]money.Tally{}
	var all money.Tally
	for p := range packets {
		one := money.Tally{Packets: 1, Amount: p.Amount}
		all, sums[p.Status] = all.Plus(one), sums[p.Status].Plus(one)
		e := j.packet(&p)
		e.Label = j.Label(labels[p.Address()])
		j.emit(e)
	}
	j.hold(&stateSummary{
		envelope: envelopeOf(levelInfo, "state_summary", view.ByStatus(j.Style, sums).English), Packets: all.Packets, AmountFen: all.Amount,
	})
	return j.err
}

type stateEvent struct {
	envelope
	At             string    `json:"at"`
	Run            int64     `json:"run,omitempty"`
	Kind           string    `json:"kind"`
	Status         string    `json:"status,omitempty"`
	AmountFen      money.Fen `json:"amount_fen,omitempty"`
	OpenID         string    `json:"openid,omitempty"`
	BillNo         string    `json:"billno,omitempty"`
	Attempt        int       `json:"attempt"`
	SendListID     string    `json:"send_listid,omitempty"`
	Reason         string    `json:"reason,omitempty"`
	Text           string    `json:"text,omitempty"`
	PlatformStatus string    `json:"platform_status,omitempty"`
	By             string    `json:"by,omitempty"`
	Permission     string    `json:"permission,omitempty"`
}

// Packet writes one packet, its history, and the end.
func (j *stateEvents) Packet(p state.Packet, events []state.Event) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	shown := j.packet(&p)
	shown.Numbers = j.numbers(events)
	j.emit(shown)
	for i := range events {
		j.emit(j.happened(&events[i]))
	}
	j.hold(&stateSummary{
		envelope: envelopeOf(levelInfo, "state_summary", words.Counted(len(events), words.Event).English), Packets: 1, AmountFen: p.Amount,
	})
	return j.err
}

func (j *stateEvents) happened(e *state.Event) *stateEvent {
	d := &e.Detail
	one := &stateEvent{
		envelope: envelopeOf(levelInfo, "state_event", string(e.Kind)), At: beijing.Stamp(e.At), Run: e.Run, Kind: string(e.Kind), Status: d.Status,
		AmountFen: d.Amount, BillNo: d.BillNo, Attempt: d.Attempt, SendListID: d.SendListID, Reason: d.Code, Text: j.Masked(d.Text),
		PlatformStatus: d.PlatformStatus, By: d.By, Permission: d.Permission,
	}
	if d.OpenID != "" {
		one.OpenID = j.identity(d.OpenID)
	}
	if d.Reason != "" {
		one.Text = j.Masked(d.Reason)
	}
	return one
}

type stateCheck struct {
	envelope
	Path          string   `json:"path"`
	Sound         bool     `json:"sound"`
	Lineage       string   `json:"lineage,omitempty"`
	Serial        int64    `json:"serial"`
	WitnessSerial int64    `json:"witness_serial"`
	Packets       int64    `json:"packets"`
	Events        int64    `json:"events"`
	Runs          int64    `json:"runs"`
	Problems      []string `json:"problems"`
	ending
}

// StateReport writes what a check of the state found.
func (j *stateEvents) StateReport(r state.Report) error {
	level, msg := levelInfo, "sound"
	if !r.Sound() {
		level, msg = levelError, view.AdviceForDamage.English
	}
	return j.closing(&stateCheck{
		envelope: envelopeOf(level, "state_check", msg), Path: r.Path, Sound: r.Sound(), Lineage: r.Lineage, Serial: r.Serial,
		WitnessSerial: r.WitnessSerial, Packets: r.Packets, Events: r.Events, Runs: r.Runs, Problems: append([]string{}, r.InEnglish()...),
	})
}

type stateBackup struct {
	envelope
	File string `json:"file"`
	ending
}

// BackedUp says where a copy lies.
func (j *stateEvents) BackedUp(file string) error {
	return j.closing(&stateBackup{envelope: envelopeOf(levelInfo, "state_backup", "copied to "+file), File: file})
}

type stateMade struct {
	envelope
	Path string `json:"path"`
	ending
}

// StateCreated says where an empty state was made.
func (j *stateEvents) StateCreated(path string) error {
	return j.closing(&stateMade{envelope: envelopeOf(levelInfo, "state_create", "made "+path), Path: path})
}

type stateCopy struct {
	envelope
	From    string   `json:"from"`
	To      string   `json:"to"`
	Packets int64    `json:"packets"`
	Events  int64    `json:"events"`
	Serial  int64    `json:"serial"`
	Adopted []string `json:"adopted"`
	Aside   []string `json:"set_aside"`
	ending
}

// Copied says where a state goes on.
func (j *stateEvents) Copied(c state.Copied) error {
	return j.closing(&stateCopy{
		envelope: envelopeOf(levelInfo, "state_copy", "copied to "+c.To), From: c.From, To: c.To, Packets: c.Packets, Events: c.Events, Serial: c.Serial,
		Adopted: append([]string{}, c.Adopted...), Aside: append([]string{}, c.Aside...),
	})
}

type stateUnlock struct {
	envelope
	Path   string `json:"path"`
	Holder string `json:"holder"`
	ending
}

// StateUnlocked says whose lease on a state was ended.
func (j *stateEvents) StateUnlocked(path, holder string) error {
	return j.closing(&stateUnlock{envelope: envelopeOf(levelWarn, "state_unlock", "ended the lease of "+holder), Path: path, Holder: holder})
}

type itemAsked struct {
	envelope
	Campaign       string    `json:"campaign"`
	Key            string    `json:"key"`
	Before         string    `json:"before,omitempty"`
	Status         string    `json:"status,omitempty"`
	AmountFen      money.Fen `json:"amount_fen"`
	BillNo         string    `json:"billno,omitempty"`
	PlatformStatus string    `json:"platform_status,omitempty"`
	Reason         string    `json:"reason,omitempty"`
	Text           string    `json:"text,omitempty"`
}

// Asked writes one event for a packet about which the platform was asked. Without a status nothing is recorded of it.
func (j *stateEvents) Asked(a inquiry.Asked) error {
	p, level := &a.Packet, levelInfo
	e := &itemAsked{
		Campaign: p.Campaign, Key: j.Key(p.Key), AmountFen: p.Amount, BillNo: string(p.BillNo), PlatformStatus: a.Finding.Word,
		Reason: a.Finding.Code, Text: j.Masked(a.Finding.Text),
	}
	if a.Before != 0 {
		e.Before = a.Before.String()
	}
	said := "not known to WeChat Pay"
	if p.Status != 0 {
		e.Status, said = p.Status.String(), p.Status.String()
	}
	if a.Finding.Platform == apply.NoAnswer {
		level, said = levelWarn, "no clear answer"
	}
	e.envelope = envelopeOf(level, "item_asked", p.Campaign+"/"+j.Key(p.Key)+": "+said)
	return j.only(e)
}

// askedSummary counts by status; the field names are the statuses.
type askedSummary struct {
	envelope
	Packets  int            `json:"packets"`
	Statuses map[string]int `json:"statuses"`
	Known    int            `json:"known"`
	NotFound int            `json:"not_found"`
	NoAnswer int            `json:"no_answer"`
	Unknown  int            `json:"unknown"`
	TooOld   int            `json:"too_old"`
	Disputed []string       `json:"disputed"`
	Shared   []string       `json:"shared"`
	*rebuiltMoney
	Stop  string   `json:"stop,omitempty"`
	Why   string   `json:"why,omitempty"`
	ByDay []cohort `json:"by_day,omitempty"` // of a refresh
	ending
}

// rebuiltMoney is where the money of the people is whom the files name, as in apply_summary.
type rebuiltMoney struct {
	AmountFen  money.Fen `json:"amount_fen"`
	Found      int       `json:"found"`
	FoundFen   money.Fen `json:"found_fen"`
	InDoubtFen money.Fen `json:"in_doubt_fen"`
	account
}

// cohort is what became by now of the packets whose requests left on one Beijing day.
type cohort struct {
	Day      string      `json:"day"`
	Sent     money.Tally `json:"sent"`
	Received money.Tally `json:"received"`
	Waiting  money.Tally `json:"waiting"`
	Refunded money.Tally `json:"refunded"`
	InDoubt  money.Tally `json:"in_doubt"`
}

func counts(tallies map[state.Status]money.Tally) map[string]int {
	byName := map[string]int{}
	for status, tally := range tallies {
		byName[status.String()] = tally.Packets
	}
	return byName
}

// Refreshed closes a refresh. statuses counts the packets whose status it changed; days are of all packets in question.
func (j *stateEvents) Refreshed(r inquiry.Refreshed, days []report.Cohort) error {
	e := &askedSummary{
		envelope: envelopeOf(levelInfo, "refresh_summary", view.AskedLine(page.Style{}, r).English), Packets: r.Open.Packets, Statuses: counts(r.Changed),
		NoAnswer: r.Open.Packets - r.Asked.Packets, Unknown: r.Unknown.Packets, TooOld: r.TooOld.Packets, Disputed: []string{}, Shared: []string{},
		Stop: stopNames[r.Stop], Why: j.Masked(r.Why.English),
	}
	for _, d := range r.Disputed {
		e.Disputed = append(e.Disputed, d.Packet.Campaign+"/"+j.Key(d.Packet.Key))
	}
	for _, d := range days {
		e.ByDay = append(e.ByDay, cohort{
			d.Day, d.Sent(), d.Of(report.Received), d.Of(report.Waiting), d.Of(report.Refunded), d.Of(report.InDoubt),
		})
	}
	return j.closing(e)
}

// Rebuilt closes a rebuild. statuses counts the packets that it restored, disputed those that differ from the files.
func (j *stateEvents) Rebuilt(r inquiry.Rebuilt) error {
	_, restored := view.Statuses(r.Restored)
	e := &askedSummary{
		envelope: envelopeOf(levelInfo, "rebuild_summary", words.Counted(restored, words.Packet).English+" restored"), Packets: r.Recipients.Packets,
		Statuses: counts(r.Restored), Known: r.Known.Packets, NotFound: r.NotFound.Packets, NoAnswer: r.NoAnswer.Packets,
		Unknown: r.Restored[state.Unknown].Packets, Disputed: []string{}, Shared: append([]string{}, r.Shared...),
		Stop: stopNames[r.Stop], Why: j.Masked(r.Why.English),
		rebuiltMoney: &rebuiltMoney{
			r.Recipients.Amount, r.Account.Found.Packets, r.Account.Found.Amount, r.InDoubt.Amount, accountFrom(r.Account),
		},
	}
	for _, d := range r.Differing {
		e.Disputed = append(e.Disputed, d.Packet.Campaign+"/"+j.Key(d.Packet.Key))
	}
	return j.closing(e)
}
