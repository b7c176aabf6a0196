package plan

import "github.com/cashredpack/redpack/hclspec"

// relayBatch is how many recipients are handed on together, so that handing on costs little beside what is done with each.
const relayBatch = 256

// relay lets one goroutine read a list while another one compares what was read with the state. Each recipient is met once and in the
// order of the list, by one goroutine at a time; when one is refused no later one is met, and the reading stops at the end of the batch
// that is being read, whatever the two goroutines' speed.
type relay struct {
	meet    func(*hclspec.Recipient) bool
	reading []hclspec.Recipient // what is being read
	met     []hclspec.Recipient // what was handed on last
	more    chan bool           // whether all of that was met; nil before the first time
	stopped bool
}

// take is the reader's. The recipient is copied.
func (r *relay) take(recipient *hclspec.Recipient) bool {
	r.reading = append(r.reading, *recipient)
	return len(r.reading) < relayBatch || r.handOn()
}

// handOn waits for the batch before, and hands on the one that was read.
func (r *relay) handOn() bool {
	if !r.wait() {
		return false
	}
	r.reading, r.met = r.met[:0], r.reading
	r.more = make(chan bool, 1)
	go func(batch []hclspec.Recipient, more chan<- bool) { more <- r.all(batch) }(r.met, r.more)
	return true
}

// finish meets what is left, and returns when everything was met.
func (r *relay) finish() {
	if r.wait() {
		r.stopped = !r.all(r.reading)
	}
}

func (r *relay) wait() bool {
	if r.more != nil {
		r.stopped = !<-r.more
		r.more = nil
	}
	return !r.stopped
}

func (r *relay) all(batch []hclspec.Recipient) bool {
	for i := range batch {
		if !r.meet(&batch[i]) {
			return false
		}
	}
	return true
}
