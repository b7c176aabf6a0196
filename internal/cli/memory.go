package cli

import (
	"context"
	"runtime"
	"runtime/debug"

	"github.com/cashredpack/redpack/state"
)

// What is large is the picture of a state and the tables in which people who stand in a list twice are found. Neither holds pointers, so to
// look for garbage beside them costs next to nothing, and to wait until there is as much garbage as they are large costs a machine twice
// what is needed.

const (
	manyPackets = 50_000 // a smaller picture is of no account
	thrifty     = 20     // per cent of what lives, before garbage is looked for
	usual       = 100    // what the garbage collector takes by itself
	roomForRun  = 48 << 20
)

// snapshotOf reads a state, of the files in a folder, and from then on lets no garbage pile up beside a large one.
func snapshotOf(ctx context.Context, at state.Backend, dir string) (*state.Snapshot, error) {
	return snapshotBy(ctx, state.Read, at, dir)
}

func snapshotBy(ctx context.Context, read func(context.Context, state.Backend) (*state.Snapshot, error), at state.Backend, dir string) (*state.Snapshot, error) {
	s, err := read(ctx, at)
	if err == nil {
		err = mustExist(at, dir, s.Exists())
	}
	if err != nil {
		return nil, err
	}
	if s.Len() > manyPackets {
		debug.SetGCPercent(thrifty)
	}
	return s, nil
}

// lighten gives memory back that is not needed any more: without it the next picture would be made beside the last one, and a run that
// takes hours would keep the room of what its plan took. It takes some milliseconds for a small state and a tenth of a second for a
// million packets.
func lighten() { debug.FreeOSMemory() }

// forRun is how much garbage a run lets pile up, in per cent of what lives: sends leave much behind, and to look for it all the time would
// cost them a tenth of their speed.
func forRun() int {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(min(usual, max(thrifty, 100*roomForRun/m.HeapAlloc)))
}
