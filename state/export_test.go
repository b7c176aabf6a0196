package state

import "context"

// Bulk writes packets with their outcomes in transactions of thousands, for benchmarks that need a million of them.
func (s *Store) Bulk(ctx context.Context, n int, each func(i int) (Intent, Outcome)) error {
	const perTransaction = 20_000
	for done := 0; done < n; done += perTransaction {
		err := s.do(ctx, func(w *writer) error {
			for i := done; i < min(done+perTransaction, n); i++ {
				in, out := each(i)
				id, err := w.campaign(in.Campaign, in.At)
				if err != nil {
					return err
				}
				d := in.detail()
				d.CampaignID = id
				p, err := w.insert(KindIntent, d, in)
				if err != nil {
					return err
				}
				r, err := w.byID(p.ID)
				if err != nil {
					return err
				}
				if _, err := w.fold(r, &event{kind: KindOutcome, at: millis(out.At), detail: outcomeDetail(out)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
