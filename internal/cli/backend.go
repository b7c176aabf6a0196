package cli

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
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
		return nil, plain.Errorf("the environment variable %[1]s is not set, and it is to hold the address of the database in which the state is kept. Nothing is "+
			"planned or sent without the state. Give it to whatever runs redpack, as a secret, because a password is in it: in a CI as a protected, masked variable "+
			"named %[1]s, and in a shell, without leaving it in the history, by\n  read -rs %[1]s && export %[1]s\nIt looks like "+
			"postgres://user:password@host:5432/database", place.URLEnv)
	}
	at, err := databaseAt(env, address, place, dir)
	if err != nil {
		return nil, plain.Errorf("the environment variable %s does not lead to a state: %w", place.URLEnv, err)
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
	return plain.Errorf("there is no state %[1]s: none was ever made there. Nothing is planned or sent, because an address with a typing mistake looks the "+
		"same as a state under which nothing was sent yet. Check the address, the database and the schema. Where this is the right place for a new state, make "+
		"it with\n  redpack state create%[2]s\nWhere the state was in a file so far, move that:\n  redpack state copy FILE %[3]s", at, argument(dir), words.ShellWord(dir))
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
