package checkup_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// TestDatabase: what a database tells of itself, each with the next step where one is to be taken.
func TestDatabase(t *testing.T) {
	sound := func() state.Examination {
		return state.Examination{Version: "15.18", TLS: "TLS 1.3", There: true, MayWrite: true}
	}
	for _, tt := range []struct {
		name, check string
		change      func(*state.Examination)
		standing    checkup.Standing
		words       string
	}{
		{"TLS", "server", func(*state.Examination) {}, checkup.OK, "PostgreSQL 15.18 answers over TLS 1.3"},
		{"no TLS", "server", func(e *state.Examination) { e.TLS = "" }, checkup.OK, "without TLS"},
		{"durable", "durability", func(*state.Examination) {}, checkup.OK, "is on its disk"},
		{"lazy", "durability", func(e *state.Examination) { e.Lazy = true }, checkup.OK, "redpack asks it in every transaction"},
		{"unfit", "durability", func(e *state.Examination) {
			e.Unfit = &state.ServerError{Why: lang.Same("runs with fsync off"), Do: lang.Same("Switch it on.")}
		}, checkup.Failed, "runs with fsync off. Switch it on."},
		{"free", "lock", func(*state.Examination) {}, checkup.OK, "Nobody is applying"},
		{"leased", "lock", func(e *state.Examination) { e.Lease = leaseOf(time.Minute) }, checkup.Warning, "li@pay pid 7 is applying on the state"},
		{"leased for long", "lock", func(e *state.Examination) { e.Lease = leaseOf(time.Hour) }, checkup.Warning, "`redpack state unlock`"},
		{"may write", "writable", func(*state.Examination) {}, checkup.OK, "may write"},
		{"may look", "writable", func(e *state.Examination) { e.MayWrite = false }, checkup.Warning, "redpack state create -print"},
		{"follows", "writable", func(e *state.Examination) { e.Standby, e.MayWrite = true, false }, checkup.Failed, "follows another one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := sound()
			tt.change(&e)
			expect(t, checkup.OfDatabase(e), tt.check, tt.standing, tt.words)
		})
	}
}

func leaseOf(left time.Duration) state.Lease {
	return state.Lease{Holder: "li@pay pid 7", Since: noon, Until: noon.Add(left), Left: left}
}

// TestUnlocated: a state of which nobody knows where it is, is a check that has failed, and the rest is looked at all the same.
func TestUnlocated(t *testing.T) {
	s := project(t, "sandbox = true", two+"}", nil)
	s.State, s.Unlocated = nil, errors.New("the environment variable REDPACK_STATE_URL is not set. Set it")
	checks := checkup.Examine(t.Context(), s)
	expect(t, checks, "state", checkup.Failed, "REDPACK_STATE_URL is not set. Set it.")
	expect(t, checks, "lists", checkup.OK, "2 recipients")
}
