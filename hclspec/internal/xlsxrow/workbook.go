package xlsxrow

import (
	"path"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/filekind"
)

// relation is where a part leads to, and as what: worksheet, sharedStrings, styles. Those that lead out of the workbook are not kept.
type relation struct{ kind, part string }

// relations reads the relationships of a part by their ids.
func (b *book) relations(of string) (map[string]relation, error) {
	found := map[string]relation{}
	list := path.Join(path.Dir(of), "_rels", path.Base(of)+".rels")
	if of == "" {
		list = "_rels/.rels"
	}
	err := b.within(list, func(x *scanner) error {
		x.root("Relationships")
		for range x.children {
			if string(x.attr("TargetMode")) == "External" {
				continue
			}
			kind := path.Base(string(x.attr("Type")))
			found[string(x.attr("Id"))] = relation{kind, target(of, string(x.attr("Target")))}
			if len(found) > sheetsMost {
				return tooLarge("it has more than %d relationships", sheetsMost)
			}
		}
		return x.finish()
	})
	return found, err
}

func (b *book) readWorkbook() error {
	if !b.has("_rels/.rels") {
		return &filekind.NotTextError{Kind: filekind.ZIP}
	}
	root, err := b.relations("")
	if err != nil {
		return err
	}
	part := ""
	for _, r := range root {
		if r.kind == "officeDocument" {
			part = r.part
		}
	}
	switch {
	case strings.HasSuffix(part, ".bin"):
		return &filekind.NotTextError{Kind: filekind.XLSB}
	case strings.HasPrefix(part, "word/"), strings.HasPrefix(part, "ppt/"):
		return &filekind.NotTextError{Kind: filekind.OfficeFile}
	}
	relations, err := b.relations(part)
	if err != nil {
		return err
	}
	for _, r := range relations {
		switch r.kind {
		case "sharedStrings":
			b.strings = r.part
		case "styles":
			b.styles = r.part
		}
	}
	return b.within(part, func(x *scanner) error { return b.list(x, relations) })
}

// list reads what the workbook says of itself.
func (b *book) list(x *scanner, relations map[string]relation) error {
	x.root("workbook")
	for name := range x.children {
		switch string(name) {
		case "workbookPr":
			b.from1904 = x.flag("date1904")
		case "calcPr":
			b.recompute = x.flag("fullCalcOnLoad")
		case "sheets":
			for range x.children {
				if err := b.add(x, relations); err != nil {
					return err
				}
			}
		}
	}
	return x.finish()
}

func (b *book) add(x *scanner, relations map[string]relation) error {
	if len(b.sheets) == sheetsMost {
		return tooLarge("it has more than %d sheets", sheetsMost)
	}
	state := string(x.attr("state"))
	entry := sheetEntry{name: string(x.attr("name")), hidden: state == "hidden" || state == "veryHidden"}
	if r := relations[string(x.relation())]; r.kind == "worksheet" {
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
