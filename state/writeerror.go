package state

import (
	"errors"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/lang"
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

var errFileGone = lang.New(lang.Both("the file was removed or replaced while it was in use", "文件在使用期间被删除或替换了"))

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
var causeTexts = map[Cause]struct{ what, remedy lang.Text }{
	UnknownCause: {lang.Text{}, lang.Both("Repair the disk", "修好磁盘")},
	FullDisk:     {lang.Both("the disk is full", "磁盘已满"), lang.Both("Free space on the disk", "腾出磁盘空间")},
	ReadOnlyDisk: {lang.Both("the disk can only be read", "磁盘只读"), lang.Both("Make it writable again", "让它恢复可写")},
	HeldElsewhere: {
		lang.Both("another program has it locked", "被另一个程序锁住"),
		lang.Both("Close whatever has the file open, such as a database browser or a backup", "关掉打开着这个文件的程序，例如数据库浏览器或备份程序"),
	},
	FileGone:   {lang.Text{}, lang.Both("Put the file back", "把文件放回来")},
	TakenOver:  {lang.Text{}, lang.Both("Wait until that process has finished", "等那个进程结束")},
	ServerAway: {lang.Both("the database does not answer", "数据库没有响应"), lang.Both("Bring the database, or the way to it, back", "恢复数据库或到它的网络")},
	ServerFollows: {
		lang.Both("the database server can only be read, as one that follows another", "数据库服务器只读，像是备库"),
		lang.Both("Let the address lead to the server that may be written", "让地址指向可写的服务器"),
	},
	ServerFull:    {lang.Both("the disk of the database server is full", "数据库服务器的磁盘已满"), lang.Both("Free space on that server", "在那台服务器上腾出空间")},
	ServerRefuses: {lang.Text{}, lang.Both("Look into what the database server says", "按数据库服务器给出的信息排查")},
	WrittenBy:     {lang.Text{}, lang.Both("Find out what has changed the state, with redpack state check", "用 redpack state check 查出状态库被什么改动了")},
}

// Texts say what has happened, nothing where that is not known, and what a person has to do about it.
func (c Cause) Texts() (what, remedy lang.Text) { return causeTexts[c].what, causeTexts[c].remedy }

func (e *WriteError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *WriteError) Said() lang.Text {
	why := causeTexts[e.Cause()]
	failure := lang.Of(e.Err)
	if !why.what.Empty() {
		failure = lang.Format("%s (%s)", "%s（%s）", why.what, failure)
	}
	return lang.Format("write the state %s: %s. Nothing more is sent; packets in flight stay on record as intents and are asked about by the next run. "+
		"%s, then run the same command again.",
		"写入状态库 %s 失败：%s。不再发放；在途的红包已经登记，下次运行会查询它们的结果。%s，然后再运行同一条命令。", named(e.Path), failure, why.remedy)
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
