package checkup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// states looks at the state and at where it lies. The snapshot is nil where the state cannot be trusted, or is another's.
func states(ctx context.Context, s Subject) (checks []Check, snapshot *state.Snapshot) {
	switch at := s.State.(type) {
	case *state.Postgres:
		checks, snapshot = database(ctx, s, at)
		return append(checks, beside(s)...), snapshot
	case nil:
		return []Check{unlocated(s.Unlocated)}, nil
	}
	snapshot, err := state.Read(ctx, s.State)
	if err != nil {
		check := Check{Area: State, Name: "state", Standing: Failed}
		check.Told, check.Next = split(err.Error())
		if errors.Is(err, fs.ErrNotExist) { // the folder itself is not there
			return []Check{check}, nil
		}
		return append([]Check{check}, around(ctx, s)...), nil
	}
	if !snapshot.Exists() {
		return append([]Check{{
			Area: State, Name: "state", Standing: OK,
			Told: fmt.Sprintf("There is no state %s yet: nothing was applied from this folder, and the first apply makes it.", s.State),
		}}, around(ctx, s)...), snapshot
	}
	checks, snapshot = examined(ctx, s, snapshot)
	return append(checks, around(ctx, s)...), snapshot
}

// recorded looks at a state that is there, wherever it is.
func recorded(ctx context.Context, s Subject) (checks []Check, snapshot *state.Snapshot) {
	snapshot, err := state.Read(ctx, s.State)
	if err != nil {
		return []Check{unlocated(err)}, nil
	}
	return examined(ctx, s, snapshot)
}

// examined tells whether a state is sound and this merchant's. Where it is not, there is no snapshot to plan by.
func examined(ctx context.Context, s Subject, snapshot *state.Snapshot) ([]Check, *state.Snapshot) {
	sound, owner := verified(ctx, s), ownedBy(s, snapshot)
	if sound.Standing == Failed || owner.Standing == Failed {
		snapshot = nil
	}
	return []Check{sound, owner}, snapshot
}

// verified examines every line of the state.
func verified(ctx context.Context, s Subject) Check {
	check := Check{Area: State, Name: "state", Standing: Failed}
	report, err := state.Check(ctx, s.State)
	switch {
	case err != nil:
		check.Told, check.Next = split(err.Error())
	case !report.Sound():
		check.Told = fmt.Sprintf("The state %s is damaged (%s): %s", s.State, words.Counted(len(report.Problems), words.Problem).English,
			words.Ended(report.Problems[0].English))
		check.Next = fmt.Sprintf("Run %s, which names all of it and the way out; nothing may be sent on this state.", s.command("state check"))
	default:
		check.Standing = OK
		check.Told = fmt.Sprintf("The state %s is sound: %s, %s, serial %s.", s.State, words.Counted(int(report.Packets), words.Packet).English,
			words.Counted(int(report.Events), words.Event).English, money.Count(int(report.Serial)))
	}
	return check
}

// ownedBy tells whether the state is this merchant's, by the rule that plan has for it.
func ownedBy(s Subject, snapshot *state.Snapshot) Check {
	check := Check{Area: State, Name: "state_merchant", Standing: OK, Told: "The state belongs to this merchant."}
	one := &hclspec.Campaign{Merchant: s.Account.Merchant}
	if foreign := plan.Foreign(one, snapshot); foreign.HasErrors() {
		check.Standing = Failed
		check.Told, check.Next = split(foreign[0].Detail)
	} else if plan.Abandoned(one, snapshot) {
		check.Told = "The state was begun for another account, which accepted nothing, so it binds nobody: apply gives its numbers up."
	}
	return check
}

// around looks at the lock and at the folder, which need no state to be there.
func around(ctx context.Context, s Subject) []Check {
	checks := []Check{lock(ctx, s)}
	place, err := osfile.DiskOf(s.stateFolder())
	checks = append(checks, fileSystem(s, place, err))
	if err == nil && place.ReadOnly {
		return checks
	}
	return append(checks, writable(s))
}

// stateFolder is where the state lies, also where a link leads to it.
func (s Subject) stateFolder() string {
	file, isFile := s.State.(state.File)
	if !isFile {
		return s.Beside
	}
	if real, ok := state.Linked(file.String()); ok {
		return filepath.Dir(real)
	}
	return filepath.Dir(file.String())
}

func lock(ctx context.Context, s Subject) Check {
	holder, since, held, err := state.Holder(ctx, s.State)
	switch {
	case err != nil:
		check := Check{Area: State, Name: "lock", Standing: Unknown}
		check.Told, check.Next = split(err.Error())
		return check
	case held:
		return applying(holder, since)
	}
	return nobodyApplies
}

var nobodyApplies = Check{Area: State, Name: "lock", Standing: OK, Told: "Nobody is applying on the state."}

// applying tells of a process that has the state.
func applying(holder string, since time.Time) Check {
	check := Check{
		Area: State, Name: "lock", Standing: Warning, Told: "Somebody is applying on the state right now.",
		Next: "Wait until that run has ended, or stop it: a second apply is refused as long as it lasts.",
	}
	if holder != "" {
		check.Told = fmt.Sprintf("%s is applying on the state, since %s.", holder, beijing.Format(since))
	}
	return check
}

const elsewhere = "move the campaign's folder, with its state, to a local disk."

// fileSystem tells what kind of disk the state is kept on.
func fileSystem(s Subject, on osfile.Disk, err error) Check {
	check := Check{Area: State, Name: "file_system", Standing: Warning}
	switch {
	case err != nil:
		check.Standing = Unknown
		check.Told = "What kind of disk the state lies on cannot be told here."
		if !errors.Is(err, errors.ErrUnsupported) {
			check.Told, check.Next = split(err.Error())
		}
	case on.ReadOnly:
		check.Standing = Failed
		check.Told = fmt.Sprintf("The disk of %s is mounted read-only, and nothing is sent that cannot be put on record.", s.stateFolder())
		check.Next = "Make it writable, or " + elsewhere
	case on.Kind == osfile.Network:
		check.Standing = Failed
		check.Told, check.Next = split((&state.NetworkFSError{Path: s.State.String(), FileSystem: on.Name}).Error())
	case on.Kind == osfile.PerhapsAfar:
		check.Told = fmt.Sprintf("The state lies on %s, which may be another computer's disk, where locks do not keep two computers apart.", on.Name)
		check.Next = "Apply from one computer only, or " + elsewhere
	case on.Kind == osfile.MemoryOnly && !s.Account.Merchant.Sandbox:
		check.Told = fmt.Sprintf("The state lies in memory (%s) and is gone after a restart: who was paid would then be known to WeChat Pay alone, and to it "+
			"for 30 days.", on.Name)
		check.Next = "Before you apply, " + elsewhere
	case on.Kind == osfile.MemoryOnly:
		check.Standing, check.Told = OK, fmt.Sprintf("The state lies in memory (%s), which costs a sandbox nothing.", on.Name)
	default:
		check.Standing, check.Told = OK, "The state lies on a local disk."
	}
	return check
}

// writable asks whether apply may write its state, with the log and the lock beside it.
func writable(s Subject) Check {
	check := Check{Area: State, Name: "writable", Standing: OK, Told: "The state can be written."}
	file := s.State.String()
	for _, path := range []string{s.stateFolder(), file} {
		if err := osfile.Writable(path); err != nil && (path != file || !errors.Is(err, fs.ErrNotExist)) {
			check.Standing = Failed
			check.Told = fmt.Sprintf("%s cannot be written (%s), and nothing is sent that cannot be put on record.", path, cause(err))
			check.Next = "Run redpack as the owner, or give the user who runs it write access to the file and its folder."
			break
		}
	}
	return check
}

// cause is an error of the system without the path, which stands beside it.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
