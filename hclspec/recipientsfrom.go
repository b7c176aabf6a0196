package hclspec

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/hclspec/internal/xlsxrow"
	"github.com/cashredpack/redpack/internal/lang"
)

// The kinds of lists that recipients_from reads.
const (
	formCSV  = "csv"
	formXLSX = "xlsx"
)

var (
	forms      = []string{formCSV, formXLSX}
	delimiters = []string{",", "\t", ";"}
)

// decodeFile reads a recipients_from block and binds it to its list.
func (d *campaignDecoder) decodeFile(block *hclsyntax.Block) {
	l, c := d.l, d.campaign
	if !l.labels(block, 1) {
		return
	}
	if !slices.Contains(forms, block.Labels[0]) {
		l.report(wrong(lang.Both("Unknown source", "未知来源"), block.LabelRanges[0],
			lang.Format(`Recipients can be read from "csv" or "xlsx", not from %q.`,
				`领取人可以从 "csv" 或 "xlsx" 读取，不能从 %q 读取。`, block.Labels[0])))
		return
	}
	f := l.frame(block.Body, "recipients_from", "")
	f.scope = d.scope
	f.require(lang.Both("It names the file, relative to this folder.",
		"它写文件名，相对于本文件夹。"), "path")
	f.require(lang.Both("It says which column holds the openid, such as row.openid.",
		"它说明哪一列是 openid，例如 row.openid。"), "openid")
	f.require(lang.Both("It says which column holds the amount, such as row.amount.",
		"它说明哪一列是金额，例如 row.amount。"), "amount")
	for _, name := range []string{"wishing", "remark"} {
		if !d.has(name) {
			f.require(lang.Format(`The platform demands one: write it for everybody in the campaign, %s = "…", or for each row here.`,
				`平台必填：在活动中为所有人写 %s = "…"，或在这里逐行写。`, name), name)
		}
	}
	feed := &listFeed{campaign: c, block: block.DefRange()}
	feed.form = block.Labels[0]
	name := f.text("path")
	feed.pathAt = f.at("path")
	feed.headerRow = f.count("header_row", 0)
	feed.headerAt = f.at("header_row")
	if feed.form == formXLSX {
		feed.decodeWorkbook(f)
	} else {
		feed.decodeText(f)
	}
	for _, name := range attributeNames {
		if attr := f.attribute(name); attr != nil {
			*feed.attrs.of(name) = &attribute{name: name, expr: attr.Expr}
		}
	}
	l.report(feed.attrs.controls()...)
	f.finish()
	c.Sources = append(c.Sources, Source{Name: name, Range: feed.block})
	c.rows.feeds = append(c.rows.feeds, feed)
	if name != "" {
		d.open(feed, name)
	}
}

// controls are the faults of texts that no row could have, because their templates themselves hold what must not be sent.
func (a *attributes) controls() (diags hcl.Diagnostics) {
	for _, one := range []*attribute{a.wishing, a.remark} {
		if one == nil {
			continue
		}
		for text := range writtenTexts(one.expr) {
			if i := strings.IndexFunc(text, unprintable); i >= 0 {
				diags = append(diags, controlFault(one.name, text[i:], one.expr.Range()))
				break
			}
		}
	}
	return diags
}

// decodeText reads how a list of text is written.
func (file *listFile) decodeText(f *frame) {
	file.coding = csvrow.Encoding(f.checked("encoding", func(s string) bool { return slices.Contains(csvrow.Encodings, s) }, lang.Both("Unknown encoding", "未知编码"),
		lang.Format("It is %s. Without the attribute redpack finds out itself.", "它是 %s。不写时 redpack 自行判断。", either(csvrow.Encodings))))
	file.declared = file.coding != ""
	comma := f.checked("delimiter", func(s string) bool { return slices.Contains(delimiters, s) }, lang.Both("Unknown delimiter", "未知分隔符"), lang.Both(`It is ",", "\t" or ";".`, `它是 ","、"\t" 或 ";"。`))
	if file.comma = ','; comma != "" {
		file.comma, file.delimited = comma[0], true
	}
}

// asWorkbook takes the file for a workbook, whose rows are cut as those of a text in UTF-8 are.
func (file *listFile) asWorkbook() {
	file.form, file.coding, file.declared, file.comma = formXLSX, csvrow.UTF8, true, xlsxrow.Separator
}

// decodeWorkbook reads which part of a workbook is the list.
func (file *listFile) decodeWorkbook(f *frame) {
	file.asWorkbook()
	file.sheetName = f.text("sheet")
	file.sheetAt = f.at("sheet")
	file.skipHidden = f.checked("hidden_rows", func(s string) bool { return s == "skip" }, lang.Both("Unknown way with hidden rows", "未知的隐藏行处理方式"), lang.Both(`It is "skip". Without the attribute a hidden row is an error, because nobody sees who stands there.`,
		`它是 "skip"。不写这个属性时，有隐藏行就报错，因为没人看得见里面是谁。`)) != ""
}

// open ties the block to the file of a name.
func (d *campaignDecoder) open(feed *listFeed, name string) {
	l := d.l
	if !insideFolder(name) {
		l.report(wrong(lang.Both("File outside the folder", "文件在文件夹之外"), feed.pathAt,
			lang.Format("%q leads out of the project's folder. %s",
				"%q 指向项目文件夹之外。%s", name, whyInside)))
		return
	}
	if err := l.guard.forbidden(name); err != nil {
		l.report(wrong(lang.Both("File not for campaigns", "活动不能读取的文件"), feed.pathAt, lang.Format("%q: %s.", "%q：%s。", name, err)))
		return
	}
	feed.path = path.Clean(name)
	if feed.absent = l.opts.absent(l.project.sources.fsys, feed.path); !feed.absent {
		feed.bind(l)
	}
}
