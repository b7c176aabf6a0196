package checkup

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
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
		check.Told, check.Next = split(lang.Of(err))
		if errors.Is(err, fs.ErrNotExist) { // the folder itself is not there
			return []Check{check}, nil
		}
		return append([]Check{check}, around(ctx, s)...), nil
	}
	if !snapshot.Exists() {
		return append([]Check{{
			Area: State, Name: "state", Standing: OK,
			Told: lang.Format("There is no state %s yet: nothing was applied from this folder, and the first apply makes it.",
				"还没有状态库 %s：在这个文件夹里还没有发放过，第一次 apply 会新建它。", s.State),
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
		check.Told, check.Next = split(lang.Of(err))
	case !report.Sound():
		check.Told = lang.Format("The state %s is damaged (%s): %s",
			"状态库 %s 已损坏（%s）：%s", s.State, words.Counted(len(report.Problems), words.Problem),
			words.EndedText(report.Problems[0]))
		check.Next = lang.Format("Run %s, which names all of it and the way out; nothing may be sent on this state.",
			"运行 %s，它会列出全部问题和处理办法；不能依据这个状态库发放。", s.command("state check")) // for programs
	default:
		check.Standing = OK
		check.Told = lang.Format("The state %s is sound: %s, %s, serial %s.",
			"状态库 %s 完好：%s，%s，序号 %s。", s.State, words.Counted(int(report.Packets), words.Packet),
			words.Counted(int(report.Events), words.Event), money.Count(int(report.Serial)))
	}
	return check
}

// ownedBy tells whether the state is this merchant's, by the rule that plan has for it.
func ownedBy(s Subject, snapshot *state.Snapshot) Check {
	check := Check{Area: State, Name: "state_merchant", Standing: OK, Told: lang.Both("The state belongs to this merchant.",
		"状态库属于这个商户。")}
	one := &hclspec.Campaign{Merchant: s.Account.Merchant}
	if foreign := plan.Foreign(one, snapshot); foreign.HasErrors() {
		check.Standing = Failed
		check.Told, check.Next = split(detail(foreign[0]))
	} else if plan.Abandoned(one, snapshot) {
		check.Told = lang.Both("The state was begun for another account, which accepted nothing, so it binds nobody: apply gives its numbers up.",
			"状态库原是另一个账户的，但那边没有受理过任何红包，所以不受约束：apply 会弃用它的商户订单号。")
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
		check.Told, check.Next = split(lang.Of(err))
		return check
	case held:
		return applying(holder, since)
	}
	return nobodyApplies
}

var nobodyApplies = Check{Area: State, Name: "lock", Standing: OK, Told: lang.Both("Nobody is applying on the state.",
	"没有人正在用这个状态库发放。")}

// applying tells of a process that has the state.
func applying(holder string, since time.Time) Check {
	check := Check{
		Area: State, Name: "lock", Standing: Warning, Told: lang.Both("Somebody is applying on the state right now.",
			"有人正在用这个状态库发放。"),
		Next: lang.Both("Wait until that run has ended, or stop it: a second apply is refused as long as it lasts.",
			"等那次运行结束，或停止它：在那之前，第二个 apply 会被拒绝。"),
	}
	if holder != "" {
		check.Told = lang.Format("%s is applying on the state, since %s.",
			"%s 正在用这个状态库发放，从 %s 开始。", holder, beijing.Format(since))
	}
	return check
}

var elsewhere = lang.Both("move the campaign's folder, with its state, to a local disk.", "把活动的文件夹连同状态库移到本地磁盘。")

// fileSystem tells what kind of disk the state is kept on.
func fileSystem(s Subject, on osfile.Disk, err error) Check {
	check := Check{Area: State, Name: "file_system", Standing: Warning}
	switch {
	case err != nil:
		check.Standing = Unknown
		check.Told = lang.Both("What kind of disk the state lies on cannot be told here.",
			"状态库在哪种磁盘上，在这里无从得知。")
		if !errors.Is(err, errors.ErrUnsupported) {
			check.Told, check.Next = split(lang.Of(err))
		}
	case on.ReadOnly:
		check.Standing = Failed
		check.Told = lang.Format("The disk of %s is mounted read-only, and nothing is sent that cannot be put on record.",
			"%s 所在磁盘以只读方式挂载，记录不下来的红包一个也不会发放。", s.stateFolder())
		check.Next = lang.Format("Make it writable, or %s", "让它可以写入，或%s", elsewhere)
	case on.Kind == osfile.Network:
		check.Standing = Failed
		check.Told, check.Next = split(lang.Of(&state.NetworkFSError{Path: s.State.String(), FileSystem: on.Name}))
	case on.Kind == osfile.PerhapsAfar:
		check.Told = lang.Format("The state lies on %s, which may be another computer's disk, where locks do not keep two computers apart.",
			"状态库在 %s 上，那可能是另一台电脑的磁盘，锁挡不住两台电脑同时发放。", on.Name)
		check.Next = lang.Format("Apply from one computer only, or %s", "只从一台电脑发放，或%s", elsewhere)
	case on.Kind == osfile.MemoryOnly && !s.Account.Merchant.Sandbox:
		check.Told = lang.Format("The state lies in memory (%s) and is gone after a restart: who was paid would then be known to WeChat Pay alone, and to it "+
			"for 30 days.",
			"状态库在内存里（%s），重启后就没有了：那时付给过谁只有微信支付知道，而且只能查 30 天。", on.Name)
		check.Next = lang.Format("Before you apply, %s", "发放之前，%s", elsewhere)
	case on.Kind == osfile.MemoryOnly:
		check.Standing, check.Told = OK, lang.Format("The state lies in memory (%s), which costs a sandbox nothing.",
			"状态库在内存里（%s），对模拟没有影响。", on.Name)
	default:
		check.Standing, check.Told = OK, lang.Both("The state lies on a local disk.",
			"状态库在本地磁盘上。")
	}
	return check
}

// writable asks whether apply may write its state, with the log and the lock beside it.
func writable(s Subject) Check {
	check := Check{Area: State, Name: "writable", Standing: OK, Told: lang.Both("The state can be written.", "状态库可以写入。")}
	file := s.State.String()
	for _, path := range []string{s.stateFolder(), file} {
		if err := osfile.Writable(path); err != nil && (path != file || !errors.Is(err, fs.ErrNotExist)) {
			check.Standing = Failed
			check.Told = lang.Format("%s cannot be written (%s), and nothing is sent that cannot be put on record.",
				"%s 不能写入（%s），记录不下来的红包一个也不会发放。", path, cause(err))
			check.Next = lang.Both("Run redpack as the owner, or give the user who runs it write access to the file and its folder.",
				"以所有者的身份运行 redpack，或给运行它的用户写这个文件及其文件夹的权限。")
			break
		}
	}
	return check
}

// cause is an error of the system without the path, which stands beside it.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
