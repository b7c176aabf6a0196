package state_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// TestStoppedInATransaction: whoever is stopped between the changes of a transaction and its COMMIT keeps nobody from the lease once it is over, and
// learns what has happened.
func TestStoppedInATransaction(t *testing.T) {
	server := postgres.Start(t)
	schema, wire := server.Schema(t), postgres.Cut(t, server)
	backend := func(url string) *state.Created {
		p, err := state.NewPostgres(state.PostgresOptions{URL: url, Schema: schema})
		must(t, err)
		p.Hurry(60*time.Second, 15*time.Second, 35*time.Second, 10*time.Second, time.Second)
		return &state.Created{Postgres: p}
	}
	var slept atomic.Int64
	clock := options()
	clock.Now = func() time.Time { return morning.Add(time.Duration(slept.Load())) }
	stopped, err := state.Open(t.Context(), backend(wire.URL()), clock)
	must(t, err)
	defer func() { _ = stopped.Close() }() // it knows by then that it is nobody
	defer wire.Release()
	locked, stalled := false, make(chan struct{}, 1)
	wire.OnClientMessage(func(m postgres.Message) postgres.Verdict {
		locked = locked || strings.HasPrefix(m.SQL, "UPDATE lease")
		if locked && m.Commit() {
			locked = false
			stalled <- struct{}{}
			return postgres.Stall
		}
		return postgres.Pass
	})
	woken := make(chan error)
	go func() {
		_, err := stopped.Reserve(t.Context(), intent(1))
		woken <- err
	}()
	<-stalled
	began := time.Now()
	server.Exec(t, "UPDATE "+schema+".lease SET until = clock_timestamp()") // which waits for the transaction as well
	o := options()
	o.Owner, o.LockTimeout = "ming@web2 pid 815", 10*time.Second
	other, err := state.Open(t.Context(), backend(server.URL()), o)
	must(t, err)
	if waited := time.Since(began); waited > 8*time.Second {
		t.Errorf("the next one waited for %s", waited)
	}
	put(t, other, intent(2))
	wire.OnClientMessage(nil)
	slept.Store(int64(10 * time.Minute))
	wire.Release()
	var fenced *state.FencedError
	if err := <-woken; !errors.As(err, &fenced) || fenced.Holder != o.Owner {
		t.Errorf("%v", err)
	}
	if stopped.Holds() {
		t.Error("whoever was stopped still holds the state")
	}
	if err := stopped.MaySend(t.Context()); !errors.As(err, &fenced) {
		t.Errorf("%v", err)
	}
	must(t, other.Close())
	var write *state.WriteError
	if _, err := stopped.Reserve(t.Context(), intent(3)); !errors.As(err, &write) {
		t.Errorf("%v", err)
	}
}
