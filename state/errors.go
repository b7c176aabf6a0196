package state

import (
	"cmp"
	"io/fs"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// Every error about the file names the file, says what is wrong and why it matters, and ends in what to do. None of
// them is ever weakened to "nothing was sent yet".

// wayOut is the advice of all errors that mean "this file cannot be trusted".
var wayOut = lang.Both("Put back the newest copy (redpack state backup makes them), or restore the state by asking WeChat Pay: redpack state rebuild.",
	"放回最新的备份（由 redpack state backup 生成），或者向微信支付查询来重建状态库：redpack state rebuild。")

// CorruptError says that the state is damaged.
type CorruptError struct {
	Path string
	Why  lang.Text
}

func (e *CorruptError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *CorruptError) Said() lang.Text {
	return lang.Format("the state %s is damaged: %s. Sending on it could pay somebody twice. %s",
		"状态库 %s 已损坏：%s。在它上面发放，可能会给人重复付款。%s", named(e.Path), e.Why, wayOut)
}

// EmptyError says that the state file is there and has no bytes. redpack never leaves an empty file.
type EmptyError struct{ Path string }

func (e *EmptyError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *EmptyError) Said() lang.Text {
	return lang.Format("the state %s is empty: something cut it off. It does not mean that nothing was sent. %s",
		"状态文件 %s 是空的：内容被截掉了。这不表示没有发放过红包。%s", e.Path, wayOut)
}

// Unwrap makes an empty file a damaged one for whoever does not need to tell them apart.
func (e *EmptyError) Unwrap() error {
	return &CorruptError{Path: e.Path, Why: lang.Both("it is empty", "它是空的")}
}

// VanishedError says that the state file is gone while a file that redpack keeps beside it is still there.
type VanishedError struct {
	Path    string
	Witness lang.Text
}

func (e *VanishedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *VanishedError) Said() lang.Text {
	return lang.Format("the state %s is gone, but %s is still there: packets were sent from this folder before. %s",
		"状态库 %s 不见了，但 %s 还在：这个文件夹以前发放过红包。%s", named(e.Path), e.Witness, wayOut)
}

// Unwrap makes a vanished file a damaged one for whoever does not need to tell them apart.
func (e *VanishedError) Unwrap() error {
	return &CorruptError{Path: e.Path, Why: lang.Both("it is gone", "它不见了")}
}

// BehindError says that the state has lost transactions that were durable before: its tail was cut off, or an old copy
// was put back.
type BehindError struct {
	Path          string
	Serial        int64 // of the state
	WitnessSerial int64 // that the state had before
}

func (e *BehindError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *BehindError) Said() lang.Text {
	return lang.Format("the state %s is at serial %d but had already reached %d: it was damaged, or an old copy was put back. "+
		"What was sent in between is missing in it. %s",
		"状态库 %s 的序号是 %d，而它以前已经到过 %d：它损坏了，或者放回来的是旧备份。这中间发放的红包，它没有记录。%s",
		named(e.Path), e.Serial, e.WitnessSerial, wayOut)
}

// NewerError says that a newer redpack wrote the state.
type NewerError struct {
	Path          string
	Schema, Known int
	Tool          string // the version that wrote it last, "" if unreadable
}

func (e *NewerError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *NewerError) Said() lang.Text {
	by := lang.Both("a newer redpack", "更新版本的 redpack")
	if e.Tool != "" {
		by = lang.Format("redpack %s", " redpack %s", e.Tool)
	}
	return lang.Format("the state %s has schema %d, written by %s; this redpack knows schemas up to %d. Use that version or a newer one.",
		"状态库 %s 的结构版本是 %d，由%s 写入；这个 redpack 最高只认识结构版本 %d。改用写入它的版本或更新的版本。",
		named(e.Path), e.Schema, by, e.Known)
}

// ForeignError says that the state belongs to another merchant, appid or endpoint, or is another file than the one that lay
// here before.
type ForeignError struct {
	Path       string
	Field      string // "mch_id", "appid", "endpoint" or "lineage"
	Want, Have string // the campaign's and the state's
	Witness    string // the file that tells the lineage which was here before
}

func (e *ForeignError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *ForeignError) Said() lang.Text {
	switch e.Field {
	case "endpoint":
		return lang.Format("the state %s is of what was sent to %s, the campaign sends to %s. What was sent to a rehearsal is not paid in "+
			"reality, and the reverse. Use a folder of its own for each, or name another file in the redpack block's state.",
			"状态库 %s 记录的是发往 %s 的红包，而活动要发往 %s。发到演练服务器的红包并没有真的付款，反过来也一样。"+
				"两边各用一个文件夹，或者在 redpack 块的 state 里写另一个文件。", named(e.Path), e.Have, e.Want)
	case "lineage":
		return lang.Format("the state %s is not the one that lay here before (lineage %s, before %s): what was sent with the other one "+
			"is missing in it. Put the right file back; if this one is right, remove %s.",
			"状态库 %s 不是原来放在这里的那一个（谱系 %s，原来是 %s）：用那一个发放的红包，它没有记录。放回正确的文件；如果现在这个才是对的，删除 %s。",
			named(e.Path), e.Have, e.Want, e.Witness)
	}
	return lang.Format("the state %s belongs to %s %s, the campaign to %s. Use a folder of its own for each merchant, "+
		"or name another file in the redpack block's state.",
		"状态库 %s 属于 %s %s，而活动属于 %s。每个商户各用一个文件夹，或者在 redpack 块的 state 里写另一个文件。", named(e.Path), e.Field, e.Have, e.Want)
}

// SandboxError says that a sandbox campaign met a live state or the other way round.
type SandboxError struct {
	Path    string
	Sandbox bool // the state is of a sandbox merchant
}

func (e *SandboxError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *SandboxError) Said() lang.Text {
	if e.Sandbox {
		return lang.Format("the state %s holds packets of the sandbox, where no money exists; the campaign is live. "+
			"Name another state file for live sending, or remove the sandbox's one with its sidecars.",
			"状态库 %s 里是模拟的红包，没有真实资金；而活动属于正式商户。给正式发放写另一个状态文件，或者删除模拟的状态文件和它旁边的附属文件。", named(e.Path))
	}
	return lang.Format("the state %s holds live packets; the campaign is marked sandbox. Trying things out on it would mix "+
		"play money with real money. Name another state file for the sandbox.",
		"状态库 %s 里是用真实资金发出的红包，而活动标成了模拟。在这个状态库上试验，会把模拟的和真实的混在一起。给模拟写另一个状态文件。", named(e.Path))
}

// LockedError says that another process is applying.
type LockedError struct {
	Path   string
	Holder string    // user@host pid
	Since  time.Time // zero if unreadable
}

func (e *LockedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *LockedError) Said() lang.Text {
	return lang.Format("the state %s is in use by %s%s. Wait until it has finished or stop it; the lock ends with that process, "+
		"there is nothing to remove.",
		"状态库 %s 正被占用（%s%s）。等它结束，或者停掉它；锁随那个进程一起结束，没有文件要删除。", named(e.Path), holding(e.Holder), since(e.Since))
}

// inSQLite is the holder of a file that somebody has open without redpack.
const inSQLite = "another program that has the database open" // for programs

// holding is who has a state, where somebody tells.
func holding(holder string) lang.Text {
	switch holder {
	case "":
		return lang.Both("another redpack", "另一个 redpack")
	case inSQLite:
		return lang.Both(inSQLite, "另一个打开了数据库的程序")
	}
	return lang.Same(holder)
}

// PermissionError says that the files cannot be used as they are protected.
type PermissionError struct {
	Path     string
	Why, Fix lang.Text // Fix is a command or a sentence
	Err      error     // may be nil
}

func (e *PermissionError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *PermissionError) Said() lang.Text {
	return lang.Format("the state %s %s. %s", "状态库 %s %s。%s", named(e.Path), e.Why, e.Fix)
}

// Unwrap yields the operating system's error, if there was one.
func (e *PermissionError) Unwrap() error { return e.Err }

// LinkedError says that the state has several names in the file system.
type LinkedError struct {
	Path  string
	Names uint64
}

func (e *LinkedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *LinkedError) Said() lang.Text {
	return lang.Format("the state %s has %d names (hard links). Each name has a lock and a log of its own, so two could pay at the same "+
		"time, and damage it. Keep the name that has a .serial beside it and remove the others; for a copy use redpack state backup. "+
		"This shows them: find / -xdev -samefile %s",
		"状态文件 %s 有 %d 个名字（硬链接）。每个名字各有自己的锁和日志，两边可能同时付款，还会把它弄坏。"+
			"保留旁边有 .serial 的那个名字，删除其余的；要备份就用 redpack state backup。用这条命令列出它们：`find / -xdev -samefile %s`",
		e.Path, e.Names, words.ShellWord(e.Path))
}

// CopiedError says that the lock beside the state names a process that was at work on another file.
type CopiedError struct {
	Path   string
	Holder string    // user@host pid
	Since  time.Time // zero if unreadable
}

func (e *CopiedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *CopiedError) Said() lang.Text {
	return lang.Format("the state %s is a copy made while %s was at work%s, or was put here after that ended in a crash: what was sent "+
		"after the copy is missing in it. Use the original. If the original is gone, remove %s: apply then asks about everything in doubt, "+
		"and redpack state rebuild fills in what is missing.",
		"状态文件 %s 是在另一个进程（%s%s）工作时复制出来的，或者是在它崩溃之后才放到这里的：复制之后发放的红包，它没有记录。"+
			"改用原来的文件。原来的文件没有了，就删除 %s：apply 会去查询所有结果未知的红包，redpack state rebuild 会补上缺少的记录。",
		e.Path, cmp.Or(e.Holder, "redpack"), since(e.Since), lockPath(e.Path))
}

// since is from when on, behind the name of a holder.
func since(t time.Time) lang.Text {
	if t.IsZero() {
		return lang.Text{}
	}
	return lang.Format(" since %s", "，自 %s 起", beijing.Format(t))
}

// NetworkFSError says that the file system cannot hold a state.
type NetworkFSError struct{ Path, FileSystem string }

func (e *NetworkFSError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *NetworkFSError) Said() lang.Text {
	return lang.Format("the state %s lies on a network file system (%s), whose locks and shared memory do not keep two computers "+
		"apart. Move the campaign's folder, with its state, to a local disk, and apply there.",
		"状态文件 %s 在网络文件系统（%s）上，那里的锁和共享内存隔不开两台电脑。把活动的文件夹连同状态文件移到本地磁盘，在那里发放。", e.Path, e.FileSystem)
}

// NotFoundError says that there is no state or no folder for it. Only calls that need an existing state return it.
type NotFoundError struct {
	Path string
	What lang.Text
}

// aState is what is not found most of the time.
var aState = lang.Both("the state", "状态库")

func (e *NotFoundError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *NotFoundError) Said() lang.Text {
	return lang.Format("no state at %s: %s does not exist. Check the path, or the folder you are in.",
		"%s 没有状态库：%s不存在。检查路径，或者当前所在的文件夹。", named(e.Path), e.What)
}

// Is makes errors.Is(err, fs.ErrNotExist) true.
func (e *NotFoundError) Is(target error) bool { return target == fs.ErrNotExist }

// ClosedError says that a Store was used after Close.
type ClosedError struct{ Path string }

func (e *ClosedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *ClosedError) Said() lang.Text {
	return lang.Format("the state %s is closed", "状态库 %s 已经关闭", named(e.Path))
}
