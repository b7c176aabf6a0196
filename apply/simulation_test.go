package apply_test

import (
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
)

var (
	seedCount = flag.Int("seeds", 300, "how many worlds TestSimulation lives through")
	seedFirst = flag.Uint64("seed", 1, "the first world's seed")
)

// wholeOrQuick is how many of something to try: all, or a few in a quick run and where each of them takes a database its time.
func wholeOrQuick(all, few int) int {
	if testing.Short() || statetest.Database() {
		return few
	}
	return all
}

// weather is what goes wrong in a simulated world. Shares are of requests or queries.
type weather struct {
	lostBefore, lostAfter, systemError, strange, processing, tooFast, tooMany, noMoney, burnt float64
	late                                                                                      float64 // requests that arrive long after they were given up
	silent, denied                                                                            float64 // queries without answer, and NOT_FOUND for an order that exists
	kill                                                                                      float64 // runs that are killed
	unopened                                                                                  float64 // packets that nobody opens
}

// storm draws the weather of one world; most worlds are bad in a few ways only.
func storm(random *rand.Rand) weather {
	share := func() float64 {
		if random.IntN(2) == 0 {
			return 0
		}
		return random.Float64() * 0.25
	}
	return weather{
		lostBefore: share(), lostAfter: share(), systemError: share(), strange: share(), processing: share(), tooFast: share(),
		tooMany: share(), noMoney: share() / 4, burnt: share() / 2, late: share(), silent: share(), denied: share(),
		kill: random.Float64(), unopened: share(),
	}
}

// simulation is one seeded world with its weather. After calm, everything works.
type simulation struct {
	*stage
	random  *rand.Rand
	weather weather
	calm    bool
}

func newSimulation(t *testing.T, seed uint64, people int) *simulation {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	m := &simulation{stage: newStage(t, people, ""), random: random, weather: storm(random)}
	m.killable()
	if limit := money.Fen(300 + random.IntN(300)); random.IntN(2) == 0 {
		m.campaign.Merchant.Limits.DailyAmount = limit // four days are enough for eight people
	}
	m.patience = time.Duration(random.IntN(10*60)+1) * time.Second
	m.world.latency = time.Duration(random.IntN(2000)) * time.Millisecond
	m.world.behave = func(string, int) behaviour { return m.draw() }
	m.world.unopened = func() bool { return m.random.Float64() < m.weather.unopened }
	m.world.asked = func(string, int) apply.Platform { return m.answer() }
	return m
}

// draw is the fate of one request. The world's lock is held, so the draws are in the order of the requests.
func (m *simulation) draw() behaviour {
	if m.calm {
		return pays
	}
	w, x := m.weather, m.random.Float64()
	for _, fate := range []struct {
		share float64
		b     behaviour
	}{
		{w.lostBefore, lostBefore},
		{w.lostAfter, lostAfter},
		{w.systemError, systemError},
		{w.strange, strange},
		{w.processing, processing},
		{w.tooFast, tooFast},
		{w.tooMany, tooMany},
		{w.noMoney, noMoney},
		{w.burnt, burnt},
		{w.late, behaviour{lost: true, before: true, late: time.Duration(1+m.random.IntN(600)) * time.Second}},
	} {
		if x -= fate.share; x < 0 {
			return fate.b
		}
	}
	return pays
}

// answer is what happens to one query; 0 is the truth.
func (m *simulation) answer() apply.Platform {
	x := m.random.Float64()
	switch {
	case m.calm || x >= m.weather.silent+m.weather.denied:
		return 0
	case x < m.weather.silent:
		return apply.NoAnswer
	default:
		return apply.NotFound
	}
}

// watch puts, in half of the runs, somebody at the keys who presses them as they come, and who leaves at last.
func (m *simulation) watch() (leave func()) {
	m.controls = nil
	if m.random.IntN(2) == 0 {
		return func() {}
	}
	controls, keys := apply.NewControls(), rand.New(rand.NewPCG(m.random.Uint64(), 1))
	m.controls = controls
	gone := make(chan struct{})
	go func() {
		for {
			select {
			case <-gone:
				return
			case <-time.After(time.Duration(keys.IntN(120_000)) * time.Millisecond):
			}
			switch keys.IntN(4) {
			case 0:
				controls.Pause(true)
			case 1:
				controls.SetRate(keys.IntN(2000))
			default:
				controls.Pause(false)
			}
		}
	}()
	return func() { close(gone); m.controls = nil }
}

// live runs again and again through bad weather, being killed now and then, and at last through good weather.
func (m *simulation) live() {
	m.t.Helper()
	for range 4 + m.random.IntN(6) {
		killed := m.random.Float64() < m.weather.kill
		if killed {
			m.disk.StopAt(1 + m.random.IntN(150))
		}
		m.retry.RetryFailed = m.random.IntN(2) == 0
		leave := m.watch()
		if _, err := m.run(m.t.Context()); err != nil && !m.disk.Stopped() {
			m.t.Fatalf("run: %v", err)
		}
		leave()
		if !killed {
			m.ledgered()
		}
		if killed {
			if err := m.disk.PowerCut(m.random); err != nil {
				m.t.Fatal(err)
			}
			m.disk.Restart()
		}
		m.reported()
		time.Sleep(time.Duration(m.random.IntN(30*60*60)) * time.Second)
	}
	m.calm = true
	m.retry.RetryFailed = true
	m.resume()
	m.ledgered()
	if made := m.reported(); made.Sent() != made.Planned || made.Of(report.InDoubt).Packets > 0 {
		m.t.Errorf("everybody is paid, and the report says %+v", made.Control)
	}
	for _, broken := range m.world.overspent(m.campaign.Merchant.Limits.DailyAmount) {
		m.t.Error(broken)
	}
	m.reconcile()
}

// Seeded worlds: lost, late and doubled requests, lost answers, nonsense, busy and silent platforms, empty balances, burnt
// numbers, a person who pauses and slows the run, kills with power cuts. In the end everybody is
// paid exactly once, and no day's limit was exceeded, by the platform's own account, with which the report agrees after each run. After
// every run its three numbers add up to what the state has as delivered, and that is what the platform has debited, but for what is in
// doubt or came back; and in the end list, state and the platform's bill balance to the fen.
func TestSimulation(t *testing.T) {
	t.Parallel()
	seeds := wholeOrQuick(*seedCount, *seedCount/30)
	t.Logf("%d worlds from seed %d", seeds, *seedFirst)
	worlds(t, seeds, func(t *testing.T, i int) {
		seed := *seedFirst + uint64(i)
		newSimulation(t, seed, 2+int(seed%7)).live()
		if t.Failed() {
			t.Logf("again: go test ./apply -run TestSimulation -seeds 1 -seed %d", seed)
		}
	})
}
