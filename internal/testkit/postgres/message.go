package postgres

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// Message is one that a client sends: https://www.postgresql.org/docs/current/protocol-message-formats.html
type Message struct {
	N    int    // from 1, over all connections of a wire
	Conn int    // of the how manyth connection, from 1
	Kind byte   // its type, such as 'Q'; 0 for the startup message
	Body []byte // without type and length
	SQL  string // the text that Query, Parse, Bind and Execute have to do with
}

// Commit reports whether the server carries out a COMMIT when it reads this message. What is sent as a batch without BEGIN is
// committed by its Sync ('S'), which tells nothing of that itself.
func (m Message) Commit() bool {
	if m.Kind != 'Q' && m.Kind != 'E' {
		return false
	}
	word, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(m.SQL))+" ", " ")
	switch strings.TrimRight(word, ";") {
	case "commit", "end":
		return true
	default:
		return false
	}
}

// String shows a message in the log of a test.
func (m Message) String() string {
	kind := "startup"
	if m.Kind != 0 {
		kind = string(rune(m.Kind))
	}
	return strings.TrimSpace(fmt.Sprintf("message %d of connection %d: %s %s", m.N, m.Conn, kind, m.SQL))
}

// largest is the length of a message beyond which none is believed.
const largest = 64 << 20

// These are the codes of first messages that are none of the protocol proper.
const (
	cancelCode = 80877102
	tlsCode    = 80877103
	gssCode    = 80877104
)

// readBody reads a length, which counts itself, and what it is the length of.
func readBody(r io.Reader) ([]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n < 4 || n > largest {
		return nil, fmt.Errorf("a message of %d bytes", n)
	}
	body := make([]byte, n-4)
	_, err := io.ReadFull(r, body)
	return body, err
}

// readMessage reads one that is not the first.
func readMessage(r io.Reader) (Message, error) {
	var kind [1]byte
	if _, err := io.ReadFull(r, kind[:]); err != nil {
		return Message{}, err
	}
	body, err := readBody(r)
	return Message{Kind: kind[0], Body: body}, err
}

// bytes is the message as it travels.
func (m Message) bytes() []byte {
	var out []byte
	if m.Kind != 0 {
		out = append(out, m.Kind)
	}
	out = binary.BigEndian.AppendUint32(out, uint32(len(m.Body)+4))
	return append(out, m.Body...)
}

// statements remembers the texts behind a connection's names.
type statements struct{ prepared, portals map[string]string }

func newStatements() statements {
	return statements{prepared: map[string]string{}, portals: map[string]string{}}
}

// text is the SQL that a message has to do with.
func (s statements) text(m Message) string {
	first, rest := word(m.Body)
	switch m.Kind {
	case 'Q':
		return first
	case 'E':
		return s.portals[first]
	case 'P':
		s.prepared[first], _ = word(rest)
		return s.prepared[first]
	case 'B':
		name, _ := word(rest)
		s.portals[first] = s.prepared[name]
		return s.portals[first]
	default:
		return ""
	}
}

// word is a text up to its zero byte, and what follows.
func word(b []byte) (string, []byte) {
	first, rest, _ := bytes.Cut(b, []byte{0})
	return string(first), rest
}
