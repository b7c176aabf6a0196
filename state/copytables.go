package state

// copied is a table as it is copied: its columns, of which those in texts hold texts.
type copied struct {
	name    string
	columns []string
	texts   map[string]bool
	order   string
}

// copiedTables are all that a state has but for its head, its description and what belongs to the place where it is kept, each behind those that it points to.
var copiedTables = []copied{
	{
		name: "campaign", order: "id",
		columns: []string{
			"id", "name", "billno_date", "created_at", "crc", "series_version", "series_scheme", "series_with_key", "series_campaign", "project",
		},
		texts: setOf("name", "billno_date", "series_campaign", "project"),
	},
	{
		name: "packet", order: "id",
		columns: []string{
			"id", "campaign", "key", "openid", "amount_fen", "billno", "attempt", "status", "request", "tries", "in_flight", "doubt", "send_listid",
			"err_code", "err_text", "platform_status", "intent_at", "sending_at", "outcome_at", "next_try_at", "received_at", "refunded_at", "accepted",
			"billno_version", "personal", "named", "no_order", "crc",
		},
		texts: setOf("key", "openid", "billno", "status", "send_listid", "err_code", "err_text", "platform_status"),
	},
	{name: "retired", columns: []string{"billno", "packet", "attempt"}, texts: setOf("billno"), order: "billno"},
	{name: "form", columns: []string{"id", "detail", "request"}, texts: setOf("detail", "request"), order: "id"},
	{
		name: "event", columns: []string{"id", "packet", "run", "at", "kind", "detail", "request", "crc", "form"},
		texts: setOf("kind", "detail", "request"), order: "id",
	},
	{
		name: "run", columns: []string{"id", "plan_digest", "owner", "tool", "started_at", "ended_at", "result", "crc"},
		texts: setOf("plan_digest", "owner", "tool", "result"), order: "id",
	},
}

func setOf(names ...string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// values are those of a line, nil for NULL.
func (t *copied) values(l line, into []any) []any {
	into = into[:0]
	for i, name := range t.columns {
		switch {
		case l.isNull(i):
			into = append(into, nil)
		case t.texts[name]:
			into = append(into, l.ColumnText(i))
		default:
			into = append(into, l.ColumnInt64(i))
		}
	}
	return into
}
