package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/planfile"
	"github.com/cashredpack/redpack/state"
)

// planFileMax bounds what is read of a file that claims to be a saved plan; they are a few kilobytes.
const planFileMax = 1 << 20

// planFileSuffix is what saved plans are called by custom; any other name will do.
const planFileSuffix = ".rpplan"

// savedPlan is a plan file that was read. It has more methods than other types, because plan writes it, show explains it and apply
// judges, opens and marks it, and each of them needs its path and what stands in it.
type savedPlan struct {
	*planfile.Saved
	path string
	id   string
}

// namesPlanFile reports whether an argument names a saved plan: a file that is no campaign file.
func namesPlanFile(args []string) bool {
	if len(args) != 1 || strings.HasSuffix(args[0], ".hcl") {
		return false
	}
	info, err := os.Stat(args[0])
	switch {
	case err == nil && info.Mode().IsRegular():
		return true
	case err == nil && info.IsDir():
		return false
	}
	return strings.HasSuffix(args[0], planFileSuffix) // whoever reads it says that it is not there, or a pipe
}

func readPlanFile(path string) (*savedPlan, error) {
	data, err := bounded.ReadFile(path, planFileMax)
	if at := (*fs.PathError)(nil); errors.As(err, &at) {
		err = at.Err // the path stands in the sentence already
	}
	if err != nil {
		return nil, lang.Errorf("read the saved plan %s: %w", "读取保存的计划 %s：%w", path, err)
	}
	saved, err := planfile.Decode(data)
	if kind := filekind.Of(data); errors.Is(err, planfile.ErrNotSaved) && !kind.Readable() {
		err = fmt.Errorf("%w: %w", err, &filekind.NotTextError{Kind: kind})
	}
	if err != nil {
		return nil, lang.Errorf("read the saved plan %s: %w", "读取保存的计划 %s：%w", path, err)
	}
	id, err := saved.ID()
	return &savedPlan{Saved: saved, path: path, id: id}, err
}

// write puts the plan file in a place, as it is now.
func (s *savedPlan) write(path string) error {
	content, err := planfile.Encode(s.Saved)
	if err == nil {
		err = osfile.WriteGiven(path, content, osfile.Private)
	}
	if err != nil {
		return lang.Errorf("write the saved plan %s: %w", "写入保存的计划 %s：%w", s.path, err)
	}
	return nil
}

// mark notes in the plan file that the plan is used, unless the file has become another plan or somebody else has used it
// since it was read. The first use stays the one that counts.
func (s *savedPlan) mark(use planfile.Use) error {
	there, err := readPlanFile(s.path)
	switch {
	case err != nil:
		return lang.Errorf("mark the saved plan as used: %w", "把保存的计划标为已用：%w", err)
	case there.id != s.id:
		return lang.Errorf("the plan %s was replaced by another plan meanwhile", "计划 %s 在此期间已被另一份计划替换", s.path)
	case s.Used == nil && there.Used != nil:
		return lang.Errorf("the plan %s was used meanwhile, %s by %s", "计划 %s 在此期间已被使用，时间 %s，使用者 %s", s.path, beijing.Format(there.Used.At), there.Used.By)
	}
	if s.Used != nil {
		use.At, use.By = s.Used.At, s.Used.By
	}
	s.Used = &use
	real, err := resolved(s.path) // a link to a plan was followed to this plan, so that is where it is marked
	if err != nil {
		return lang.Errorf("mark the saved plan as used: %w", "把保存的计划标为已用：%w", err)
	}
	return s.write(real)
}

// dir is the folder of the plan's campaigns.
func (s *savedPlan) dir() (string, error) { return s.seen(s.Folder) }

// seen is a path that was noted as seen from the plan file.
func (s *savedPlan) seen(path string) (string, error) {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return path, nil
	}
	file, err := resolved(s.path) // a link to a plan sees what the plan sees
	return filepath.Join(filepath.Dir(file), path), err
}

// seenFrom is a path as a plan file sees it, so that both can be moved together.
func seenFrom(planFile, path string) (string, error) {
	from, err := resolved(filepath.Dir(planFile))
	if err != nil {
		return "", err
	}
	to, err := resolved(path)
	if err != nil {
		return "", err
	}
	if relative, err := filepath.Rel(from, to); err == nil {
		return filepath.ToSlash(relative), nil
	}
	return filepath.ToSlash(to), nil // on another drive
}

// resolved is a path without links.
func resolved(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(absolute)
}

// shaped refuses flags that would make another plan of the saved one, which has them in it.
func shaped(cmd *cobra.Command, path string) error {
	for _, name := range planWords {
		if flag := cmd.Flags().Lookup(name); flag != nil && flag.Changed {
			return lang.Errorf("-%s cannot be combined with a saved plan: %s holds what was approved, variables and selection included. "+
				"Make a plan with -%s, or leave it away",
				"-%s 不能与保存的计划同用：%s 里是已核准的内容，变量和挑选的领取人也在内。用 -%s 重新生成计划，或去掉这个选项", name, path, name)
		}
	}
	return nil
}

// placeable refuses to overwrite anything but a saved plan. It returns the plan that is there.
func placeable(path string) (*savedPlan, error) {
	if strings.HasSuffix(path, ".hcl") || strings.HasSuffix(path, ".rpvars") {
		return nil, lang.Errorf("-out %s: the name is that of a campaign's file; use a name like plan%s",
			"-out %s：这是活动文件的名字；换一个名字，例如 plan%s", path, planFileSuffix)
	}
	if err := osfile.CheckGiven(path); err != nil {
		return nil, lang.Errorf("-out: %w", "-out：%w", err)
	}
	there, err := readPlanFile(path)
	var newer *planfile.NewerError
	var older *planfile.OlderError
	var damaged *planfile.DamagedError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, planfile.ErrNotSaved):
		return nil, lang.Errorf("-out %s: there is a file of that name which is no saved plan, and it is not overwritten",
			"-out %s：已有这个名字的文件，但不是保存的计划，不会覆盖它", path)
	case errors.As(err, &newer), errors.As(err, &older), errors.As(err, &damaged):
		return nil, nil // of no use to anybody, and it was a plan
	}
	return there, err
}

// save writes the plan file of -out; nil where nobody asked for one.
func save(env *Env, p *project, plans []*plan.Plan, snapshot *state.Snapshot, o planOptions, options plan.Options) (*savedPlan, error) {
	there, err := placeable(o.out)
	if err != nil {
		return nil, err
	}
	if err := saveable(p, o); err != nil {
		return nil, err
	}
	described, err := describe(p, plans, o.out, o.projectFlags, o.selectFlags, options)
	if err != nil {
		return nil, err
	}
	if end := described.ValidUntil; !end.After(options.At) && described.Open().Packets > 0 {
		return nil, lang.Errorf("-out: the schedule ended at %s, so the plan could never be applied. Nothing was saved; move "+
			"schedule.not_after first",
			"-out：发放时段已于 %s 结束，这份计划永远无法发放。没有保存；先推迟 schedule.not_after", beijing.Format(end))
	}
	if err := opensWhileValid(env, plans, described.ValidUntil); err != nil {
		return nil, err
	}
	saved := &savedPlan{Saved: described, path: o.out}
	if saved.id, err = described.ID(); err != nil {
		return nil, err
	}
	saved.Seal = snapshot.Seal(saved.id)
	if err := saved.write(o.out); err != nil {
		return nil, err
	}
	if there != nil && there.Used != nil {
		env.complain("%s\n", lang.Format("The plan that was in %s, used %s by %s, is replaced.",
			"%s 里原来的计划（%s 由 %s 使用过）已被替换。", o.out, beijing.Format(there.Used.At), there.Used.By))
	}
	return saved, nil
}

// opensWhileValid refuses to save a plan that nobody could ever apply, because no window opens as long as it is valid. Where only some of its
// campaigns stay closed, it says which.
func opensWhileValid(env *Env, plans []*plan.Plan, until time.Time) error {
	var shut []*plan.Plan
	some := false
	for _, p := range plans {
		switch {
		case p.Open().Packets == 0:
		case opensBefore(plan.WindowAt(p.Campaign, p.At), until):
			some = true
		default:
			shut = append(shut, p)
		}
	}
	if len(shut) == 0 {
		return nil
	}
	if some {
		for _, p := range shut {
			env.complain("%s\n", lang.Format("Nothing of campaign %s can be sent by this plan: it is valid until %s, and the campaign's window %s.",
				"活动 %s 无法用这份计划发放：计划的有效期到 %s，而活动的发放时段%s。",
				p.Campaign.Name, beijing.Format(until), opening(plan.WindowAt(p.Campaign, p.At))))
		}
		return nil
	}
	window := plan.WindowAt(shut[0].Campaign, shut[0].At)
	return lang.Errorf("-out: a plan that is saved now is valid until %s, and the window of campaign %q %s, so it could never be applied. "+
		"Nothing was saved.%s",
		"-out：现在保存的计划有效期到 %s，而活动 %q 的发放时段%s，因此永远无法发放。没有保存。%s", beijing.Format(until), shut[0].Campaign.Name, opening(window), whenToSave(shut))
}

// whenToSave tells from when on a plan of which no window opens in time can be saved. Where another campaign's end keeps the plan from being
// valid any longer, no time helps.
func whenToSave(shut []*plan.Plan) lang.Text {
	var first *plan.Plan // that opens
	var opens time.Time
	for _, p := range shut {
		if until := plan.WindowAt(p.Campaign, p.At).Until; !until.IsZero() && (first == nil || until.Before(opens)) {
			first, opens = p, until
		}
	}
	if first == nil {
		return lang.Text{}
	}
	if from := opens.Add(time.Minute - planfile.Validity).Truncate(time.Minute); from.After(first.At) {
		return lang.Format(" Save it on %s or later", "在 %s 或之后再保存", beijing.Format(from))
	}
	return lang.Format(" Save campaign %q by itself; its window opens at %s", "单独保存活动 %q；它的发放时段从 %s 开始", first.Campaign.Name, beijing.Format(opens))
}

// opensBefore tells whether a window is open, or will be before an instant.
func opensBefore(w plan.Window, until time.Time) bool {
	return w.Open || !w.Until.IsZero() && w.Until.Before(until)
}

// opening tells when a closed window opens.
func opening(w plan.Window) lang.Text {
	if w.Until.IsZero() {
		return lang.Both("does not open again", "不会再开始")
	}
	return lang.Format("opens at %s", "从 %s 开始", beijing.Format(w.Until))
}

// saveable refuses what a plan file cannot or must not hold.
func saveable(p *project, o planOptions) error {
	for _, c := range p.campaigns {
		if c.SharesPot() {
			return potUnsaved(c.Name)
		}
	}
	for _, pair := range o.vars {
		if name, value, _ := strings.Cut(pair, "="); page.Personal(value) {
			return secretVariable(name)
		}
	}
	for _, address := range slices.Concat(o.only, o.exclude) {
		if page.Personal(address) {
			return secretAddress()
		}
	}
	return nil
}

// notSaved says that conflicts kept a plan from being saved.
func notSaved(env *Env, out string, err error) error {
	if out != "" {
		env.complain("\n%s\n", lang.Format("No plan was saved in %s: it could not be applied. Settle the conflicts first.",
			"计划没有保存到 %s：它无法发放。先解决冲突。", out))
	}
	return err
}

func (s *savedPlan) view() view.SavedPlan {
	return view.SavedPlan{Saved: s.Saved, File: s.path, ID: s.id, Quoted: words.ShellWord(s.path)}
}

// savedEvent tells programs of a saved plan, before the plan itself, whose summary is the last line.
func (p *printer) savedEvent(s *savedPlan) error {
	if s == nil || p.json == nil {
		return nil
	}
	return p.show(func(j *events.JSON) error { return j.Saved(s.view()) }, nothing)
}

// saved tells people of a saved plan, below the plan itself.
func (p *printer) saved(s *savedPlan) error {
	if s == nil || !p.text {
		return nil
	}
	to := p.env.Stdout
	if p.document.instead() {
		to = p.env.Stderr
	}
	return view.Saved(to, s.view(), p.out)
}

func nothing(io.Writer) error { return nil }
