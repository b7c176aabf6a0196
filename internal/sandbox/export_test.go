package sandbox

import (
	"bytes"
	"io"
)

// NewFailingJournal is a journal on a file of the test's own, for failures that a real disk does not show on demand.
func NewFailingJournal(f interface {
	io.Writer
	Sync() error
	Close() error
},
) *TestJournal {
	return &TestJournal{newJournal(f, 0)}
}

// TestJournal lets tests append without a server.
type TestJournal struct{ journal *journal }

// Append queues a record and waits for it.
func (j *TestJournal) Append() error {
	r := &record{Kind: kindClock}
	if err := j.journal.append(r); err != nil {
		return err
	}
	return j.journal.wait(r.Seq)
}

// Decode reads one line.
func Decode(line []byte) error {
	_, err := decodeLine(line)
	return err
}

// Replay folds bytes and returns how many of them are whole lines.
func Replay(content []byte) (int, error) {
	_, whole, _, err := replay("test", bytes.NewReader(content))
	return whole, err
}

// ParseXML reads a request body into its fields.
func ParseXML(body []byte) (map[string]string, error) {
	req, err := parseXML(body)
	return req.fields, err
}

// EncodeXML writes one text field as answers do.
func EncodeXML(name, value string) []byte { return reply{text(name, value)}.encode() }
