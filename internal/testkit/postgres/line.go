package postgres

import (
	"bufio"
	"encoding/binary"
	"net"
	"sync"
	"time"
)

// line is one connection of a client, and the one to the server behind it. Errors of either end it: the other side notices.
type line struct {
	wire   *Wire
	n      int
	client net.Conn
	server net.Conn
	names  statements

	mu      sync.Mutex
	lost    bool            // the server's answers go nowhere
	stalled <-chan struct{} // answers wait for it

	drained chan struct{} // closed when the server has ended the connection
}

// run carries the connection until either side ends it.
func (l *line) run() {
	defer l.close()
	go l.answers()
	r := bufio.NewReader(l.client)
	if !l.start(r) {
		l.hangUp()
		return
	}
	for {
		m, err := readMessage(r)
		if err != nil || !l.pass(m) {
			l.hangUp()
			return
		}
	}
}

// start reads the first message. TLS is declined: what is encrypted could not be read here.
func (l *line) start(r *bufio.Reader) bool {
	for {
		body, err := readBody(r)
		if err != nil || len(body) < 4 {
			return false
		}
		switch m := (Message{Body: body}); binary.BigEndian.Uint32(body) {
		case tlsCode, gssCode:
			if _, err := l.client.Write([]byte{'N'}); err != nil {
				return false
			}
		case cancelCode:
			l.forward(m)
			return false
		default:
			return l.pass(m)
		}
	}
}

// pass does with a message what the test wants, and reports whether the connection goes on. Good-bye ('X') is nobody's business: a
// client waits for no answer, so that it would come among the messages of the next run.
func (l *line) pass(m Message) bool {
	if m.Kind == 'X' {
		return l.forward(m)
	}
	m.Conn, m.SQL = l.n, l.names.text(m)
	switch l.wire.verdict(m) {
	case CutBefore:
		return false
	case CutAfter:
		l.lose()
		l.forward(m)
		return false
	case CutLate:
		l.lose()
		_ = l.client.Close() // the cut
		<-l.wire.release()
		l.forward(m)
		return false
	case Stall:
		released := l.wire.release()
		l.stall(released)
		<-released
		return l.forward(m)
	case Pass:
		return l.forward(m)
	default:
		return false
	}
}

func (l *line) forward(m Message) bool {
	_, err := l.server.Write(m.bytes())
	return err == nil
}

// answers carries what the server says.
func (l *line) answers() {
	defer close(l.drained)
	buffer := make([]byte, 64<<10)
	for {
		n, err := l.server.Read(buffer)
		lost, stalled := l.state()
		if stalled != nil && n > 0 {
			<-stalled
		}
		if n > 0 && !lost {
			if _, err := l.client.Write(buffer[:n]); err != nil {
				l.lose()
			}
		}
		if err != nil {
			if lost, _ := l.state(); !lost {
				_ = l.client.Close() // the server has ended it
			}
			return
		}
	}
}

func (l *line) state() (lost bool, stalled <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost, l.stalled
}

// lose lets the answers from now on go nowhere.
func (l *line) lose() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost = true
}

// stall lets the answers from now on wait. One that has been released makes nobody wait.
func (l *line) stall(released <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stalled = released
}

// hangUp tells the server that nothing more will come and waits until it has ended what it was told before, but not forever: it may
// wait for a lock that another connection of the test holds.
func (l *line) hangUp() {
	l.lose()
	if half, ok := l.server.(*net.TCPConn); ok {
		_ = half.CloseWrite() // as below
	}
	select {
	case <-l.drained:
	case <-time.After(patience / 6):
	}
}

// close ends both sides, which may have ended themselves.
func (l *line) close() {
	_, _ = l.client.Close(), l.server.Close()
}
