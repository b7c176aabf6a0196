package apply_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// clinic is a simulation whose lines are corrected between the runs, whatever became of them.
type clinic struct {
	*simulation
	rows   []draftRow
	people map[string][]string // whom each line has ever named
	asked  map[string]map[money.Fen]bool
	new    int
}

func newClinic(t *testing.T, seed uint64) *clinic {
	t.Helper()
	m := newSimulation(t, seed, 2)
	c := &clinic{simulation: m, people: map[string][]string{}, asked: map[string]map[money.Fen]bool{}, new: 100}
	for i := range 2 + m.random.IntN(4) {
		c.rows = append(c.rows, draftRow{key: fmt.Sprintf("p%d", i), person: i, amount: 100})
	}
	refuses := m.random.Float64() * 0.6
	m.world.behave = func(string, int) behaviour {
		switch x := m.random.Float64(); {
		case m.calm || x >= refuses:
			return m.draw()
		case x < refuses/4:
			return blocked // its order stays open
		case x < refuses/3:
			return stillOpen
		}
		return denied
	}
	c.write()
	return c
}

// write makes the file of the rows.
func (c *clinic) write() {
	c.t.Helper()
	var people strings.Builder
	for _, r := range c.rows {
		people.WriteString(lineOf(r.key, r.person, r.amount))
		who := openID(r.person)
		if !slices.Contains(c.people[r.key], who) {
			c.people[r.key] = append(c.people[r.key], who)
		}
		if c.asked[who] == nil {
			c.asked[who] = map[money.Fen]bool{}
		}
		c.asked[who][r.amount] = true
	}
	limits := c.campaign.Merchant.Limits
	c.campaign = newCampaignFrom(c.t, people.String(), "", "")
	c.campaign.Merchant.Limits = limits
}

// edit corrects lines: another person, another amount, and now and then the former person again.
func (c *clinic) edit() {
	for i := range c.rows {
		r := &c.rows[i]
		switch c.random.IntN(6) {
		case 0:
			c.new++
			r.person = c.new
		case 1:
			r.amount++
		}
	}
	c.write()
}

// corrected counts the packets of a plan that were sent as they were corrected.
func (c *clinic) corrected(p *plan.Plan) (n int64) {
	snapshot, err := state.Read(c.t.Context(), statetest.At(c.t, c.path))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, w := range plantest.Work(c.t, p) {
		now, _ := snapshot.Lookup(p.Campaign.Name, w.Key())
		if w.Action == plan.Correct && now.Status.Paid() && now.OpenID == w.Recipient.OpenID {
			n++
		}
	}
	return n
}

// judge holds the account against what a correction may do: of all persons that a line has ever named one was paid at the most, with an
// amount that the line has named; and where nobody was, plan says so.
func (c *clinic) judge() {
	c.t.Helper()
	paid := map[string]money.Fen{}
	for _, d := range c.world.debits {
		if paid[d.openID] != 0 || !c.asked[d.openID][d.amount] {
			c.t.Errorf("%s was paid %s after %s", d.openID, d.amount, paid[d.openID])
		}
		paid[d.openID] = d.amount
	}
	for _, key := range slices.Sorted(maps.Keys(c.people)) {
		var got []string
		for _, who := range c.people[key] {
			if paid[who] != 0 {
				got = append(got, who)
			}
		}
		if len(got) > 1 || len(got) == 0 && !c.told(key) {
			c.t.Errorf("%s: of %v were paid: %v", key, c.people[key], got)
		}
	}
}

// Seeded clinics: whoever was refused, or whose packet failed, is corrected in the file at random, in bad weather and with kills. Of the
// persons of one line one is paid in the end, or plan names it.
func TestCorrectionsAtRandom(t *testing.T) {
	t.Parallel()
	seeds := wholeOrQuick(*seedCount/2, *seedCount/50)
	var corrected atomic.Int64
	t.Cleanup(func() {
		t.Logf("%d corrected", corrected.Load())
		if seeds >= 50 && corrected.Load() == 0 {
			t.Error("nothing was corrected")
		}
	})
	worlds(t, seeds, func(t *testing.T, i int) {
		seed := *seedFirst + uint64(i)
		c := newClinic(t, seed)
		c.world.unopened = nil
		for range 4 + c.random.IntN(6) {
			if p, killed := c.goOn(); !killed {
				corrected.Add(c.corrected(p))
			}
			time.Sleep(time.Duration(c.random.IntN(30*60*60)) * time.Second)
			c.edit()
		}
		c.end()
		c.judge()
		if t.Failed() {
			t.Logf("again: go test ./apply -run TestCorrectionsAtRandom -seeds 2 -seed %d", seed)
		}
	})
}

// goOn runs once with whatever retries somebody asks for, being killed now and then. The plan is that of before the run; nil for one that
// was killed.
func (c *clinic) goOn() (p *plan.Plan, killed bool) {
	c.t.Helper()
	if killed = c.random.Float64() < c.weather.kill; killed {
		c.disk.StopAt(1 + c.random.IntN(150))
	}
	c.retry.RetryFailed, c.retry.RetryRefused = c.random.IntN(3) == 0, c.random.IntN(3) == 0
	c.retry.ResendRefunded = c.world.unopened != nil && c.random.IntN(3) > 0
	if !killed {
		p = c.after()
	}
	if _, err := c.run(c.t.Context()); err != nil && !c.disk.Stopped() {
		c.t.Fatalf("run: %v", err)
	}
	if killed {
		if err := c.disk.PowerCut(c.random); err != nil {
			c.t.Fatal(err)
		}
		c.disk.Restart()
	}
	return p, killed
}

// end lets everything work again, closes the orders that are open, and runs until nothing is left to be done.
func (c *clinic) end() {
	c.t.Helper()
	c.calm = true
	c.world.asked = nil
	c.fail()
	c.retry.RetryFailed, c.retry.RetryRefused, c.retry.ResendRefunded = true, true, c.world.unopened != nil
	for range 6 {
		c.refresh()
		c.mustEnd()
		time.Sleep(25 * time.Hour)
	}
}

// fail closes every order that is open, as the platform does after three days.
func (c *clinic) fail() {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	for _, o := range c.world.orders {
		o.failed = o.failed || !o.paid
	}
}

func (c *clinic) mustEnd() {
	c.t.Helper()
	if _, err := c.run(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}
