package tui

import (
	"bytes"
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// packet is the component that shows one packet with its history. The history is read beside the screen, which never waits
// for a file.
type packet struct {
	look     look
	read     func(context.Context, address.Address) ([]state.Event, error)
	row      int
	plan     *plan.Plan
	packet   *plan.Packet
	status   state.Status // that the history was asked for
	events   []state.Event
	err      error
	known    bool // an answer came
	scroller scroller
	width    int
}

// historyMsg brings the history of the packet in a row.
type historyMsg struct {
	row    int
	events []state.Event
	err    error
}

func newPacket(l look, keys keyMap, read func(context.Context, address.Address) ([]state.Event, error)) packet {
	return packet{look: l, read: read, scroller: newScroller(keys)}
}

// Show turns to another packet. The returned command reads its history.
func (p *packet) Show(ctx context.Context, row int, of *plan.Plan, packet *plan.Packet, status state.Status) tea.Cmd {
	p.row, p.plan, p.packet, p.status = row, of, packet, status
	p.events, p.err, p.known, p.scroller.at = nil, nil, false, 0
	return p.ask(ctx)
}

// Follow reads the history again when the packet has another status by now.
func (p *packet) Follow(ctx context.Context, status state.Status) tea.Cmd {
	if status == p.status {
		return nil
	}
	p.status = status
	return p.ask(ctx)
}

func (p *packet) ask(ctx context.Context) tea.Cmd {
	if p.read == nil {
		p.known = true
		return nil
	}
	row, address := p.row, p.address()
	return func() tea.Msg {
		events, err := p.read(ctx, address)
		return historyMsg{row, events, err}
	}
}

// address is where the state keeps the packet, or will.
func (p *packet) address() address.Address {
	if recorded := &p.packet.Recorded; recorded.ID != 0 {
		return recorded.Address()
	}
	return address.Address{Campaign: p.plan.Campaign.Name, Key: p.packet.Key()}
}

// Learn takes in a history that was asked for. One of a packet that is not shown any more is dropped.
func (p *packet) Learn(msg historyMsg) {
	if msg.row == p.row {
		p.events, p.err, p.known = msg.events, msg.err, true
	}
}

// SetSize gives the component a width and the lines it may take.
func (p *packet) SetSize(width, height int) {
	p.width = width
	p.scroller.SetSize(len(p.body()), height-len(p.title()))
}

// Update takes a key, and reports whether the component made use of it.
func (p *packet) Update(msg tea.KeyMsg) bool { return p.scroller.Update(msg) }

// View draws the address and as much of the rest as fits.
func (p *packet) View() []string {
	body := p.body()
	from := max(0, min(p.scroller.at, len(body)-p.scroller.height))
	return append(p.title(), body[from:min(len(body), from+p.scroller.height)]...)
}

// title is the whole address, in as many lines as it takes, so that it can be copied.
func (p *packet) title() []string {
	var lines []string
	for _, line := range page.Wrap(harmless(p.address().String())+labelled(p.packet.Recipient.Label, p.packet.Recipient.Key, p.look), p.width-len(indent)) {
		lines = append(lines, indent+p.look.strong.Render(line))
	}
	return lines
}

func (p *packet) body() []string {
	r := &p.packet.Recipient
	word, style := statusOf(p.packet, p.status, p.look)
	lines := flow(p.width, fragment{word, style}, fragment{p.look.Money(p.packet.Amount()), p.look.strong},
		fragment{"openid " + openIDShown(p.packet.OpenID(), p.look.Style), p.look.plain},
		fragment{p.look.Say(lang.Format("from %s", "来自 %s", harmless(p.look.Say(place.Short(r.Range))))), p.look.plain},
		fragment{harmless(r.Wishing), p.look.plain})
	lines = append(lines, "")
	switch {
	case p.err != nil:
		return append(lines, paragraph(p.look.Say(lang.Format("the history cannot be read: %s", "无法读取历史记录：%s", p.err)), p.look.bad, p.width)...)
	case !p.known:
		return append(lines, indent+p.look.faint.Render(p.look.Say(lang.Both("reading the history ..", "正在读取历史记录 .."))))
	case len(p.events) == 0:
		return append(lines, paragraph(p.look.Say(lang.Both("nothing has happened to it yet", "还没有任何记录")), p.look.faint, p.width)...)
	}
	return append(lines, p.history()...)
}

// history is what `redpack state show` prints of it.
func (p *packet) history() []string {
	var b bytes.Buffer
	s := p.look.Style
	s.Width = p.width
	if err := view.History(&b, p.events, s); err != nil {
		return paragraph(p.look.Say(err), p.look.bad, p.width)
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}
