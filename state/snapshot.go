package state

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
)

// Snapshot is an immutable picture of the state at one serial, made for looking up a million packets: about 200 bytes a
// packet. It is safe for concurrent use. Its packets carry no Request. Its methods are many because each is one question that plan,
// apply or a view has about the state; none changes it, but for the two tables that the first search and the first sort make.
type Snapshot struct {
	exists    bool
	serial    int64
	schema    int // of the file it was read from
	meta      meta
	campaigns []CampaignRecord // as they stand in the file, by ID, which counts from 1
	schemes   []billno.Scheme  // by campaign: of its numbers that were made from keys, 0 where there are none
	byName    map[string]int64
	runs      []Run

	records []record
	arena   arena
	words   vocabulary
	rare    []rare
	seal    sync.Once
	table   []uint32 // open addressing over the addresses: index into records + 1; made by the first search
	seed    maphash.Seed

	sort   sync.Once
	sorted []uint32
}

// record is one packet with its texts in the arena, one after the other: key, openid, billno, send_listid.
type record struct {
	intentAt, sendingAt, outcomeAt             int64
	amount                                     int64
	at                                         place
	id, campaign, code, text, platform, rare   uint32 // code, text, platform: indexes into words; rare: into rare, +1
	attempt, tries, keyLen                     uint16
	openidLen, billnoLen, sendListIDLen, flags uint8
	status                                     Status
	version                                    uint8
}

const (
	flagInFlight = 1 << iota
	flagDoubt
	flagPersonal
	flagNamed
	flagNoOrder
)

// rare holds what few packets have.
type rare struct {
	nextTryAt, receivedAt, refundedAt, acceptedEvent int64
	accepted                                         Acceptance
}

// EmptySnapshot is the picture where no state file exists yet.
func EmptySnapshot() *Snapshot { return newSnapshot(0) }

func newSnapshot(packets int64) *Snapshot {
	return &Snapshot{
		byName: map[string]int64{}, records: make([]record, 0, packets), words: newVocabulary(), seed: maphash.MakeSeed(),
	}
}

// NewSnapshot makes a picture of the given packets, for tests of what reads one. Packets without an ID are numbered in
// their order. Campaigns may be told with their series; those that are not come of the packets.
func NewSnapshot(packets []Packet, campaigns ...CampaignRecord) *Snapshot {
	s := newSnapshot(int64(len(packets)))
	s.exists, s.serial = true, 1
	for i, c := range campaigns {
		c.ID = int64(i + 1)
		s.addCampaign(c)
	}
	for i, p := range packets {
		id, known := s.byName[p.Campaign]
		if !known {
			id = int64(len(s.campaigns) + 1)
			s.addCampaign(CampaignRecord{ID: id, Name: p.Campaign})
		}
		if p.ID == 0 {
			p.ID = int64(i + 1)
		}
		r := rowOf(p, id)
		r.addTo(s)
		if p.Accepted != (Acceptance{}) {
			s.rareOf(len(s.records) - 1).accepted = p.Accepted
		}
	}
	s.arena.seal()
	return s
}

func rowOf(p Packet, campaign int64) row[string] {
	return row[string]{
		id: p.ID, campaign: campaign, key: p.Key, openid: p.OpenID, amount: int64(p.Amount), billno: string(p.BillNo),
		attempt: int64(p.Attempt), status: p.Status, tries: int64(p.Tries), sendListID: p.SendListID, code: p.Code,
		text: p.Text, platformStatus: p.PlatformStatus, intentAt: millis(p.IntentAt), sendingAt: millis(p.SendingAt),
		outcomeAt: millis(p.OutcomeAt), nextTryAt: millis(p.NextTryAt), receivedAt: millis(p.ReceivedAt),
		refundedAt: millis(p.RefundedAt), inFlight: number(p.InFlight), doubt: number(p.Doubt), version: int64(p.Version),
		personal: number(p.Personal), named: number(p.Named), noOrder: number(p.NoOrder),
	}
}

func (s *Snapshot) addCampaign(c CampaignRecord) {
	s.campaigns, s.schemes = append(s.campaigns, c), append(s.schemes, 0)
	s.byName[c.Name] = c.ID
}

// addTo appends a row to a snapshot. Reserve keeps texts within the widths used here.
func (r *row[T]) addTo(s *Snapshot) {
	flags := uint8(r.inFlight)*flagInFlight | uint8(r.doubt)*flagDoubt | uint8(r.personal)*flagPersonal |
		uint8(r.named)*flagNamed | uint8(number(r.ordersNothing()))*flagNoOrder
	if r.version == int64(billno.ByKey) {
		scheme := &s.schemes[r.campaign-1]
		*scheme = max(*scheme, schemeOf(r.billno))
	}
	sendListID := r.sendListID[:min(len(r.sendListID), maxShortBytes)] // schema 1 kept whatever came
	at := s.arena.room(len(r.key) + len(r.openid) + len(r.billno) + len(sendListID))
	for _, t := range [...]T{r.key, r.openid, r.billno, sendListID} {
		s.arena.open = append(s.arena.open, t...)
	}
	s.records = append(s.records, record{
		intentAt: r.intentAt, sendingAt: r.sendingAt, outcomeAt: r.outcomeAt, amount: r.amount, at: at,
		id: uint32(r.id), campaign: uint32(r.campaign), code: index(&s.words, r.code), text: index(&s.words, r.text),
		platform: index(&s.words, r.platformStatus), attempt: uint16(r.attempt), tries: uint16(min(r.tries, maxTries)),
		keyLen: uint16(len(r.key)), openidLen: uint8(len(r.openid)), billnoLen: uint8(len(r.billno)),
		sendListIDLen: uint8(len(sendListID)), flags: flags, status: r.status,
		version: uint8(r.version),
	})
	if r.nextTryAt|r.receivedAt|r.refundedAt|r.accepted != 0 {
		x := s.rareOf(len(s.records) - 1)
		x.nextTryAt, x.receivedAt, x.refundedAt, x.acceptedEvent = r.nextTryAt, r.receivedAt, r.refundedAt, r.accepted
	}
}

func (s *Snapshot) rareOf(i int) *rare {
	r := &s.records[i]
	if r.rare == 0 {
		s.rare = append(s.rare, rare{})
		r.rare = uint32(len(s.rare))
	}
	return &s.rare[r.rare-1]
}

// index makes the table of addresses.
func (s *Snapshot) index() {
	size := 8
	for size < len(s.records)*2 {
		size *= 2
	}
	s.table = make([]uint32, size)
	for i := range s.records {
		slot := s.slot(s.records[i].campaign, s.key(i))
		for s.table[slot] != 0 {
			slot = (slot + 1) & (len(s.table) - 1)
		}
		s.table[slot] = uint32(i + 1)
	}
}

// slot is where the search for an address begins.
func (s *Snapshot) slot(campaign uint32, key string) int {
	hash := maphash.String(s.seed, key) + uint64(campaign)*0x9e3779b97f4a7c15
	return int(hash & uint64(len(s.table)-1))
}

func (s *Snapshot) key(i int) string {
	r := &s.records[i]
	return s.arena.text(r.at, int(r.keyLen))
}

// Lookup finds the packet of an address.
func (s *Snapshot) Lookup(campaign, key string) (Packet, bool) {
	id, known := s.byName[campaign]
	if !known {
		return Packet{}, false
	}
	if i, found := s.search(uint32(id), key); found {
		return s.packet(i), true
	}
	return Packet{}, false
}

// search finds a record.
func (s *Snapshot) search(campaign uint32, key string) (i int, found bool) {
	s.seal.Do(s.index)
	for slot := s.slot(campaign, key); s.table[slot] != 0; slot = (slot + 1) & (len(s.table) - 1) {
		if i := int(s.table[slot] - 1); s.is(i, campaign, key) {
			return i, true
		}
	}
	return 0, false
}

// is reports whether a record is that of an address.
func (s *Snapshot) is(i int, campaign uint32, key string) bool {
	return s.records[i].campaign == campaign && s.key(i) == key
}

func (s *Snapshot) packet(i int) Packet {
	r := &s.records[i]
	texts := s.arena.text(r.at, int(r.keyLen)+int(r.openidLen)+int(r.billnoLen)+int(r.sendListIDLen))
	cut := func(n int) (head string) { head, texts = texts[:n], texts[n:]; return head }
	p := Packet{
		ID: int64(r.id), Campaign: s.campaigns[r.campaign-1].Name, Key: cut(int(r.keyLen)), OpenID: cut(int(r.openidLen)),
		BillNo: billno.BillNo(cut(int(r.billnoLen))), SendListID: cut(int(r.sendListIDLen)),
		Amount: money.Fen(r.amount), Attempt: int(r.attempt), Status: r.status, Tries: int(r.tries),
		Code: s.words.list[r.code], Text: s.words.list[r.text], PlatformStatus: s.words.list[r.platform],
		InFlight: r.flags&flagInFlight != 0, Doubt: r.flags&flagDoubt != 0,
		Version: billno.Version(r.version), Personal: r.flags&flagPersonal != 0, Named: r.flags&flagNamed != 0,
		NoOrder:  r.flags&flagNoOrder != 0,
		IntentAt: instant(r.intentAt), SendingAt: instant(r.sendingAt), OutcomeAt: instant(r.outcomeAt),
	}
	if r.rare != 0 {
		x := &s.rare[r.rare-1]
		p.NextTryAt, p.ReceivedAt, p.RefundedAt = instant(x.nextTryAt), instant(x.receivedAt), instant(x.refundedAt)
		p.Accepted = x.accepted
	}
	return p
}

// All yields every packet by campaign and key. The first call sorts.
func (s *Snapshot) All() iter.Seq[Packet] {
	return func(yield func(Packet) bool) {
		s.sort.Do(s.sortByAddress)
		for _, i := range s.sorted {
			if !yield(s.packet(int(i))) {
				return
			}
		}
	}
}

// ByID yields every packet in the order of the intents, without sorting.
func (s *Snapshot) ByID() iter.Seq[Packet] {
	return func(yield func(Packet) bool) {
		for i := range s.records {
			if !yield(s.packet(i)) {
				return
			}
		}
	}
}

// Of yields the packets of one campaign in the order of the intents.
func (s *Snapshot) Of(campaign string) iter.Seq[Packet] {
	return func(yield func(Packet) bool) {
		id, known := s.byName[campaign]
		for i := range s.records {
			if known && s.records[i].campaign == uint32(id) && !yield(s.packet(i)) {
				return
			}
		}
	}
}

// sortByAddress orders by campaign and key. Most keys differ in the eight bytes after what all of them share, so most
// comparisons are of two numbers.
func (s *Snapshot) sortByAddress() {
	type entry struct {
		prefix      uint64
		rank, index uint32
	}
	shared, rank := s.sharedPrefix(), s.campaignRanks()
	entries := make([]entry, len(s.records))
	for i := range s.records {
		var eight [8]byte
		copy(eight[:], s.key(i)[shared:])
		entries[i] = entry{binary.BigEndian.Uint64(eight[:]), rank[s.records[i].campaign-1], uint32(i)}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.prefix, b.prefix),
			strings.Compare(s.key(int(a.index)), s.key(int(b.index))))
	})
	s.sorted = make([]uint32, len(entries))
	for i, e := range entries {
		s.sorted[i] = e.index
	}
}

// sharedPrefix is how many bytes all keys begin with in common.
func (s *Snapshot) sharedPrefix() int {
	if len(s.records) == 0 {
		return 0
	}
	first := s.key(0)
	shared := len(first)
	for i := range s.records {
		key := s.key(i)
		shared = min(shared, len(key))
		for shared > 0 && key[:shared] != first[:shared] {
			shared--
		}
	}
	return shared
}

// campaignRanks is each campaign's place in the order of names.
func (s *Snapshot) campaignRanks() []uint32 {
	order := make([]int, len(s.campaigns))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(s.campaigns[a].Name, s.campaigns[b].Name) })
	rank := make([]uint32, len(order))
	for place, i := range order {
		rank[i] = uint32(place)
	}
	return rank
}

// Exists is false where there is no state file yet.
func (s *Snapshot) Exists() bool { return s.exists }

// Len is the number of packets.
func (s *Snapshot) Len() int { return len(s.records) }

// Lineage identifies the file for life; copies share it.
func (s *Snapshot) Lineage() string { return s.meta.lineage }

// Serial counts the transactions of the file.
func (s *Snapshot) Serial() int64 { return s.serial }

// MchID is the merchant whose packets these are.
func (s *Snapshot) MchID() string { return s.meta.mchID }

// AppID is the appid that the openids belong to.
func (s *Snapshot) AppID() string { return s.meta.appID }

// Endpoint is where the packets were sent to, "" where nobody has told yet.
func (s *Snapshot) Endpoint() string { return s.meta.endpoint }

// Sandbox reports whether the packets are play money.
func (s *Snapshot) Sandbox() bool { return s.meta.sandbox }

// Tool is the version of the redpack that wrote the file last.
func (s *Snapshot) Tool() string { return s.meta.tool }

// Campaign finds what is recorded of a campaign.
func (s *Snapshot) Campaign(name string) (CampaignRecord, bool) {
	id, known := s.byName[name]
	if !known {
		return CampaignRecord{}, false
	}
	return s.campaign(id), true
}

// Campaigns lists the campaigns in the order of their first use.
func (s *Snapshot) Campaigns() []CampaignRecord {
	var all []CampaignRecord
	for i := range s.campaigns {
		all = append(all, s.campaign(int64(i+1)))
	}
	return all
}

// RunOf is the last run of a plan, which may then only be resumed.
func (s *Snapshot) RunOf(planDigest string) (Run, bool) {
	for i := len(s.runs) - 1; i >= 0; i-- {
		if s.runs[i].PlanDigest == planDigest {
			return s.runs[i], true
		}
	}
	return Run{}, false
}

// Begun reports whether the state has seen a run or a packet. One that was only made has not.
func (s *Snapshot) Begun() bool { return s.Len() > 0 || len(s.Runs()) > 0 }

// Runs lists the runs, the first one first.
func (s *Snapshot) Runs() []Run { return slices.Clone(s.runs) }

// ByPacketID finds a packet by its ID, which counts from 1.
func (s *Snapshot) ByPacketID(id int64) (Packet, bool) {
	if id < 1 || id > int64(len(s.records)) || int64(s.records[id-1].id) != id {
		return Packet{}, false
	}
	return s.packet(int(id - 1)), true
}
