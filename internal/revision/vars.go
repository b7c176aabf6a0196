package revision

import (
	"io"
	"io/fs"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
)

// input is what the command line gives to one side. A variable or a file of variables may be new on one of them, so each
// side takes what it knows, and only what neither knows is a mistake.
type input struct {
	hclspec.Options
	unknown map[string]bool // variables that the side does not declare
}

// Options are what the command line and this machine give to both sides.
type Options struct {
	Vars      map[string]string
	VarFiles  []string
	Version   string // of this program
	LookupEnv func(string) (string, bool)
	// Open opens a folder of the disk as the files of a campaign may see it.
	Open func(dir string) (fs.FS, io.Closer, error)
	// Guard adds what the language must know to keep the operator's secrets out of a campaign.
	Guard func(dir string, o hclspec.Options) hclspec.Options
}

// inputs shares what the command line gives out to the two sides, of which one may not be there.
func (o *Options) inputs(folders [2]fs.FS) (sides [2]input, err error) {
	found := map[string]bool{}
	for i, folder := range folders {
		unknown := map[string]bool{}
		sides[i] = input{unknown: unknown, Options: hclspec.Options{
			Vars: o.Vars, LookupEnv: o.LookupEnv, WithoutEnv: true, Undeclared: func(name string) { unknown[name] = true },
		}}
		for _, name := range o.VarFiles {
			if folder == nil {
				continue
			}
			if _, err := fs.Stat(folder, name); err == nil {
				sides[i].VarFiles = append(sides[i].VarFiles, name)
				found[name] = true
			}
		}
		if folder == nil {
			for name := range o.Vars {
				unknown[name] = true
			}
		}
	}
	// Only the after side is to be applied by this program; an older file may have asked for an older one.
	sides[1].Version = o.Version
	for _, name := range o.VarFiles {
		if !found[name] {
			return sides, lang.Errorf("-var-file %s: neither side has such a file in its folder", "-var-file %s：两边的文件夹里都没有这个文件", name)
		}
	}
	return sides, nil
}

// load reads a folder anew.
func (in *input) load(folder fs.FS) (*hclspec.Project, hcl.Diagnostics) {
	clear(in.unknown)
	return hclspec.Load(folder, in.Options)
}

// undeclared reports the variables that neither side knows.
func undeclared(sides [2]input) error {
	for _, name := range slices.Sorted(maps.Keys(sides[0].Vars)) {
		if sides[0].unknown[name] && sides[1].unknown[name] {
			return lang.Errorf("-var sets %q, which neither side declares", "-var 给 %q 赋值，而两边都没有声明它", name)
		}
	}
	return nil
}
