package draft

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// try reads the whole list through the campaign as it is drafted now.
func (d *drafter) try() {
	d.Campaign = d.text()
	d.First, d.People, d.max = nil, money.Tally{}, 0
	project, diags := hclspec.Load(beside{d.fsys, []byte(d.Campaign)}, hclspec.Options{})
	d.Project = project
	if !diags.HasErrors() {
		diags = append(diags, project.Campaigns[0].Recipients(nil, func(r *hclspec.Recipient) bool {
			if len(d.First) < FirstMax {
				d.First = append(d.First, *r)
			}
			d.People = d.People.With(r.Amount)
			d.max = max(d.max, r.Amount)
			return true
		})...)
	}
	d.Diags = diags
}

// cure is a change of the draft for something that lists often have.
type cure struct {
	summary string // of the diagnostics that call for it
	change  func(d *drafter, at hcl.Diagnostics) bool
}

// totalRow is the summary of a row that is the sum of others.
const totalRow = "Total row in a list" // for programs

var cures = []cure{
	{totalRow, (*drafter).leaveOutTotals},
	{"Not an amount", func(d *drafter, _ hcl.Diagnostics) bool { // for programs
		return d.wrap("amount", "yuan", lang.Both("; its cells are written as people write amounts", "；其中的金额是人手写的形式"))
	}},
	{"Not an openid", func(d *drafter, _ hcl.Diagnostics) bool { return d.wrap("openid", "clean", oddSign) }}, // for programs
	{"Invalid key", func(d *drafter, _ hcl.Diagnostics) bool { return d.wrap("key", "clean", oddSign) }},      // for programs
	{"Invalid key", (*drafter).withoutKey},   // for programs
	{"Duplicate key", (*drafter).withoutKey}, // for programs
	{"Empty text", (*drafter).wishOrElse},    // for programs
}

// applies changes the draft where its diagnostics call for the cure.
func (c cure) applies(d *drafter) bool {
	var met hcl.Diagnostics
	for _, one := range d.Diags {
		if one.Summary == c.summary && one.Severity == hcl.DiagError {
			met = append(met, one)
		}
	}
	return len(met) > 0 && c.change(d, met)
}

func (d *drafter) wrap(attribute, function string, why lang.Text) bool {
	choice := d.choice(attribute)
	if !strings.HasPrefix(choice.Expression, "row") {
		return false
	}
	choice.Expression, choice.Why = function+"("+choice.Expression+")", choice.Why.Then(why)
	return true
}

// leaveOutTotals takes the conditions from the diagnostics, which print them, unless somebody to pay would be left out, too.
func (d *drafter) leaveOutTotals(met hcl.Diagnostics) bool {
	var conditions []string
	for _, one := range met {
		_, condition, found := strings.Cut(one.Detail, "where = ")
		if found && !slices.Contains(conditions, condition) {
			conditions = append(conditions, condition)
		}
	}
	where := strings.Join(conditions, " && ")
	if where == "" || d.losesPeople(where) {
		return false
	}
	d.Choices = append(d.Choices, Choice{"where", where, lang.Both("leaves out what is a sum and nobody to pay", "排除合计行，那不是人")})
	return true
}

// losesPeople tells whether a condition leaves out other rows than sums: whether among those there is anybody, or anything wrong that is
// not wrong with every row.
func (d *drafter) losesPeople(where string) bool {
	nobody, left := d.only("false"), d.only("!("+where+")")
	return left.People.Packets > 0 || len(left.otherThanTotals()) > len(nobody.otherThanTotals())
}

// only is what comes of the rows that meet a condition.
func (d *drafter) only(where string) *Draft {
	probe := *d
	probe.Draft = &Draft{Header: d.Header, Choices: append(slices.Clone(d.Choices), Choice{Attribute: "where", Expression: where})}
	probe.try()
	return probe.Draft
}

func (d *Draft) otherThanTotals() (errors hcl.Diagnostics) {
	for _, one := range d.Diags {
		if one.Severity == hcl.DiagError && one.Summary != totalRow {
			errors = append(errors, one)
		}
	}
	return errors
}

func (d *drafter) withoutKey(met hcl.Diagnostics) bool {
	choice := d.choice("key")
	if choice.Expression == "" {
		return false
	}
	choice.Why = lang.Format("the openid is the key, because %s cannot be one: %s", "用 openid 作键，因为 %s 不能作键：%s", choice.Expression,
		lang.Both(met[0].Summary, diag.Summary(met[0], lang.Chinese)))
	choice.Expression = ""
	return true
}

func (d *drafter) wishOrElse(hcl.Diagnostics) bool {
	choice := d.choice("wishing")
	if !strings.HasPrefix(choice.Expression, "row") {
		return false
	}
	choice.Expression = fmt.Sprintf("%s != \"\" ? %s : %q", choice.Expression, choice.Expression, wishing)
	choice.Why = choice.Why.Then(lang.Both("; who has none there gets the campaign's", "；那里没有的人用活动的祝福语"))
	return true
}

// beside is a folder with one campaign file, which is not on the disk.
type beside struct {
	fs.FS
	content []byte
}

// Open opens the campaign, or a file of the folder.
func (b beside) Open(name string) (fs.File, error) {
	if name != hclspec.StarterFile {
		return b.FS.Open(name)
	}
	return &memory{Reader: bytes.NewReader(b.content), size: int64(len(b.content))}, nil
}

// ReadDir lists the campaign alone.
func (b beside) ReadDir(string) ([]fs.DirEntry, error) {
	return []fs.DirEntry{fs.FileInfoToDirEntry(&memory{size: int64(len(b.content))})}, nil
}

// memory is the campaign as an open file, and as what is known of it.
type memory struct {
	*bytes.Reader
	size int64
}

var _ interface {
	fs.File
	fs.FileInfo
	io.ReaderAt
} = (*memory)(nil)

func (m *memory) Stat() (fs.FileInfo, error) { return m, nil }
func (m *memory) Close() error               { return nil }
func (m *memory) Name() string               { return hclspec.StarterFile }
func (m *memory) Size() int64                { return m.size }
func (m *memory) Mode() fs.FileMode          { return 0o600 }
func (m *memory) ModTime() time.Time         { return time.Time{} }
func (m *memory) IsDir() bool                { return false }
func (m *memory) Sys() any                   { return nil }
