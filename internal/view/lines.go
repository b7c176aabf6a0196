package view

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Lines writes a run as lines for a log: its start, progress now and then, every packet that was not simply paid, pauses
// and its end. A lost answer has one line, when it is known what became of it, or that nobody knows. Packets that went well have no line, so that a thousand packets stay under two hundred lines however they
// end; of many troubles of one kind the later ones share lines, and each is named.
//
// It writes when it observes; put it behind an apply.Queue, so that a slow pipe cannot hold up a run.
type Lines struct {
	page.Style
	// Patience is how long an answer may be lost before that has a line: one that is found out by then has a line for what it was.
	Patience time.Duration
	// Groups takes the commands that fold the lines of each run in the log of a GitHub Actions job; nil: no folding.
	Groups io.Writer
	now    func() time.Time

	mu   sync.Mutex
	w    io.Writer
	err  error
	plan *plan.Plan // of the run
	last struct {   // the latest progress line
		at   time.Time
		done int
	}
	single int                    // lines for one packet so far
	status map[int64]state.Status // of the packets in trouble, as last written
	lost   lost
	kinds  []*kind // of trouble, in the order of their first packet
}

var _ apply.Observer = (*Lines)(nil)

// kind is one kind of trouble: a status and a code.
type kind struct {
	name  lang.Text
	lines int
	keys  []string // waiting to be named in one line
}

// How much is told while a run goes on.
const (
	ProgressEvery   = 5 * time.Second
	ProgressPercent = 10
	singlesPerKind  = 10 // lines for one packet, of one kind
	singlesPerRun   = 50
	keysPerLine     = 50
	kindsMax        = 20 // platforms invent codes; the rest counts as one kind
)

// NewLines writes to w, with the time of now before each line.
func NewLines(w io.Writer, now func() time.Time, s page.Style) *Lines {
	return &Lines{w: w, now: now, Style: s, status: map[int64]state.Status{}}
}

// Err is the first error of the writer. After it nothing more is written.
func (l *Lines) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// Observe writes what an event is worth.
func (l *Lines) Observe(e apply.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch e := e.(type) {
	case apply.Started:
		l.started(e)
	case apply.Settled:
		l.settled(e)
		l.advance(e)
	case apply.Paused:
		until := ""
		if !e.Until.IsZero() {
			until = " until=" + quoted(beijing.Format(e.Until))
		}
		l.write(lang.Format("paused why=%s%s", "暂停 why=%s%s", quotedText(e.Why), until))
	case apply.Resumed:
		l.write(lang.Both("resumed", "恢复发放"))
	case apply.RateChanged:
		l.write(lang.Format("rate changed rate=%d/min why=%s", "速率变更 rate=%d/min why=%s", e.PerMinute, quotedText(e.Why)))
	case apply.Draining:
		l.lost.hopeless = true
		l.giveUp(l.lost.all())
		l.write(lang.Format("stopping why=%s in_flight=%d", "正在停止 why=%s in_flight=%d", quotedText(e.Why), e.InFlight))
	case apply.Missed:
		if e.Troubled > 0 { // who was simply paid has no line in any case
			l.write(lang.Format("%s left out: the reader was too slow. `redpack state list` shows every packet.",
				"%s未列出：读取输出的一方太慢。用 `redpack state list` 查看每个红包。", words.Counted(e.Troubled, words.Outcome)))
		}
	case apply.Finished:
		l.finished(e)
	case apply.Reserved:
	}
}

func (l *Lines) started(e apply.Started) {
	open := e.Plan.Open()
	l.plan, l.last.at, l.last.done = e.Plan, e.At, 0
	l.single, l.kinds, l.lost = 0, nil, lost{}
	clear(l.status)
	if l.Groups != nil {
		l.command(plain.NewCommand("group", nil, l.Say(lang.Format("apply %s: %s, at most %s", "发放 %s：%s，最多 %s",
			e.Plan.Campaign.Name, words.Counted(open.Packets, words.Packet), l.Money(open.Amount)))))
	}
	l.write(lang.Format("%s start campaign=%s packets=%d max=%s rate=%d/min", "%s开始 campaign=%s packets=%d max=%s rate=%d/min",
		l.what(), quoted(e.Plan.Campaign.Name), open.Packets, open.Amount.Yuan(), e.PerMinute))
}

// what is the run: an apply, or that of a canary alone.
func (l *Lines) what() lang.Text {
	if l.plan != nil && l.plan.Canaries.Alone {
		return lang.Both("canary", "先行试发")
	}
	return lang.Both("apply", "发放")
}

func (l *Lines) settled(e apply.Settled) {
	l.giveUp(l.lost.before(e.At.Add(-l.Patience)))
	packet := &e.Packet
	before, inTrouble := l.status[packet.ID]
	switch {
	case inTrouble && before == packet.Status:
		// it is still the same trouble
	case packet.Status == state.Unknown && l.lost.keep(e, l.Patience):
		// what became of it has a line
	case packet.Status == state.Sent || packet.Status == state.Received:
		delete(l.status, packet.ID)
		earlier, wasLost := l.lost.take(packet.ID)
		if e.Packet.Code = earlier.Packet.Code; wasLost || inTrouble || e.Asked {
			l.tell(resolved, e)
		}
	default:
		l.lost.take(packet.ID)
		l.trouble(e)
	}
}

// trouble tells of a packet that is not paid.
func (l *Lines) trouble(e apply.Settled) {
	l.status[e.Packet.ID] = e.Packet.Status
	l.tell(e.Packet.Status.Said(), e)
}

// giveUp tells of answers that are lost for longer than it may take.
func (l *Lines) giveUp(lost []apply.Settled) {
	for _, e := range lost {
		l.trouble(e)
	}
}

// resolved is the word for a packet that turned out to be paid.
var resolved = lang.Both("resolved", "已核实")

// tell names a packet, in a line of its own or together with others of its kind.
func (l *Lines) tell(word lang.Text, e apply.Settled) {
	packet := &e.Packet
	k := l.kind(word, packet.Code)
	if k.lines < singlesPerKind && l.single < singlesPerRun {
		k.lines++
		l.single++
		l.write(l.describe(word, &e))
		return
	}
	k.keys = append(k.keys, quoted(l.Key(packet.Key)))
	if len(k.keys) == keysPerLine {
		l.flush(k)
	}
}

func (l *Lines) describe(word lang.Text, e *apply.Settled) lang.Text {
	packet, label := &e.Packet, l.Label(e.Label)
	text := lang.Format("%s %s", "%s %s", word, quoted(l.Key(packet.Key)))
	add := func(more string) { text = text.Then(lang.Same(more)) }
	if label != "" {
		add(" label=" + quoted(label))
	}
	switch {
	case packet.Code == "" || strings.EqualFold(packet.Code, word.English):
	case word == resolved:
		add(" after=" + quoted(packet.Code))
	default:
		add(" " + page.Clean(packet.Code))
	}
	add(" amount=" + packet.Amount.Yuan())
	switch {
	case word == resolved:
		text = text.Then(lang.Format(" billno=%s, WeChat Pay says %s", " billno=%s，微信支付答复：%s", string(packet.BillNo), packet.Status.Said()))
	case packet.Status == state.Unknown:
		add(" billno=" + string(packet.BillNo))
	case packet.Status == state.Held && !soon(packet.NextTryAt, e.At):
		add(" until=" + quoted(beijing.Format(packet.NextTryAt)))
	}
	if packet.Text != "" && word != resolved {
		add(" text=" + quoted(l.Told(packet.Text)))
	}
	return text
}

func (l *Lines) kind(word lang.Text, code string) *kind {
	name := word
	if code != "" && word != resolved && !strings.EqualFold(code, word.English) {
		name = name.Then(lang.Same(" " + page.Clean(code)))
	}
	if len(l.kinds) >= kindsMax {
		name = lang.Both("other", "其他")
	}
	for _, k := range l.kinds {
		if k.name == name {
			return k
		}
	}
	l.kinds = append(l.kinds, &kind{name: name})
	return l.kinds[len(l.kinds)-1]
}

// flush names the packets of a kind that have had no line yet.
func (l *Lines) flush(k *kind) {
	if len(k.keys) > 0 {
		l.write(lang.Format("%s, %d more: %s", "%s，另有 %d 个：%s", k.name, len(k.keys), strings.Join(k.keys, " ")))
		k.keys = k.keys[:0]
	}
}

// advance writes a progress line when enough time has passed and enough has happened.
func (l *Lines) advance(e apply.Settled) {
	if e.At.Sub(l.last.at) < ProgressEvery || l.plan == nil {
		return
	}
	all := l.plan.Open().Packets
	if done := SettledOf(e.Counts); (done-l.last.done)*100 >= ProgressPercent*all {
		l.last.at, l.last.done = e.At, done
		l.write(lang.Format("progress %s", "进度 %s", Standing(e.Counts, done, all)))
	}
}

// SettledOf counts the packets that have an outcome.
func SettledOf(c apply.Counts) int {
	return c.Sum(func(s state.Status) bool { return s != state.Reserved }).Packets
}

// Standing is where a run stands, in one line.
func Standing(c apply.Counts, done, all int) string {
	count := func(s state.Status) int { return c.Tallies[s].Packets }
	text := fmt.Sprintf("%d/%d sent=%d failed=%d unknown=%d", done, all, c.SentNow.Packets, count(state.Failed)+count(state.Refused), count(state.Unknown))
	if held := count(state.Held); held > 0 {
		text += " held=" + strconv.Itoa(held)
	}
	return text + found(c.Found) + " amount=" + c.SentNow.Amount.Yuan()
}

func (l *Lines) finished(e apply.Finished) {
	l.giveUp(l.lost.all())
	for _, k := range l.kinds {
		l.flush(k)
	}
	r := e.Result
	text := fmt.Sprintf("sent=%d failed=%d unknown=%d", r.SentNow.Packets,
		r.Tallies[state.Failed].Packets+r.Tallies[state.Refused].Packets, UnknownOf(r).Packets)
	if held := r.Tallies[state.Held].Packets; held > 0 {
		text += " held=" + strconv.Itoa(held)
	}
	if r.Left.Packets > 0 {
		text += " left=" + strconv.Itoa(r.Left.Packets)
	}
	text += found(r.Found) + " amount=" + r.SentNow.Amount.Yuan()
	if l.plan != nil {
		a := apply.AccountOf(l.plan, r.Counts)
		text += fmt.Sprintf(" before_amount=%s delivered_amount=%s open_amount=%s", a.Before.Amount.Yuan(), a.Delivered().Amount.Yuan(), a.Open.Amount.Yuan())
	}
	l.write(lang.Format("%s end %s", "%s结束 %s", l.what(), text))
	if l.Groups != nil {
		l.command(plain.NewCommand("endgroup", nil, ""))
	}
}

// found tells what earlier runs had paid, apart from what was sent: "" where that is nothing.
func found(sum money.Tally) string {
	if sum.Packets == 0 {
		return ""
	}
	return fmt.Sprintf(" found=%d found_amount=%s", sum.Packets, sum.Amount.Yuan())
}

// command writes a workflow command, which has no time before it.
func (l *Lines) command(c plain.Command) {
	if l.err == nil {
		_, l.err = c.WriteTo(l.Groups)
	}
}

func (l *Lines) write(text lang.Text) {
	if l.err == nil {
		stamp := l.now().In(beijing.Zone).Format("15:04:05 MST")
		_, l.err = plain.Fprintf(l.w, "%s %s\n", stamp, l.Say(text))
	}
}

// quoted writes a value so that it stays one word of a line: a plain one as it is, Chinese included.
func quoted(text string) string {
	text = page.Clean(text)
	if text == "" || strings.ContainsAny(text, " \"=") {
		return strconv.Quote(text)
	}
	return text
}

// quotedText is a reason as a value of a line.
func quotedText(text any) lang.Text {
	return lang.Format("%s", "%s", text).Each(quoted)
}

// UnknownOf is what a run leaves without a clear outcome.
func UnknownOf(r apply.Result) money.Tally {
	return r.Tallies[state.Unknown].Plus(r.Tallies[state.Reserved])
}
