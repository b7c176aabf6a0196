package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/listsum"
)

// sumFlags say what plan does about redpack.sum. Without any, a file that is there is checked.
type sumFlags struct{ writeSum, checkSum bool }

func (f *sumFlags) add(env *Env, cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.writeSum, "write-sum", false, "write "+listsum.FileName+": hash, head-count and money of each list, to be reviewed in git")
	cmd.Flags().BoolVar(&f.checkSum, "check-sum", false, "refuse lists that "+listsum.FileName+" does not name, too; for CI")
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
		return hcl.Diagnostics{{
			Severity: hcl.DiagError, Summary: "No " + listsum.FileName, Subject: now[0].Range.Ptr(),
			Detail: fmt.Sprintf("-check-sum wants each list's head-count and money in %s beside the campaign, so that a changed list is a "+
				"line to review. Commit what this writes:\n%s", listsum.FileName, p.sumCommand()),
		}}
	}
	return written.Check(now, p.Campaigns, p.sums.checkSum, p.sumCommand())
}

func (p *project) sumCommand() string {
	command := "redpack plan -write-sum"
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
		return nil, hcl.Diagnostics{{
			Severity: hcl.DiagError, Summary: "File cannot be read",
			Detail: fmt.Sprintf("%s is there and cannot be read, so the lists cannot be held against it: %s.", listsum.FileName, err),
		}}
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
		env.complain("No campaign here reads a list from a file, so %s is not needed.\n", listsum.FileName)
		return nil
	case bytes.Equal(content, p.sums.src):
		env.complain("%s is up to date.\n", path)
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
	env.complain("%s written. Commit it: its changed lines are what a review of the lists looks at.\n", path)
	return nil
}
