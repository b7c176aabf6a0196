// Package markdown makes pages of the manual of documents in Markdown. It stands apart, so that the program, which knows what its pages say, is not
// built with a reader of Markdown.
package markdown

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/cashredpack/redpack/internal/manual"
)

// Parts is a document as the parts of a page: its second-level headings are their titles, and what stands before the first of them is the
// part called introduction. Tables become lists, because a terminal has no room for five columns: the first cell of a row is its tag, and each
// other one that says something follows with the title of its column. Links are their texts.
func Parts(source []byte, introduction string) []manual.Part {
	document := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(source))
	parts := []manual.Part{{Title: introduction}}
	for node := document.FirstChild(); node != nil; node = node.NextSibling() {
		if heading, ok := node.(*ast.Heading); ok && heading.Level <= 2 {
			if heading.Level == 2 {
				parts = append(parts, manual.Part{Title: strings.ToUpper(plainOf(heading, source))})
			}
			continue
		}
		parts[len(parts)-1].Roff += block(node, source)
	}
	return parts
}

// block is a block of a document.
func block(node ast.Node, source []byte) string {
	switch node := node.(type) {
	case *ast.Heading:
		return ".SS " + manual.Quoted(plainOf(node, source)) + "\n"
	case *ast.Paragraph, *ast.TextBlock:
		return ".PP\n" + manual.Line(inline(node, source)) + "\n"
	case *ast.FencedCodeBlock:
		return manual.Verbatim(string(node.Lines().Value(source)))
	case *ast.CodeBlock:
		return manual.Verbatim(string(node.Lines().Value(source)))
	case *ast.List:
		return list(node, source)
	case *tables.Table:
		return table(node, source)
	}
	var b strings.Builder
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		b.WriteString(block(child, source))
	}
	return b.String()
}

func list(node *ast.List, source []byte) string {
	var b strings.Builder
	number := node.Start
	for item := node.FirstChild(); item != nil; item = item.NextSibling() {
		mark := `\(bu`
		if node.IsOrdered() {
			mark = fmt.Sprintf("%d.", number)
			number++
		}
		b.WriteString(".IP " + mark + " 4\n")
		for child := item.FirstChild(); child != nil; child = child.NextSibling() {
			b.WriteString(strings.TrimPrefix(block(child, source), ".PP\n"))
		}
	}
	return b.String()
}

func table(node *tables.Table, source []byte) string {
	var titles []string
	var b strings.Builder
	for row := node.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, inline(cell, source))
		}
		if _, head := row.(*tables.TableHeader); head {
			titles = cells
			continue
		}
		var means []string
		for i := 1; i < len(cells); i++ {
			if cells[i] != "" && cells[i] != "–" {
				means = append(means, titled(titles[i], cells[i]))
			}
		}
		b.WriteString(manual.Tagged(cells[0], strings.Join(means, "\n.br\n")))
	}
	return b.String() + ".PP\n"
}

func titled(title, cell string) string {
	if title == "" {
		return cell
	}
	return title + ": " + cell
}

// inline is what stands within a block.
func inline(node ast.Node, source []byte) string {
	var b strings.Builder
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		b.WriteString(between(b.String(), child, source))
		switch child := child.(type) {
		case *ast.Text:
			b.WriteString(manual.Escape(string(child.Value(source))))
			if child.SoftLineBreak() || child.HardLineBreak() {
				b.WriteString("\n")
			}
		case *ast.String:
			b.WriteString(manual.Escape(string(child.Value)))
		case *ast.CodeSpan:
			b.WriteString(manual.Bold(plainOf(child, source)))
		case *ast.Emphasis:
			b.WriteString(`\fI` + inline(child, source) + `\fR`)
		default:
			b.WriteString(inline(child, source))
		}
	}
	return flowing(b.String())
}

// between lets a line end before a node, where it may end between the characters of both sides.
func between(roff string, next ast.Node, source []byte) string {
	words := plainOf(next, source)
	if text, ok := next.(*ast.Text); ok {
		words = string(text.Value(source))
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimSuffix(roff, `\fR`))
	first, _ := utf8.DecodeRuneInString(words)
	if roff == "" || words == "" || !manual.MayBreak(last, first) {
		return ""
	}
	return `\:`
}

// flowing joins the lines of a paragraph as its language does.
func flowing(roff string) string {
	all := ""
	for each := range strings.SplitSeq(roff, "\n") {
		all = manual.Joined(all, each)
	}
	return all
}

// plainOf is the text within a node, without any markup.
func plainOf(node ast.Node, source []byte) string {
	var b strings.Builder
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		switch child := child.(type) {
		case *ast.Text:
			b.Write(child.Value(source))
		case *ast.String:
			b.Write(child.Value)
		default:
			b.WriteString(plainOf(child, source))
		}
	}
	return b.String()
}
