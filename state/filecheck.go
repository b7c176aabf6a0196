package state

import (
	"errors"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// fileExaminations are what SQLite is asked about its file, the long ones first.
var fileExaminations = []examine{
	ofFile(structure), ofFile(indexesFit("packet")), ofFile(indexesFit("meta", "campaign", "retired", "event")),
}

func ofFile(do func(*part, fileConn) error) examine {
	return func(p *part, c connection) error { return do(p, c.(fileConn)) } //nolint:errcheck // whoever looks at a file connects to it
}

// structure has SQLite look at every page and value, but not every line up in every index. It makes a table of all statuses for each
// line that it compares with what the definitions allow, so half.line does that.
func structure(p *part, c fileConn) error {
	if err := c.Exec("PRAGMA ignore_check_constraints = ON"); err != nil {
		return err
	}
	return p.ask(c, "quick_check")
}

// ask runs one of SQLite's own checks.
func (p *part) ask(c fileConn, check string) error {
	err := query(c, "PRAGMA "+check, func(s line) error {
		finding := s.ColumnText(0)
		if finding != "ok" {
			p.problem(lang.Same("SQLite: " + finding))
		}
		if strings.HasPrefix(finding, "***") {
			return errEnough // the pages themselves are wrong, and what follows would count them in one step that may never end
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return err
}

// indexesFit makes sure that every line of some tables is found by every index. SQLite tells more of one that does not fit.
func indexesFit(tables ...string) func(*part, fileConn) error {
	return func(p *part, c fileConn) error {
		for _, table := range tables {
			bad, err := badIndex(c, table)
			if err != nil {
				return err
			}
			if bad == "" {
				continue
			}
			p.problem(lang.Format("the index %s does not fit its table", "索引 %s 和它的表不符", bad))
			if err := p.ask(c, "integrity_check("+table+")"); err != nil {
				return err
			}
		}
		return nil
	}
}
