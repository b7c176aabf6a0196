package plan

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
)

// ReadSelectors reads an -only-file: one address a line, in UTF-8, with blank lines and lines that begin with # left out.
// A byte order mark and the line ends of Windows are taken for what they are. A file that names nobody is an error, because
// an empty list is more likely a mistake than a wish.
func ReadSelectors(filename string, src []byte) ([]Selector, hcl.Diagnostics) {
	text, err := filekind.Text(src)
	if err != nil {
		return nil, hcl.Diagnostics{mistake(lang.Both("File cannot be read", "文件无法读取"), lang.Format("%s: %s.", "%s：%s。", filename, err), nil)}
	}
	var found []Selector
	var diags hcl.Diagnostics
	offset := len(src) - len(text)
	number := 0
	for line := range bytes.Lines(text) {
		number++
		at := hcl.Range{
			Filename: filename,
			Start:    hcl.Pos{Line: number, Column: 1, Byte: offset},
			End:      hcl.Pos{Line: number, Column: 1 + utf8.RuneCount(line), Byte: offset + len(line)},
		}
		offset += len(line)
		text := strings.TrimSpace(string(line))
		switch {
		case text == "" || text[0] == '#':
		case !utf8.ValidString(text) || strings.IndexFunc(text, unicode.IsControl) >= 0:
			return nil, append(diags, mistake(lang.Both("Not a list of addresses", "不是地址列表"), lang.Both(
				"The line holds bytes that are not text in UTF-8. The file has one address on each line.", "这一行含有不是 UTF-8 文本的字节。文件应每行一个地址。"), at.Ptr()))
		default:
			found = append(found, Selector{Text: text, Range: at})
		}
	}
	if len(found) == 0 {
		at := hcl.Range{Filename: filename, Start: hcl.InitialPos, End: hcl.InitialPos}
		diags = append(diags, mistake(lang.Both("Nobody is selected", "没有选中任何人"), lang.Both(
			"The file names nobody. It has one address on each line. To plan everybody, leave the flag away.", "文件里没有任何地址。应每行一个地址。要为所有人生成计划，就不要用这个选项。"),
			at.Ptr()))
	}
	return found, diags
}
