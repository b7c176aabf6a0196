package state_test

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"unicode"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// What a person reads says which packet or file it is about, and the way out; what is not known is not said.
func TestErrorsSayWhatIsKnown(t *testing.T) {
	holder := state.Packet{Campaign: "lantern", Key: "zhang", Status: state.Unknown, Attempt: 2, BillNo: "no1"}
	foreign := &state.ForeignError{Path: "p", Field: "appid", Want: "wx1", Have: "wx2"}
	for _, tt := range []struct {
		err       error
		says, not string
	}{
		{&state.LockedError{Path: "p"}, "the state p is in use by another redpack. ", "since"},
		{&state.LockedError{Path: "p", Holder: "li@web1", Since: morning}, "in use by li@web1 since 2027-02-06 09:00", "another redpack"},
		{&state.CopiedError{Path: "p"}, "made while redpack was at work, or", "since"},
		{&state.CopiedError{Path: "p", Holder: "li@web1", Since: morning}, "made while li@web1 was at work since 2027-02-06 09:00", "while redpack"},
		{&state.NetworkFSError{Path: "p", FileSystem: "nfs"}, "the state p lies on a network file system (nfs)", ""},
		{&state.NewerError{Path: "p", Schema: 9, Known: 2}, "written by a newer redpack;", ""},
		{&state.NewerError{Path: "p", Schema: 9, Known: 2, Tool: "v3"}, "written by redpack v3;", "a newer redpack"},
		{&state.WriteError{Path: "p", Err: sqlite3.FULL}, "Free space on the disk, then", "Repair"},
		{&state.WriteError{Path: "p", Err: sqlite3.IOERR}, "Repair the disk, then", "Free space"},
		{&state.WriteError{Path: "p", Err: sqlite3.IOERR, Disk: &fs.PathError{Err: syscall.ENOSPC}}, "the disk is full (", "Repair"},
		{&state.WriteError{Path: "p", Err: sqlite3.IOERR, Disk: &fs.PathError{Err: syscall.EDQUOT}}, "Free space on the disk, then", "Repair"},
		{&state.WriteError{Path: "p", Err: sqlite3.IOERR, Disk: &fs.PathError{Err: syscall.EROFS}}, "Make it writable again, then", "Repair"},
		{&state.WriteError{Path: "p", Err: sqlite3.READONLY}, "the disk can only be read (", "Repair"},
		{&state.WriteError{Path: "p", Err: sqlite3.BUSY}, "another program has it locked (", "Repair"},
		{&state.WriteError{Path: "p", Err: sqlite3.BUSY, Disk: syscall.ENOSPC}, "Close whatever has the file open", "Free"},
		{&state.ClosedError{Path: "p"}, "the state p is closed", ""},
		{&state.BillNoTakenError{BillNo: "no1", Holder: holder}, "bill number no1 belongs to lantern/zhang (unknown)", ""},
		{&state.AddressTakenError{Holder: holder}, "lantern/zhang already has a packet: unknown, attempt 3, bill number no1", ""},
		{&state.PersonTakenError{Holder: holder}, "already has lantern/zhang, which is unknown (bill number no1)", ""},
		{&state.TransitionError{Packet: holder, Change: lang.Same("send"), Why: lang.Same("so it is")}, "cannot send lantern/zhang, which is unknown: so it is", ""},
		{&state.RebaseError{Foreign: foreign}, "refused under appid wx2", ""},
	} {
		if said := lang.Error(tt.err, lang.Chinese).Error(); said == tt.err.Error() || !strings.ContainsFunc(said, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%T is not said in Chinese: %q", tt.err, said)
		}
		if text := tt.err.Error(); !strings.Contains(text, tt.says) || tt.not != "" && strings.Contains(text, tt.not) {
			t.Errorf("%T: %q", tt.err, text)
		}
	}
	if found := (*state.ForeignError)(nil); !errors.As(&state.RebaseError{Foreign: foreign}, &found) || found != foreign {
		t.Error("what is foreign is not told")
	}
	if err := (&state.NotFoundError{Path: "p"}); !errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrExist) {
		t.Error("what is not there is taken for something else")
	}
	for s, want := range map[state.Status]string{0: "status(0)", state.Reserved: "reserved", state.Refunded: "refunded", state.Refunded + 1: "status(10)"} {
		if got := s.String(); got != want {
			t.Errorf("status %d is %q", s, got)
		}
	}
}

// A state in a database has a name that is a sentence; a file has its path in every language.
func TestNamesOfStatesAreSaid(t *testing.T) {
	for name, want := range map[string]string{
		"redpack in the database shop on db:5432": "db:5432 上数据库 shop 的 redpack",
		"/srv/a in the database b on c":           "/srv/a in the database b on c",
		"redpack.state":                           "redpack.state",
	} {
		if said := (&state.ClosedError{Path: name}).Said(); said != lang.Both("the state "+name+" is closed", "状态库 "+want+" 已经关闭") {
			t.Errorf("%q: %q", name, said)
		}
	}
}
