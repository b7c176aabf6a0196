package sandbox

import (
	"bufio"
	"errors"
	"io"

	"github.com/cashredpack/redpack/internal/lang"
)

// DamagedError says that a ledger holds something no crash can have left there. Nothing is repaired: what was paid can no
// longer be told for certain.
type DamagedError struct {
	Path string
	Line int
	Why  error
}

// Error names the file and the line.
func (e *DamagedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *DamagedError) Said() lang.Text {
	return lang.Format("the sandbox ledger %s is damaged in line %d: %s; keep it for inspection and start with another one",
		"模拟账本 %s 的第 %d 行已损坏：%s；留着它备查，换一个账本重新开始", e.Path, e.Line, e.Why)
}

// Unwrap gives the cause.
func (e *DamagedError) Unwrap() error { return e.Why }

// lineMax is how long a line of a ledger may be. The longest ones hold a request with all its texts.
const lineMax = 1 << 20

// replay folds a ledger line by line into a book. It returns how many bytes are whole and how many follow, which is the line a
// crash left unfinished, if any. Only a line without its end can be that: a finished line that does not check out may be a payment
// somebody was told of, and is damage.
func replay(path string, ledger io.Reader) (b *book, whole, rest int, err error) {
	b = newBook()
	lines := bufio.NewReaderSize(ledger, lineMax)
	for line := 1; ; line++ {
		text, err := lines.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF):
			return b, whole, len(text), nil
		case errors.Is(err, bufio.ErrBufferFull):
			return nil, 0, 0, &DamagedError{Path: path, Line: line, Why: lang.Errorf("it is longer than %d bytes", "长度超过 %d 字节", lineMax)}
		case err != nil:
			return nil, 0, 0, lang.Errorf("read the sandbox ledger: %w", "读取模拟账本：%w", err)
		}
		r, err := decodeLine(text[:len(text)-1])
		if err == nil {
			err = b.follow(&r)
		}
		if err != nil {
			return nil, 0, 0, &DamagedError{Path: path, Line: line, Why: err}
		}
		whole += len(text)
	}
}
