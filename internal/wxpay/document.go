package wxpay

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// The caps of a reply. A genuine one has about a dozen elements, four levels and less than two kilobytes.
const (
	maxReplyBytes = 256 << 10
	maxDepth      = 8
	maxElements   = 1000
)

// element is one node of a reply: a field with text, or a parent of others.
type element struct {
	name     string
	text     []byte
	children []*element
}

// parseDocument reads a reply whatever its root is called, however its texts are written (CDATA, references, bare), in
// whatever order, with or without XML declaration and byte order mark. The encoding is UTF-8 whatever any header says.
// A document type definition, invalid UTF-8 and everything that is not one well-formed document is refused.
func parseDocument(body []byte) (*element, error) {
	body = bytes.TrimPrefix(body, []byte("\uFEFF"))
	if !utf8.Valid(body) {
		return nil, lang.Errorf("it is not UTF-8", "它不是 UTF-8")
	}
	if root, ok := flatDocument(body); ok {
		return root, root.unambiguous()
	}
	root, err := wholeDocument(body)
	if err != nil {
		return nil, err
	}
	return root, root.unambiguous()
}

// wholeDocument is parseDocument for any form.
func wholeDocument(body []byte) (*element, error) {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	reader := documentReader{open: []*element{{}}}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return reader.root()
		}
		if err != nil {
			return nil, lang.Errorf("it is not XML: %.*q", "它不是 XML：%.*q", maxNameRunes, err.Error())
		}
		if err := reader.take(token); err != nil {
			return nil, err
		}
	}
}

// documentReader builds the tree. The first of the open elements stands above the root.
type documentReader struct {
	open     []*element
	elements int
}

func (d *documentReader) take(token xml.Token) error {
	parent := d.open[len(d.open)-1]
	switch token := token.(type) {
	case xml.StartElement:
		if d.elements++; len(d.open) > maxDepth || d.elements > maxElements {
			return lang.Errorf("it is too deep or has too many elements",
				"它的层级太深，或元素太多")
		}
		child := &element{name: token.Name.Local}
		parent.children = append(parent.children, child)
		d.open = append(d.open, child)
	case xml.EndElement:
		d.open = d.open[:len(d.open)-1]
	case xml.CharData:
		parent.text = append(parent.text, token...)
	case xml.Directive:
		return lang.Errorf("it holds a document type definition",
			"它含有文档类型定义（DTD）")
	}
	return nil
}

func (d *documentReader) root() (*element, error) {
	above := d.open[0]
	if len(above.children) != 1 || len(bytes.TrimSpace(above.text)) > 0 {
		return nil, lang.Errorf("it is not one XML document", "它不是一份单独的 XML 文档")
	}
	return above.children[0], nil
}

// unambiguous refuses an element that stands twice: whichever of the two a reader believed, another reader could believe
// the other. Only a list has a reason to repeat.
func (e *element) unambiguous() error {
	names := make([]string, 0, 16)
	for _, child := range e.children {
		names = append(names, child.name)
	}
	slices.Sort(names)
	for i, name := range names {
		if i > 0 && name == names[i-1] && name != "hbinfo" {
			return lang.Errorf("element %.40q stands in it twice",
				"其中元素 %.40q 出现了两次", name)
		}
	}
	for _, child := range e.children {
		if err := child.unambiguous(); err != nil {
			return err
		}
	}
	return nil
}

// get returns the text of a child, "" where it is absent or not a plain text.
func (e *element) get(name string) string {
	child := e.child(name)
	if child == nil || len(child.children) > 0 {
		return ""
	}
	return string(bytes.TrimSpace(child.text))
}

// has reports whether the answer says anything about a field; an empty element says nothing.
func (e *element) has(name string) bool {
	child := e.child(name)
	return child != nil && (len(child.children) > 0 || len(bytes.TrimSpace(child.text)) > 0)
}

func (e *element) child(name string) *element {
	for _, child := range e.children {
		if child.name == name {
			return child
		}
	}
	return nil
}

// fields lists the plain texts, which is what a signature covers.
func (e *element) fields() []field {
	var fields []field
	for _, child := range e.children {
		if len(child.children) == 0 {
			fields = append(fields, field{child.name, string(child.text)})
		}
	}
	return fields
}

// fen reads an optional amount: bare digits, absent means 0.
func (e *element) fen(name string) (money.Fen, error) {
	if !e.has(name) {
		return 0, nil
	}
	text := e.get(name)
	amount, ok := parseFen(text)
	if !ok {
		return 0, lang.Errorf("%s %.40q is not an amount", "%s %.40q 不是金额", name, text)
	}
	return amount, nil
}

// parseFen reads a whole number of fen as the API writes it: digits, no sign, no leading zero.
func parseFen(digits string) (money.Fen, bool) {
	n, err := strconv.ParseInt(digits, 10, 64)
	return money.Fen(n), err == nil && n >= 0 && strconv.FormatInt(n, 10) == digits
}
