package state

import (
	"cmp"
	"fmt"
	"io/fs"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/words"
)

// Every error about the file names the file, says what is wrong and why it matters, and ends in what to do. None of
// them is ever weakened to "nothing was sent yet".

// wayOut is the advice of all errors that mean "this file cannot be trusted".
const wayOut = "Put back the newest copy (redpack state backup makes them), or restore the state by asking WeChat Pay: redpack state rebuild."

// CorruptError says that the state is damaged.
type CorruptError struct{ Path, Why string }

func (e *CorruptError) Error() string {
	return fmt.Sprintf("the state %s is damaged: %s. Sending on it could pay somebody twice. %s", e.Path, e.Why, wayOut)
}

// EmptyError says that the state file is there and has no bytes. redpack never leaves an empty file.
type EmptyError struct{ Path string }

func (e *EmptyError) Error() string {
	return fmt.Sprintf("the state %s is empty: something cut it off. It does not mean that nothing was sent. %s", e.Path, wayOut)
}

// Unwrap makes an empty file a damaged one for whoever does not need to tell them apart.
func (e *EmptyError) Unwrap() error { return &CorruptError{Path: e.Path, Why: "it is empty"} }

// VanishedError says that the state file is gone while a file that redpack keeps beside it is still there.
type VanishedError struct{ Path, Witness string }

func (e *VanishedError) Error() string {
	return fmt.Sprintf("the state %s is gone, but %s is still there: packets were sent from this folder before. %s",
		e.Path, e.Witness, wayOut)
}

// Unwrap makes a vanished file a damaged one for whoever does not need to tell them apart.
func (e *VanishedError) Unwrap() error { return &CorruptError{Path: e.Path, Why: "it is gone"} }

// BehindError says that the state has lost transactions that were durable before: its tail was cut off, or an old copy
// was put back.
type BehindError struct {
	Path          string
	Serial        int64 // of the state
	WitnessSerial int64 // that the state had before
}

func (e *BehindError) Error() string {
	return fmt.Sprintf("the state %s is at serial %d but had already reached %d: it was damaged, or an old copy was put back. "+
		"What was sent in between is missing in it. %s", e.Path, e.Serial, e.WitnessSerial, wayOut)
}

// NewerError says that a newer redpack wrote the state.
type NewerError struct {
	Path          string
	Schema, Known int
	Tool          string // the version that wrote it last, "" if unreadable
}

func (e *NewerError) Error() string {
	by := "a newer redpack"
	if e.Tool != "" {
		by = "redpack " + e.Tool
	}
	return fmt.Sprintf("the state %s has schema %d, written by %s; this redpack knows schemas up to %d. Use that version or a newer one.",
		e.Path, e.Schema, by, e.Known)
}

// ForeignError says that the state belongs to another merchant, appid or endpoint, or is another file than the one that lay
// here before.
type ForeignError struct {
	Path       string
	Field      string // "mch_id", "appid", "endpoint" or "lineage"
	Want, Have string // the campaign's and the state's
	Witness    string // the file that tells the lineage which was here before
}

func (e *ForeignError) Error() string {
	switch e.Field {
	case "endpoint":
		return fmt.Sprintf("the state %s is of what was sent to %s, the campaign sends to %s. What was sent to a rehearsal is not paid in "+
			"reality, and the reverse. Use a folder of its own for each, or name another file in the redpack block's state.", e.Path, e.Have, e.Want)
	case "lineage":
		return fmt.Sprintf("the state %s is not the one that lay here before (lineage %s, before %s): what was sent with the other one "+
			"is missing in it. Put the right file back; if this one is right, remove %s.", e.Path, e.Have, e.Want, e.Witness)
	}
	return fmt.Sprintf("the state %s belongs to %s %s, the campaign to %s. Use a folder of its own for each merchant, "+
		"or name another file in the redpack block's state.", e.Path, e.Field, e.Have, e.Want)
}

// SandboxError says that a sandbox campaign met a live state or the other way round.
type SandboxError struct {
	Path    string
	Sandbox bool // the state is of a sandbox merchant
}

func (e *SandboxError) Error() string {
	if e.Sandbox {
		return fmt.Sprintf("the state %s holds packets of the sandbox, where no money exists; the campaign is live. "+
			"Name another state file for live sending, or remove the sandbox's one with its sidecars.", e.Path)
	}
	return fmt.Sprintf("the state %s holds live packets; the campaign is marked sandbox. Trying things out on it would mix "+
		"play money with real money. Name another state file for the sandbox.", e.Path)
}

// LockedError says that another process is applying.
type LockedError struct {
	Path   string
	Holder string    // user@host pid
	Since  time.Time // zero if unreadable
}

func (e *LockedError) Error() string {
	holder := "another redpack"
	if e.Holder != "" {
		holder = e.Holder
	}
	holder += since(e.Since)
	return fmt.Sprintf("the state %s is in use by %s. Wait until it has finished or stop it; the lock ends with that process, "+
		"there is nothing to remove.", e.Path, holder)
}

// PermissionError says that the files cannot be used as they are protected.
type PermissionError struct {
	Path, Why string
	Fix       string // a command or a sentence
	Err       error  // may be nil
}

func (e *PermissionError) Error() string {
	return fmt.Sprintf("the state %s %s. %s", e.Path, e.Why, e.Fix)
}

// Unwrap yields the operating system's error, if there was one.
func (e *PermissionError) Unwrap() error { return e.Err }

// LinkedError says that the state has several names in the file system.
type LinkedError struct {
	Path  string
	Names uint64
}

func (e *LinkedError) Error() string {
	return fmt.Sprintf("the state %s has %d names (hard links). Each name has a lock and a log of its own, so two could pay at the same "+
		"time, and damage it. Keep the name that has a .serial beside it and remove the others; for a copy use redpack state backup. "+
		"This shows them: find / -xdev -samefile %s", e.Path, e.Names, words.ShellWord(e.Path))
}

// CopiedError says that the lock beside the state names a process that was at work on another file.
type CopiedError struct {
	Path   string
	Holder string    // user@host pid
	Since  time.Time // zero if unreadable
}

func (e *CopiedError) Error() string {
	return fmt.Sprintf("the state %s is a copy made while %s was at work%s, or was put here after that ended in a crash: what was sent "+
		"after the copy is missing in it. Use the original. If the original is gone, remove %s: apply then asks about everything in doubt, "+
		"and redpack state rebuild fills in what is missing.", e.Path, cmp.Or(e.Holder, "redpack"), since(e.Since), lockPath(e.Path))
}

func since(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " since " + beijing.Format(t)
}

// NetworkFSError says that the file system cannot hold a state.
type NetworkFSError struct{ Path, FileSystem string }

func (e *NetworkFSError) Error() string {
	return fmt.Sprintf("the state %s lies on a network file system (%s), whose locks and shared memory do not keep two computers "+
		"apart. Move the campaign's folder, with its state, to a local disk, and apply there.", e.Path, e.FileSystem)
}

// NotFoundError says that there is no state or no folder for it. Only calls that need an existing state return it.
type NotFoundError struct{ Path, What string }

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("no state at %s: %s does not exist. Check the path, or the folder you are in.", e.Path, e.What)
}

// Is makes errors.Is(err, fs.ErrNotExist) true.
func (e *NotFoundError) Is(target error) bool { return target == fs.ErrNotExist }

// ClosedError says that a Store was used after Close.
type ClosedError struct{ Path string }

func (e *ClosedError) Error() string { return fmt.Sprintf("the state %s is closed", e.Path) }

// BillNoTakenError says that a number already belongs to another address of this state. Holder is that packet as it
// stands; where it has moved on since, with the number asked for and status Failed.
type BillNoTakenError struct {
	BillNo billno.BillNo
	Holder Packet
}

func (e *BillNoTakenError) Error() string {
	return fmt.Sprintf("bill number %s belongs to %s/%s (%s)", e.BillNo, e.Holder.Campaign, e.Holder.Key, e.Holder.Status)
}

// AddressTakenError says that an address already has a packet, so that no second one may be made for it.
type AddressTakenError struct{ Holder Packet }

func (e *AddressTakenError) Error() string {
	return fmt.Sprintf("%s/%s already has a packet: %s, attempt %d, bill number %s",
		e.Holder.Campaign, e.Holder.Key, e.Holder.Status, e.Holder.Attempt, e.Holder.BillNo)
}

// PersonTakenError says that a person has another packet in the campaign, or in one that it was before, that is paid or may
// still pay, and that nothing permits one more.
type PersonTakenError struct{ Holder Packet }

func (e *PersonTakenError) Error() string {
	return fmt.Sprintf("the same person already has %s/%s, which is %s (bill number %s): sending would pay them twice",
		e.Holder.Campaign, e.Holder.Key, e.Holder.Status, e.Holder.BillNo)
}

// SupplementError says that a supplement must not be sent, because the packet that it comes beside is not paid or is another person's; or
// because there is none, and then Of is zero.
type SupplementError struct{ Of Packet }

func (e *SupplementError) Error() string {
	if e.Of.ID == 0 {
		return "it comes beside a packet that the state does not know: a supplement is sent only while the first packet of the same person counts as paid"
	}
	return fmt.Sprintf("it comes beside %s/%s (bill number %s), which is %s now: a supplement is sent only while the first packet of the same "+
		"person counts as paid", e.Of.Campaign, e.Of.Key, e.Of.BillNo, e.Of.Status)
}

// RebaseError says that a state of another account was opened because nothing was ever accepted under it, and that nothing may
// be sent with it before it is rebased.
type RebaseError struct{ Foreign *ForeignError }

func (e *RebaseError) Error() string {
	f := e.Foreign
	return fmt.Sprintf("nothing may be sent with the state %s yet: all that is in it was refused under %s %s. Its packets and their numbers have "+
		"to be given up before it can serve %s %s", f.Path, f.Field, f.Have, f.Field, f.Want)
}

// Unwrap yields what is foreign about it.
func (e *RebaseError) Unwrap() error { return e.Foreign }

// TransitionError says that a change is not legal for the packet as it stands. Nothing was written.
type TransitionError struct {
	Packet Packet
	Change string // "record sent", "send", "move to attempt 2" and the like
	Why    string
}

func (e *TransitionError) Error() string {
	return fmt.Sprintf("cannot %s %s/%s, which is %s: %s", e.Change, e.Packet.Campaign, e.Packet.Key, e.Packet.Status, e.Why)
}

// InvalidError says that a value may not be stored. Nothing was written.
type InvalidError struct{ What string }

func (e *InvalidError) Error() string { return e.What }
