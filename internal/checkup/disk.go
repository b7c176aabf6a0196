package checkup

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// What a campaign takes on disk, measured by applying one in the sandbox and looking at the files: a packet 1,530 bytes of the state with
// ordinary texts (50,000 packets) and 1,880 with the longest ones (10,000), where each was sent once; the simulator's ledger 310 more. The
// write-ahead log grew to 4.9 MB. Whoever is asked about often has more history, so there is a reserve in it.
const (
	packetBytes = 2_500
	logBytes    = 8 << 20
)

// disk holds the room on the state's disk against what the open packets take.
func disk(s Subject, of planned) []Check {
	if _, isFile := s.State.(state.File); !isFile {
		return nil // a server's disk is its own affair: one that is full stops a run before its next packet
	}
	on, err := osfile.DiskOf(s.stateFolder())
	switch {
	case err == nil:
		return []Check{room(of, on)}
	case errors.Is(err, fs.ErrNotExist):
		return nil // which the check of the state tells
	}
	check := Check{Area: State, Name: "disk", Standing: Unknown, Told: lang.Both("How much room is left on the disk of the state cannot be told here.",
		"状态库所在磁盘还剩多少空间，在这里无从得知。")}
	if !errors.Is(err, errors.ErrUnsupported) {
		check.Told, check.Next = split(lang.Of(err))
	}
	return []Check{check}
}

func room(of planned, on osfile.Disk) Check {
	need := logBytes + packetBytes*uint64(of.open)
	check := Check{
		Area: State, Name: "disk", Standing: OK,
		Told: lang.Format("%s are free on the disk of the state; about %s are needed for %s.",
			"状态库所在磁盘剩余 %s；约需 %s，用于 %s。", size(on.Free), size(need), words.Counted(of.open, words.OpenPacket)),
	}
	next := lang.Both("Free space on that disk: a run that finds it full stops before its next packet.",
		"清理那个磁盘：运行中磁盘满了，会在发放下一个红包之前停止。")
	switch {
	case on.Free < need:
		check.Standing, check.Next = Failed, next
	case !of.counted:
		check.Standing = Unknown
		check.Told = lang.Format("%s are free on the disk of the state; what the campaigns take is not known, because they cannot be counted.",
			"状态库所在磁盘剩余 %s；活动需要多少无从得知，因为红包数算不出来。", size(on.Free))
	case on.Free/2 < need:
		check.Standing, check.Next = Warning, next
	}
	return check
}

// size is a number of bytes for people: "8.3 MB".
func size(bytes uint64) string {
	const megabyte = 1_000_000
	unit, name := uint64(megabyte), "MB"
	if bytes >= 1000*megabyte {
		unit, name = 1000*megabyte, "GB"
	}
	return fmt.Sprintf("%d.%d %s", bytes/unit, bytes%unit*10/unit, name)
}
