package hclspec

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/module"

	"github.com/cashredpack/redpack/internal/lang"
)

// version is major, minor and patch.
type version [3]int

// programVersion reads the version of a program. One that leads to a release, such as 1.3.0-rc.1 or 1.3.0-dev, counts as that release, because what is new
// in it is there. What the go command calls a build after a release (1.2.4-0.20261126100000-54a91027043e is one after 1.2.3) leads to none: it is later
// than the release, and before the next.
func programVersion(text string) (v version, later, ok bool) {
	if full := "v" + strings.TrimPrefix(text, "v"); module.IsPseudoVersion(full) {
		base, err := module.PseudoVersionBase(full)
		if err != nil {
			return v, false, false
		}
		if base == "" { // after no release at all
			base = "v0.0.0"
		}
		text, later = base, true
	}
	v, _, ok = parseVersion(text)
	return v, later, ok
}

// parseVersion reads "1", "1.2" or "v1.2.3"; what follows a - or + is not compared. parts is how many were written.
func parseVersion(text string) (v version, parts int, ok bool) {
	text = strings.TrimPrefix(text, "v")
	if i := strings.IndexAny(text, "-+"); i >= 0 {
		text = text[:i]
	}
	fields := strings.Split(text, ".")
	if len(fields) > len(v) {
		return v, 0, false
	}
	for i, field := range fields {
		n, err := strconv.ParseUint(field, 10, 16)
		if err != nil {
			return v, 0, false
		}
		v[i] = int(n)
	}
	return v, len(fields), true
}

// satisfies tells whether a version meets constraints such as ">= 1.0, < 2.0" or "~> 1.2"; ok is false where they cannot
// be read. later is a version right after v.
func (v version) satisfies(constraints string, later bool) (met, ok bool) {
	met = true
	for _, c := range strings.Split(constraints, ",") {
		c = strings.TrimSpace(c)
		operator := c[:len(c)-len(strings.TrimLeft(c, "<>=!~"))]
		bound, parts, readable := parseVersion(strings.TrimSpace(c[len(operator):]))
		if !readable {
			return false, false
		}
		holds, known := v.holds(operator, bound, parts, later)
		if !known {
			return false, false
		}
		met = met && holds
	}
	return met, true
}

func (v version) holds(operator string, bound version, parts int, later bool) (holds, known bool) {
	c := slices.Compare(v[:], bound[:])
	if c == 0 && later {
		c = 1
	}
	switch operator {
	case "", "=":
		return c == 0, true
	case "!=":
		return c != 0, true
	case ">":
		return c > 0, true
	case ">=":
		return c >= 0, true
	case "<":
		return c < 0, true
	case "<=":
		return c <= 0, true
	case "~>":
		// The last part that was written may grow, the ones before it may not.
		for i := range max(1, parts-1) {
			if v[i] != bound[i] {
				return false, true
			}
		}
		return c >= 0, true
	}
	return false, false
}

func decodeRequiredVersion(f *frame) {
	constraints := f.text("required_version")
	if constraints == "" {
		return
	}
	program := f.l.opts.Version
	own, later, known := programVersion(program)
	met, ok := own.satisfies(constraints, later)
	switch {
	case !ok:
		f.l.report(wrong(lang.Both("Invalid version constraint", "版本约束无效"), f.at("required_version"),
			lang.Format(`%q is no list of constraints such as ">= 1.0, < 2.0".`,
				`%q 不是版本约束列表，例如 ">= 1.0, < 2.0"。`, constraints)))
	case known && program != "" && !met:
		f.l.report(wrong(lang.Both("Program version refused", "程序版本不符"), f.at("required_version"),
			lang.Format("This project asks for redpack %s, and this is redpack %s. Another version may read the files differently, so nothing is done. Install one that fits.",
				"本项目要求 redpack %s，而现在是 redpack %s。版本不同，对文件的理解可能不同，所以什么都没做。安装符合要求的版本。", constraints, program)))
	}
}
