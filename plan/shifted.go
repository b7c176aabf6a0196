package plan

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/money"
)

// changedHands is the one diagnostic for people who were paid under keys that belong to others now, as row numbers do
// once a row was added or removed. No moved block can say that: a key leads to one packet, and these have one each.
func changedHands(renames []rename) *hcl.Diagnostic {
	first := renames[0]
	now := "which the file gives to another person now"
	if !first.taken {
		now = "which the file no longer has, and " + first.to.address.Key + " has a failed packet of its own"
	}
	what := fmt.Sprintf("%s has the openid that was paid under the key %q, %s. Sending would pay one person twice.", first.to.address,
		first.from.Key, now)
	if len(renames) > 1 {
		what = fmt.Sprintf("%s recipients have openids that were paid under keys which have changed hands. Sending would pay these people "+
			"twice:\n\n%s\n\n", money.Count(len(renames)), pairs(renames))
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: "Paid under another key", Subject: first.to.at.Ptr(),
		Detail: fmt.Sprintf("%s This happens where keys are row numbers and a row was added or removed. Put the old keys back, each to the "+
			"person who was paid under it, and give new keys to new people; keys that stay with a person, such as the openid or a staff "+
			"number, cannot shift.\n\nIf it is a second packet on purpose, give the old key back to its person and keep the new one "+
			"beside it, for every reviewer to see, with\n\n  allow_repeat_openid = true\n\nTo go on without the new key:\n\n  redpack apply %s",
			strings.TrimRight(what, " "), ShellWord("-exclude="+first.to.address.String())),
	}
}

// pairs lists who was paid under which key.
func pairs(renames []rename) string {
	var lines []string
	for _, r := range renames[:min(len(renames), shownRenames)] {
		lines = append(lines, fmt.Sprintf("  %s was paid as %s", r.to.address, r.from))
	}
	if more := len(renames) - shownRenames; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %s more", money.Count(more)))
	}
	return strings.Join(lines, "\n")
}
