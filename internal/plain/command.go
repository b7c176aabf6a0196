package plain

import (
	"fmt"
	"io"
	"strings"
)

// Command is a workflow command of GitHub Actions, such as an annotation: a line that the CI shall obey. What others wrote
// stays within its property or its text.
type Command struct{ line string }

// Property is a named value of a Command.
type Property struct{ Name, Value string }

// NewCommand makes a command. name and the names of properties are redpack's own; text may have several lines.
func NewCommand(name string, properties []Property, text string) Command {
	var given []string
	for _, p := range properties {
		given = append(given, p.Name+"="+propertyEscapes.Replace(ForLog(Of(p.Value).shown)))
	}
	line := "::" + strings.TrimSpace(name+" "+strings.Join(given, ",")) + "::" + dataEscapes.Replace(ForLog(Lines(text).shown))
	return Command{line}
}

// WriteTo prints the command. w is the log itself; a Stream would break it.
func (c Command) WriteTo(w io.Writer) (int64, error) {
	n, err := fmt.Fprintln(w, c.line)
	return int64(n), err
}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
