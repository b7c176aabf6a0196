package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/plan"
)

// pins are the file that says how the campaigns' bill numbers are made, as a command found it.
type pins struct {
	name    string
	src     []byte
	content plan.Pins
}

// readPins reads redpack.numbers, or its twin beside the simulator's ledger. That one means nothing once the ledger is gone.
func (p *project) readPins() hcl.Diagnostics {
	if p.pins.name != "" {
		return nil // what a command has read holds until it ends
	}
	p.pins.name = plan.PinFile
	if p.merchant.Sandbox {
		if p.pins.name = plan.SandboxPinFile; !p.hasLedger() {
			return nil
		}
	}
	src, err := bounded.ReadFS(folderOf(p.folder.FS(), p.dir), p.pins.name, besideMax)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return hcl.Diagnostics{diag.New(hcl.DiagError, unreadable, lang.Format(
			"%s says how the bill numbers are made. It is there and cannot be read: %s.",
			"%s 记录商户订单号怎样生成。文件在，但无法读取：%s。", p.pins.name, err))}
	}
	var diags hcl.Diagnostics
	p.pins.src = src
	p.pins.content, diags = plan.ParsePins(p.pins.name, src)
	return diags
}

// hasLedger reports whether the embedded simulator has been used here before.
func (p *project) hasLedger() bool {
	_, err := os.Stat(p.ledgerFile())
	return !errors.Is(err, fs.ErrNotExist)
}

// pin writes down how a campaign's numbers are made, before the first of them is used. Without it nothing is sent: where the
// state is lost, this line is what keeps an edit from paying everybody again.
func (p *project) pin(env *Env, c *hclspec.Campaign, series billno.Series) error {
	if series.AppID == "" { // of a state of the first releases
		series.AppID = c.Merchant.AppID
	}
	changed, err := p.writePins(p.pins.content.With(plan.Pin{Campaign: c.Name, Series: series}, c.FormerNames()))
	if changed && !p.merchant.Sandbox {
		env.complain("%s\n", lang.Format("%s written. Commit it: it keeps a lost state and an edited campaign from paying anybody twice.",
			"已写入 %s。提交它：状态库丢失、活动被修改时，靠它避免重复付款。", filepath.Join(p.dir, p.pins.name)))
	}
	return err
}

// unpin takes out the lines of another account than the merchant's, under which nothing was ever accepted.
func (p *project) unpin() error {
	m := p.merchant
	kept := slices.DeleteFunc(slices.Clone(p.pins.content), func(pin plan.Pin) bool {
		return pin.Series.MchID != m.MchID || pin.Series.AppID != m.AppID
	})
	if len(kept) == len(p.pins.content) {
		return nil
	}
	_, err := p.writePins(kept)
	return err
}

func (p *project) writePins(after plan.Pins) (changed bool, err error) {
	content := after.Format()
	if bytes.Equal(content, p.pins.src) {
		return false, nil
	}
	// Everybody who can read the repository may read this file: it names nobody.
	if err := p.folder.Replace(p.pins.name, content, osfile.Shared); err != nil {
		return false, lang.Errorf("write down how the bill numbers are made: %w. If this folder cannot be written, commit this as %s:\n%s",
			"记录商户订单号怎样生成：%w。如果这个文件夹不可写，把以下内容提交为 %s：\n%s",
			err, p.pins.name, plain.Lines(string(content)))
	}
	p.pins.src, p.pins.content = content, after
	return true, nil
}
