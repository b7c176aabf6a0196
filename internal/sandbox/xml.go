package sandbox

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxBodyBytes = 64 << 10 // the largest legal request is under 2 KiB
	maxFields    = 64
)

// request is a parsed body: the flat fields below the root element, whatever its name.
type request struct {
	fields map[string]string
	// repeated are fields that came more than once; the last one counts, and the client is told in a finding.
	repeated []string
}

// parseXML reads the one shape every published client sends: a root element of any name with text children, in CDATA or
// escaped, in any order, with or without a declaration. Nesting, document types, entities of one's own and anything behind
// the root are refused, so a body cannot grow while it is parsed.
func parseXML(body []byte) (request, error) {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	if err := skipToRoot(decoder); err != nil {
		return request{}, err
	}
	req := request{fields: make(map[string]string, 16)}
	for {
		name, value, err := nextField(decoder)
		if errors.Is(err, errRootClosed) {
			break
		}
		if err != nil {
			return request{}, err
		}
		if _, again := req.fields[name]; again {
			req.repeated = append(req.repeated, name)
		}
		if req.fields[name] = value; len(req.fields) > maxFields {
			return request{}, fmt.Errorf("more than %d fields", maxFields) // for programs
		}
	}
	return req, expectEnd(decoder)
}

var errRootClosed = errors.New("the root element is closed") // for programs

func skipToRoot(decoder *xml.Decoder) error {
	for {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			return nil
		case xml.Directive:
			return errors.New("document types are not read") // for programs
		case xml.CharData:
			if strings.Trim(string(token), " \t\r\n\ufeff") != "" {
				return errors.New("text before the root element") // for programs
			}
		}
	}
}

// nextField reads one child of the root. Text between children is ignored, as lenient parsers do.
func nextField(decoder *xml.Decoder) (name, value string, err error) {
	for {
		token, err := decoder.Token()
		if err != nil {
			return "", "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			value, err := fieldText(decoder)
			return token.Name.Local, value, err
		case xml.EndElement:
			return "", "", errRootClosed
		case xml.Directive:
			return "", "", errors.New("document types are not read") // for programs
		}
	}
}

func fieldText(decoder *xml.Decoder) (string, error) {
	var text strings.Builder
	for {
		token, err := decoder.Token()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.CharData:
			text.Write(token)
		case xml.EndElement:
			return text.String(), nil
		case xml.StartElement:
			return "", errors.New("a field holds another element") // for programs
		}
	}
}

func expectEnd(decoder *xml.Decoder) error {
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if text, ok := token.(xml.CharData); ok && len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if _, ok := token.(xml.Comment); !ok {
			return errors.New("something follows the root element") // for programs
		}
	}
}

// field is one element of an answer. Numbers are bare, as on the wire; texts are CDATA.
type field struct {
	name, value string
	bare        bool
	children    []field // hblist and hbinfo
}

func text(name, value string) field   { return field{name: name, value: value} }
func number(name, value string) field { return field{name: name, value: value, bare: true} }

// reply is an answer's fields in the order they are written.
type reply []field

func (r reply) encode() []byte {
	var b bytes.Buffer
	b.Grow(1024)
	b.WriteString("<xml>\n")
	for _, f := range r {
		f.encode(&b)
	}
	b.WriteString("</xml>")
	return b.Bytes()
}

func (f field) encode(b *bytes.Buffer) {
	b.WriteByte('<')
	b.WriteString(f.name)
	b.WriteByte('>')
	switch {
	case f.children != nil:
		b.WriteByte('\n')
		for _, child := range f.children {
			child.encode(b)
		}
	case f.bare:
		b.WriteString(f.value)
	default:
		b.WriteString("<![CDATA[")
		b.WriteString(strings.ReplaceAll(f.value, "]]>", "]]]]><![CDATA[>"))
		b.WriteString("]]>")
	}
	b.WriteString("</")
	b.WriteString(f.name)
	b.WriteString(">\n")
}
