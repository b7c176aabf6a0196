package state_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/state"
)

// TestSeriesIsFrozen: whatever is wanted later, and whatever the campaign is called, its numbers stay the same.
func TestSeriesIsFrozen(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	want, later := series(), series()
	later.Date, later.Scheme, later.WithKey, later.Campaign = "20270301", billno.Digits, true, "spring"
	for _, wish := range []billno.Series{want, later, {}} {
		got, err := s.Series(t.Context(), "lantern", wish)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("asked for %+v: %v %s", wish, err, diff)
		}
	}
	must(t, s.Moved(t.Context(), address.Address{Campaign: "lantern"}, address.Address{Campaign: "spring"}))
	if got, err := s.Series(t.Context(), "spring", later); got != want || err != nil {
		t.Errorf("under another name: %+v, %v", got, err)
	}
	c, ok := read(t, path).Campaign("spring")
	if !ok || c.Series != want || c.BillNoDate != want.Date || !c.CreatedAt.Equal(morning) {
		t.Errorf("a reader sees %+v", c)
	}
	replayed, err := state.Replay(t.Context(), at(path))
	must(t, err)
	if diff := cmp.Diff(pictureOf(read(t, path)), pictureOf(replayed)); diff != "" {
		t.Error(diff)
	}
	soundOrFail(t, path)
}

func TestSeriesTakesTheCampaignsNameForItsFirst(t *testing.T) {
	s := open(t, newPath(t))
	wish := series()
	wish.Campaign = ""
	if got, err := s.Series(t.Context(), "autumn", wish); got.Campaign != "autumn" || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSeriesRefusesWhatCouldNotBeDerivedAgain(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	for name, spoil := range map[string]func(*billno.Series){
		"no version":       func(w *billno.Series) { w.Version = 0 },
		"no scheme":        func(w *billno.Series) { w.Scheme = 0 },
		"no date":          func(w *billno.Series) { w.Date = "" },
		"another merchant": func(w *billno.Series) { w.MchID = "1999999999" },
		"another appid":    func(w *billno.Series) { w.AppID = "wx0" },
	} {
		wish := series()
		spoil(&wish)
		var invalid *state.InvalidError
		if _, err := s.Series(t.Context(), "lantern", wish); !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := read(t, path).Campaigns(); len(got) != 0 {
		t.Errorf("the refusals left %+v", got)
	}
}

// TestSeriesOfSchema1 goes on with the numbers that a campaign already has.
func TestSeriesOfSchema1(t *testing.T) {
	letters := func(n int) billno.BillNo { return number(n)[:18] + "0aB3000000" }
	byKey := func(scheme billno.Scheme) billno.Series {
		return billno.Series{Version: billno.ByKey, Scheme: scheme, MchID: mchID, Date: "20260101"}
	}
	dated := series()
	dated.Date = "20260101"
	for name, tt := range map[string]struct {
		live func(t *testing.T, s *state.Store)
		want billno.Series
		read billno.Series // before anything is frozen
	}{
		"nothing":     {func(*testing.T, *state.Store) {}, series(), billno.Series{}},
		"only a date": {func(t *testing.T, s *state.Store) { must(t, s.CampaignDate(t.Context(), "lantern", "20260101")) }, dated, billno.Series{}},
		"digits": {func(t *testing.T, s *state.Store) {
			must(t, s.CampaignDate(t.Context(), "lantern", "20260101"))
			put(t, s, keyed(intent(1)))
		}, byKey(billno.Digits), byKey(billno.Digits)},
		"letters, and one of digits by chance": {func(t *testing.T, s *state.Store) {
			must(t, s.CampaignDate(t.Context(), "lantern", "20260101"))
			put(t, s, keyed(intent(1)))
			in := keyed(intent(2))
			in.BillNo = letters(2)
			put(t, s, in)
			put(t, s, keyed(intent(3)))
		}, byKey(billno.Alphanumeric), byKey(billno.Alphanumeric)},
		"only a packet that moved here": {func(t *testing.T, s *state.Store) {
			in := keyed(intent(1))
			in.Campaign = "spring"
			put(t, s, in)
			must(t, s.Moved(t.Context(), address.Address{Campaign: "spring", Key: in.Key}, address.Address{Campaign: "lantern", Key: in.Key}))
		}, series(), billno.Series{}},
	} {
		t.Run(name, func(t *testing.T) {
			path := newPath(t)
			s := open(t, path)
			tt.live(t, s)
			if c, _ := read(t, path).Campaign("lantern"); c.Series != tt.read {
				t.Errorf("a reader is told %+v, want %+v", c.Series, tt.read)
			}
			got, err := s.Series(t.Context(), "lantern", series())
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("%v %s", err, diff)
			}
			if c, _ := read(t, path).Campaign("lantern"); c.Series != tt.want {
				t.Errorf("a reader then sees %+v", c.Series)
			}
			soundOrFail(t, path)
		})
	}
}

func TestNewSnapshotTellsSeries(t *testing.T) {
	s := state.NewSnapshot([]state.Packet{{Campaign: "lantern", Key: "a"}, {Campaign: "spring", Key: "a"}},
		state.CampaignRecord{Name: "spring", Series: series()})
	if c, ok := s.Campaign("spring"); !ok || c.Series != series() || len(s.Campaigns()) != 2 {
		t.Errorf("%+v", s.Campaigns())
	}
}
