package wxpay

import (
	"fmt"
	"iter"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Params are the fields of one request in the order they are written, without the signature. The signed string and the
// body both come from this one list, so they cannot disagree. Params are immutable; the zero value has no fields.
type Params struct{ fields []field }

type field struct{ name, value string }

// Get returns the value of a field, "" where it is absent. No field is present and empty: WeChat Pay leaves empty
// fields out of the signature, so they are not sent at all.
func (p Params) Get(name string) string {
	for _, f := range p.fields {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// All yields name and value of every field in order.
func (p Params) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, f := range p.fields {
			if !yield(f.name, f.value) {
				return
			}
		}
	}
}

// String describes the request without personal data. It is not the frozen form; that is Text.
func (p Params) String() string {
	return fmt.Sprintf("request of %d fields for mch_billno %q", len(p.fields), p.Get("mch_billno")) // for programs
}

// Text is the frozen form of the request: flat XML, one field a line, no signature, readable by an auditor. It holds the
// recipient's openid. ParseParams restores the same Params from it, byte for byte.
func (p Params) Text() string { return render(p.fields) }

// ErrFrozen is what ParseParams reports for a text that Text did not write.
var ErrFrozen = lang.Errorf("not the frozen form of a red packet request",
	"不是红包请求的存档形式")

// ParseParams reads what Text wrote and nothing else: any other spelling of the same XML is refused, because a request
// that was touched after it was frozen must not be sent in its place.
func ParseParams(text string) (Params, error) {
	rest, ok := strings.CutPrefix(text, bodyOpen)
	if !ok {
		return Params{}, lang.Errorf("%w: it does not start with %q", "%w：开头不是 %q", ErrFrozen, bodyOpen)
	}
	var p Params
	for rest != bodyClose {
		var f field
		if f, rest, ok = cutField(rest); !ok {
			return Params{}, lang.Errorf("%w: field %d is broken", "%w：第 %d 个字段已损坏", ErrFrozen, len(p.fields)+1)
		}
		if f.value == "" || f.name == "sign" || p.Get(f.name) != "" {
			return Params{}, lang.Errorf("%w: field %s is empty, repeated or a signature",
				"%w：字段 %s 为空、重复，或是签名", ErrFrozen, f.name)
		}
		p.fields = append(p.fields, f)
	}
	if p.Text() != text {
		return Params{}, lang.Errorf("%w: it is spelled differently", "%w：写法不一样", ErrFrozen)
	}
	return p, nil
}

// The spelling of a body. A carriage return stands outside the CDATA section, as a reference: XML readers turn a bare one
// into a line feed, and the server would then check the signature over another text.
const (
	bodyOpen   = "<xml>\n"
	bodyClose  = "</xml>"
	cdataOpen  = "<![CDATA["
	cdataClose = "]]>"
	splitClose = "]]" + cdataClose + cdataOpen + ">"
	splitCR    = cdataClose + "&#13;" + cdataOpen
)

var cdataEscaper = strings.NewReplacer(cdataClose, splitClose, "\r", splitCR)

func render(fields []field) string {
	var b strings.Builder
	b.Grow(1 << 10)
	b.WriteString(bodyOpen)
	for _, f := range fields {
		b.WriteString("<" + f.name + ">" + cdataOpen)
		_, _ = cdataEscaper.WriteString(&b, f.value) // a strings.Builder cannot fail
		b.WriteString(cdataClose + "</" + f.name + ">\n")
	}
	b.WriteString(bodyClose)
	return b.String()
}

// cutField reads one line as render wrote it.
func cutField(text string) (f field, rest string, ok bool) {
	if text, ok = strings.CutPrefix(text, "<"); !ok {
		return field{}, "", false
	}
	if f.name, text, ok = strings.Cut(text, ">"+cdataOpen); !ok || !fieldName(f.name) {
		return field{}, "", false
	}
	var value strings.Builder
	for {
		part, after, found := strings.Cut(text, cdataClose)
		if !found {
			return field{}, "", false
		}
		value.WriteString(part)
		if rest, ok = strings.CutPrefix(after, "</"+f.name+">\n"); ok {
			f.value = value.String()
			return f, rest, true
		}
		if text, ok = strings.CutPrefix(after, cdataOpen); ok {
			continue // the two halves of a split "]]>"
		}
		if text, ok = strings.CutPrefix(after, "&#13;"+cdataOpen); !ok {
			return field{}, "", false
		}
		value.WriteByte('\r')
	}
}

func fieldName(name string) bool {
	for i := range len(name) {
		if c := name[i]; c != '_' && (c < 'a' || c > 'z') {
			return false
		}
	}
	return name != ""
}
