package hclspec

// Venue is where the money of a merchant moves: at WeChat Pay, in the built-in simulator, or at another server, which is a rehearsal.
type Venue struct {
	Sandbox   bool
	Rehearsal string // the server, see Merchant.Rehearsal; "" where it is none
}

// Venue is the merchant's.
func (m *Merchant) Venue() Venue { return Venue{m.Sandbox, m.Rehearsal()} }

// CommonVenue is the one of several merchants; where they differ, or there is none, real money is thought of.
func CommonVenue(all []Venue) (v Venue) {
	for i, each := range all {
		if i == 0 {
			v = each
		}
		if each != v {
			return Venue{}
		}
	}
	return v
}
