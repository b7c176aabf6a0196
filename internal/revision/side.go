package revision

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/git"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/plan/listsum"
)

// Sides are the two sides of a comparison. Together they are the source of the lines that diagnostics show.
type Sides struct {
	repo          *git.Repo // nil without git
	Before, After Side
	Only          Target // the file or campaign that is compared; without either, all
	unknown       error  // why a word of the command line is no revision; nil where none is in doubt
}

// Side is one side, and where it is read.
type Side struct {
	diff.Side
	commit *git.Commit // nil: read from the disk
	prefix string      // the folder's path in the repository
	label  string      // stands before the names of its files, as in main:spring/campaign.hcl; "" on the disk
	Dir    string      // the folder on this machine, whether it is there or not
	only   Target      // of two files that are compared
	Files  bool        // two files or folders are compared
	hidden string      // a file of the folder that is not read, because it is the other side
	opened io.Closer   // on the disk
	sum    []byte      // redpack.sum
	absent []string    // lists that are not there and that redpack.sum does not name
}

// Close releases the folders. They were only read, so there is nothing to lose.
func (s *Sides) Close() {
	for _, side := range []*Side{&s.Before, &s.After} {
		if side.opened != nil {
			_ = side.opened.Close()
		}
	}
}

// Line finds a line for a diagnostic that has gone through Named.
func (s *Sides) Line(r hcl.Range) (string, bool) {
	for _, side := range []*Side{&s.Before, &s.After} {
		name, ok := strings.CutPrefix(r.Filename, side.lead())
		if !ok || side.Project == nil {
			continue
		}
		of := r
		of.Filename = name
		if line, ok := (page.HeldLines{{Name: listsum.FileName, Content: side.sum}}).Line(of); ok {
			return line, true
		}
		if line, ok := side.Project.Line(of); ok {
			return line, true
		}
	}
	return "", false
}

// lead stands before the names of the side's files.
func (s *Side) lead() string {
	switch {
	case s.label != "" && s.prefix != "":
		return s.label + ":" + s.prefix + "/"
	case s.label != "":
		return s.label + ":"
	case s.Files && s.Dir != ".":
		return strings.TrimSuffix(s.Dir, "/") + "/"
	}
	return ""
}

// Named makes diagnostics name their revision. Warnings are left out: validate and plan tell them.
func (s *Side) Named(diags hcl.Diagnostics) hcl.Diagnostics {
	var all hcl.Diagnostics
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		one := *d
		detail := lang.Both(d.Detail, diag.Detail(d, lang.Chinese))
		if one.Subject != nil {
			at := *one.Subject
			at.Filename = s.lead() + at.Filename
			one.Subject = &at
		} else if s.label != "" {
			detail = lang.Text{English: "In " + s.label + ": ", Chinese: s.label + " 中："}.Then(detail)
		}
		if slices.ContainsFunc(s.absent, func(path string) bool { return strings.HasPrefix(detail.English, path+": ") }) {
			detail = detail.Then(unlisted())
		}
		if detail.English != d.Detail {
			one.Detail, one.Extra = detail.English, diag.Said{Summary: lang.Both(d.Summary, diag.Summary(d, lang.Chinese)), Detail: detail, Extra: d.Extra}
		}
		all = append(all, &one)
	}
	return all
}

// unlisted says what to do about a list that is neither there nor in redpack.sum.
func unlisted() lang.Text {
	return lang.Format(" A list that is kept out of git is compared by its line in %s, and there is none. Commit what "+
		"this writes:\nredpack plan -write-sum",
		"不放进 git 的名单，靠 %s 里它的那一行来比较，而那里没有。运行这条命令，并提交它写出的内容：\nredpack plan -write-sum", listsum.FileName)
}

// Load reads both sides. Its diagnostics are errors in what was written on either.
func (s *Sides) Load(ctx context.Context, o Options) (diags hcl.Diagnostics, err error) {
	var folders [2]fs.FS
	for i, side := range []*Side{&s.Before, &s.After} {
		if folders[i], err = side.open(ctx, s.repo, o); err != nil {
			return nil, err
		}
	}
	if folders[0] == nil && folders[1] == nil {
		return nil, s.nothing()
	}
	given, err := o.inputs(folders)
	if err != nil {
		return nil, err
	}
	for i, side := range []*Side{&s.Before, &s.After} {
		if folders[i] == nil {
			continue
		}
		found := side.readSum(folders[i])
		given[i].Absent = side.absence(side == &s.Before)
		given[i].Options = o.Guard(side.Dir, given[i].Options)
		diags = append(diags, side.Named(append(found, side.read(folders[i], &given[i])...))...)
	}
	if diags.HasErrors() {
		return diags, nil
	}
	if err := undeclared(given); err != nil {
		return nil, err
	}
	return nil, s.choose()
}

// nothing explains that neither side has a campaign.
func (s *Sides) nothing() error {
	where := s.After.Dir
	if s.unknown != nil {
		return lang.Errorf("%q is no folder with a campaign, neither in %s nor in %s, and %w",
			"文件夹 %q 里没有活动，%s 没有，%s 也没有，而且%w", where, s.Before.Called(), s.After.Called(), s.unknown)
	}
	return lang.Errorf("there is no campaign (*.hcl) in %s, neither in %s nor in %s",
		"%s 里没有活动（*.hcl），%s 没有，%s 也没有", where, s.Before.Called(), s.After.Called())
}

// open gives the folder of a side, or nil where it is not there or has no campaign.
func (s *Side) open(ctx context.Context, repo *git.Repo, o Options) (fs.FS, error) {
	folder, err := s.folder(ctx, repo, o)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil || s.Files {
		return folder, err
	}
	names, err := fs.Glob(folder, "*.hcl")
	if err != nil || len(names) == 0 {
		return nil, err
	}
	return folder, nil
}

func (s *Side) folder(ctx context.Context, repo *git.Repo, o Options) (folder fs.FS, err error) {
	if s.commit != nil {
		return repo.Tree(ctx, *s.commit, s.prefix)
	}
	folder, s.opened, err = o.Open(s.Dir)
	return folder, err
}

// readSum reads redpack.sum, where there is one.
func (s *Side) readSum(folder fs.FS) (diags hcl.Diagnostics) {
	src, err := bounded.ReadFS(folder, listsum.FileName, listsum.MaxBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return hcl.Diagnostics{diag.New(hcl.DiagError, lang.Both("File cannot be read", "文件无法读取"), lang.Format("%s: %s.", "%s：%s。", listsum.FileName, err))}
	}
	s.sum = src
	s.Sum, diags = listsum.Parse(src)
	return diags
}

// absence decides about lists that a side does not have. Lists of people are often kept out of git, and then redpack.sum speaks for
// them. An earlier revision may have had no such file yet; what is to be merged must have one, or be reviewed by nobody.
func (s *Side) absence(before bool) func(path string) bool {
	return func(path string) bool {
		named := slices.ContainsFunc(s.Sum, func(l listsum.ListSum) bool { return l.Path == path })
		if !named && !before {
			s.absent = append(s.absent, path)
		}
		return named || before
	}
}

// read loads a side. A file that is compared with another one is read as plan reads it, with the other files of its folder;
// where that fails, as among copies of one campaign, it is read alone. Two files of one folder are read alone first, and never
// with each other.
func (s *Side) read(folder fs.FS, in *input) (diags hcl.Diagnostics) {
	if s.only.File == "" {
		s.Project, diags = in.load(folder)
		return diags
	}
	alone := without{folder, func(name string) bool {
		return path.Ext(name) == ".hcl" && path.Dir(name) == "." && name != s.only.File
	}}
	together := without{folder, func(name string) bool { return name == s.hidden }}
	tries := []fs.FS{together, alone}
	if s.hidden != "" {
		tries = []fs.FS{alone, together}
	}
	var least hcl.Diagnostics
	for i, try := range tries {
		project, diags := in.load(try)
		if errs := onlyErrors(diags); i == 0 || len(errs) < len(least) {
			s.Project, least = project, errs
		}
		if len(least) == 0 {
			break
		}
	}
	return least
}

func onlyErrors(diags hcl.Diagnostics) hcl.Diagnostics {
	return slices.DeleteFunc(slices.Clone(diags), func(d *hcl.Diagnostic) bool { return d.Severity != hcl.DiagError })
}

// without is a folder some files of which are not there.
type without struct {
	fs.FS
	hides func(name string) bool
}

// Open opens a file that is there.
func (w without) Open(name string) (fs.File, error) {
	if w.hides(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.FS.Open(name)
}

// ReadDir lists the files that are there.
func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return w.hides(path.Join(name, e.Name())) }), err
}

// choose restricts both sides to what was asked for. A campaign is compared where its name, or a name that it was moved from,
// is chosen on either side.
func (s *Sides) choose() error {
	if s.Before.Files {
		s.Before.Campaigns, s.After.Campaigns = s.Before.own(), s.After.own()
		return nil
	}
	names := map[string]bool{}
	for _, side := range []*Side{&s.Before, &s.After} {
		for _, c := range side.all() {
			if (s.Only.File == "" || c.Range.Filename == s.Only.File) && (s.Only.Campaign == "" || c.Name == s.Only.Campaign) {
				names[c.Name] = true
			}
		}
	}
	for _, c := range s.After.all() {
		chosen := func(name string) bool { return names[name] }
		if former := c.FormerNames(); names[c.Name] || slices.ContainsFunc(former, chosen) {
			names[c.Name] = true
			for _, name := range former {
				names[name] = true
			}
		}
	}
	for _, side := range []*Side{&s.Before, &s.After} {
		side.Campaigns = slices.DeleteFunc(slices.Clone(side.all()), func(c *hclspec.Campaign) bool { return !names[c.Name] })
	}
	if len(names) == 0 && s.Only.File+s.Only.Campaign != "" {
		return s.notChosen()
	}
	return nil
}

func (s *Sides) notChosen() error {
	named := s.Only.Campaign + s.Only.File
	if s.unknown != nil {
		return lang.Errorf("%q is no campaign, file or folder, and %w", "%q 不是活动、文件或文件夹，而且%w", named, s.unknown)
	}
	names := map[string]bool{}
	for _, c := range append(s.Before.all(), s.After.all()...) {
		names[c.Name] = true
	}
	return lang.Errorf("%q has no campaign on either side; the campaigns of this folder: %s", "%q 在两边都没有活动；这个文件夹的活动：%s", named,
		lang.List(slices.Sorted(maps.Keys(names))))
}

// all are the campaigns of a side that may not be there.
func (s *Side) all() []*hclspec.Campaign {
	if s.Project == nil {
		return nil
	}
	return s.Project.Campaigns
}

// own are the campaigns of the file that is compared, or of the whole folder.
func (s *Side) own() []*hclspec.Campaign {
	return slices.DeleteFunc(slices.Clone(s.all()), func(c *hclspec.Campaign) bool {
		return s.only.File != "" && c.Range.Filename != s.only.File
	})
}
