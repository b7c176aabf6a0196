package xlsxrow

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/lang"
)

// Limits of one part's XML. Excel's longest cell has 32,767 characters, which as references of eight bytes each are 256 KiB.
const (
	windowSize = 64 << 10
	tokenMost  = 1 << 20 // bytes of a tag, or of the text between two
	depthMost  = 64
	nameMost   = 255
)

// What is wrong with the XML of a part.
var (
	errCutOff     = lang.New(lang.Both("it ends before its end", "它没有写完就中断了"))
	errMalformed  = lang.New(lang.Both("it is not well-formed XML", "它不是格式正确的 XML"))
	errNotUTF8    = lang.New(lang.Both("it is not in UTF-8", "它不是 UTF-8"))
	errDoctype    = lang.New(lang.Both("it declares a document type, which no workbook does", "它声明了文档类型，工作簿不会有"))
	errDeep       = lang.New(lang.Both("its elements are nested too deeply", "它的元素嵌套过深"))
	errLongToken  = lang.New(lang.Both("a tag or a text in it is longer than 1 MiB", "其中有标签或文字超过 1 MiB"))
	errOtherThing = lang.New(lang.Both("it is of another kind than its name says", "它的内容与名字不符"))
)

// kind is what scanner.next found.
type kind uint8

const (
	nothing kind = iota // the end, or an error
	opening
	closing
	chars
)

// scanner cuts the XML of one part. What it gives are pieces of its window, decoded where they stand: they live until the next call. The
// first error ends it, and stays in err. It takes well-formed XML without a document type and checks what could lose data: that every tag
// is closed by its own end, that references mean characters, that all is UTF-8.
type scanner struct {
	src    io.Reader
	window []byte
	at     int
	ended  bool
	rooted bool
	single bool // the tag that opened closes itself

	name  []byte // the local name of what opened
	attrs []attribute
	text  []byte // of chars
	names []byte // the open elements' full names, one behind the other
	ends  []int  // where each of them ends
	err   error
}

type attribute struct{ name, value []byte }

func newScanner(src io.Reader) *scanner {
	return &scanner{src: src, window: make([]byte, 0, windowSize)}
}

// attr is the value of an attribute without a prefix; nil if there is none.
func (x *scanner) attr(name string) []byte {
	for i := range x.attrs {
		if string(x.attrs[i].name) == name {
			return x.attrs[i].value
		}
	}
	return nil
}

// relation is the attribute r:id, whatever the prefix.
func (x *scanner) relation() []byte {
	for i := range x.attrs {
		if bytes.HasSuffix(x.attrs[i].name, []byte(":id")) {
			return x.attrs[i].value
		}
	}
	return nil
}

// flag tells whether an attribute is there and says yes. What says neither yes nor no is refused: it is not for a reader to choose.
func (x *scanner) flag(name string) bool {
	value := x.attr(name)
	if value == nil {
		return false
	}
	switch strings.ToLower(string(bytes.TrimSpace(value))) {
	case "1", "true", "on":
		return true
	case "0", "false", "off":
		return false
	}
	x.fail(lang.Errorf("the attribute %s says %.20q, which is neither true nor false",
		"属性 %s 的值 %.20q 既不是真也不是假", name, value))
	return false
}

// root opens the part, whose outermost element must have this name.
func (x *scanner) root(name string) {
	for x.err == nil {
		if x.next() != opening {
			continue
		}
		if string(x.name) != name {
			x.fail(errOtherThing)
		}
		return
	}
}

// children yields the name of each child of the element that has just been opened, and skips what the loop left of it.
func (x *scanner) children(yield func([]byte) bool) {
	level := len(x.ends)
	for {
		switch x.next() {
		case opening:
			if !yield(x.name) {
				return
			}
			for len(x.ends) > level && x.err == nil {
				x.next()
			}
		case closing, nothing:
			return
		case chars:
		}
	}
}

// only yields for each child of the element that has just been opened, all of which must have one name. What stood in another one would go
// by unread; extensions are for what nobody needs to know.
func (x *scanner) only(name string) func(yield func() bool) {
	return func(yield func() bool) {
		for child := range x.children {
			switch string(child) {
			case name:
				if !yield() {
					return
				}
			case extension:
			default:
				x.misplaced()
			}
		}
	}
}

// extension is the element of what programs keep in a workbook for themselves.
const extension = "extLst"

// without refuses an element of this name anywhere in the one that has just been opened.
func (x *scanner) without(name string) {
	for level := len(x.ends); len(x.ends) >= level && x.err == nil; {
		if x.next() == opening && string(x.name) == name {
			x.misplaced()
		}
	}
}

// misplaced refuses the element that has just been opened.
func (x *scanner) misplaced() {
	parent := x.names[:x.start()]
	if len(x.ends) > 2 {
		parent = parent[x.ends[len(x.ends)-3]:]
	}
	x.fail(lang.Errorf("%q stands in %q, where it has no place",
		"%q 出现在不该出现的 %q 中", x.name, localName(parent)))
}

// content appends the text of the element that has just been opened, which has no children.
func (x *scanner) content(to []byte) []byte {
	for {
		switch x.next() {
		case chars:
			to = append(to, x.text...)
			if len(to) > tokenMost {
				x.fail(errLongToken)
			}
		case closing, nothing:
			return to
		case opening:
			x.misplaced()
		}
	}
}

// finish reads the part to its end, so that damage behind what was used is found too.
func (x *scanner) finish() error {
	for x.err == nil {
		x.next()
	}
	if errors.Is(x.err, io.EOF) {
		return nil
	}
	return x.err
}

func (x *scanner) fail(err error) kind {
	if x.err == nil {
		x.err = err
	}
	return nothing
}

// next reads on to the next tag or text. Comments and instructions are passed over.
func (x *scanner) next() kind {
	if x.err != nil {
		return nothing
	}
	if x.single {
		x.single = false
		return x.pop()
	}
	for {
		if got, ok := x.step(); ok || x.err != nil {
			return got
		}
	}
}

// step reads one piece of the XML; ok is false for one that is passed over.
func (x *scanner) step() (got kind, ok bool) {
	length := x.find(0, "<")
	if length < 0 {
		return x.end(), true
	}
	if length > 0 {
		return x.chars(x.take(length))
	}
	switch {
	case x.begins("<?"):
		return x.skip("<?", "?>")
	case x.begins("<!--"):
		return x.skip("<!--", "-->")
	case x.begins("<![CDATA["):
		return x.cdata()
	case x.begins("<!"):
		return x.fail(errDoctype), true
	}
	length = x.tagEnd()
	if length < 0 {
		return nothing, true
	}
	tag := x.take(length + 1)
	if !utf8.Valid(tag) {
		return x.fail(errNotUTF8), true
	}
	if tag[1] == '/' {
		return x.close(tag[2:length]), true
	}
	return x.open(tag[1:length]), true
}

// end is right where the outermost element has been closed and nothing but blanks follows.
func (x *scanner) end() kind {
	if x.err != nil {
		return nothing
	}
	if len(x.ends) > 0 || !x.rooted {
		return x.fail(errCutOff)
	}
	if _, ok := x.chars(x.window[x.at:]); ok {
		return nothing
	}
	return x.fail(io.EOF)
}

// chars is text between tags; outside of the outermost element only blanks may stand.
func (x *scanner) chars(raw []byte) (kind, bool) {
	if len(x.ends) > 0 {
		return x.decoded(raw), true
	}
	if !x.rooted {
		raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	}
	if len(trimLeft(raw)) > 0 {
		if !utf8.Valid(raw) {
			return x.fail(errNotUTF8), true
		}
		return x.fail(errMalformed), true
	}
	return nothing, false
}

func (x *scanner) decoded(raw []byte) kind {
	text, err := decoded(raw)
	if err != nil {
		return x.fail(err)
	}
	x.text = text
	return chars
}

func (x *scanner) skip(start, end string) (kind, bool) {
	if length := x.within(len(start), end); length >= 0 {
		x.take(length + len(end))
	}
	return nothing, false
}

func (x *scanner) cdata() (kind, bool) {
	const mark = "<![CDATA["
	length := x.within(len(mark), "]]>")
	if length < 0 {
		return nothing, true
	}
	text := x.take(length + len("]]>"))[len(mark):length]
	if len(x.ends) == 0 {
		return x.fail(errMalformed), true
	}
	if !utf8.Valid(text) {
		return x.fail(errNotUTF8), true
	}
	x.text = normalLines(text)
	return chars, true
}

// open reads what stands between < and >.
func (x *scanner) open(tag []byte) kind {
	tag, x.single = bytes.CutSuffix(tag, []byte("/"))
	end := bytes.IndexAny(tag, " \t\r\n")
	if end < 0 {
		end = len(tag)
	}
	name := tag[:end]
	local := localName(name)
	switch {
	case len(local) == 0 || len(name) > nameMost || len(x.ends) == 0 && x.rooted:
		return x.fail(errMalformed)
	case len(x.ends) == depthMost:
		return x.fail(errDeep)
	}
	if err := x.attributes(tag[end:]); err != nil {
		return x.fail(err)
	}
	x.rooted = true
	x.names = append(x.names, name...)
	x.ends = append(x.ends, len(x.names))
	x.name = local
	return opening
}

// localName is a name without its prefix.
func localName(name []byte) []byte { return name[bytes.LastIndexByte(name, ':')+1:] }

func (x *scanner) attributes(rest []byte) error {
	x.attrs = x.attrs[:0]
	for {
		if rest = trimLeft(rest); len(rest) == 0 {
			return nil
		}
		is := bytes.IndexByte(rest, '=')
		if is < 1 {
			return errMalformed
		}
		name, quoted := bytes.TrimRight(rest[:is], " \t\r\n"), trimLeft(rest[is+1:])
		if len(quoted) < 2 || quoted[0] != '"' && quoted[0] != '\'' {
			return errMalformed
		}
		length := bytes.IndexByte(quoted[1:], quoted[0])
		if length < 0 {
			return errMalformed
		}
		value, err := decoded(quoted[1 : 1+length])
		if err != nil {
			return err
		}
		x.attrs = append(x.attrs, attribute{name, value})
		rest = quoted[length+2:]
	}
}

// close ends the innermost element, whose name it must be.
func (x *scanner) close(name []byte) kind {
	name = bytes.TrimRight(name, " \t\r\n")
	if len(x.ends) == 0 || !bytes.Equal(name, x.names[x.start():]) {
		return x.fail(errMalformed)
	}
	return x.pop()
}

// start is where the name of the innermost element begins.
func (x *scanner) start() int {
	if len(x.ends) < 2 {
		return 0
	}
	return x.ends[len(x.ends)-2]
}

func (x *scanner) pop() kind {
	x.names = x.names[:x.start()]
	x.ends = x.ends[:len(x.ends)-1]
	return closing
}
