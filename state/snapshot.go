package state

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"iter"
	"math/bits"
	"slices"
	"sort"
	"strings"
	"sync"
)

// Snapshot is an immutable picture of the state at one serial, made for looking up a million packets: about 130 bytes a
// packet. It is safe for concurrent use. Its packets carry no Request. Its methods are many because each is one question that plan,
// apply or a view has about the state; none changes it, but for the two tables that the first search and the first sort make.
type Snapshot struct {
	exists    bool
	serial    int64
	schema    int // of the file it was read from
	meta      meta
	campaigns []CampaignRecord // as they stand in the file, by ID, which counts from 1
	byName    map[string]int64
	runs      []Run

	packets  packed
	accepted map[int]Acceptance // by index into packets

	// Of a state that serves several projects, these are not in packets: what others sent since a time, which counts for the merchant's days,
	// and how many packets others have at all.
	project   string
	others    packed
	since     int64
	elsewhere int64

	indexed sync.Once
	table   []uint32 // open addressing over the addresses: index into packets + 1; made by the first search
	seed    maphash.Seed

	sorting sync.Once
	sorted  []uint32
}

// EmptySnapshot is the picture where no state file exists yet.
func EmptySnapshot() *Snapshot { return newSnapshot() }

func newSnapshot() *Snapshot {
	return &Snapshot{byName: map[string]int64{}, accepted: map[int]Acceptance{}, seed: maphash.MakeSeed()}
}

// NewSnapshot makes a picture of the given packets, for tests of what reads one. Packets without an ID are numbered in
// their order. Campaigns may be told with their series; those that are not come of the packets.
func NewSnapshot(packets []Packet, campaigns ...CampaignRecord) *Snapshot {
	s := newSnapshot()
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
		r.addTo(&s.packets)
		if p.Accepted != (Acceptance{}) {
			s.accepted[i] = p.Accepted
		}
	}
	s.packets.finish()
	return s
}

// InProject makes it the picture of a project, for tests of what reads one.
func (s *Snapshot) InProject(name string) *Snapshot {
	s.project = name
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
	s.campaigns = append(s.campaigns, c)
	s.byName[c.Name] = c.ID
}

// index makes the table of addresses, two thirds full.
func (s *Snapshot) index() {
	s.table = make([]uint32, s.Len()+s.Len()/2+1)
	for i := range s.Len() {
		campaign, key := s.packets.address(i)
		slot := s.slot(campaign, key)
		for s.table[slot] != 0 {
			slot = s.after(slot)
		}
		s.table[slot] = uint32(i + 1)
	}
}

// slot is where the search for an address begins.
func (s *Snapshot) slot(campaign int64, key string) int {
	hash := maphash.String(s.seed, key) + uint64(campaign)*0x9e3779b97f4a7c15
	high, _ := bits.Mul64(hash, uint64(len(s.table)))
	return int(high)
}

func (s *Snapshot) after(slot int) int {
	if slot++; slot < len(s.table) {
		return slot
	}
	return 0
}

// Lookup finds the packet of an address.
func (s *Snapshot) Lookup(campaign, key string) (Packet, bool) {
	id, known := s.byName[campaign]
	if !known {
		return Packet{}, false
	}
	if i, found := s.search(id, key); found {
		return s.packet(i), true
	}
	return Packet{}, false
}

// search finds the index of an address.
func (s *Snapshot) search(campaign int64, key string) (i int, found bool) {
	s.indexed.Do(s.index)
	for slot := s.slot(campaign, key); s.table[slot] != 0; slot = s.after(slot) {
		if i := int(s.table[slot] - 1); s.is(i, campaign, key) {
			return i, true
		}
	}
	return 0, false
}

// is reports whether a packet is that of an address.
func (s *Snapshot) is(i int, campaign int64, key string) bool {
	its, name := s.packets.address(i)
	return its == campaign && name == key
}

func (s *Snapshot) key(i int) string {
	_, key := s.packets.address(i)
	return key
}

func (s *Snapshot) packet(i int) (p Packet) {
	s.fill(&p, i)
	return p
}

// fill makes a packet that of an index.
func (s *Snapshot) fill(p *Packet, i int) {
	var r row[string]
	s.packets.row(i, &r)
	*p = r.packet()
	p.Campaign = s.campaigns[r.campaign-1].Name
	if len(s.accepted) > 0 {
		p.Accepted = s.accepted[i]
	}
}

// All yields every packet by campaign and key. The first call sorts.
func (s *Snapshot) All() iter.Seq[Packet] {
	return func(yield func(Packet) bool) {
		s.sorting.Do(s.sortByAddress)
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
		for i := range s.Len() {
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
		if !known {
			return
		}
		for i := range s.Len() {
			if campaign, _ := s.packets.address(i); campaign == id && !yield(s.packet(i)) {
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
	entries := make([]entry, s.Len())
	for i := range entries {
		campaign, key := s.packets.address(i)
		var eight [8]byte
		copy(eight[:], key[shared:])
		entries[i] = entry{binary.BigEndian.Uint64(eight[:]), rank[campaign-1], uint32(i)}
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
	if s.Len() == 0 {
		return 0
	}
	first := s.key(0)
	shared := len(first)
	for i := range s.Len() {
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
func (s *Snapshot) Len() int { return s.packets.len() }

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

// Campaign finds what is recorded of a campaign, be it another project's.
func (s *Snapshot) Campaign(name string) (CampaignRecord, bool) {
	id, known := s.byName[name]
	if !known {
		return CampaignRecord{}, false
	}
	return s.campaign(id), true
}

// Campaigns lists the campaigns in the order of their first use, but for those of other projects.
func (s *Snapshot) Campaigns() []CampaignRecord {
	var all []CampaignRecord
	for i := range s.campaigns {
		if c := s.campaign(int64(i + 1)); s.owns(&c) {
			all = append(all, c)
		}
	}
	return all
}

// owns tells whether a campaign is the project's, or nobody's yet.
func (s *Snapshot) owns(c *CampaignRecord) bool {
	return s.project == "" || c.Project == s.project || c.Project == ""
}

// Project is the one that the picture is of, "" for a state that serves no more than one.
func (s *Snapshot) Project() string { return s.project }

// Elsewhere is how many packets of other projects there are beside these.
func (s *Snapshot) Elsewhere() int { return int(s.elsewhere) }

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
	i := sort.Search(s.Len(), func(i int) bool { return s.packets.id(i) >= id })
	if i == s.Len() || s.packets.id(i) != id {
		return Packet{}, false
	}
	return s.packet(i), true
}
