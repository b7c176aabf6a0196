package state

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// A line of a table is believed for what it holds. What the tables do beside that, a line does not show: a trigger or a rule that changes
// what is written, a policy that hides lines, a table that a power cut empties, an index or a constraint that is missing. Whoever may change the tables
// may change anything, so this is no defence; but somebody's repair by hand is found by Check.

// postgresDefinitions are what selectDefinitions finds where Create has made the tables, a line each.
//
//go:embed pgdefinitions.txt
var postgresDefinitions string

// selectDefinitions describes the tables of the schema in words of the catalogs, as they have been since PostgreSQL 13. Views are left out:
// nothing of redpack's reads them.
const selectDefinitions = `
WITH t AS (
  SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema() AND c.relname = ANY (?)
)
SELECT relname::text AS name, 'is a table' || CASE WHEN relkind <> 'r' THEN ' of kind ' || relkind::text ELSE '' END ||
  CASE WHEN relpersistence <> 'p' THEN ' that a crash empties' ELSE '' END ||
  CASE WHEN relrowsecurity OR relforcerowsecurity THEN ' that hides lines' ELSE '' END AS what FROM t
UNION ALL
SELECT t.relname::text, 'column ' || a.attname::text || ' ' || format_type(a.atttypid, a.atttypmod) ||
  COALESCE((SELECT ' collated ' || l.collname::text FROM pg_collation l WHERE l.oid = a.attcollation AND l.collname <> 'default'), '') ||
  CASE WHEN a.attnotnull THEN ' not null' ELSE '' END ||
  COALESCE((SELECT ' default ' || pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum), '') ||
  CASE WHEN a.attgenerated <> '' OR a.attidentity <> '' THEN ' generated' ELSE '' END
FROM t JOIN pg_attribute a ON a.attrelid = t.oid WHERE a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT t.relname::text, 'constraint ' || pg_get_constraintdef(c.oid) FROM t JOIN pg_constraint c ON c.conrelid = t.oid WHERE c.contype <> 'n'
UNION ALL
SELECT t.relname::text, 'index ' || replace(pg_get_indexdef(i.indexrelid), quote_ident(current_schema()) || '.', '') ||
  CASE WHEN i.indisvalid AND i.indisready THEN '' ELSE ' that does not work' END
FROM t JOIN pg_index i ON i.indrelid = t.oid
UNION ALL
SELECT t.relname::text, 'trigger ' || g.tgname::text FROM t JOIN pg_trigger g ON g.tgrelid = t.oid WHERE NOT g.tgisinternal
UNION ALL
SELECT t.relname::text, 'constraints that are switched off' FROM t JOIN pg_trigger g ON g.tgrelid = t.oid WHERE g.tgisinternal AND g.tgenabled <> 'O'
UNION ALL
SELECT t.relname::text, 'rule ' || r.rulename::text FROM t JOIN pg_rewrite r ON r.ev_class = t.oid
UNION ALL
SELECT t.relname::text, 'policy ' || p.polname::text FROM t JOIN pg_policy p ON p.polrelid = t.oid
UNION ALL
SELECT t.relname::text, 'lines of another table, ' || h.inhrelid::regclass::text FROM t JOIN pg_inherits h ON h.inhparent = t.oid
UNION ALL
SELECT t.relname::text, 'a table above it, ' || h.inhparent::regclass::text FROM t JOIN pg_inherits h ON h.inhrelid = t.oid`

var postgresTableNames = []string{"lease", "meta", "head", "campaign", "packet", "tally", "retired", "form", "event", "run"}

// ofPostgres tells PostgreSQL itself, whose catalogs are known, from its kin.
const ofPostgres = `SELECT count(*) FROM version() AS v WHERE v ~ '^PostgreSQL [0-9.]+( |$)'`

// definitions are the lines that describe the tables, in the order of their bytes.
func (c *pgConn) definitions() (all []string, err error) {
	err = query(c, "SELECT name, what FROM ("+selectDefinitions+") AS d", func(l line) error {
		all = append(all, l.ColumnText(0)+": "+l.ColumnText(1))
		return nil
	}, postgresTableNames)
	slices.Sort(all)
	return all, err
}

// compareTables finds what is not as Create has made it.
func compareTables(p *part, c connection) error {
	pg := c.(*pgConn) //nolint:errcheck // it is one of postgresExaminations
	if n, err := queryInt(pg, ofPostgres); err != nil || n == 0 {
		return err
	}
	have, err := pg.definitions()
	if err != nil {
		return err
	}
	want := strings.Split(strings.TrimSpace(postgresDefinitions), "\n")
	tell := func(lines, others []string, how lang.Text) {
		for _, line := range lines {
			if table, what, _ := strings.Cut(line, ": "); !slices.Contains(others, line) {
				p.problem(lang.Format("its table %s is not as redpack made it: %s: %s", "它的表 %s 和 redpack 建的不一样：%s：`%s`", table, how, what))
			}
		}
	}
	tell(want, have, lang.Both("missing", "缺少"))
	tell(have, want, lang.Both("not redpack's", "不是 redpack 的"))
	return nil
}

// selectTallies finds the campaigns whose count is not that of their packets.
const selectTallies = `
SELECT campaign, COALESCE(t.packets, 0), COALESCE(p.packets, 0) FROM tally t
FULL JOIN (SELECT campaign, count(*) AS packets, sum(crc)::bigint AS sum FROM packet GROUP BY campaign) p USING (campaign)
WHERE COALESCE(t.packets, 0) <> COALESCE(p.packets, 0) OR COALESCE(t.sum, 0) <> COALESCE(p.sum, 0) ORDER BY campaign`

func compareTallies(p *part, c connection) error {
	return query(c, selectTallies, func(l line) error {
		p.problem(lang.Format("the count of campaign %d says %d packets, and it has %d, or their checksums add up to something else",
			"活动 %d 的计数是 %d 个红包，实际有 %d 个，或者它们的校验和加起来不符", l.ColumnInt64(0), l.ColumnInt64(1), l.ColumnInt64(2)))
		return nil
	})
}

// postgresExaminations are what the server is asked about its tables.
var postgresExaminations = []examine{compareTables, compareTallies}
