package postgres_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
)

// pay is one transaction on a connection of its own, as a client of the store's kind makes it.
func pay(ctx context.Context, address string, n int) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO paid VALUES ($1)", n); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

func ledger(t *testing.T) *postgres.Server {
	t.Helper()
	s := postgres.Start(t).Database(t)
	s.Exec(t, "CREATE TABLE paid (n int)")
	return s
}

func paid(t *testing.T, s *postgres.Server, n int) bool {
	t.Helper()
	return postgres.Value[bool](t, s, "SELECT EXISTS (SELECT FROM paid WHERE n = $1)", n)
}

// A run is cut at each of its messages. The transaction is there if and only if the server has read COMMIT, whatever the client heard.
func TestCutAtEachMessage(t *testing.T) {
	s := ledger(t)
	w := postgres.Cut(t, s)
	commit := 0
	w.OnClientMessage(func(m postgres.Message) postgres.Verdict {
		if m.Commit() {
			commit = m.N
		}
		return postgres.Pass
	})
	must(t, pay(t.Context(), w.URL(), 0))
	if commit == 0 || commit != w.Messages() {
		t.Fatalf("COMMIT is message %d of %d", commit, w.Messages())
	}
	for k := 1; k <= commit; k++ {
		for verdict, name := range map[postgres.Verdict]string{postgres.CutBefore: "before", postgres.CutAfter: "after"} {
			t.Run(fmt.Sprint(name, k), func(t *testing.T) {
				n := 2*k + int(verdict)
				w.OnClientMessage(postgres.At(k, verdict))
				err := pay(t.Context(), w.URL(), n)
				if err == nil {
					t.Error("the client reads that it is done")
				}
				if want := k == commit && verdict == postgres.CutAfter; paid(t, s, n) != want {
					t.Errorf("the transaction is there: %v, after %v", !want, err)
				}
			})
		}
	}
}

// A COMMIT that arrives after its client has given up.
func TestCutLate(t *testing.T) {
	s := ledger(t)
	w := postgres.Cut(t, s)
	w.OnClientMessage(func(m postgres.Message) postgres.Verdict {
		if m.Commit() {
			return postgres.CutLate
		}
		return postgres.Pass
	})
	if err := pay(t.Context(), w.URL(), 1); err == nil {
		t.Error("the client reads that it is done")
	}
	if paid(t, s, 1) {
		t.Error("it has arrived")
	}
	w.Release()
	for deadline := time.Now().Add(20 * time.Second); !paid(t, s, 1); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it never arrives")
		}
	}
}

// Batches name their statements; the wire knows what is behind the names.
func TestTextsBehindNames(t *testing.T) {
	s := ledger(t)
	w := postgres.Cut(t, s)
	executed := map[string]int{}
	w.OnClientMessage(func(m postgres.Message) postgres.Verdict {
		if m.Kind == 'E' {
			executed[m.SQL]++
		}
		return postgres.Pass
	})
	conn, err := pgx.Connect(t.Context(), w.URL())
	must(t, err)
	defer conn.Close(t.Context())
	const insert = "INSERT INTO paid VALUES ($1)"
	batch := &pgx.Batch{}
	for n := range 3 {
		batch.Queue(insert, n)
	}
	batch.Queue("commit")
	must(t, conn.SendBatch(t.Context(), batch).Close())
	if executed[insert] != 3 || executed["commit"] != 1 {
		t.Errorf("%v", executed)
	}
}

func TestStall(t *testing.T) {
	s := ledger(t)
	w := postgres.Cut(t, s)
	stalled := make(chan struct{})
	w.OnClientMessage(func(m postgres.Message) postgres.Verdict {
		if m.Commit() {
			close(stalled)
			return postgres.Stall
		}
		return postgres.Pass
	})
	done := make(chan error)
	go func() { done <- pay(t.Context(), w.URL(), 1) }()
	<-stalled
	select {
	case err := <-done:
		t.Errorf("it does not wait: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	if paid(t, s, 1) {
		t.Error("it has arrived")
	}
	w.Release()
	must(t, <-done)
	if !paid(t, s, 1) {
		t.Error("it is lost")
	}
}

func TestDropAndRefuse(t *testing.T) {
	s := ledger(t)
	w := postgres.Cut(t, s)
	conn, err := pgx.Connect(t.Context(), w.URL())
	must(t, err)
	w.Refuse(true)
	w.Drop()
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("the connection lives")
	}
	if err := pay(t.Context(), w.URL(), 1); err == nil {
		t.Error("a new connection is let through")
	}
	w.Refuse(false)
	must(t, pay(t.Context(), w.URL(), 1))
}
