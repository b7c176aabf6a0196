package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/git"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/plan/listsum"
)

// diffSides are the two sides of a diff. Together they are the source of the lines that diagnostics show.
type diffSides struct {
	repo          *git.Repo // nil without git
	before, after diffSide
	only          target // the file or campaign that is compared; without either, all
	unknown       error  // why a word of the command line is no revision; nil where none is in doubt
}

// diffSide is one side, and where it is read.
type diffSide struct {
	diff.Side
	commit *git.Commit    // nil: read from the disk
	prefix string         // the folder's path in the repository
	label  string         // stands before the names of its files, as in main:spring/campaign.hcl; "" on the disk
	dir    string         // the folder on this machine, whether it is there or not
	only   target         // of two files that are compared
	files  bool           // two files or folders are compared
	hidden string         // a file of the folder that is not read, because it is the other side
	opened *osfile.Folder // on the disk
	sum    []byte         // redpack.sum
	absent []string       // lists that are not there and that redpack.sum does not name
}

// close releases the folders. They were only read, so there is nothing to lose.
func (s *diffSides) close() {
	for _, side := range []*diffSide{&s.before, &s.after} {
		if side.opened != nil {
			_ = side.opened.Close()
		}
	}
}

// Line finds a line for a diagnostic that has gone through named.
func (s *diffSides) Line(r hcl.Range) (string, bool) {
	for _, side := range []*diffSide{&s.before, &s.after} {
		name, ok := strings.CutPrefix(r.Filename, side.lead())
		if !ok || side.Project == nil {
			continue
		}
		of := r
		of.Filename = name
		if line, ok := (texts{{listsum.FileName, side.sum}}).Line(of); ok {
			return line, true
		}
		if line, ok := side.Project.Line(of); ok {
			return line, true
		}
	}
	return "", false
}

// lead stands before the names of the side's files.
func (s *diffSide) lead() string {
	switch {
	case s.label != "" && s.prefix != "":
		return s.label + ":" + s.prefix + "/"
	case s.label != "":
		return s.label + ":"
	case s.files && s.dir != ".":
		return strings.TrimSuffix(s.dir, "/") + "/"
	}
	return ""
}

// named makes diagnostics name their revision. Warnings are left out: validate and plan tell them.
func (s *diffSide) named(diags hcl.Diagnostics) hcl.Diagnostics {
	var all hcl.Diagnostics
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		one := *d
		if one.Subject != nil {
			at := *one.Subject
			at.Filename = s.lead() + at.Filename
			one.Subject = &at
		} else if s.label != "" {
			one.Detail = fmt.Sprintf("In %s: %s", s.label, one.Detail)
		}
		if slices.ContainsFunc(s.absent, func(path string) bool { return strings.HasPrefix(one.Detail, path+": ") }) {
			one.Detail += " A list that is kept out of git is compared by its line in " + listsum.FileName + ", and there is none. Commit what " +
				"this writes:\nredpack plan -write-sum"
		}
		all = append(all, &one)
	}
	return all
}

// load reads both sides. What is wrong with them has been printed; the result is an exit then.
func (s *diffSides) load(ctx context.Context, env *Env, flags projectFlags, print *printer) error {
	var folders [2]fs.FS
	var err error
	for i, side := range []*diffSide{&s.before, &s.after} {
		if folders[i], err = side.open(ctx, s.repo); err != nil {
			return err
		}
	}
	if folders[0] == nil && folders[1] == nil {
		return s.nothing()
	}
	given, err := inputs(env, flags, folders)
	if err != nil {
		return err
	}
	var diags hcl.Diagnostics
	for i, side := range []*diffSide{&s.before, &s.after} {
		if folders[i] == nil {
			continue
		}
		found := side.readSum(folders[i])
		given[i].Absent = side.absence(side == &s.before)
		given[i].Options = gateway.Guarded(env.LookupEnv, side.dir, given[i].Options)
		diags = append(diags, side.named(append(found, side.read(folders[i], &given[i])...))...)
	}
	if err := print.diagnostics(diags); err != nil {
		return err
	}
	if err := undeclared(given); err != nil {
		return err
	}
	return s.choose()
}

// nothing explains that neither side has a campaign.
func (s *diffSides) nothing() error {
	where := s.after.dir
	if s.unknown != nil {
		return fmt.Errorf("%q is no folder with a campaign, neither in %s nor in %s, and %w", where, s.before.Name, s.after.Name, s.unknown)
	}
	return fmt.Errorf("there is no campaign (*.hcl) in %s, neither in %s nor in %s", where, s.before.Name, s.after.Name)
}

// open gives the folder of a side, or nil where it is not there or has no campaign.
func (s *diffSide) open(ctx context.Context, repo *git.Repo) (fs.FS, error) {
	folder, err := s.folder(ctx, repo)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil || s.files {
		return folder, err
	}
	names, err := fs.Glob(folder, "*.hcl")
	if err != nil || len(names) == 0 {
		return nil, err
	}
	return folder, nil
}

func (s *diffSide) folder(ctx context.Context, repo *git.Repo) (fs.FS, error) {
	if s.commit != nil {
		return repo.Tree(ctx, *s.commit, s.prefix)
	}
	opened, err := osfile.OpenFolder(s.dir)
	if err != nil {
		return nil, fmt.Errorf("open the campaign's folder: %w", err)
	}
	s.opened = opened
	return folderOf(opened.FS(), s.dir), nil
}

// readSum reads redpack.sum, where there is one.
func (s *diffSide) readSum(folder fs.FS) (diags hcl.Diagnostics) {
	src, err := bounded.ReadFS(folder, listsum.FileName, besideMax)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "File cannot be read", Detail: fmt.Sprintf("%s: %s.", listsum.FileName, err)}}
	}
	s.sum = src
	s.Sum, diags = listsum.Parse(src)
	return diags
}

// absence decides about lists that a side does not have. Lists of people are often kept out of git, and then redpack.sum speaks for
// them. An earlier revision may have had no such file yet; what is to be merged must have one, or be reviewed by nobody.
func (s *diffSide) absence(before bool) func(path string) bool {
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
func (s *diffSide) read(folder fs.FS, in *diffInput) (diags hcl.Diagnostics) {
	if s.only.file == "" {
		s.Project, diags = in.load(folder)
		return diags
	}
	alone := without{folder, func(name string) bool {
		return path.Ext(name) == ".hcl" && path.Dir(name) == "." && name != s.only.file
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
func (s *diffSides) choose() error {
	if s.before.files {
		s.before.Campaigns, s.after.Campaigns = s.before.own(), s.after.own()
		return nil
	}
	names := map[string]bool{}
	for _, side := range []*diffSide{&s.before, &s.after} {
		for _, c := range side.all() {
			if (s.only.file == "" || c.Range.Filename == s.only.file) && (s.only.campaign == "" || c.Name == s.only.campaign) {
				names[c.Name] = true
			}
		}
	}
	for _, c := range s.after.all() {
		chosen := func(name string) bool { return names[name] }
		if former := c.FormerNames(); names[c.Name] || slices.ContainsFunc(former, chosen) {
			names[c.Name] = true
			for _, name := range former {
				names[name] = true
			}
		}
	}
	for _, side := range []*diffSide{&s.before, &s.after} {
		side.Campaigns = slices.DeleteFunc(slices.Clone(side.all()), func(c *hclspec.Campaign) bool { return !names[c.Name] })
	}
	if len(names) == 0 && s.only.file+s.only.campaign != "" {
		return s.notChosen()
	}
	return nil
}

func (s *diffSides) notChosen() error {
	named := s.only.campaign + s.only.file
	if s.unknown != nil {
		return fmt.Errorf("%q is no campaign, file or folder, and %w", named, s.unknown)
	}
	names := map[string]bool{}
	for _, c := range append(s.before.all(), s.after.all()...) {
		names[c.Name] = true
	}
	return fmt.Errorf("%q has no campaign on either side; the campaigns of this folder: %s", named,
		strings.Join(slices.Sorted(maps.Keys(names)), ", "))
}

// all are the campaigns of a side that may not be there.
func (s *diffSide) all() []*hclspec.Campaign {
	if s.Project == nil {
		return nil
	}
	return s.Project.Campaigns
}

// own are the campaigns of the file that is compared, or of the whole folder.
func (s *diffSide) own() []*hclspec.Campaign {
	return slices.DeleteFunc(slices.Clone(s.all()), func(c *hclspec.Campaign) bool {
		return s.only.file != "" && c.Range.Filename != s.only.file
	})
}
