package state_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// twoProjects are two folders of one merchant with one state.
func twoProjects(t *testing.T) (server *postgres.Server, schema string, spring, autumn *state.Created) {
	t.Helper()
	server = postgres.Start(t)
	schema = server.Schema(t)
	spring = schemaAt(t, server.URL(), schema, state.PostgresOptions{Project: "spring-2027"})
	autumn = schemaAt(t, server.URL(), schema, state.PostgresOptions{Project: "autumn-2027"})
	must(t, spring.Create(t.Context(), options()))
	return server, schema, spring, autumn
}

// inProject does something with a project's store.
func inProject(t *testing.T, at *state.Created, do func(s *state.Store)) {
	t.Helper()
	s, err := state.Open(t.Context(), at, options())
	must(t, err)
	do(s)
	must(t, s.Close())
}

func of(campaign string, in state.Intent) state.Intent {
	in.Campaign = campaign
	return in
}

// TestTwoProjects: neither sees the other's packets, may use its campaigns' names, or forgets it in what a merchant's people were paid on a day.
func TestTwoProjects(t *testing.T) {
	t.Parallel()
	_, _, spring, autumn := twoProjects(t)
	inProject(t, spring, func(s *state.Store) {
		for n := range 3 {
			p := reserve(t, s, n)
			record(t, s, p.ID, outcome(state.Sent))
		}
	})
	inProject(t, autumn, func(s *state.Store) {
		for n := range 2 {
			p, err := s.Reserve(t.Context(), of("moon", intent(10+n)))
			must(t, err)
			record(t, s, p.ID, outcome(state.Sent))
		}
		_, err := s.Reserve(t.Context(), of("moon", intent(12))) // on its way
		must(t, err)
		for what, err := range map[string]error{
			"an intent": func() error { _, err := s.Reserve(t.Context(), intent(20)); return err }(),
			"a series":  func() error { _, err := s.Series(t.Context(), "lantern", series()); return err }(),
			"a move there": s.Moved(t.Context(), address.Address{Campaign: "moon", Key: intent(10).Key},
				address.Address{Campaign: "lantern", Key: "x"}),
			"a move from there": s.Moved(t.Context(), address.Address{Campaign: "lantern", Key: intent(1).Key}, address.Address{Campaign: "moon", Key: "x"}),
			"its name":          s.Moved(t.Context(), address.Address{Campaign: "lantern"}, address.Address{Campaign: "mine"}),
			"a name that it has": s.Moved(t.Context(), address.Address{Campaign: "moon"},
				address.Address{Campaign: "lantern"}),
		} {
			var taken *state.ProjectError
			if !errors.As(err, &taken) || taken.Holder != "spring-2027" || taken.Project != "autumn-2027" || taken.Campaign != "lantern" {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
	for at, want := range map[*state.Created]struct {
		own, elsewhere int
		campaign       string
	}{spring: {3, 3, "lantern"}, autumn: {3, 3, "moon"}} {
		got, err := state.Read(t.Context(), at)
		must(t, err)
		if got.Len() != want.own || got.Elsewhere() != want.elsewhere || len(got.Campaigns()) != 1 || got.Campaigns()[0].Name != want.campaign {
			t.Errorf("%s: %d packets, %d elsewhere, %v", at.Project(), got.Len(), got.Elsewhere(), got.Campaigns())
		}
		for p := range got.All() {
			if p.Campaign != want.campaign {
				t.Errorf("%s sees %s/%s", at.Project(), p.Campaign, p.Key)
			}
		}
		usage, err := got.PaidOn("20270206")
		if err != nil || usage.Total.Packets != 6 {
			t.Errorf("%s: %+v of the day, %v", at.Project(), usage, err)
		}
		if report, err := state.Check(t.Context(), at); err != nil || !report.Sound() || report.Packets != 6 {
			t.Errorf("%+v %v", report, err)
		}
	}
}

// TestTalliesFollow: whatever packets go through, each campaign's count is that of its packets.
func TestTalliesFollow(t *testing.T) {
	t.Parallel()
	server, schema, spring, autumn := twoProjects(t)
	inProject(t, autumn, func(s *state.Store) {
		_, err := s.Reserve(t.Context(), of("moon", intent(1000)))
		must(t, err)
	})
	for life := range uint64(3) {
		inProject(t, spring, func(s *state.Store) {
			for n := range 5 {
				in := of("first", intent(100+int(life)*10+n))
				p, err := s.Reserve(t.Context(), in)
				must(t, err)
				record(t, s, p.ID, outcome(state.Failed))
				must(t, s.Moved(t.Context(), address.Address{Campaign: "first", Key: in.Key}, address.Address{Campaign: "second", Key: in.Key}))
				again := of("second", nextAttempt(100+int(life)*10+n, 1))
				_, err = s.Reserve(t.Context(), again)
				must(t, err)
			}
			must(t, s.Moved(t.Context(), address.Address{Campaign: "second", Key: intent(100 + 10*int(life)).Key}, address.Address{Campaign: "first", Key: "back" + string(rune('a'+life))}))
			wander(t, s, rand.New(rand.NewPCG(life, 18)), 150)
			if fresh, err := s.Reload(t.Context()); err != nil || fresh.Len() == 0 {
				t.Errorf("%v", err)
			}
		})
		const wrong = `SELECT count(*) FROM %s.tally t FULL JOIN (SELECT campaign, count(*) AS packets, sum(crc) AS sum FROM %s.packet GROUP BY campaign) p
			USING (campaign) WHERE COALESCE(t.packets, 0) <> COALESCE(p.packets, 0) OR COALESCE(t.sum, 0) <> COALESCE(p.sum, 0)`
		if n := postgres.Value[int64](t, server, strings.ReplaceAll(wrong, "%s", schema)); n != 0 {
			t.Errorf("%d campaigns are counted wrong", n)
		}
	}
	if report, err := state.Check(t.Context(), spring); err != nil || !report.Sound() {
		t.Errorf("%v %q", err, report.Problems)
	}
}

// TestDamagedProject: what is wrong with a project's own packets or with any count is damage; what is wrong with another project's, Check finds.
func TestDamagedProject(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		sql        string
		own, else_ bool // whose picture is refused
	}{
		"a count":               {"UPDATE tally SET packets = packets + 1 WHERE campaign = 1", true, true},
		"a sum":                 {"UPDATE tally SET sum = sum + 1 WHERE campaign = 1", true, true},
		"counts exchanged":      {"UPDATE tally SET packets = 3 - packets WHERE campaign < 3", true, true},
		"a count is gone":       {"DELETE FROM tally WHERE campaign = 1", true, true},
		"counts that cancel":    {"UPDATE tally SET sum = sum + CASE campaign WHEN 1 THEN 1 ELSE -1 END", true, true},
		"a packet":              {"UPDATE packet SET amount_fen = 1 WHERE campaign = 1", true, true},
		"a packet is gone":      {"DELETE FROM packet WHERE campaign = 1", true, false},
		"a packet is elsewhere": {"UPDATE packet SET campaign = 2 WHERE campaign = 1", true, true},
		"the project":           {"UPDATE campaign SET project = 'autumn-2027'", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, spring, autumn := twoProjects(t)
			inProject(t, spring, func(s *state.Store) { reserve(t, s, 1) })
			inProject(t, autumn, func(s *state.Store) {
				for n := range 2 {
					_, err := s.Reserve(t.Context(), of("moon", intent(10+n)))
					must(t, err)
				}
			})
			must(t, spring.Exec(t.Context(), tt.sql))
			for at, refused := range map[*state.Created]bool{spring: tt.own, autumn: tt.else_} {
				_, err := state.Read(t.Context(), at)
				if refused && !is[*state.CorruptError](err) || !refused && err != nil {
					t.Errorf("reading %s: %v", at.Project(), err)
				}
				s, err := state.Open(t.Context(), at, options())
				if refused && !is[*state.CorruptError](err) || !refused && err != nil {
					t.Errorf("opening %s: %v", at.Project(), err)
				}
				if err == nil {
					must(t, s.Close())
				}
			}
			if report, err := state.Check(t.Context(), autumn); err != nil || report.Sound() {
				t.Errorf("checking: %v %q", err, report.Problems)
			}
		})
	}
}
