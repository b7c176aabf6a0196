// Package filekind says what a file is that is not what its name says: a pointer of Git LFS, a workbook, a text in UTF-16. Whoever reads
// what others wrote asks it, so that one mistake is named in the same words everywhere.
//
// Of looks at the first HeadBytes of a file and gives its Kind; Kind.Sentence says what it is and what to do ("it is a Git LFS pointer and
// not the file itself; run `git lfs pull`"), Kind.String the noun alone. Text is for a file that must be text in UTF-8: it gives the text
// without its mark, or a *NotTextError with the kind. A reader that takes more than that, such as one of lists, asks Of, handles the kinds
// that it takes and returns &NotTextError{kind} for the others.
//
// It knows files by how they begin and by nothing else. Every kind but PlainText is certain enough to refuse a file; PlainText promises
// little, for anything may follow.
package filekind

import (
	"bytes"

	"github.com/cashredpack/redpack/internal/lang"
)

// HeadBytes is how much of a file Of looks at. It takes less, and recognises less by it.
const HeadBytes = 4 << 10

// Of is what a file is that begins so. More than HeadBytes are not looked at.
func Of(head []byte) Kind {
	head = head[:min(len(head), HeadBytes)]
	if len(head) == 0 {
		return Empty
	}
	rest, marked := bytes.CutPrefix(head, []byte(utf8Mark))
	kind := beginning(rest)
	if kind == PlainText && bytes.IndexByte(rest, 0) >= 0 {
		kind = withZeros(rest)
	}
	if kind == PlainText && marked {
		kind = MarkedUTF8
	}
	return kind
}

const utf8Mark = "\ufeff"

// Text is the text of a file in UTF-8, without its mark. Where nothing but carriage returns ends the lines, as on an old Mac, they become
// line feeds, so every byte behind the mark keeps its place. Whether the bytes are valid, and what an odd zero byte means, is for the
// caller to say, who can name the line. The error is a *NotTextError.
func Text(src []byte) ([]byte, error) {
	if kind := Of(src); !kind.Readable() {
		return nil, &NotTextError{kind}
	}
	src = bytes.TrimPrefix(src, []byte(utf8Mark))
	if bytes.IndexByte(src, '\r') >= 0 && bytes.IndexByte(src, '\n') < 0 {
		src = bytes.ReplaceAll(src, []byte{'\r'}, []byte{'\n'})
	}
	return src, nil
}

// NotTextError is a file that is none of text in UTF-8.
type NotTextError struct{ Kind Kind }

func (e *NotTextError) Error() string { return e.Kind.Sentence() }

// Said is the sentence of the kind in every language.
func (e *NotTextError) Said() lang.Text { return e.Kind.told() }
