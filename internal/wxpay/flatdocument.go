package wxpay

import "bytes"

// maxFlatElements is far above the dozen of a genuine reply.
const maxFlatElements = 64

// flatDocument reads a reply in the plain form that nearly all have, a root with one level of elements whose texts are bare or one
// CDATA section each, in a twentieth of the time of a whole XML reader. It takes only what both read alike; ok is false for
// everything else, which the whole reader reads or refuses. The body is UTF-8.
func flatDocument(body []byte) (root *element, ok bool) {
	rest := bytes.TrimLeft(body, " \n\t")
	name, rest, ok := cutTag(rest, "<")
	if !ok {
		return nil, false
	}
	root = &element{name: string(name)}
	elements := make([]element, 0, 16)
	for {
		text := len(rest) - len(bytes.TrimLeft(rest, " \n\t"))
		root.text, rest = append(root.text, rest[:text]...), rest[text:]
		if after, closed := cutClose(rest, name); closed {
			root.children = pointers(elements)
			return root, len(bytes.TrimLeft(after, " \n\t")) == 0
		}
		var child element
		if child, rest, ok = cutElement(rest); !ok || len(elements) == maxFlatElements {
			return nil, false
		}
		elements = append(elements, child)
	}
}

func pointers(elements []element) []*element {
	if len(elements) == 0 {
		return nil
	}
	all := make([]*element, len(elements))
	for i := range elements {
		all[i] = &elements[i]
	}
	return all
}

// cutElement reads an element without children.
func cutElement(text []byte) (e element, rest []byte, ok bool) {
	name, rest, ok := cutTag(text, "<")
	if !ok {
		return e, nil, false
	}
	e.name = string(name)
	if section, found := bytes.CutPrefix(rest, []byte(cdataOpen)); found {
		e.text, rest, ok = bytes.Cut(section, []byte(cdataClose))
	} else {
		end := bytes.IndexByte(rest, '<')
		if ok = end >= 0; ok {
			e.text, rest = rest[:end], rest[end:]
			ok = !bytes.ContainsAny(e.text, "&>")
		}
	}
	if !ok || !readAlike(e.text) {
		return e, nil, false
	}
	if len(e.text) == 0 {
		e.text = nil
	}
	rest, ok = cutClose(rest, name)
	return e, rest, ok
}

// cutTag reads "<name>" with another beginning, without attributes.
func cutTag(text []byte, open string) (name, rest []byte, ok bool) {
	text, ok = bytes.CutPrefix(text, []byte(open))
	if !ok {
		return nil, nil, false
	}
	name, rest, ok = bytes.Cut(text, []byte(">"))
	return name, rest, ok && plainName(name)
}

func cutClose(text, name []byte) (rest []byte, ok bool) {
	closed, rest, ok := cutTag(text, "</")
	return rest, ok && bytes.Equal(closed, name)
}

// plainName tells names that begin with a letter and go on with letters, digits and underscores.
func plainName(name []byte) bool {
	for i, c := range name {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return len(name) > 0
}

// readAlike tells texts without anything that an XML reader changes or refuses: line ends other than a line feed, control characters,
// and the last code points of the basic plane, two of which are no characters.
func readAlike(text []byte) bool {
	for i, c := range text {
		if c < ' ' && c != '\n' && c != '\t' || c == 0xEF && i+1 < len(text) && text[i+1] == 0xBF {
			return false
		}
	}
	return true
}
