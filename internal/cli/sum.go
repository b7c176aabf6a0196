package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/listsum"
)

// sumFlags say what plan does about redpack.sum. Without any, a file that is there is checked.
type sumFlags struct{ writeSum, checkSum bool }

func (f *sumFlags) add(env *Env, cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.writeSum, "write-sum", false, env.say(lang.Format(
		"write %s: hash, head-count and money of each list, to be reviewed in git", "写出 %s：每份名单的哈希、人数和金额，供在 git 里审阅", listsum.FileName)))
	cmd.Flags().BoolVar(&f.checkSum, "check-sum", false, env.say(lang.Format(
		"refuse lists that %s does not name, too; for CI", "%s 里没有的名单也拒绝；用于 CI", listsum.FileName)))
	cmd.MarkFlagsMutuallyExclusive("write-sum", "check-sum")
}

// sums are redpack.sum as a command found it.
type sums struct {
	sumFlags
	src   []byte
	there bool
}

// Line finds the lines of redpack.sum and redpack.numbers, beside those of the project's files.
func (p *project) Line(r hcl.Range) (string, bool) {
	switch r.Filename {
	case listsum.FileName:
		return page.HeldLines{{Name: listsum.FileName, Content: p.sums.src}}.Line(r)
	case plan.PinFile, plan.SandboxPinFile:
		return page.HeldLines{{Name: p.pins.name, Content: p.pins.src}}.Line(r)
	}
	return p.Project.Line(r)
}

// checkSums holds the lists of planned campaigns against redpack.sum.
func (p *project) checkSums(plans []*plan.Plan) hcl.Diagnostics {
	if p.sums.writeSum {
		return nil
	}
	written, diags := p.readSums()
	if diags.HasErrors() || !p.sums.there && !p.sums.checkSum {
		return diags
	}
	now, faults := listsum.Of(plans)
	if diags = append(diags, faults...); faults.HasErrors() {
		return diags
	}
	if !p.sums.there && len(now) > 0 {
		d := diag.New(hcl.DiagError, lang.Both("No "+listsum.FileName, "没有 "+listsum.FileName), lang.Format(
			"-check-sum wants each list's head-count and money in %s beside the campaign, so that a changed list is a "+
				"line to review. Commit what this writes:\n%s",
			"-check-sum 要求活动旁边的 %s 写明每份名单的人数和金额，这样名单一改就有一行可供审阅。提交以下命令写出的内容：\n%s",
			listsum.FileName, p.sumCommand()))
		d.Subject = now[0].Range.Ptr()
		return hcl.Diagnostics{d}
	}
	return written.Check(now, p.Campaigns, p.sums.checkSum, p.sumCommand())
}

func (p *project) sumCommand() string {
	command := "redpack plan -write-sum" // for programs
	if p.dir != "." {
		command += " " + p.dir
	}
	return command
}

// besideMax is what the files beside a campaign may have that redpack writes and git keeps.
const besideMax = listsum.MaxBytes

func (p *project) readSums() (listsum.Sum, hcl.Diagnostics) {
	src, err := bounded.ReadFS(folderOf(p.folder.FS(), p.dir), listsum.FileName, besideMax)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, hcl.Diagnostics{diag.New(hcl.DiagError, unreadable, lang.Format(
			"%s is there and cannot be read, so the lists cannot be held against it: %s.",
			"%s 在，但无法读取，所以名单无法与它核对：%s。", listsum.FileName, err))}
	}
	p.sums.src, p.sums.there = src, true
	return listsum.Parse(src)
}

// writeSums takes the lists of planned campaigns down in redpack.sum and tells what changed.
func (p *project) writeSums(env *Env, plans []*plan.Plan, print *printer) error {
	whole := len(plans) == len(p.Campaigns)
	before, diags := p.readSums()
	if diags.HasErrors() && !whole {
		return print.diagnostics(diags) // the lines of the other campaigns must not be lost
	}
	now, faults := listsum.Of(plans)
	if faults.HasErrors() {
		return print.diagnostics(faults)
	}
	after := before.With(now, plans, whole)
	path := filepath.Join(p.dir, listsum.FileName)
	switch content := after.Format(); {
	case !p.sums.there && len(after) == 0:
		env.complain("%s\n", lang.Format("No campaign here reads a list from a file, so %s is not needed.",
			"这里没有活动从文件读取名单，所以不需要 %s。", listsum.FileName))
		return nil
	case bytes.Equal(content, p.sums.src):
		env.complain("%s\n", lang.Format("%s is up to date.", "%s 已是最新。", path))
		return nil
	default:
		// Everybody who can read the repository may read this file: it holds sums, and nobody's openid.
		if err := p.folder.Replace(listsum.FileName, content, osfile.Shared); err != nil {
			return err
		}
	}
	for _, line := range after.Since(before) {
		env.complain("  %s\n", line)
	}
	env.complain("%s\n", lang.Format("%s written. Commit it: its changed lines are what a review of the lists looks at.",
		"已写入 %s。提交它：审阅名单时看的就是其中改动的行。", path))
	return nil
}
