package cli

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// locate finds out where the project's state is kept, once. Nothing is asked of a database by it.
func (p *project) locate(env *Env) (err error) {
	if p.at == nil {
		p.at, err = backendOf(env, p.State, p.dir)
	}
	return err
}

// backendOf is the state that a folder names. The address of a database stands in a variable of whoever runs the command, and is never
// shown: it holds a password.
func backendOf(env *Env, place hclspec.StatePlace, dir string) (state.Backend, error) {
	if !place.Postgres() {
		return state.File(filepath.Join(dir, filepath.FromSlash(place.Path))), nil
	}
	address := env.value(place.URLEnv)
	if address == "" {
		return nil, noAddress(place.URLEnv)
	}
	at, err := databaseAt(env, address, place, dir)
	if err != nil {
		return nil, lang.Errorf("the environment variable %s does not lead to a state: %w",
			"环境变量 %s 指不到状态库：%w", place.URLEnv, err)
	}
	return at, nil
}

// databaseAt is a state in a database. What this machine has seen of it last lies in the folder, under a name that git ignores.
func databaseAt(env *Env, address string, place hclspec.StatePlace, dir string) (*state.Postgres, error) {
	return state.NewPostgres(state.PostgresOptions{
		URL: address, Schema: place.Schema, Project: place.Project, Now: env.Now,
		Witness: filepath.Join(dir, hclspec.DefaultStatePath+"."+place.Schema+".serial"),
	})
}

// database is where the state is, if it is in one.
func (p *project) database() (at *state.Postgres, ok bool) {
	at, ok = p.at.(*state.Postgres)
	return at, ok
}

// place is the state of the project, with all its campaigns.
func (p *project) place() place { return place{at: p.at, dir: p.dir} }

// whole reads the state with what the merchant's other projects have recorded.
func (p *project) whole(ctx context.Context) (*state.Snapshot, error) {
	return snapshotBy(ctx, p.at, p.dir, state.ReadWhole)
}

// snapshot reads the state of the project.
func (p *project) snapshot(ctx context.Context) (*state.Snapshot, error) {
	return snapshotOf(ctx, p.at, p.dir)
}

// mustExist refuses a database without a state. A folder without one is a folder from which nothing was sent, but an address that leads
// somewhere else must not look like that.
func mustExist(at state.Backend, dir string, exists bool) error {
	if _, ok := at.(*state.Postgres); !ok || exists {
		return nil
	}
	return noState(at, dir)
}

// toldMissing says of a state that is not there what mustExist says of it.
func toldMissing(err error, where place) error {
	if errors.Is(err, fs.ErrNotExist) {
		if missing := mustExist(where.at, where.dir, false); missing != nil {
			return missing
		}
	}
	return err
}
