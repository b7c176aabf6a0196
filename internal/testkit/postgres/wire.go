package postgres

import (
	"net"
	"sync"
	"testing"
)

// Verdict is what becomes of a message, and of its connection.
type Verdict int

// A connection that is cut is cut in both directions, and the client learns of it only when the server has ended its part, except
// by CutLate.
const (
	Pass      Verdict = iota
	CutBefore         // the server never reads the message
	CutAfter          // the server carries it out, and its answer is lost
	CutLate           // the client is cut off at once, and the server reads the message only at Release: packets that went astray
	Stall             // nothing travels in either direction until Release
)

// Wire carries clients' connections to a server, reads what they say and can be cut.
type Wire struct {
	url      string
	server   string
	listener net.Listener
	running  sync.WaitGroup

	deciding sync.Mutex // one message at a time
	decide   func(Message) Verdict
	messages int

	mu       sync.Mutex
	lines    map[*line]bool
	opened   int
	refuses  bool
	ended    bool
	released chan struct{} // closed by Release, which makes another one until the test has ended
}

// Cut puts a wire in front of the server. Until OnClientMessage says otherwise, everything passes.
func Cut(t testing.TB, s *Server) *Wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it returns at once
	if err != nil {
		t.Fatal(err)
	}
	address := s.at(l.Addr().String())
	query := address.Query()
	query.Set("sslmode", "disable") // nobody could read what is encrypted
	address.RawQuery = query.Encode()
	w := &Wire{url: address.String(), server: s.Addr(), listener: l, lines: map[*line]bool{}, released: make(chan struct{})}
	w.running.Go(w.accept)
	t.Cleanup(w.close)
	return w
}

// URL is the address of the server's database through the wire.
func (w *Wire) URL() string { return w.url }

// OnClientMessage lets a function decide about every message that a client sends from now on; nil lets everything pass. It is called
// for one message at a time and counts anew from 1.
func (w *Wire) OnClientMessage(decide func(Message) Verdict) {
	w.deciding.Lock()
	defer w.deciding.Unlock()
	w.decide, w.messages = decide, 0
}

// At gives the k-th message a verdict and lets all others pass: a test that counts the messages of a whole run cuts it at each.
func At(k int, verdict Verdict) func(Message) Verdict {
	return func(m Message) Verdict {
		if m.N == k {
			return verdict
		}
		return Pass
	}
}

// Messages is how many messages clients have sent since OnClientMessage. The good-bye of a connection ('X') does not count.
func (w *Wire) Messages() int {
	w.deciding.Lock()
	defer w.deciding.Unlock()
	return w.messages
}

func (w *Wire) verdict(m Message) Verdict {
	w.deciding.Lock()
	defer w.deciding.Unlock()
	w.messages++
	m.N = w.messages
	if w.decide == nil {
		return Pass
	}
	return w.decide(m)
}

// Release lets go what is stalled, and delivers what CutLate has kept.
func (w *Wire) Release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.ended {
		close(w.released)
		w.released = make(chan struct{})
	}
}

func (w *Wire) release() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.released
}

// Refuse lets no new connection through, or does so again.
func (w *Wire) Refuse(refuses bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refuses = refuses
}

// Drop cuts all connections in whatever they are doing.
func (w *Wire) Drop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for l := range w.lines {
		l.close()
	}
}

func (w *Wire) accept() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return // the test has ended
		}
		w.running.Go(func() { w.carry(client) })
	}
}

func (w *Wire) carry(client net.Conn) {
	l := w.connect(client)
	if l == nil {
		_ = client.Close() // refused: there is nobody to tell
		return
	}
	l.run()
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.lines, l)
}

// connect makes the line of a client, or none.
func (w *Wire) connect(client net.Conn) *line {
	server, err := net.Dial("tcp", w.server) //nolint:noctx // on the loopback it returns at once
	if err != nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuses {
		_ = server.Close() // as above
		return nil
	}
	w.opened++
	l := &line{wire: w, n: w.opened, client: client, server: server, drained: make(chan struct{}), names: newStatements()}
	w.lines[l] = true
	return l
}

func (w *Wire) close() {
	_ = w.listener.Close() // nobody waits for it
	w.Refuse(true)
	w.Drop()
	w.mu.Lock()
	w.ended = true
	close(w.released)
	w.mu.Unlock()
	w.running.Wait()
}
