package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

// changedHands is the one diagnostic for people with packets under keys that belong to others now, as row numbers do once a
// row was added or removed, or who have a packet of their own under the key that they have now, as one has that came back.
// No moved block can say that: a key leads to one packet, and these have one each.
func changedHands(c *hclspec.Campaign, renames []rename) *hcl.Diagnostic {
	first := renames[0]
	now := "which the file gives to another person now"
	if !first.bound.taken {
		now = "which the file no longer has, and " + first.to.address.Key + " has a packet of its own"
	}
	what := fmt.Sprintf("%s has the openid %s under the key %q, %s. %s", first.to.address, first.bound.fact(), first.from.Key, now, danger(renames))
	if len(renames) > 1 {
		what = fmt.Sprintf("%s recipients have openids %s under keys which have changed hands or are gone. %s\n\n%s",
			money.Count(len(renames)), facts(renames), danger(renames), pairs(renames))
	}
	cause := ""
	if slices.ContainsFunc(renames, func(r rename) bool { return r.bound.taken }) {
		cause = " This happens where keys are row numbers and a row was added or removed; keys that stay with a person, such as the openid " +
			"or a staff number, cannot shift."
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: headline(renames) + " under another key", Subject: first.to.at.Ptr(),
		Detail: fmt.Sprintf("%s\n\nPut the old keys back, each to its own person and in place of the one that this person has now, and give "+
			"new keys to new people.%s\n\n%s%s", what, cause, both(c, renames), without(renames)),
	}
}

// both says how two packets for one person are said to be meant. There is no way while the one under the new key is open,
// unless the campaign allows two from the start.
func both(c *hclspec.Campaign, renames []rename) string {
	switch {
	case c.AllowRepeatOpenID:
		return "If both packets are meant, give the old key back to its person and keep the new one beside it.\n\n"
	case slices.ContainsFunc(renames, func(r rename) bool { return r.to.open }):
		return ""
	default:
		return elsewhere(c, renames) + "\n\n"
	}
}

// pairs lists who has a packet under which key.
func pairs(renames []rename) string {
	var lines []string
	for _, r := range renames[:min(len(renames), shownRenames)] {
		lines = append(lines, fmt.Sprintf("  %s is %s, %s", r.to.address, r.from, r.bound.Status))
	}
	if more := len(renames) - shownRenames; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %s more", money.Count(more)))
	}
	return strings.Join(lines, "\n")
}
