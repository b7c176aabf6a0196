// Package linefile reads the small files that redpack keeps in git beside the campaigns, one fact a line: redpack.sum and
// redpack.numbers. It knows lines, comments and what git leaves of a merge that failed; what a line means, its caller knows.
package linefile

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
)

// faultsMax is how many lines that cannot be read are named; with more it is something else under this name.
const faultsMax = 20

// Kind is how one kind of file is read.
type Kind struct {
	Name     string    // that diagnostics point at
	Conflict lang.Text // what a person does about a merge that git could not decide
	// Line takes one line, without its end, and gives what is wrong with it; nil: nothing.
	Line func(line string, at hcl.Range) *hcl.Diagnostic
}

// Read gives every line that is neither empty nor a comment to k.Line. What is wrong points at its lines; with errors the content
// must not be used. A mark and the line ends of Windows are accepted, because git or an editor may have made them.
func (k Kind) Read(src []byte) (diags hcl.Diagnostics) {
	text, err := filekind.Text(src)
	if err != nil {
		return hcl.Diagnostics{diag.New(hcl.DiagError, lang.Both("File cannot be read", "文件无法读取"), lang.Format("%s: %s.", "%s：%s。", k.Name, err))}
	}
	at := len(src) - len(text)
	for i, line := range strings.Split(string(text), "\n") {
		r := lineRange(k.Name, i+1, at, line)
		at += len(line) + 1
		line = strings.TrimSuffix(line, "\r")
		switch {
		case line == "" || line[0] == '#':
		case isConflictMarker(line):
			return hcl.Diagnostics{Fault(lang.Format("Merge conflict in %s", "%s 有合并冲突", k.Name), r, k.Conflict)}
		case len(diags) > faultsMax:
		default:
			if fault := k.Line(line, r); fault != nil {
				diags = append(diags, fault)
			}
		}
	}
	return diags
}

// Write is a file of these lines below its first one, which never changes, so that it is never part of a conflict.
func Write(header string, lines []string) []byte {
	return []byte(header + "\n" + strings.Join(append(lines, ""), "\n"))
}

// Fields gives what stands behind the prefixes of a line whose parts have two spaces between them; ok is false for any other line.
func Fields(line string, prefixes ...string) (values []string, ok bool) {
	fields := strings.Split(line, "  ")
	if len(fields) != len(prefixes) {
		return nil, false
	}
	for i, prefix := range prefixes {
		value, found := strings.CutPrefix(fields[i], prefix)
		if !found {
			return nil, false
		}
		values = append(values, value)
	}
	return values, true
}

// IsWord tells whether a text is one word that can be printed, as names in these files are. It is looser than the language, which
// these files do not define.
func IsWord(text string) bool {
	return text != "" && utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) || r == ' ' })
}

// Fault is an error that points at a line.
func Fault(summary lang.Text, r hcl.Range, detail lang.Text) *hcl.Diagnostic {
	d := diag.New(hcl.DiagError, summary, detail)
	d.Subject = &r
	return d
}

// Unreadable is the summary of a line of a file that nobody understands.
func Unreadable(name string) lang.Text {
	return lang.Format("Unreadable line in %s", "%s 中有读不懂的行", name)
}

// isConflictMarker recognises what git writes between two versions that it could not merge.
func isConflictMarker(line string) bool {
	for _, marker := range []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"} {
		if line == marker || strings.HasPrefix(line, marker+" ") {
			return true
		}
	}
	return false
}

// lineRange is a whole line of a file.
func lineRange(file string, number, offset int, line string) hcl.Range {
	line = strings.TrimSuffix(line, "\r")
	return hcl.Range{
		Filename: file,
		Start:    hcl.Pos{Line: number, Column: 1, Byte: offset},
		End:      hcl.Pos{Line: number, Column: min(utf8.RuneCountInString(line), math.MaxInt32) + 1, Byte: offset + len(line)},
	}
}
