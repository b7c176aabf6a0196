package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

// The parts that diagnostics about people who stand under another address share. What they say is done by pasting it.

// fact is what became of a packet, behind "the openid".
func (p binding) fact() lang.Text {
	switch {
	case p.Status.Paid():
		return lang.Both("that was paid", "已发")
	case p.InDoubt():
		return lang.Both("that may have been paid", "可能已发")
	default:
		return lang.Both("of a packet that may still be paid", "有红包可能还会发出")
	}
}

// facts is what became of many packets, behind "openids".
func facts(renames []rename) lang.Text {
	if allPaid(renames) {
		return lang.Both("that were paid", "已发")
	}
	return lang.Both("that were paid, or may still be,", "已发或可能还会发出")
}

// headline is a summary: what became of the packets, and where.
func headline(renames []rename, where lang.Text) lang.Text {
	if slices.ContainsFunc(renames, func(r rename) bool { return r.bound.MayHavePaid() }) {
		return lang.Format("Paid %s", "%s已发过", where)
	}
	return lang.Format("Open %s", "%s还有未了结的红包", where)
}

// danger is what sending would do.
func danger(renames []rename) lang.Text {
	would, whom := lang.Both("would", "会"), lang.Both("one person", "同一个人")
	if !allPaid(renames) {
		would = lang.Both("could", "可能会")
	}
	if len(renames) > 1 {
		whom = lang.Both("these people", "这些人")
	}
	return lang.Format("Sending %s pay %s twice.", "发放%s给%s发两次。", would, whom)
}

func allPaid(renames []rename) bool {
	return !slices.ContainsFunc(renames, func(r rename) bool { return !r.bound.Status.Paid() })
}

// second says how a second packet on purpose is said. A decision about what was paid is recorded; nobody decides about an
// order that is open or in doubt.
func second(c *hclspec.Campaign, renames []rename) lang.Text {
	switch {
	case !allPaid(renames):
		return elsewhere(c, renames)
	case c.AllowRepeatOpenID:
		return paragraphs(lang.Both("If it is a second packet on purpose, keep the old key in the file beside the new one, or record that decision:",
			"如果是有意再发一个，在文件里把旧键留在新键旁边，或者记录这个决定："), accepting(renames))
	default:
		return paragraphs(onPurpose, accepting(renames))
	}
}

var onPurpose = lang.Both("If it is a second packet on purpose, record that decision:", "如果是有意再发一个，记录这个决定：")

// elsewhere says where another packet for the same people belongs, and that there is none while the first is open (WeChat
// Pay: no new number while the old order may be open).
func elsewhere(c *hclspec.Campaign, renames []rename) lang.Text {
	when := lang.Both("goes", "")
	if !allPaid(renames) {
		when = waiting.Then(lang.Both(" and then goes", "再"))
	}
	return lang.Format("A second packet on purpose %s into a campaign of its own, which says so for every reviewer to see:\n\n  repeats = [%s]",
		"有意再发一个，%s放到单独的活动里，并写明，让审阅的人都看得到：\n\n  repeats = [%s]", when, literal(c.Name))
}

var waiting = lang.Both("has to wait until the first one is paid,", "要等第一个发完，")

// accepting writes a command for each of the packets that were paid.
func accepting(renames []rename) lang.Text {
	var lines []string
	for _, r := range renames[:min(len(renames), shownRenames)] {
		lines = append(lines, fmt.Sprintf("  redpack state accept %s -reason=…", words.ShellWord(r.from.String()))) // for programs
	}
	text := lang.Same(strings.Join(lines, "\n"))
	if more := len(renames) - shownRenames; more > 0 {
		text = text.Then(lang.Format("\n  and one for each of %s more", "\n  其余 %s 个也各写一条", money.Count(more)))
	}
	return text
}

// without says how to leave all of them out.
func without(renames []rename) lang.Text {
	command := ""
	for _, r := range renames[:min(len(renames), shownRenames)] {
		command += " " + words.ShellWord("-exclude="+r.to.address.String())
	}
	text := lang.Format("To send to the others meanwhile:\n\n  redpack apply%s", "其他人可以先发：\n\n  redpack apply%s", command)
	if more := len(renames) - shownRenames; more > 0 {
		text = text.Then(lang.Format("\n\nand an -exclude for each of %s more", "\n\n其余 %s 个也各加一个 -exclude", money.Count(more)))
	}
	return text
}
