package state

// Finder looks up the recipients of one campaign one after the other. Most were recorded in the order in which they stand in
// the file, so the packet after the last one found is looked at first, and a whole list costs hardly a search. It finds
// what Snapshot.Lookup finds. It is not safe for concurrent use.
type Finder struct {
	snapshot *Snapshot
	campaign int64
	known    bool // the state has the campaign
	next     int
}

// Finder makes a finder for a campaign.
func (s *Snapshot) Finder(campaign string) *Finder {
	id, known := s.byName[campaign]
	return &Finder{snapshot: s, campaign: id, known: known}
}

// Lookup finds the packet of a key.
func (f *Finder) Lookup(key string) (p Packet, found bool) {
	found = f.Find(key, &p)
	return p, found
}

// Find is Lookup into a packet, which it leaves as it is where none is found.
func (f *Finder) Find(key string, into *Packet) (found bool) {
	if !f.known {
		return false
	}
	s, i := f.snapshot, f.next
	if i >= s.Len() || !s.is(i, f.campaign, key) {
		if i, found = s.search(f.campaign, key); !found {
			return false
		}
	}
	f.next = i + 1
	s.fill(into, i)
	return true
}
