package state_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/state"
)

// eventsOf is the whole history.
func eventsOf(t *testing.T, at state.Backend) (all []state.Event) {
	t.Helper()
	must(t, state.Walk(t.Context(), at, func(e *state.Event) error { all = append(all, *e); return nil }))
	return all
}

// TestCopyThereAndBack: a team moves to a database and back, and every line comes along.
func TestCopyThereAndBack(t *testing.T) {
	file, schema := state.File(newFile(t)), newSchema(t)
	s := openCalm(t, string(file), options())
	_, err := s.Series(t.Context(), "lantern", series())
	must(t, err)
	wander(t, s, rand.New(rand.NewPCG(18, 7)), 400)
	must(t, s.Close())
	before, history := read(t, string(file)), eventsOf(t, file)

	done, err := state.Copy(t.Context(), file, schema, options())
	must(t, err)
	if done.Packets != int64(before.Len()) || done.Events != int64(len(history)) || done.Serial != before.Serial() {
		t.Errorf("copied %+v", done)
	}
	there, err := state.Read(t.Context(), schema)
	must(t, err)
	same := func(a, b *state.Snapshot) {
		t.Helper()
		if diff := cmp.Diff(slices.Collect(a.ByID()), slices.Collect(b.ByID())); diff != "" || a.Lineage() != b.Lineage() || !slices.Equal(a.Campaigns(), b.Campaigns()) {
			t.Error(diff)
		}
	}
	same(before, there)
	if diff := cmp.Diff(history, eventsOf(t, schema)); diff != "" {
		t.Error(diff)
	}

	var moved *state.MovedError
	if _, err := state.Read(t.Context(), file); !errors.As(err, &moved) {
		t.Errorf("the file is read once it was moved: %v", err)
	}
	if _, err := state.Open(t.Context(), file, options()); !errors.As(err, &moved) {
		t.Errorf("the file is opened once it was moved: %v", err)
	}
	if _, err := state.Copy(t.Context(), file, schema, options()); !errors.As(err, &moved) {
		t.Errorf("the same copy again: %v", err)
	}

	s, err = state.Open(t.Context(), schema, options())
	must(t, err)
	wander(t, s, rand.New(rand.NewPCG(19, 7)), 100)
	var locked *state.LockedError
	if _, err := state.Copy(t.Context(), schema, file, options()); !errors.As(err, &locked) {
		t.Errorf("copied while it is in use: %v", err)
	}
	must(t, s.Close())
	there, err = state.Read(t.Context(), schema)
	must(t, err)
	if _, err := state.Copy(t.Context(), file, schema, options()); !errors.As(err, &moved) {
		t.Errorf("an old file is copied over what went on: %v", err)
	}
	var exists *state.ExistsError
	other := state.File(newFile(t))
	must(t, openCalm(t, string(other), options()).Close())
	if _, err := state.Copy(t.Context(), other, schema, options()); !errors.As(err, &exists) {
		t.Errorf("another state is copied over one: %v", err)
	}

	back, err := state.Copy(t.Context(), schema, file, options())
	must(t, err)
	if len(back.Aside) == 0 {
		t.Error("the old file was not set aside")
	}
	same(there, read(t, string(file)))
	soundOrFail(t, string(file))
	if _, err := state.Read(t.Context(), schema); !errors.As(err, &moved) {
		t.Errorf("the database is read once it was moved: %v", err)
	}
	_, err = state.Copy(t.Context(), file, schema, options())
	must(t, err)
}

// TestBackupOfADatabase is a file that can be opened.
func TestBackupOfADatabase(t *testing.T) {
	schema, to := newSchema(t), newFile(t)
	s, err := state.Open(t.Context(), schema, options())
	must(t, err)
	wander(t, s, rand.New(rand.NewPCG(20, 7)), 100)
	must(t, state.Backup(t.Context(), schema, to))
	want, err := s.Reload(t.Context())
	must(t, err)
	if diff := cmp.Diff(slices.Collect(want.ByID()), slices.Collect(read(t, to).ByID())); diff != "" {
		t.Error(diff)
	}
	soundOrFail(t, to)
	if err := state.Backup(t.Context(), schema, to); err == nil {
		t.Error("a backup was overwritten")
	}
}

// TestACopyThatWasCutOff is finished by the same call, wherever it was.
func TestACopyThatWasCutOff(t *testing.T) {
	for name, cut := range map[string]func(from, to state.Backend){
		"before the mark": func(from, to state.Backend) { must(t, state.CopyLines(t.Context(), from, to, options())) },
		"after the mark": func(from, to state.Backend) {
			must(t, state.CopyLines(t.Context(), from, to, options()))
			s, err := state.Open(t.Context(), from, options())
			must(t, err)
			must(t, s.MarkMoved(t.Context(), to))
			must(t, s.Close())
		},
	} {
		path, schema := newFile(t), newSchema(t).InProject("spring")
		s := openCalm(t, path, options())
		wander(t, s, rand.New(rand.NewPCG(21, 7)), 60)
		must(t, s.Close())
		want := read(t, path)
		cut(state.File(path), schema)
		var moved *state.MovedError
		if _, err := state.Open(t.Context(), schema, options()); !errors.As(err, &moved) || !moved.Unfinished {
			t.Errorf("%s: a copy that was cut off is opened: %v", name, err)
		}
		if _, err := state.Read(t.Context(), schema); !errors.As(err, &moved) {
			t.Errorf("%s: a copy that was cut off is read: %v", name, err)
		}
		done, err := state.Copy(t.Context(), state.File(path), schema, options())
		if err != nil || len(done.Adopted) == 0 {
			t.Errorf("%s: %+v, %v", name, done, err)
		}
		got, err := state.Read(t.Context(), schema)
		must(t, err)
		if diff := cmp.Diff(slices.Collect(want.ByID()), slices.Collect(got.ByID())); diff != "" || len(got.Campaigns()) != len(want.Campaigns()) {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestACopyThatWasLeft: whoever goes on with the old state and copies it later copies what it is then; of the copy that was cut off nothing is used.
func TestACopyThatWasLeft(t *testing.T) {
	path, schema := newFile(t), newSchema(t)
	s := openCalm(t, path, options())
	wander(t, s, rand.New(rand.NewPCG(22, 7)), 60)
	must(t, s.Close())
	must(t, state.CopyLines(t.Context(), state.File(path), schema, options()))
	s = openCalm(t, path, options())
	wander(t, s, rand.New(rand.NewPCG(23, 7)), 60)
	must(t, s.Close())
	want := read(t, path)
	done, err := state.Copy(t.Context(), state.File(path), schema, options())
	if err != nil || len(done.Aside) == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	got, err := state.Read(t.Context(), schema)
	must(t, err)
	if diff := cmp.Diff(slices.Collect(want.ByID()), slices.Collect(got.ByID())); diff != "" {
		t.Error(diff)
	}
}
