package xlsxrow

import (
	"path"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
)

// relation is where a part leads to, and as what: worksheet, sharedStrings, styles. It is empty where it leads out of the workbook.
type relation struct{ kind, part string }

// relations are those of one part.
type relations struct {
	of   lang.Text
	byID map[string]relation
}

// relations reads the relationships of a part. An id that is there twice would name whichever a reader takes.
func (b *book) relations(of string) (relations, error) {
	found := relations{lang.Same(of), map[string]relation{}}
	list := path.Join(path.Dir(of), "_rels", path.Base(of)+".rels")
	if of == "" {
		found.of, list = lang.Both("the file", "文件"), "_rels/.rels"
	}
	err := b.within(list, func(x *scanner) error {
		x.root("Relationships")
		for range x.only("Relationship") {
			id := string(x.attr("Id"))
			if _, twice := found.byID[id]; twice {
				return damaged(lang.Format("the relationship %.40q of %s is there twice",
					"%[2]s 的关系 %.40[1]q 出现两次", id, found.of))
			}
			found.byID[id] = relation{}
			if string(x.attr("TargetMode")) != "External" {
				found.byID[id] = relation{path.Base(string(x.attr("Type"))), target(of, string(x.attr("Target")))}
			}
			if len(found.byID) > sheetsMost {
				return tooLarge(lang.Format("it has more than %d relationships", "它的关系超过 %d 个", sheetsMost))
			}
		}
		return x.finish()
	})
	return found, err
}

// lone is the only part of a kind; "" if there is none. Of two, nobody knows which one counts.
func (r relations) lone(kind string) (part string, err error) {
	for _, to := range r.byID {
		switch {
		case to.kind != kind:
		case part != "":
			return "", damaged(lang.Format("%q of %s stands for two parts", "%[2]s 的 %[1]q 对应两个部件", kind, r.of))
		default:
			part = to.part
		}
	}
	return part, nil
}

func (b *book) readWorkbook() error {
	if !b.has("_rels/.rels") {
		return &filekind.NotTextError{Kind: filekind.ZIP}
	}
	root, err := b.relations("")
	if err != nil {
		return err
	}
	part, err := root.lone("officeDocument")
	switch {
	case err != nil:
		return err
	case strings.HasSuffix(part, ".bin"):
		return &filekind.NotTextError{Kind: filekind.XLSB}
	case strings.HasPrefix(part, "word/"), strings.HasPrefix(part, "ppt/"):
		return &filekind.NotTextError{Kind: filekind.OfficeFile}
	}
	relations, err := b.relations(part)
	if err != nil {
		return err
	}
	if b.strings, err = relations.lone("sharedStrings"); err != nil {
		return err
	}
	if b.styles, err = relations.lone("styles"); err != nil {
		return err
	}
	return b.within(part, func(x *scanner) error { return b.list(x, relations) })
}

// list reads what the workbook says of itself.
func (b *book) list(x *scanner, relations relations) error {
	x.root("workbook")
	for name := range x.children {
		switch string(name) {
		case "workbookPr":
			b.from1904 = x.flag("date1904")
		case "calcPr":
			b.recompute = x.flag("fullCalcOnLoad")
		case "sheets":
			for range x.only("sheet") {
				if err := b.add(x, relations); err != nil {
					return err
				}
			}
		case extension:
		default:
			x.without("sheets")
		}
	}
	return x.finish()
}

func (b *book) add(x *scanner, relations relations) error {
	if len(b.sheets) == sheetsMost {
		return tooLarge(lang.Format("it has more than %d sheets", "它的工作表超过 %d 个", sheetsMost))
	}
	state := string(x.attr("state"))
	entry := sheetEntry{name: string(x.attr("name")), hidden: state != "" && state != "visible"}
	if r := relations.byID[string(x.relation())]; r.kind == "worksheet" {
		entry.part = r.part
	}
	b.sheets = append(b.sheets, entry)
	return nil
}

// names lists the sheets that can be chosen, the hidden ones last.
func (b *book) names() []string {
	var shown, hidden []string
	for _, s := range b.sheets {
		switch {
		case s.part == "":
		case s.hidden:
			hidden = append(hidden, s.name)
		default:
			shown = append(shown, s.name)
		}
	}
	return slices.Concat(shown, hidden)
}
