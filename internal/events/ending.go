package events

// The last line of a stream carries the exit code, and nobody knows it while the line is told: what follows may be an error,
// a run, or nothing. So whatever can be the last line is held back until the next event comes or the command ends.

// ending is part of every event that can be the last line; the field is absent where it is not.
type ending struct {
	ExitCode *int `json:"exit_code,omitempty"`
}

func (e *ending) end(code int) { e.ExitCode = &code }

// lastEvent is an event that can be the last line.
type lastEvent interface {
	event
	end(code int)
}

// End writes what was held back as the last line, with the exit code of the command.
func (j *stream) End(code int) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.held != nil {
		j.held.end(code)
	}
	j.flush()
	return j.err
}

// Flush writes what was held back as a line like others. It is for whoever may take long to the next event, or never come to
// it: readers have to know by then.
func (j *stream) Flush() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.flush()
	return j.err
}

// hold emits an event that can be the last line.
func (j *stream) hold(e lastEvent) {
	j.flush()
	j.opening()
	j.stamp(e)
	j.held = e
}

func (j *stream) flush() {
	if e := j.held; e != nil {
		j.held = nil
		j.write(e)
	}
}

// closing emits an event that stands alone and can be the last line.
func (j *stream) closing(e lastEvent) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.hold(e)
	return j.err
}
