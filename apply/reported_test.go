package apply_test

import (
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/state"
)

// reported holds a report against the platform's own account. Nothing that the platform has not paid counts as sent; all that it has paid
// counts as sent or is in doubt, number by number and to the fen; and the sums of the report meet.
func (s *stage) reported() *report.Report {
	s.t.Helper()
	snapshot, err := state.Read(s.t.Context(), statetest.At(s.t, s.path))
	if err != nil {
		s.t.Fatal(err)
	}
	made, diags, err := report.New(report.Source{Campaign: s.campaign, Snapshot: snapshot}, nil)
	if err != nil || diags.HasErrors() {
		s.t.Fatal(diags, err)
	}
	if !made.Balanced() {
		s.t.Errorf("the sums of the report do not meet: %+v", made.Control)
	}
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	debited := map[billno.BillNo]money.Fen{}
	var all money.Fen
	for _, d := range s.world.debits {
		debited[d.no] = d.amount
		all += d.amount
	}
	var doubtful money.Fen // of what is in doubt, what the platform has paid
	for p := range snapshot.ByID() {
		switch standing := report.StandingOf(&p); {
		case standing == report.InDoubt:
			doubtful += debited[p.BillNo]
		case standing != report.NotPaid && debited[p.BillNo] != p.Amount:
			s.t.Errorf("%s counts as %s with %s, the platform has paid %s", p.Address(), standing, p.Amount, debited[p.BillNo])
		case standing == report.NotPaid && debited[p.BillNo] != 0:
			s.t.Errorf("%s counts as not paid, the platform has paid %s", p.Address(), debited[p.BillNo])
		}
	}
	if got := made.Sent().Amount + doubtful; got != all {
		s.t.Errorf("the report comes to %s, the platform has paid %s", got, all)
	}
	return made
}
