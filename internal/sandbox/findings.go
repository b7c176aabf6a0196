package sandbox

import (
	"fmt"
	"time"
)

// Finding is a rule that a client broke, whether the platform would have noticed or not.
type Finding struct {
	At     time.Time `json:"at"`
	Rule   string    `json:"rule"`
	BillNo string    `json:"mch_billno,omitempty"`
	Detail string    `json:"detail"`
}

// The rules that findings name.
const (
	RuleInFlight    = "one call at a time"              // for programs: two calls for one number overlapped
	RuleGap         = "a second between tries"          // for programs: a number was tried again too soon
	RuleParameters  = "same number, same parameters"    // for programs
	RuleNewNumber   = "no new number while one is open" // for programs: the shortest way to paying twice
	RuleRate        = "rate"
	RuleHours       = "hours"
	RuleFields      = "documented fields only" // for programs
	RuleRepeatField = "each field once"        // for programs
)

const (
	tryGap      = time.Second // 发放红包接口, 2025: the least time between tries of one order
	maxFindings = 10_000      // beyond it a broken client would fill the disk with complaints
)

// find records a finding once for everything that has the same about. It is called with the ledger's mutex held.
func (l *ledger) find(rule, about, billNo, detail string, at instant) error {
	about = rule + "/" + about
	if l.book.found[about] || len(l.book.findings) >= maxFindings {
		return nil
	}
	return l.record(&record{Kind: kindFinding, Rule: rule, About: about, BillNo: billNo, Detail: detail}, at)
}

// arrival is what the server remembers of the calls for one number, besides the ledger.
type arrival struct {
	tries    int
	inFlight int
	last     time.Time // on the machine's clock
}

// arrive notes a signed call for a number and looks for tries that overlap or follow too fast. It returns how often the
// number had been tried before. Every arrive has its depart.
func (l *ledger) arrive(billNo string, at instant) (tries int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.arrivals[billNo]
	if a == nil {
		a = &arrival{}
		if p := l.book.packets[billNo]; p != nil {
			a.tries, a.last = 1, p.triedAt
		}
		l.arrivals[billNo] = a
	}
	tries = a.tries
	if a.inFlight > 0 {
		err = l.find(RuleInFlight, fmt.Sprintf("%s#%d", billNo, tries), billNo, "two calls for this number were on their way at the same time", at) // for programs
	} else if gap := at.wall.Sub(a.last); tries > 0 && gap < tryGap {
		err = l.find(RuleGap, fmt.Sprintf("%s#%d", billNo, tries), billNo, fmt.Sprintf("tried again after %s; the least is %s", gap.Round(time.Millisecond), tryGap), at) // for programs
	}
	a.tries++
	a.inFlight++
	a.last = at.wall
	return tries, err
}

// depart ends a call: its answer is about to leave, or its client has gone.
func (l *ledger) depart(billNo string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.arrivals[billNo].inFlight--
}

// suspectFields reports fields that the endpoint does not document, each name once a ledger, and repeated ones.
func (l *ledger) suspectFields(api *endpoint, req request, at instant) error {
	for name := range req.fields {
		if !api.knows(name) {
			if err := l.locked(func() error {
				return l.find(RuleFields, api.name+"/"+name, req.fields["mch_billno"],
					fmt.Sprintf("%s does not document %s; a signature over it fails", api.name, name), at) // for programs
			}); err != nil {
				return err
			}
		}
	}
	for _, name := range req.repeated {
		if err := l.locked(func() error {
			return l.find(RuleRepeatField, api.name+"/"+name, req.fields["mch_billno"], name+" stands in one request more than once", at) // for programs
		}); err != nil {
			return err
		}
	}
	return nil
}
