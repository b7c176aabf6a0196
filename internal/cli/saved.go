package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/planfile"
	"github.com/cashredpack/redpack/state"
)

// outOfDate says why a saved plan may not be applied, whatever it holds; nil where it may.
func (s *savedPlan) outOfDate(now time.Time) error {
	if reasons := s.outdated(now); len(reasons) > 0 {
		return s.stale(reasons[:1])
	}
	return nil
}

// outdated is why it is too late for a plan, or it is another redpack's.
func (s *savedPlan) outdated(now time.Time) (reasons []lang.Text) {
	for _, why := range []lang.Text{s.Exchangeable(toolVersion()), s.Expired(now)} {
		if !why.Empty() {
			reasons = append(reasons, why)
		}
	}
	return reasons
}

// staleError refuses a plan that does not hold any more.
type staleError struct {
	path, again string
	moved       []lang.Text
	canary      bool // that of the plan is paid already
}

func (e *staleError) Error() string { return e.Said().English }

// Told has a line for each thing that moved.
func (e *staleError) Told() plain.Text { return plain.Lines(e.Said().English) }

// Said is the error in every language.
func (e *staleError) Said() lang.Text {
	nothing := lang.Both("Nothing was sent.", "没有发放。")
	if e.canary {
		nothing = lang.Both("Nothing else was sent.", "没有再发放。")
	}
	text := lang.Format("the plan %s does not hold any more. %s", "计划 %s 已经失效。%s", e.path, nothing)
	for _, moved := range e.moved[:min(len(e.moved), words.ListedMax)] {
		text = text.Then(lang.Format("\n  - %s", "\n  - %s", moved))
	}
	if more := len(e.moved) - words.ListedMax; more > 0 {
		text = text.Then(lang.Format("\n  and %s more", "\n  另有 %s 项", money.Count(more)))
	}
	return text.Then(lang.Format("\nMake a new one and have it approved:\n  %s", "\n重新生成计划并核准：\n  %s", e.again))
}

func (s *savedPlan) stale(moved []lang.Text) error {
	return &staleError{path: s.path, again: s.again(), moved: moved}
}

// again is the command that makes the plan afresh, with more flags.
func (s *savedPlan) again(more ...string) string {
	folder, err := s.dir()
	if err != nil {
		folder = s.Folder
	}
	line := append([]string{"redpack", "plan"}, append(more, words.ShellWord("-out="+s.path))...)
	add := func(name string, values ...string) {
		for _, value := range values {
			line = append(line, words.ShellWord("-"+name+"="+value))
		}
	}
	choice := s.selects()
	add("var-file", s.VarFiles...)
	for _, pair := range s.flags(projectFlags{}).vars {
		add("var", maskedVar(pair))
	}
	add("only", choice.only...)
	add("exclude", choice.exclude...)
	add("only-file", choice.onlyFile...)
	add("canary", choice.canary...)
	add("canary-file", choice.canaryFile...)
	if s.RetryFailed {
		line = append(line, "-retry-failed")
	}
	if s.RetryRefused {
		line = append(line, "-retry-refused")
	}
	if s.ResendRefunded {
		line = append(line, "-resend-refunded")
	}
	return strings.Join(append(line, words.ShellWord(s.argument(nearby(folder)))), " ")
}

// argument is what plan takes to choose the same campaigns. A campaign is named by whoever stands in its folder.
func (s *savedPlan) argument(folder string) string {
	switch {
	case strings.HasSuffix(s.Chosen, ".hcl"):
		return filepath.Join(folder, s.Chosen)
	case s.Chosen != "" && folder == ".":
		return s.Chosen
	}
	return folder
}

// nearby is a folder as a person who stands here would write it.
func nearby(folder string) string {
	here, err := resolved(".")
	if err != nil {
		return folder
	}
	relative, err := filepath.Rel(here, folder)
	if err != nil || strings.HasPrefix(relative, "..") {
		return folder
	}
	return relative
}

// target is what the plan's campaigns are read from.
func (s *savedPlan) target() (target, error) {
	dir, err := s.dir()
	to := target{dir: nearby(dir), campaigns: []string{}}
	for _, c := range s.Campaigns {
		to.campaigns = append(to.campaigns, c.Name)
	}
	return to, err
}

// flags are the ones that the plan was made with.
func (s *savedPlan) flags(given projectFlags) projectFlags {
	given.varFiles, given.vars = s.VarFiles, nil
	for _, name := range slices.Sorted(maps.Keys(s.Vars)) {
		given.vars = append(given.vars, name+"="+s.Vars[name])
	}
	return given
}

func (s *savedPlan) retries() retryFlags {
	return retryFlags{failed: s.RetryFailed, refused: s.RetryRefused, refunded: s.ResendRefunded}
}

// selects is the selection that the plan was made with. Its files were noted as seen from the plan file.
func (s *savedPlan) selects() selectFlags {
	choice := selectFlags{only: s.Selection.Only, exclude: s.Selection.Exclude}
	choice.onlyFile = s.fromHere(s.Selection.OnlyFile)
	if c := s.Canary; c != nil {
		choice.canaryFlags = canaryFlags{canary: c.Who, canaryFile: s.fromHere(c.File)}
	}
	return choice
}

// fromHere are the names of files that were noted as seen from the plan file, as a person who stands here would write them.
func (s *savedPlan) fromHere(files map[string]string) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if full, err := s.seen(name); err == nil {
			name = nearby(full)
		}
		names = append(names, name)
	}
	return names
}

// movedSelection names the files of the selection that are not as they were.
func (s *savedPlan) movedSelection() (moved []lang.Text) {
	moved = s.movedLists(s.Selection.OnlyFile, lang.Both("chooses the recipients", "用于挑选领取人"))
	if s.Canary != nil {
		moved = append(moved, s.movedLists(s.Canary.File, lang.Both("names the canary", "用于指定先行试发"))...)
	}
	return moved
}

func (s *savedPlan) movedLists(files map[string]string, what lang.Text) (moved []lang.Text) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		full, err := s.seen(name)
		sum := ""
		if err == nil {
			sum, err = digestFile(full)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
			moved = append(moved, lang.Format("%s, which %s, is gone", "%s（%s）已经不在", name, what))
		case err != nil:
			moved = append(moved, lang.Format("%s, which %s, cannot be read: %s", "%s（%s）无法读取：%s", name, what, err))
		case sum != files[name]:
			moved = append(moved, lang.Format("%s, which %s, changed after the plan was made", "%s（%s）在生成计划之后有改动", name, what))
		}
	}
	return moved
}

// open reads the folder that the plan was made from. Where it does not even load any more, the files that moved are named
// beside what is wrong with them.
func (s *savedPlan) open(env *Env, flags projectFlags, print *printer) (*project, error) {
	to, err := s.target()
	if err != nil {
		return nil, err
	}
	p, err := attempt(env, to, s.flags(flags), print)
	if err == nil {
		return p, nil
	}
	err = s.explained(err, p)
	if p != nil {
		p.close()
	}
	return nil, err
}

// forged says why the state does not vouch for the plan. It is asked before anything is read that the plan alone names.
func (s *savedPlan) forged(snapshot *state.Snapshot) lang.Text {
	_, recorded := snapshot.RunOf(s.id)
	return s.Forged(s.id, snapshot, recorded)
}

// now are the files of the plan as they are: what was read of them, or what they hold where nobody had to read them.
func (s *savedPlan) now(p *project) map[string]string {
	sums := map[string]string{}
	for path := range s.Inputs {
		switch sum, err := p.Sum(path); {
		case err == nil:
			sums[path] = sum
		case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid):
			sums[path] = err.Error()
		}
	}
	return sums
}

// explained adds to an error about the folder which files of the plan are not as they were.
func (s *savedPlan) explained(err error, p *project) error {
	now := map[string]string{}
	if p != nil {
		now = s.now(p)
	}
	moved := s.MovedFiles(now)
	var silent exit
	switch {
	case len(moved) > 0:
		return s.stale(moved)
	case errors.As(err, &silent):
		return lang.Errorf("the plan %s cannot be made afresh, see above. Nothing was sent", "计划 %s 无法重新生成，原因见上文。没有发放", s.path)
	}
	return err
}

func digestFile(path string) (string, error) {
	content, err := bounded.Open(path) // a forged plan may name a device that never ends
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	_, err = io.Copy(hash, content)
	return hex.EncodeToString(hash.Sum(nil)), errors.Join(err, content.Close())
}

// describe is plans as a plan file would hold them, seen from the place of the file.
func describe(p *project, plans []*plan.Plan, planFile string, flags projectFlags, choice selectFlags, o plan.Options) (*planfile.Saved, error) {
	folder, err := seenFrom(planFile, p.dir)
	if err != nil {
		return nil, lang.Errorf("find the campaign's folder from the plan file: %w", "从计划文件查找活动的文件夹：%w", err)
	}
	vars, err := parseVars(flags.vars)
	if err != nil {
		return nil, err
	}
	selection, canary, err := describeSelection(planFile, choice)
	if err != nil {
		return nil, err
	}
	return planfile.Save(plans, planfile.SaveInfo{
		Tool: toolVersion(), Folder: folder, Chosen: p.chosen, Project: p.Project, VarFiles: flags.varFiles, Vars: vars, Selection: selection, Canary: canary, Options: o,
	}), nil
}

func describeSelection(planFile string, choice selectFlags) (s planfile.Selection, c *planfile.Canary, err error) {
	s = planfile.Selection{Only: choice.only, Exclude: choice.exclude}
	if s.OnlyFile, err = describeLists(planFile, "-only-file", choice.onlyFile); err != nil {
		return s, nil, err
	}
	if len(choice.canary)+len(choice.canaryFile) > 0 {
		c = &planfile.Canary{Who: choice.canary}
		c.File, err = describeLists(planFile, "-canary-file", choice.canaryFile)
	}
	return s, c, err
}

// describeLists are the digests of files of addresses, by their names as seen from the plan file.
func describeLists(planFile, flag string, names []string) (map[string]string, error) {
	sums := map[string]string{}
	for _, name := range names {
		sum, err := digestFile(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag, err)
		}
		seen, err := seenFrom(planFile, name)
		if err != nil {
			return nil, lang.Errorf("find the file of %s from the plan file: %w", "从计划文件查找 %s 的文件：%w", flag, err)
		}
		sums[seen] = sum
	}
	return sums, nil
}

// judge holds a saved plan that the state vouches for against the same plans made afresh. The lists of other campaigns are read only
// while somebody who is not paid yet resembles one of theirs, so that a plan needs fewer of them the further it has come; they must be
// as they were all the same.
func (s *savedPlan) judge(fresh *planfile.Saved, p *project, snapshot *state.Snapshot) planfile.Verdict {
	maps.Copy(fresh.Inputs, s.now(p))
	return s.Judge(s.id, fresh, snapshot)
}

// refusal says why the plan may not be applied; nil where it may.
func (s *savedPlan) refusal(v planfile.Verdict) error {
	reasons := v.Reasons
	switch v.Refusal {
	case planfile.Allowed:
	case planfile.Moved:
		return s.stale(reasons)
	case planfile.StateLost:
		return lang.Errorf("the plan %s cannot be applied: %s. Nothing was sent", "计划 %s 无法发放：%s。没有发放", s.path, reasons[0])
	case planfile.Unprovable:
		return lang.Errorf("the plan %s was used %s, but %s", "计划 %s 已使用（%s），但是%s", s.path, usedBy(v.Used), reasons[0])
	case planfile.Exceeded:
		return lang.Errorf("the plan %s was used %s, and %s. Nothing was sent. Make a new plan and have it approved:\n  %s",
			"计划 %s 已使用（%s），而且%s。没有发放。重新生成计划并核准：\n  %s", s.path, usedBy(v.Used), reasons[0], s.again())
	case planfile.Ended:
		return lang.Errorf("the plan %s was used %s, and nothing of it is open any more. A plan is applied once; to send anything "+
			"else, make a new one:\n  %s",
			"计划 %s 已使用（%s），其中已经没有待发的红包。一份计划只发放一次；要发放别的，重新生成计划：\n  %s", s.path, usedBy(v.Used), s.again())
	}
	return nil
}

// openNow refuses to use up a plan at an hour when nothing may be sent.
func openNow(plans []*plan.Plan, command string) error {
	var closed *plan.Plan
	for _, p := range plans {
		if p.Open().Packets == 0 {
			continue
		}
		if plan.WindowAt(p.Campaign, p.At).Open {
			return nil
		}
		closed = p
	}
	if closed == nil {
		return nil
	}
	window := plan.WindowAt(closed.Campaign, closed.At)
	if window.Until.IsZero() {
		return lang.Errorf("the window of campaign %q is over, so nothing can be sent. Nothing was sent",
			"活动 %q 的发放时段已经结束，无法发放。没有发放", closed.Campaign.Name)
	}
	return lang.Errorf("the window of campaign %q is closed (%s) until %s. Nothing was sent, and the plan is not used. Apply it then, or let it "+
		"wait:\n  %s -wait",
		"活动 %q 不在发放时段（%s），要等到 %s。没有发放，计划也没有使用。到时再运行 apply，或让它等待：\n  %s -wait", closed.Campaign.Name, window.Why, beijing.Format(window.Until), command)
}

// opensInTime refuses to wait for a window that opens only when the plan does not hold any more.
func (s *savedPlan) opensInTime(plans []*plan.Plan) error {
	for _, p := range plans {
		if p.Open().Packets == 0 {
			continue
		}
		window := plan.WindowAt(p.Campaign, p.At)
		if !opensBefore(window, s.ValidUntil) {
			return lang.Errorf("-wait: the window of campaign %q is closed (%s) and %s, and the plan is valid until %s. Nothing was sent, and the "+
				"plan is not used. Make a new one nearer to that time and have it approved:\n  %s",
				"-wait：活动 %q 不在发放时段（%s），发放时段%s，而计划的有效期到 %s。没有发放，计划也没有使用。临近时重新生成计划并核准：\n  %s",
				p.Campaign.Name, window.Why, opening(window), beijing.Format(s.ValidUntil), s.again())
		}
	}
	return nil
}
