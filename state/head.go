package state

import (
	"fmt"
	"io"
	"maps"
	"strconv"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
)

// head is the one line that every transaction rewrites. Sum adds up the checksums of all packets, campaigns, runs and
// meta entries: rows of different ages, each sound in itself, cannot be mixed without being noticed.
type head struct {
	serial, packets, events, campaigns, runs int64
	sum                                      uint64
}

func (h head) checksum() uint32 {
	return fieldsCRC("head", h.serial, h.packets, h.events, h.campaigns, h.runs, int64(h.sum))
}

func (h head) args() []any {
	return []any{h.serial, h.packets, h.events, h.campaigns, h.runs, int64(h.sum), int64(h.checksum())}
}

// replace accounts for a line whose checksum changed; before is 0 for a new line.
func (h *head) replace(before, after uint32) { h.sum += uint64(after) - uint64(before) }

func readHead(c connection) (h head, err error) {
	found := false
	err = query(c, "SELECT serial, packets, events, campaigns, runs, sum, crc, id FROM head", func(s line) error {
		if found {
			return damage{lang.Both("it has more than one head", "它有不止一行总计")}
		}
		found = true
		h = head{
			serial: s.ColumnInt64(0), packets: s.ColumnInt64(1), events: s.ColumnInt64(2), campaigns: s.ColumnInt64(3),
			runs: s.ColumnInt64(4), sum: uint64(s.ColumnInt64(5)),
		}
		if int64(h.checksum()) != s.ColumnInt64(6) || s.ColumnInt64(7) != 1 { // updates go to number 1
			return damage{lang.Both("its head does not match its checksum", "它的总计和校验和不符")}
		}
		return nil
	})
	if err == nil && !found {
		err = damage{lang.Both("its head is missing", "它的总计不见了")}
	}
	return h, err
}

// meta is what is fixed when the file is made, whose it is, and the version of the tool that wrote to it last.
type meta struct {
	lineage, mchID, appID string
	sandbox               bool
	createdBy, tool       string
	createdAt             int64
	schemaCRC             string
	endpoint              string // "" until somebody tells one
	seal                  string // the key of Snapshot.Seal; "" until a writer has drawn one
	movedTo               string // the state that is used instead; "" for one that is in use
	copiedFrom            string // the state that this one was copied from, behind unfinished as long as that one is not marked
}

// newMeta describes a new state.
func (o *OpenOptions) newMeta() (meta, error) {
	var id [16]byte
	if _, err := io.ReadFull(o.Random, id[:]); err != nil {
		return meta{}, lang.Errorf("draw the lineage of a new state: %w", "生成新状态库的谱系：%w", err)
	}
	seal, err := newSeal(o.Random)
	if err != nil {
		return meta{}, err
	}
	return meta{
		seal:    seal,
		lineage: fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]),
		mchID:   o.MchID, appID: o.AppID, sandbox: o.Sandbox, endpoint: o.Endpoint,
		createdBy: o.Owner, tool: o.Tool, createdAt: millis(o.Now()),
	}, nil
}

// Keys of the meta table.
const (
	metaLineage   = "lineage"
	metaMchID     = "mch_id"
	metaAppID     = "appid"
	metaSandbox   = "sandbox"
	metaCreatedBy = "created_by"
	metaCreatedAt = "created_at"
	metaTool      = "tool"
	metaSchemaCRC = "schema_crc"
	metaEndpoint  = "endpoint"
	metaSeal      = "seal"
	metaMovedTo   = "moved_to"
	metaCopied    = "copied_from"
)

func (m *meta) entries() map[string]string {
	entries := map[string]string{
		metaLineage: m.lineage, metaMchID: m.mchID, metaAppID: m.appID, metaSandbox: strconv.FormatBool(m.sandbox),
		metaCreatedBy: m.createdBy, metaCreatedAt: strconv.FormatInt(m.createdAt, 10), metaTool: m.tool,
		metaSchemaCRC: m.schemaCRC,
	}
	if m.endpoint != "" {
		entries[metaEndpoint] = m.endpoint
	}
	if m.seal != "" {
		entries[metaSeal] = m.seal
	}
	if m.movedTo != "" {
		entries[metaMovedTo] = m.movedTo
	}
	if m.copiedFrom != "" {
		entries[metaCopied] = m.copiedFrom
	}
	return entries
}

// series completes what the file keeps of a campaign's frozen series by whose the file is.
func (m *meta) series(c CampaignRecord) billno.Series {
	s := c.Series
	if s.Version != 0 && m.mchID != "" {
		s.MchID = m.mchID
		if s.Version == billno.ByPerson {
			s.AppID = m.appID
		}
	}
	return s
}

// readMeta yields the meta entries and the sum of their checksums.
func readMeta(c connection) (m meta, sum uint64, err error) {
	entries := map[string]string{}
	err = query(c, "SELECT key, value, crc FROM meta NOT INDEXED", func(s line) error {
		key, value := s.ColumnText(0), s.ColumnText(1)
		crc := metaCRC(key, value)
		if int64(crc) != s.ColumnInt64(2) {
			return damage{lang.Format("its entry %q does not match its checksum", "条目 %q 和校验和不符", key)}
		}
		if hasControl(value) {
			return damage{lang.Format("its entry %q holds a control character, and redpack writes none",
				"条目 %q 里有控制字符，而 redpack 从不写入控制字符", key)}
		}
		if _, twice := entries[key]; twice {
			return damage{lang.Format("it has more than one entry %q", "条目 %q 不止一个", key)}
		}
		entries[key] = value
		sum += uint64(crc)
		return nil
	})
	if err != nil {
		return m, 0, err
	}
	createdAt, err := strconv.ParseInt(entries[metaCreatedAt], 10, 64)
	if err != nil {
		return m, 0, damage{lang.Both("its time of creation cannot be read", "无法读取它的创建时间")}
	}
	m = meta{
		lineage: entries[metaLineage], mchID: entries[metaMchID], appID: entries[metaAppID],
		sandbox: entries[metaSandbox] == "true", createdBy: entries[metaCreatedBy], createdAt: createdAt,
		tool: entries[metaTool], schemaCRC: entries[metaSchemaCRC], endpoint: entries[metaEndpoint],
		seal: entries[metaSeal], movedTo: entries[metaMovedTo], copiedFrom: entries[metaCopied],
	}
	if !maps.Equal(m.entries(), entries) {
		return m, 0, damage{lang.Both("its description is not complete", "它的说明不完整")}
	}
	return m, sum, nil
}

// writeMeta stores one entry and accounts for it, in a state that has no writer yet.
func writeMeta(c connection, h *head, key, value string) error {
	before, err := queryInt(c, "SELECT crc FROM meta WHERE key = ?", key)
	if err != nil {
		return err
	}
	crc := metaCRC(key, value)
	h.replace(uint32(before), crc)
	return query(c, putMeta, func(line) error { return nil }, key, value, int64(crc))
}

func metaCRC(key, value string) uint32 { return fieldsCRC("meta", key, value) }

// campaignCRC leaves out what later schemas added where it is not set, so that older lines keep their checksums.
func campaignCRC(c CampaignRecord) uint32 {
	fields := []any{c.ID, c.Name, c.BillNoDate, millis(c.CreatedAt)}
	if s := c.Series; s != (billno.Series{}) {
		fields = append(fields, int64(s.Version), int64(s.Scheme), number(s.WithKey), s.Campaign)
	}
	if c.Project != "" {
		fields = append(fields, c.Project)
	}
	return fieldsCRC("campaign", fields...)
}

// readCampaigns yields the campaigns as they stand in the file: their series lack what meta holds.
func readCampaigns(c connection, schema int) (all []CampaignRecord, sum uint64, err error) {
	columns := "series_version, series_scheme, series_with_key, series_campaign, project" // for programs
	switch schema {
	case 1:
		columns = "0, 0, 0, NULL, NULL"
	case 2, 3:
		columns = "series_version, series_scheme, series_with_key, series_campaign, NULL" // for programs
	}
	err = query(c, "SELECT id, name, billno_date, created_at, crc, "+columns+" FROM campaign NOT INDEXED ORDER BY id", func(s line) error {
		record := CampaignRecord{
			ID: s.ColumnInt64(0), Name: s.ColumnText(1), BillNoDate: s.ColumnText(2), CreatedAt: instant(s.ColumnInt64(3)),
			Series: billno.Series{
				Version: billno.Version(s.ColumnInt64(5)), Scheme: billno.Scheme(s.ColumnInt64(6)), WithKey: s.ColumnInt64(7) == 1,
				Campaign: s.ColumnText(8),
			},
			Project: s.ColumnText(9),
		}
		if record.Series.Version != 0 {
			record.Series.Date = record.BillNoDate
		}
		crc := campaignCRC(record)
		if int64(crc) != s.ColumnInt64(4) || record.ID != int64(len(all)+1) {
			return damage{lang.Format("the record of campaign %d does not match its checksum", "活动 %d 的数据和校验和不符", record.ID)}
		}
		if hasControl(record.Name) || hasControl(record.BillNoDate) || hasControl(record.Series.Campaign) || hasControl(record.Project) {
			return damage{lang.Format("the record of campaign %d holds a control character, and redpack writes none",
				"活动 %d 的数据里有控制字符，而 redpack 从不写入控制字符", record.ID)}
		}
		all, sum = append(all, record), sum+uint64(crc)
		return nil
	})
	return all, sum, err
}

func runCRC(r Run) uint32 {
	return fieldsCRC("run", r.ID, r.PlanDigest, r.Owner, r.Tool, millis(r.StartedAt), millis(r.EndedAt), r.Result)
}

func readRuns(c connection) (all []Run, sum uint64, err error) {
	err = query(c, "SELECT id, plan_digest, owner, tool, started_at, ended_at, result, crc FROM run ORDER BY id", func(s line) error {
		r := Run{
			ID: s.ColumnInt64(0), PlanDigest: s.ColumnText(1), Owner: s.ColumnText(2), Tool: s.ColumnText(3),
			StartedAt: instant(s.ColumnInt64(4)), EndedAt: instant(s.ColumnInt64(5)), Result: s.ColumnText(6),
		}
		crc := runCRC(r)
		if int64(crc) != s.ColumnInt64(7) || r.ID != int64(len(all)+1) {
			return damage{lang.Format("the record of run %d does not match its checksum", "第 %d 次运行的数据和校验和不符", r.ID)}
		}
		all, sum = append(all, r), sum+uint64(crc)
		return nil
	})
	return all, sum, err
}
