package page

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// lineShownMax is the longest line that is shown, as hclspec has it.
const lineShownMax = 4 << 10

// HeldLines gives diagnostics the lines of files that are held whole.
type HeldLines []HeldFile

// HeldFile is a file's content under its name.
type HeldFile struct {
	Name    string
	Content []byte
}

var _ Source = HeldLines(nil)

// Line finds the line in which a range begins.
func (h HeldLines) Line(r hcl.Range) (string, bool) {
	for _, file := range h {
		if file.Name == r.Filename && r.Start.Byte >= 0 && r.Start.Byte <= len(file.Content) {
			start := bytes.LastIndexByte(file.Content[:r.Start.Byte], '\n') + 1
			line, _, _ := bytes.Cut(file.Content[start:], []byte{'\n'})
			if start == 0 {
				line = bytes.TrimPrefix(line, []byte("\ufeff"))
			}
			return strings.TrimSuffix(string(line), "\r"), len(line) <= lineShownMax
		}
	}
	return "", false
}
