package state

import (
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/ncruces/go-sqlite3"
)

// WriteError says that the state could not be written. It poisons the Store: every later call returns it.
type WriteError struct {
	Path string
	Err  error
	Disk error // what the disk said when it was asked itself after the failure; nil: nothing is wrong with it, or nobody asked
}

// Cause is why a state could not be written, as far as anybody can tell.
type Cause uint8

// The causes. The first one is a disk, or a computer, that has to be looked into.
const (
	UnknownCause Cause = iota
	FullDisk
	ReadOnlyDisk
	HeldElsewhere // another program has the file locked
	FileGone      // the file was removed or replaced while it was in use
	TakenOver     // another process has the lease
	ServerAway    // the database does not answer
	ServerFollows // the database can only be read
	ServerFull    // its disk is full
	ServerRefuses // it says no, for a reason of its own
	WrittenBy     // somebody else has changed the state, or put back an older one
)

var errFileGone = errors.New("the file was removed or replaced while it was in use")

// Cause finds out what the errors come to.
func (e *WriteError) Cause() Cause {
	is := func(codes ...error) bool {
		return slices.ContainsFunc(codes, func(code error) bool { return errors.Is(e.Err, code) })
	}
	switch {
	case e.fenced() != nil:
		return TakenOver
	case is(errFileGone):
		return FileGone
	case is(sqlite3.BUSY, sqlite3.LOCKED):
		return HeldElsewhere
	case is(sqlite3.FULL) || isNoSpace(e.Err) || isNoSpace(e.Disk):
		return FullDisk
	case is(sqlite3.READONLY) || isReadOnly(e.Err) || isReadOnly(e.Disk):
		return ReadOnlyDisk
	default:
		return ofServer(e.Err)
	}
}

// fenced is who has taken the state over; nil: nobody.
func (e *WriteError) fenced() *FencedError {
	var fenced *FencedError
	errors.As(e.Err, &fenced)
	return fenced
}

// ofServer is the cause where a database could not be written to.
func ofServer(err error) Cause {
	var away *UnreachableError
	var cut *awayError
	var dial *pgconn.ConnectError
	var said *pgconn.PgError
	var behind *BehindError
	switch {
	case errors.Is(err, errForeignWriter) || errors.As(err, &behind):
		return WrittenBy
	case errors.As(err, &said) && said.Code == codeDiskFull:
		return ServerFull
	case errors.As(err, &said) && said.Code == codeReadOnly:
		return ServerFollows
	case errors.As(err, &away) || errors.As(err, &cut) || errors.As(err, &dial) || isCut(err):
		return ServerAway
	case said != nil:
		return ServerRefuses
	}
	return UnknownCause
}

// FullDisk reports whether there was no space left, here or on the server.
func (e *WriteError) FullDisk() bool {
	cause := e.Cause()
	return cause == FullDisk || cause == ServerFull
}

// causeTexts say what has happened and what a person has to do about it.
var causeTexts = map[Cause]struct{ what, remedy string }{
	UnknownCause:  {"", "Repair the disk"},
	FullDisk:      {"the disk is full", "Free space on the disk"},
	ReadOnlyDisk:  {"the disk can only be read", "Make it writable again"},
	HeldElsewhere: {"another program has it locked", "Close whatever has the file open, such as a database browser or a backup"},
	FileGone:      {"", "Put the file back"},
	TakenOver:     {"", "Wait until that process has finished"},
	ServerAway:    {"the database does not answer", "Bring the database, or the way to it, back"},
	ServerFollows: {"the database server can only be read, as one that follows another", "Let the address lead to the server that may be written"},
	ServerFull:    {"the disk of the database server is full", "Free space on that server"},
	ServerRefuses: {"", "Look into what the database server says"},
	WrittenBy:     {"", "Find out what has changed the state, with redpack state check"},
}

// Texts say what has happened, "" where that is not known, and what a person has to do about it.
func (c Cause) Texts() (what, remedy string) { return causeTexts[c].what, causeTexts[c].remedy }

func (e *WriteError) Error() string {
	why := causeTexts[e.Cause()]
	if why.what != "" {
		why.what += " ("
	}
	text := fmt.Sprintf("write the state %s: %s%v", e.Path, why.what, e.Err)
	if why.what != "" {
		text += ")"
	}
	return text + ". Nothing more is sent; packets in flight stay on record as intents and are asked about by the next run. " + why.remedy +
		", then run the same command again."
}

// Unwrap yields the cause.
func (e *WriteError) Unwrap() error { return e.Err }

// SameFailure tells whether two errors come of one failure to write a state: every call after it returns it once more.
func SameFailure(a, b error) bool {
	var first, again *WriteError
	return errors.As(a, &first) && errors.As(b, &again) && first == again
}

// asked asks the disk itself, where the error does not tell the cause. SQLite keeps no more of most failures than that there was one, and
// its binding forgets what the system said of it.
func (e *WriteError) asked(f files) *WriteError {
	if e.Cause() == UnknownCause {
		e.Disk = f.Probe(e.Path+".probe", probeBytes)
	}
	return e
}

// probeBytes is far more than the page that a full disk has no room for.
const probeBytes = 64 << 10
