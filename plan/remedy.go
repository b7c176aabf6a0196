package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

// The parts that diagnostics about people who stand under another address share. What they say is done by pasting it.

// fact is what became of a packet, behind "the openid".
func (p binding) fact() string {
	switch {
	case p.Status.Paid():
		return "that was paid"
	case p.InDoubt():
		return "that may have been paid"
	default:
		return "of a packet that may still be paid"
	}
}

// facts is what became of many packets, behind "openids".
func facts(renames []rename) string {
	if allPaid(renames) {
		return "that were paid"
	}
	return "that were paid, or may still be,"
}

// headline is the first word of a summary.
func headline(renames []rename) string {
	if slices.ContainsFunc(renames, func(r rename) bool { return r.bound.MayHavePaid() }) {
		return "Paid"
	}
	return "Open"
}

// danger is what sending would do.
func danger(renames []rename) string {
	would, whom := "would", "one person"
	if !allPaid(renames) {
		would = "could"
	}
	if len(renames) > 1 {
		whom = "these people"
	}
	return fmt.Sprintf("Sending %s pay %s twice.", would, whom)
}

func allPaid(renames []rename) bool {
	return !slices.ContainsFunc(renames, func(r rename) bool { return !r.bound.Status.Paid() })
}

// second says how a second packet on purpose is said. A decision about what was paid is recorded; nobody decides about an
// order that is open or in doubt.
func second(c *hclspec.Campaign, renames []rename) string {
	switch {
	case !allPaid(renames):
		return elsewhere(c, renames)
	case c.AllowRepeatOpenID:
		return "If it is a second packet on purpose, keep the old key in the file beside the new one, or record that decision:\n\n" +
			accepting(renames)
	default:
		return "If it is a second packet on purpose, record that decision:\n\n" + accepting(renames)
	}
}

// elsewhere says where another packet for the same people belongs, and that there is none while the first is open (WeChat
// Pay: no new number while the old order may be open).
func elsewhere(c *hclspec.Campaign, renames []rename) string {
	when := "goes"
	if !allPaid(renames) {
		when = waiting + " and then goes"
	}
	return fmt.Sprintf("A second packet on purpose %s into a campaign of its own, which says so for every reviewer to see:\n\n  repeats = [%s]",
		when, literal(c.Name))
}

const waiting = "has to wait until the first one is paid,"

// accepting writes a command for each of the packets that were paid.
func accepting(renames []rename) string {
	var lines []string
	for _, r := range renames[:min(len(renames), shownRenames)] {
		lines = append(lines, fmt.Sprintf("  redpack state accept %s -reason=…", words.ShellWord(r.from.String())))
	}
	if more := len(renames) - shownRenames; more > 0 {
		lines = append(lines, fmt.Sprintf("  and one for each of %s more", money.Count(more)))
	}
	return strings.Join(lines, "\n")
}

// without says how to leave all of them out.
func without(renames []rename) string {
	command := "To send to the others meanwhile:\n\n  redpack apply"
	for _, r := range renames[:min(len(renames), shownRenames)] {
		command += " " + words.ShellWord("-exclude="+r.to.address.String())
	}
	if more := len(renames) - shownRenames; more > 0 {
		command += fmt.Sprintf("\n\nand an -exclude for each of %s more", money.Count(more))
	}
	return command
}
