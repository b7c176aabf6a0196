package cli

import (
	"context"
	"os"
	"path/filepath"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// mostNeighbours is how many folders are looked at.
const mostNeighbours = 64

// tellNeighbours says once that the merchant is paid from folders beside this one, too, where their states are files: each counts its own rate and its own
// day, and the platform counts them together. Only what lies beside is looked at; what cannot be read is somebody else's.
func (p *project) tellNeighbours(ctx context.Context, env *Env) {
	if _, ofFile := p.at.(state.File); !ofFile || p.merchant == nil || p.merchant.Sandbox {
		return
	}
	folders := p.neighbours(ctx)
	if len(folders) == 0 {
		return
	}
	const shown = 3
	named := lang.List(folders[:min(shown, len(folders))])
	if more := len(folders) - shown; more > 0 {
		named = named.Then(lang.Format(" and %s", "和 %s", words.Counted(more, words.Folder)))
	}
	env.complain("%s\n", paidFromElsewhere(p.merchant.MchID, named))
}

// neighbours are the folders beside this one whose states are of the same merchant.
func (p *project) neighbours(ctx context.Context) (same []string) {
	own, err := filepath.Abs(p.dir)
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(filepath.Dir(own))
	if err != nil {
		return nil
	}
	for i, entry := range entries {
		if i >= mostNeighbours {
			break
		}
		if !entry.IsDir() || entry.Name() == filepath.Base(own) {
			continue
		}
		at := state.File(filepath.Join(filepath.Dir(own), entry.Name(), hclspec.DefaultStatePath))
		if mchID, sandbox, err := at.Merchant(ctx); err == nil && mchID == p.merchant.MchID && !sandbox {
			same = append(same, filepath.Join("..", entry.Name()))
		}
	}
	return same
}
