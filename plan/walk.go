package plan

import (
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// Walk yields every recipient of a campaign with what the state knows of it, in the order of the file, and then the orphans: what a
// plan made for this instant would call them, whether or not anything may be sent. A report tells of them also where a plan is
// refused, because a person stands at two addresses or a window is over. The packets are only lent, one at a time, and not always in
// the goroutine that called. With an error among the diagnostics not everybody was yielded, and no sum over them may be believed.
func Walk(c *hclspec.Campaign, snapshot *state.Snapshot, at time.Time, each func(*Packet)) hcl.Diagnostics {
	diags := Foreign(c, snapshot)
	if diags.HasErrors() {
		return diags
	}
	opts := Options{At: at}.of(c, snapshot)
	ledger := NewLedger(c, snapshot)
	var packet Packet
	var twice error
	compare := relay{meet: func(r *hclspec.Recipient) bool {
		packet = Packet{Action: Send, Recipient: *r}
		if ledger.find(r.Key, &packet.Recorded) {
			if !ledger.claim(packet.Recorded.ID) {
				twice = claimedTwice(&packet.Recorded, r)
				return false
			}
			packet.recall(opts)
		}
		each(&packet)
		return true
	}}
	_, read := ledger.Read(compare.take)
	compare.finish()
	if diags = append(diags, read...); twice != nil {
		return append(diags, Uncountable(c, twice))
	}
	for _, recorded := range ledger.unclaimed() {
		each(&Packet{Action: Orphan, Recorded: recorded})
	}
	return diags
}

// claimedTwice says that one packet would count for two recipients.
func claimedTwice(recorded *state.Packet, second *hclspec.Recipient) error {
	return lang.Errorf("%s/%s is recorded once and would count for two recipients, the second is %q: a moved block leads to it "+
		"while its old key is still in the file", "%s/%s 只记录了一次，却会算在两位领取人头上，第二位是 %q：有 moved 块指向它，而它的旧键还在文件里",
		recorded.Campaign, recorded.Key, second.Key)
}
