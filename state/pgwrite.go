package state

// The statements of a batch. Each takes all lines of its kind at once, column by column; what is 0 or "" there is NULL in the table where
// that may be.
const (
	packetLines = "unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::text[], $9::bigint[], " +
		"$10::bigint[], $11::bigint[], $12::bigint[], $13::text[], $14::text[], $15::text[], $16::text[], $17::bigint[], $18::bigint[], $19::bigint[], " +
		"$20::bigint[], $21::bigint[], $22::bigint[], $23::bigint[], $24::bigint[], $25::bigint[], $26::bigint[], $27::bigint[], $28::bigint[]"
	insertPackets = "INSERT INTO packet(" + packetColumns + ") SELECT id, campaign, key, openid, amount_fen, billno, attempt, status, request, tries, " +
		"in_flight, doubt, NULLIF(send_listid, ''), NULLIF(err_code, ''), NULLIF(err_text, ''), NULLIF(platform_status, ''), intent_at, " + // for programs
		"NULLIF(sending_at, 0), NULLIF(outcome_at, 0), NULLIF(next_try_at, 0), NULLIF(received_at, 0), NULLIF(refunded_at, 0), NULLIF(accepted, 0), " +
		"billno_version, personal, named, no_order, crc FROM " + packetLines + ") AS u(" + packetColumns + ")"
	// updatePackets names each line as it was read: what another hand changed in between is not overwritten.
	updatePackets = "UPDATE packet p SET campaign = u.campaign, key = u.key, openid = u.openid, amount_fen = u.amount_fen, billno = u.billno, " +
		"attempt = u.attempt, status = u.status, request = u.request, tries = u.tries, in_flight = u.in_flight, doubt = u.doubt, " + // for programs
		"send_listid = NULLIF(u.send_listid, ''), err_code = NULLIF(u.err_code, ''), err_text = NULLIF(u.err_text, ''), " +
		"platform_status = NULLIF(u.platform_status, ''), intent_at = u.intent_at, sending_at = NULLIF(u.sending_at, 0), " + // for programs
		"outcome_at = NULLIF(u.outcome_at, 0), next_try_at = NULLIF(u.next_try_at, 0), received_at = NULLIF(u.received_at, 0), " +
		"refunded_at = NULLIF(u.refunded_at, 0), accepted = NULLIF(u.accepted, 0), billno_version = u.billno_version, personal = u.personal, " + // for programs
		"named = u.named, no_order = u.no_order, crc = u.crc FROM " + packetLines + ", $29::text[], $30::bigint[]) AS u(" + packetColumns +
		", was_status, was_crc) WHERE p.id = u.id AND p.status = u.was_status AND p.crc = u.was_crc"
	insertEvents = "INSERT INTO event(" + eventColumns + ") SELECT id, NULLIF(packet, 0), NULLIF(run, 0), at, kind, detail, NULLIF(request, ''), crc, " +
		"NULLIF(form, 0) FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[]) " +
		"AS u(" + eventColumns + ")"
	upsertRetired = "INSERT INTO retired(billno, packet, attempt) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) " +
		"ON CONFLICT (billno) DO UPDATE SET packet = excluded.packet, attempt = excluded.attempt"
	insertOneForm  = "INSERT INTO form(id, detail, request) VALUES($1, $2, NULLIF($3, ''))"
	upsertCampaign = "INSERT INTO campaign(id, name, billno_date, created_at, crc, series_version, series_scheme, series_with_key, series_campaign, project) " +
		"VALUES($1, $2, NULLIF($3, ''), $4, $5, $6, $7, $8, NULLIF($9, ''), NULLIF($10, '')) ON CONFLICT (id) DO UPDATE SET name = excluded.name, " +
		"billno_date = excluded.billno_date, crc = excluded.crc, series_version = excluded.series_version, series_scheme = excluded.series_scheme, " + // for programs
		"series_with_key = excluded.series_with_key, series_campaign = excluded.series_campaign, project = excluded.project" // for programs
	upsertRun = "INSERT INTO run(id, plan_digest, owner, tool, started_at, ended_at, result, crc) VALUES($1, $2, $3, $4, $5, NULLIF($6, 0), " +
		"NULLIF($7, ''), $8) ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, result = excluded.result, crc = excluded.crc"
	upsertTally = "INSERT INTO tally(campaign, packets, sum) VALUES($1, $2, $3) ON CONFLICT (campaign) DO UPDATE " +
		"SET packets = tally.packets + excluded.packets, sum = tally.sum + excluded.sum"
	upsertMeta = "INSERT INTO meta(key, value, crc) VALUES($1, $2, $3) ON CONFLICT (key) DO UPDATE SET value = excluded.value, crc = excluded.crc"
)

// statements are what is pending, which is no more from then on.
func (p *pending) statements() (all []pgStatement) {
	q := p.queue
	p.queue, p.vacated, p.left = newQueue(), map[string]int64{}, map[addressOf]int64{}
	for _, c := range q.campaigns {
		s := &c.Series
		all = append(all, pgStatement{sql: upsertCampaign, changes: 1, args: []any{
			c.ID, c.Name, c.BillNoDate, millis(c.CreatedAt), int64(campaignCRC(c)), int64(s.Version), int64(s.Scheme), number(s.WithKey), s.Campaign, c.Project,
		}})
	}
	all = append(all, p.packetStatements()...)
	for _, f := range q.forms {
		all = append(all, pgStatement{sql: insertOneForm, changes: 1, args: []any{f.id, f.detail, f.request}})
	}
	if len(q.events) > 0 {
		all = append(all, pgStatement{sql: insertEvents, changes: len(q.events), args: eventArgs(q.events)})
	}
	if len(q.retired) > 0 {
		var numbers []string
		var packets, attempts []int64
		for no, by := range q.retired {
			numbers, packets, attempts = append(numbers, no), append(packets, by.packet), append(attempts, by.attempt)
		}
		all = append(all, pgStatement{sql: upsertRetired, changes: len(numbers), args: []any{numbers, packets, attempts}})
	}
	for _, r := range q.runs {
		all = append(all, pgStatement{sql: upsertRun, changes: 1, args: []any{
			r.ID, r.PlanDigest, r.Owner, r.Tool, millis(r.StartedAt), millis(r.EndedAt), r.Result, int64(runCRC(r)),
		}})
	}
	for key, value := range q.meta {
		all = append(all, pgStatement{sql: upsertMeta, changes: 1, args: []any{key, value, int64(metaCRC(key, value))}})
	}
	return all
}

// packetStatements are those of the packets that are dirty. A number that one packet gives up and another one takes changes hands in one
// statement, which the database checks line by line; so updates come before new lines.
func (p *pending) packetStatements() (all []pgStatement) {
	fresh, changed, counts := &packetArrays{}, &packetArrays{}, tallies{}
	for _, packet := range p.packets {
		if !packet.dirty {
			continue
		}
		into := changed
		if packet.fresh {
			into = fresh
		}
		into.add(packet)
		if !packet.fresh {
			counts.add(packet.campaign, -1, -int64(packet.crc))
		}
		counts.add(packet.row.campaign, 1, int64(packet.row.crc))
		packet.dirty, packet.fresh, packet.status, packet.crc, packet.campaign = false, false, packet.row.status, packet.row.crc, packet.row.campaign
	}
	if n := len(changed.statuses); n > 0 {
		all = append(all, pgStatement{sql: updatePackets, changes: n, args: append(changed.args(), changed.statuses, changed.crcs)})
	}
	if n := len(fresh.statuses); n > 0 {
		all = append(all, pgStatement{sql: insertPackets, changes: n, args: fresh.args()})
	}
	return append(all, counts.statements()...)
}

// tallies are how the count of each campaign's packets changes, and the sum of their checksums.
type tallies map[int64]*[2]int64

func (t tallies) add(campaign, packets, sum int64) {
	if t[campaign] == nil {
		t[campaign] = &[2]int64{}
	}
	t[campaign][0], t[campaign][1] = t[campaign][0]+packets, t[campaign][1]+sum
}

func (t tallies) statements() (all []pgStatement) {
	for campaign, by := range t {
		all = append(all, pgStatement{sql: upsertTally, changes: 1, args: []any{campaign, by[0], by[1]}})
	}
	return all
}

// packetArrays are packets column by column.
type packetArrays struct {
	numbers  [20][]int64
	texts    [7][]string
	now      []string // statuses
	statuses []string // as they were
	crcs     []int64
}

func (a *packetArrays) add(p *pendingPacket) {
	r := &p.row
	for i, n := range [...]int64{
		r.id, r.campaign, r.amount, r.attempt, r.request, r.tries, r.inFlight, r.doubt, r.intentAt, r.sendingAt, r.outcomeAt, r.nextTryAt, r.receivedAt,
		r.refundedAt, r.accepted, r.version, r.personal, r.named, r.noOrder, int64(r.crc),
	} {
		a.numbers[i] = append(a.numbers[i], n)
	}
	for i, text := range [...]string{r.key, r.openid, r.billno, r.sendListID, r.code, r.text, r.platformStatus} {
		a.texts[i] = append(a.texts[i], text)
	}
	a.now = append(a.now, r.status.String())
	a.statuses, a.crcs = append(a.statuses, p.status.String()), append(a.crcs, int64(p.crc))
}

// args are the arrays in the order of packetColumns.
func (a *packetArrays) args() []any {
	n, t := &a.numbers, &a.texts
	return []any{
		n[0], n[1], t[0], t[1], n[2], t[2], n[3], a.now, n[4], n[5], n[6], n[7], t[3], t[4], t[5], t[6], n[8], n[9], n[10], n[11], n[12], n[13], n[14],
		n[15], n[16], n[17], n[18], n[19],
	}
}

// eventArgs are events column by column, in the order of eventColumns.
func eventArgs(events []eventLine) []any {
	var ids, packets, runs, ats, crcs, forms []int64
	var kinds, details, requests []string
	for i := range events {
		e := &events[i]
		ids, packets, runs, ats = append(ids, e.id), append(packets, e.packet), append(runs, e.run), append(ats, e.at)
		kinds, details, requests = append(kinds, string(e.kind)), append(details, e.kept), append(requests, e.request)
		crcs, forms = append(crcs, int64(e.crc)), append(forms, e.form)
	}
	return []any{ids, packets, runs, ats, kinds, details, requests, crcs, forms}
}
