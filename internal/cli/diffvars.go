package cli

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
)

// diffInput is what the command line gives to one side. A variable or a file of variables may be new on one of them, so each
// side takes what it knows, and only what neither knows is a mistake.
type diffInput struct {
	hclspec.Options
	unknown map[string]bool // variables that the side does not declare
}

// inputs shares what the command line gives out to the two sides, of which one may not be there.
func inputs(env *Env, flags projectFlags, folders [2]fs.FS) (sides [2]diffInput, err error) {
	vars, err := parseVars(flags.vars)
	if err != nil {
		return sides, err
	}
	found := map[string]bool{}
	for i, folder := range folders {
		unknown := map[string]bool{}
		sides[i] = diffInput{unknown: unknown, Options: hclspec.Options{
			Vars: vars, LookupEnv: env.LookupEnv, WithoutEnv: true, Undeclared: func(name string) { unknown[name] = true },
		}}
		for _, name := range flags.varFiles {
			if folder == nil {
				continue
			}
			if _, err := fs.Stat(folder, name); err == nil {
				sides[i].VarFiles = append(sides[i].VarFiles, name)
				found[name] = true
			}
		}
		if folder == nil {
			for name := range vars {
				unknown[name] = true
			}
		}
	}
	// Only the after side is to be applied by this program; an older file may have asked for an older one.
	sides[1].Version = Version
	for _, name := range flags.varFiles {
		if !found[name] {
			return sides, fmt.Errorf("-var-file %s: neither side has such a file in its folder", name)
		}
	}
	return sides, nil
}

// load reads a folder anew.
func (in *diffInput) load(folder fs.FS) (*hclspec.Project, hcl.Diagnostics) {
	clear(in.unknown)
	return hclspec.Load(folder, in.Options)
}

// undeclared reports the variables that neither side knows.
func undeclared(sides [2]diffInput) error {
	for _, name := range slices.Sorted(maps.Keys(sides[0].Vars)) {
		if sides[0].unknown[name] && sides[1].unknown[name] {
			return fmt.Errorf("-var sets %q, which neither side declares", name)
		}
	}
	return nil
}
