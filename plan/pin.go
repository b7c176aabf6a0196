package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/plan/internal/linefile"
)

// PinFile is the name of the file, beside the campaigns, that says how the bill numbers of each campaign are made. It is
// written before the first number of a campaign is used, names nobody, and belongs into git, as Terraform's lock file does:
// with it neither a lost state nor an edit of a campaign's name, date, form or account makes other numbers unnoticed.
const PinFile = "redpack.numbers"

// SandboxPinFile is the same for the simulator, whose money is nobody's; it stays beside the simulator's ledger and out of git.
const SandboxPinFile = "redpack.sandbox.numbers"

// pinHeader is the first line of the file. It never changes, so that it is never part of a conflict.
const pinHeader = "# How the bill numbers of each campaign are made. Written by `redpack apply`; belongs into git, it names nobody. Never edit it." // for programs

// Pin is how the numbers of one campaign are made.
type Pin struct {
	Campaign string // its name now; Series.Campaign is its first one
	Series   billno.Series
	Range    hcl.Range // its line in the file
}

// Pins is the content of the file: one line for each campaign whose numbers were ever used.
type Pins []Pin

// line is the pin as the file says it.
func (p Pin) line() string {
	s, packets := p.Series, "one"
	if s.WithKey {
		packets = "several"
	}
	return fmt.Sprintf("%s  version %d  date %s  billno %s  mch_id %s  appid %s  packets %s  first %s", p.Campaign, s.Version, s.Date,
		s.Scheme, s.MchID, s.AppID, packets, s.Campaign)
}

// Format writes the file. Equal contents give equal bytes, on every machine.
func (p Pins) Format() []byte {
	sorted := slices.SortedFunc(slices.Values(p), func(a, b Pin) int { return cmp.Compare(a.Campaign, b.Campaign) })
	lines := make([]string, 0, len(p))
	for _, pin := range sorted {
		lines = append(lines, pin.line())
	}
	return linefile.Write(pinHeader, lines)
}

// Find gives the pin of a campaign under any of the names that it has and had.
func (p Pins) Find(names ...string) (Pin, bool) {
	for _, name := range names {
		if i := slices.IndexFunc(p, func(pin Pin) bool { return pin.Campaign == name }); i >= 0 {
			return p[i], true
		}
	}
	return Pin{}, false
}

// With is the file with a campaign's line in it, which takes the place of those under its former names.
func (p Pins) With(pin Pin, formerly []string) Pins {
	pin.Range = hcl.Range{}
	kept := slices.DeleteFunc(slices.Clone(p), func(other Pin) bool {
		return other.Campaign == pin.Campaign || slices.Contains(formerly, other.Campaign)
	})
	return append(kept, pin)
}

// ParsePins reads the file, found under a name. What is wrong points at its lines; with errors nothing may be sent.
func ParsePins(name string, src []byte) (pins Pins, diags hcl.Diagnostics) {
	keep := lang.Both("keep the one under which packets were sent: `redpack state list` shows their bill numbers.",
		"保留发放红包时用的那一行：`redpack state list` 会列出商户订单号。")
	file := linefile.Kind{Name: name, Conflict: lang.Format("Keep the line of every campaign. Where one campaign has two lines, %s",
		"每个活动的行都要保留。一个活动有两行时，%s", keep)}
	file.Line = func(line string, r hcl.Range) *hcl.Diagnostic {
		pin, ok := parsePin(line)
		if !ok {
			return linefile.Fault(linefile.Unreadable(name), r, lang.Both("The file says how each campaign's bill numbers are made and is "+
				"never edited: another line could pay people twice. Put back the line that redpack wrote, from git.",
				"这个文件记录每个活动的商户订单号规则，不能改动：换了一行就可能重复发放。从 git 恢复 redpack 写的那一行。"))
		}
		if _, twice := pins.Find(pin.Campaign); twice {
			return linefile.Fault(lang.Format("Campaign named twice in %s", "%s 中同一活动出现两次", name), r, lang.Format(
				"Campaign %q has another line already, and both cannot hold. %s", "活动 %q 已有另一行，两行不能都成立。%s", pin.Campaign, keep.Each(plain.Capital)))
		}
		pin.Range = r
		pins = append(pins, pin)
		return nil
	}
	diags = file.Read(src)
	return pins, diags
}

// parsePin reads one line. Only what line would write is accepted, so that two files with the same meaning are the same bytes.
func parsePin(line string) (pin Pin, ok bool) {
	fields, ok := linefile.Fields(line, "", "version ", "date ", "billno ", "mch_id ", "appid ", "packets ", "first ")
	if !ok || slices.ContainsFunc(fields, func(f string) bool { return !linefile.IsWord(f) }) {
		return pin, false
	}
	pin = Pin{Campaign: fields[0], Series: billno.Series{
		Version: map[string]billno.Version{"1": billno.ByKey, "2": billno.ByPerson}[fields[1]], Date: fields[2],
		Scheme: map[string]billno.Scheme{"digits": billno.Digits, "alphanumeric": billno.Alphanumeric}[fields[3]],
		MchID:  fields[4], AppID: fields[5], WithKey: fields[6] == "several", Campaign: fields[7],
	}}
	s := pin.Series
	if s.Version == 0 || s.Scheme == 0 || len(s.Date) != len("20060102") || strings.Trim(s.Date, "0123456789") != "" {
		return pin, false
	}
	return pin, pin.line() == line
}
