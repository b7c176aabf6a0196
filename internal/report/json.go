package report

import (
	"bufio"
	"bytes"
	"io"

	"github.com/cashredpack/redpack/internal/plain"
)

// JSONBegin is how every report as JSON begins.
const JSONBegin = "{\n  \"redpack_report\""

// JSON writes a report with all of its items, one a line, as report.schema.json describes it.
func JSON(w io.Writer, r *Report, items func(func(*Item) error) error) error {
	out := bufio.NewWriterSize(w, 1<<16)
	var head bytes.Buffer
	if err := plain.JSON(&head, r.Document(), "  "); err != nil {
		return err
	}
	// The items are the last member: what closes the object is opened again.
	text := append(bytes.TrimSuffix(head.Bytes(), []byte("\n}\n")), ",\n  \"items\": ["...)
	if err := plain.Pass(out, text); err != nil {
		return err
	}
	between := []byte("\n    ")
	err := items(func(one *Item) error {
		if err := plain.Pass(out, between); err != nil {
			return err
		}
		between = []byte(",    ")
		return plain.JSON(out, one.document(), "")
	})
	if err != nil {
		return err
	}
	if err := plain.Pass(out, []byte("  ]\n}\n")); err != nil {
		return err
	}
	return out.Flush()
}
