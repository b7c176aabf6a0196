package apply_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// draft is the text of a project as a person edits it.
type draft struct {
	campaigns []draftCampaign
	moved     [][2]string
}

type draftCampaign struct {
	name, date, form string
	rows             []draftRow
	extras           []draftExtra
}

type draftRow struct {
	key    string
	person int
	amount money.Fen
}

// draftExtra is a supplement. Its amount is its own, so that whoever looks at the account knows it again.
type draftExtra struct {
	key, of string
	amount  money.Fen
}

// leastExtra is where the amounts of supplements begin; those of rows are below.
const leastExtra = 1000

func (d draft) clone() draft {
	d.campaigns, d.moved = slices.Clone(d.campaigns), slices.Clone(d.moved)
	for i := range d.campaigns {
		d.campaigns[i].rows, d.campaigns[i].extras = slices.Clone(d.campaigns[i].rows), slices.Clone(d.campaigns[i].extras)
	}
	return d
}

// text writes the draft as HCL.
func (d draft) text() string {
	var b strings.Builder
	b.WriteString("merchant \"m\" {\n  sandbox = true\n  limits {\n    quiet_hours = \"none\"\n  }\n}\n\n")
	for _, c := range d.campaigns {
		fmt.Fprintf(&b, "campaign %q {\n  merchant = merchant.m\n  date = %q\n  billno = %q\n  send_name = \"天虹百货\"\n"+
			"  act_name = \"猜灯谜\"\n  remark = \"元宵\"\n  wishing = \"元宵快乐\"\n  recipients = {\n", c.name, c.date, c.form)
		for _, r := range c.rows {
			b.WriteString(lineOf(r.key, r.person, r.amount))
		}
		b.WriteString("  }\n")
		for _, e := range c.extras {
			b.WriteString(plan.SupplementBlock(e.key, e.of, e.amount, "so it was agreed"))
		}
		b.WriteString("}\n")
	}
	for _, m := range d.moved {
		fmt.Fprintf(&b, "moved {\n  from = %q\n  to = %q\n}\n", m[0], m[1])
	}
	return b.String()
}

// folder is one checkout of a project with its state, its pins and an older copy of the state.
type folder struct {
	dir      string
	pins     plan.Pins
	file     draft // as it is now
	accepted draft // the last that a plan took
}

// office is a merchant with one platform, two folders, and somebody who edits between the runs, loses things and puts old
// copies back. Every person is meant to be paid once, whatever the files say.
type office struct {
	*simulation
	folders []*folder
	bare    bool // pins are lost with the state; then no campaign is renamed, for nobody could tell
	shared  bool // both folders have one list; then it stays one list, for neither knows of the other
	forms   bool // the form of the numbers is edited, or else their date: without pins a probe looks behind one such edit, not two
	lines   bool // lines go from one campaign to the other; then no state is put back without the witness that betrays an old copy
	named   map[string]map[money.Fen]bool
	mutate  func(*office, *apply.Options)
	keys    int
	// repaired counts the packets that were paid after all, by how.
	repaired map[plan.Action]int
	refused  map[string]bool // whom the platform has refused once
	journal  []string        // what was done, for whoever reads a failing seed
}

func (o *office) note(format string, args ...any) {
	o.journal = append(o.journal, fmt.Sprintf(format, args...))
}

func newOffice(t *testing.T, seed uint64) *office {
	t.Helper()
	m := newSimulation(t, seed, 2)
	o := &office{simulation: m, bare: m.random.IntN(2) == 0, named: map[string]map[money.Fen]bool{}, repaired: map[plan.Action]int{}, refused: map[string]bool{}}
	form := "alphanumeric"
	if m.random.IntN(3) == 0 {
		form = "digits"
	}
	today := time.Now().Format(time.DateOnly)
	first := draft{campaigns: []draftCampaign{{name: "lantern", date: today, form: form}, {name: "spring", date: today, form: form}}}
	for person := range 3 + m.random.IntN(4) {
		c := &first.campaigns[person%2]
		c.rows = append(c.rows, draftRow{key: o.newKey(), person: person, amount: money.Fen(100 + m.random.IntN(3))})
	}
	o.shared = m.random.IntN(2) == 0
	o.forms = m.random.IntN(2) == 0
	o.lines = !o.shared && m.random.IntN(2) == 0
	refuses, untaken := m.random.Float64()/2, m.random.Float64()/2
	o.world.behave = func(openID string, _ int) behaviour {
		x := m.random.Float64()
		if m.calm || x >= refuses {
			return m.draw()
		}
		o.refused[openID] = true
		if x < refuses/3 {
			return behaviour{answer: apply.Answer{Class: apply.User, Code: "NO_AUTH"}} // its order stays open
		}
		return behaviour{noRecord: true, answer: apply.Answer{Class: apply.User, Code: "OPENID_ERROR", NoOrder: true}}
	}
	o.world.unopened = func() bool { return m.random.Float64() < untaken }
	o.calm = o.bare || o.shared // a probe finds what was sent; of a day on which nearly nothing arrived it can miss the rest
	for range map[bool]int{false: 1, true: 2}[o.shared] {
		o.folders = append(o.folders, &folder{dir: t.TempDir(), file: first.clone(), accepted: first.clone()})
	}
	return o
}

// newPerson is somebody who stood in no list yet; each person is meant to be paid once.
func (o *office) newPerson() int { o.keys++; return 100 + o.keys }

func (o *office) newKey() string { o.keys++; return fmt.Sprintf("k%d", o.keys) }

// edit changes a folder's file in one of the ways in which people do. Renamed campaigns and keys sometimes come with the
// moved block that belongs to them, and sometimes without.
func (o *office) edit(f *folder) {
	random, d := o.random, &f.file
	c := &d.campaigns[random.IntN(len(d.campaigns))]
	row := func() *draftRow { return &c.rows[random.IntN(len(c.rows))] }
	if len(c.rows) == 0 {
		return
	}
	switch random.IntN(16) {
	case 0:
		r := row()
		before := c.name + "/" + r.key
		was := r.key
		r.key = o.newKey()
		o.maybeMoved(d, before, c.name+"/"+r.key)
		for i := range c.extras {
			if c.extras[i].of == was {
				c.extras[i].of = r.key
			}
		}
	case 1:
		f.file = f.accepted.clone() // git revert
	case 2:
		if before := c.name; !o.bare && !o.shared {
			c.name = "campaign_" + o.newKey()
			o.maybeMoved(d, before, c.name)
		}
	case 3: // a corrected openid: the person stood in the list with a wrong one
		row().person = o.newPerson()
	case 4:
		row().amount += money.Fen(random.IntN(3) - 1)
	case 5:
		if o.forms && (o.bare || o.shared) {
			return
		}
		c.date = time.Now().AddDate(0, 0, random.IntN(6)-3).Format(time.DateOnly)
	case 6:
		if !o.forms && (o.bare || o.shared) {
			return
		}
		c.form = []string{"digits", "alphanumeric"}[random.IntN(2)]
	case 7: // a line goes to the other campaign
		if !o.lines {
			return
		}
		i := random.IntN(len(c.rows))
		moved := c.rows[i]
		c.rows = slices.Delete(c.rows, i, i+1)
		to := &d.campaigns[random.IntN(len(d.campaigns))]
		to.rows = append(to.rows, moved)
		o.maybeMoved(d, c.name+"/"+moved.key, to.name+"/"+moved.key)
	case 8:
		slices.Reverse(c.rows)
	case 9: // somebody leaves the list, or comes
		if i := random.IntN(len(c.rows)); random.IntN(2) == 0 {
			c.rows = slices.Delete(c.rows, i, i+1)
		} else {
			c.rows = append(c.rows, draftRow{key: o.newKey(), person: o.newPerson(), amount: 100})
		}
	case 10: // two people swap their keys, as row numbers do
		a, b := row(), row()
		a.key, b.key = b.key, a.key
	case 11, 12: // somebody gets a further packet
		o.keys++
		c.extras = append(c.extras, draftExtra{key: o.newKey(), of: row().key, amount: money.Fen(leastExtra + o.keys)})
	case 14, 15: // a line that was refused is corrected
		if i := slices.IndexFunc(c.rows, func(r draftRow) bool { return o.refused[openID(r.person)] }); i >= 0 && random.IntN(3) > 0 {
			c.rows[i].person = o.newPerson()
		} else if i >= 0 {
			c.rows[i].amount++
		}
	case 13: // the block is taken out again
		if len(c.extras) > 0 {
			i := random.IntN(len(c.extras))
			c.extras = slices.Delete(c.extras, i, i+1)
		}
	}
}

func (o *office) maybeMoved(d *draft, from, to string) {
	if from != to && o.random.IntN(2) == 0 {
		d.moved = append(d.moved, [2]string{from, to})
	}
}

// mishap takes the state away, or puts an older copy of it back, or keeps a copy.
func (o *office) mishap(f *folder) {
	path := f.state()
	old := filepath.Join(f.dir, "copy")
	switch o.random.IntN(6) {
	case 0:
		o.note("state lost")
		statetest.Remove(o.t, path)
		if o.bare {
			f.pins = nil
		}
	case 1:
		if !o.lines && statetest.Exists(o.t, old) {
			o.note("old copy put back")
			statetest.Remove(o.t, path)
			statetest.Copy(o.t, old, path)
		}
	case 2, 3:
		if statetest.Exists(o.t, path) {
			o.note("copy kept")
			statetest.Copy(o.t, path, old)
		}
	}
}

func (f *folder) state() string { return filepath.Join(f.dir, "redpack.state") }

// apply is what a person does in a folder: plan and send, and where redpack refuses, first ask the platform to restore what
// was lost, and otherwise take the edit back.
func (o *office) apply(f *folder) {
	o.t.Helper()
	project, ok := o.load(f)
	ok = ok && o.planned(f, project)
	for _, c := range project {
		ok = ok && o.campaign1(f, c)
	}
	o.note("folder %d, day %s: taken %t\n%s", slices.Index(o.folders, f), time.Now().Format(time.DateOnly), ok, f.file.text())
	if ok {
		f.accepted = f.file.clone()
	} else {
		f.file = f.accepted.clone()
	}
}

// planned reports whether every campaign can be planned; otherwise none is sent.
func (o *office) planned(f *folder, project []*hclspec.Campaign) bool {
	snapshot, err := state.Read(o.t.Context(), statetest.At(o.t, f.state()))
	if err != nil {
		o.t.Fatal(err)
	}
	return !slices.ContainsFunc(project, func(c *hclspec.Campaign) bool {
		_, fine := o.plan1(c, snapshot, plan.Options{At: time.Now(), Pins: f.pins})
		return !fine
	})
}

func (o *office) load(f *folder) ([]*hclspec.Campaign, bool) {
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte(f.file.text())}}, hclspec.Options{})
	if diags.HasErrors() {
		return nil, false
	}
	for _, c := range f.file.campaigns {
		for _, r := range c.rows {
			who := openID(r.person)
			if o.named[who] == nil {
				o.named[who] = map[money.Fen]bool{}
			}
			o.named[who][r.amount] = true
			for _, e := range c.extras {
				if e.of == r.key {
					o.named[who][e.amount] = true
				}
			}
		}
	}
	return project.Campaigns, true
}

// campaign1 plans and sends one campaign; false where redpack refuses it.
func (o *office) campaign1(f *folder, c *hclspec.Campaign) bool {
	o.t.Helper()
	store, err := statetest.Open(o.t.Context(), o.t, f.state(), state.OpenOptions{
		MchID: c.Merchant.MchID, AppID: c.Merchant.AppID, Sandbox: true, Tool: "test", Owner: "test", Now: time.Now,
	})
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			o.t.Fatal(err)
		}
	}()
	options := plan.Options{
		At: time.Now(), KeepWork: true, Pins: f.pins, RetryFailed: o.random.IntN(2) == 0, RetryRefused: o.random.IntN(3) == 0,
		ResendRefunded: o.random.IntN(3) == 0,
	}
	if _, fine := o.plan1(c, store.Snapshot(), options); !fine {
		return false
	}
	if err := inquiry.Probe(o.t.Context(), c, store.Snapshot(), f.pins, o.inquiry()); err != nil {
		return o.restore(f, c, store, err)
	}
	for _, m := range f.file.moved {
		from, _ := address.Parse(m[0])
		to, _ := address.Parse(m[1])
		_ = store.Moved(o.t.Context(), address.Address(from), address.Address(to)) // refused where it was carried out, or cannot be
	}
	snapshot := store.Snapshot()
	if len(f.file.moved) > 0 {
		if snapshot, err = store.Reload(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
	}
	if o.random.IntN(2) == 0 {
		_, err := inquiry.Refresh(o.t.Context(), inquiry.RefreshOptions{Inquiry: o.inquiry(), Store: store, Snapshot: snapshot})
		if err != nil {
			o.t.Fatal(err)
		}
		if snapshot, err = store.Reload(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
	}
	p, fine := o.plan1(c, snapshot, options)
	if !fine || !o.send(f, c, store, p) {
		return false
	}
	o.repairs(store, p)
	return true
}

func (o *office) plan1(c *hclspec.Campaign, snapshot *state.Snapshot, options plan.Options) (*plan.Plan, bool) {
	p, diags := plan.New(c, snapshot, options)
	if diags.HasErrors() {
		o.note("refused: %s", diags)
		return nil, false
	}
	return p, !p.Conflicts().HasErrors()
}

func (o *office) send(f *folder, c *hclspec.Campaign, store *state.Store, p *plan.Plan) bool {
	o.t.Helper()
	snapshot := store.Snapshot()
	numbers := plan.NumberingOf(c, snapshot, f.pins, time.Now())
	daily, err := plan.NewDaily(c.Merchant, snapshot, time.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	options := apply.Options{
		Store: store, Sender: o.world, Numbers: numbers, Daily: daily, Now: time.Now, Connections: 4, Patience: o.patience, MaxInRow: 10,
		Pacer: apply.NewPacer(plan.RateOf(c), time.Now(), nil, 0), Queries: apply.NewPacer(plan.Evenly(1800), time.Now(), nil, 0),
	}
	if o.mutate != nil {
		o.mutate(o, &options)
	}
	f.pins = f.pins.With(plan.Pin{Campaign: c.Name, Series: numbers.Series}, c.FormerNames())
	result, err := apply.Run(o.t.Context(), p, options)
	if after, unread := store.Reload(o.t.Context()); unread == nil {
		o.balanced(p, result, after)
	}
	return err == nil
}

// repairs counts the packets that were sent as the file was corrected, or anew because their money came back.
func (o *office) repairs(store *state.Store, p *plan.Plan) {
	snapshot, err := store.Reload(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	for _, work := range plantest.Work(o.t, p) {
		if work.Action != plan.Correct && work.Action != plan.Resend {
			continue
		}
		if now, ok := snapshot.Lookup(work.Recorded.Campaign, work.Recorded.Key); ok && now.Status.Paid() && now.IntentAt.After(work.Recorded.IntentAt) {
			o.repaired[work.Action]++
		}
	}
}

// restore rebuilds a lost state. Where that is refused, too, the file has to be as it was.
func (o *office) restore(f *folder, c *hclspec.Campaign, store *state.Store, err error) bool {
	var before *inquiry.AppliedBeforeError
	o.note("probe: %s", err)
	if !errors.As(err, &before) {
		return false
	}
	_, err = inquiry.Rebuild(context.Background(), inquiry.RebuildOptions{
		Inquiry: o.inquiry(), Store: store, Sender: o.world, Snapshot: store.Snapshot(), Pins: f.pins,
		Campaigns: append(c.Others(), c), Siblings: append(c.Others(), c),
	})
	return err == nil
}

// live lets the office work through bad weather, and at last through good weather.
func (o *office) live() {
	for range 8 + o.random.IntN(8) {
		f := o.folders[o.random.IntN(len(o.folders))]
		for range o.random.IntN(3) {
			o.edit(f)
		}
		o.mishap(f)
		o.apply(f)
		time.Sleep(time.Duration(o.random.IntN(20*60*60)) * time.Second)
	}
	o.calm = true
	for range 4 {
		for _, f := range o.folders {
			o.apply(f)
		}
		time.Sleep(24 * time.Hour)
	}
}
