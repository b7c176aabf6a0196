package listsum

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan/internal/linefile"
)

// FileName is the name of the file, beside the campaigns, that says in one line what each list of recipients holds. Lists
// are personal data and often stay out of git; this file names nobody and belongs into it. So a changed list is a line to
// review, with head-count and money, and two people who changed the same list get a merge conflict.
const FileName = "redpack.sum"

// MaxBytes is what the file may have: some thousand lines.
const MaxBytes = 1 << 20

// sumHeader is the first line of the file. It never changes, so that it is never part of a conflict.
const sumHeader = "# What each list of recipients holds. Written by `redpack plan -write-sum`; belongs into git, it names nobody." // for programs

// ListSum is what one campaign reads from one CSV. Rows and Amount are of the recipients it yields, whether they were sent
// or not.
type ListSum struct {
	Path     string // relative to the project's folder
	Campaign string
	SHA256   string // of the file's bytes, in hex
	Rows     int
	Amount   money.Fen
	Pot      bool      // the amounts are shares of a pot and depend on what was sent, so Amount is not kept
	Range    hcl.Range // its line in the file, or the block that names the list
}

// same reports whether both say the same of the same list.
func (l ListSum) same(other ListSum) bool {
	l.Range, other.Range = hcl.Range{}, hcl.Range{}
	return l == other
}

// line is the list as the file says it.
func (l ListSum) line() string {
	amount := l.Amount.Yuan()
	if l.Pot {
		amount = "-"
	}
	return fmt.Sprintf("%s  sha256:%s  rows %d  sum %s  campaign %s", quotedPath(l.Path), l.SHA256, l.Rows, amount, l.Campaign)
}

// quotedPath writes a path as it is, or quoted where it could be taken for something else.
func quotedPath(path string) string {
	odd := path == "" || strings.Contains(path, "  ") || strings.TrimSpace(path) != path || strings.ContainsRune(`"#<>=|`, rune(path[0])) ||
		!utf8.ValidString(path) || strings.ContainsFunc(path, func(r rune) bool { return !unicode.IsPrint(r) })
	if odd {
		return strconv.Quote(path)
	}
	return path
}

// Sum is the content of redpack.sum: one entry for each list of each campaign, by path and then by campaign.
type Sum []ListSum

// Format writes the file. Equal contents give equal bytes, on every machine.
func (s Sum) Format() []byte {
	sorted := slices.SortedFunc(slices.Values(s), bySumOrder)
	lines := make([]string, 0, len(s))
	for _, list := range sorted {
		lines = append(lines, list.line())
	}
	return linefile.Write(sumHeader, lines)
}

func bySumOrder(a, b ListSum) int {
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Campaign, b.Campaign))
}

// Find gives what is said of one list of one campaign.
func (s Sum) Find(path, campaign string) (ListSum, bool) {
	i := slices.IndexFunc(s, func(l ListSum) bool { return l.Path == path && l.Campaign == campaign })
	if i < 0 {
		return ListSum{}, false
	}
	return s[i], true
}

// Parse reads the file. What is wrong points at its lines under the name SumFile; with errors the content must not be
// used.
func Parse(src []byte) (sum Sum, diags hcl.Diagnostics) {
	file := linefile.Kind{Name: FileName, Conflict: lang.Both("Two people changed the same list, and git could not decide. Merge the list itself "+
		"first; then `redpack plan -write-sum` writes the line of the merged list, and the commit shows its head-count and money.",
		"两个人改了同一份名单，git 无法决定。先合并名单本身，再用 `redpack plan -write-sum` 写出合并后名单的那一行，提交里就看得到人数和金额。")}
	file.Line = func(line string, r hcl.Range) *hcl.Diagnostic {
		list, ok := parseListSum(line)
		if !ok {
			return linefile.Fault(linefile.Unreadable(FileName), r, lang.Both("A line says: path, sha256:…, rows, sum and campaign, two spaces "+
				"between them. The file is not written by hand: `redpack plan -write-sum` writes it anew.",
				"一行的内容是：路径、sha256:…、rows、sum 和 campaign，之间隔两个空格。这个文件不用手写：`redpack plan -write-sum` 会重新生成。"))
		}
		if other, twice := sum.Find(list.Path, list.Campaign); twice {
			return linefile.Fault(lang.Format("List named twice in %s", "%s 中同一名单出现两次", FileName), r, lang.Format(
				"Line %d says something of %s in campaign %s already, and both cannot hold. `redpack plan -write-sum` writes the file anew.",
				"第 %d 行已记录了 %s 在活动 %s 中的内容，两行不能都成立。`redpack plan -write-sum` 会重新生成这个文件。", other.Range.Start.Line, list.Path, list.Campaign))
		}
		list.Range = r
		sum = append(sum, list)
		return nil
	}
	diags = file.Read(src)
	return sum, diags
}

// parseListSum reads one line. Only what line would write is accepted, so that two files with the same meaning are the
// same bytes.
func parseListSum(line string) (list ListSum, ok bool) {
	path, rest, _ := strings.Cut(line, "  ")
	if quoted, err := strconv.QuotedPrefix(line); err == nil && line[0] == '"' {
		if path, err = strconv.Unquote(quoted); err != nil {
			return list, false
		}
		rest = strings.TrimPrefix(line[len(quoted):], "  ")
	}
	values, ok := linefile.Fields(rest, "sha256:", "rows ", "sum ", "campaign ")
	if !ok {
		return list, false
	}
	rows, err := strconv.Atoi(values[1])
	if err != nil || rows < 0 || !isSHA256(values[0]) || !linefile.IsWord(values[3]) {
		return list, false
	}
	list = ListSum{Path: path, SHA256: values[0], Rows: rows, Pot: values[2] == "-", Campaign: values[3]}
	if !list.Pot {
		if list.Amount, err = money.ParseYuan(values[2]); err != nil {
			return list, false
		}
	}
	return list, list.line() == line
}

func isSHA256(text string) bool {
	const digits = 64
	return len(text) == digits && strings.Trim(text, "0123456789abcdef") == ""
}
