package xlsxrow

import (
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// arena keeps many short texts in few pieces, so that keeping one costs no allocation of its own, and counts what all of them take.
type arena struct {
	piece strings.Builder
	taken int64
}

const (
	pieceSize = 1 << 20
	keptMost  = 256 << 20 // by all that is kept of a workbook, its shared strings included
	perText   = 24        // what a kept text takes beside its bytes
)

// keep copies a text. A piece is never grown, so what was kept in it stays where it is.
func (a *arena) keep(text []byte) (string, error) {
	if err := a.take(int64(len(text)) + perText); err != nil {
		return "", err
	}
	if a.piece.Cap()-a.piece.Len() < len(text) {
		a.piece = strings.Builder{}
		a.piece.Grow(max(pieceSize, len(text)))
	}
	from := a.piece.Len()
	a.piece.Write(text)
	return a.piece.String()[from:], nil
}

// take counts bytes that are kept elsewhere.
func (a *arena) take(bytes int64) error {
	if a.taken += bytes; a.taken > keptMost {
		return tooLarge(lang.Format("its cells take more than %d MiB of memory",
			"它的单元格占用超过 %d MiB 内存", keptMost>>20))
	}
	return nil
}
