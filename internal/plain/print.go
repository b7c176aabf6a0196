package plain

import (
	"fmt"
	"io"
	"strings"
)

// Sprintf fills a format of redpack's own with arguments of anybody's.
func Sprintf(format string, args ...any) Text { return Text{fmt.Sprintf(format, harmless(args)...)} }

// Fprintf prints what Sprintf makes.
func Fprintf(w io.Writer, format string, args ...any) (int, error) {
	return fmt.Fprintf(w, format, harmless(args)...)
}

// Line is texts of anybody's behind one another, with a line end of redpack's own. A list of a million of them is made in a third of the
// time that a format takes.
func Line(texts ...string) Text {
	room := 1
	for _, text := range texts {
		room += len(text)
	}
	var b strings.Builder
	b.Grow(room)
	for _, text := range texts {
		b.WriteString(Of(text).shown)
	}
	b.WriteByte('\n')
	return Text{b.String()}
}

// Add adds what Sprintf makes to a text.
func Add(b *strings.Builder, format string, args ...any) {
	b.WriteString(Sprintf(format, args...).shown)
}

// Write prints a text.
func Write(w io.Writer, text Text) error {
	_, err := io.WriteString(w, text.shown)
	return err
}

// Pass prints bytes as they are: what this package has made, or the content of a file for somebody who keeps it.
func Pass(w io.Writer, made []byte) error {
	_, err := w.Write(made)
	return err
}

// Bell rings the terminal's bell.
func Bell(w io.Writer) error {
	_, err := io.WriteString(w, "\a")
	return err
}

// harmless lets no argument print what a terminal would obey.
func harmless(args []any) []any {
	safe := make([]any, len(args))
	for i, value := range args {
		switch value := value.(type) {
		case bool, int, int64: // they may be a width, and print nothing but signs
			safe[i] = value
		case Text:
			safe[i] = value.shown
		case error:
			safe[i] = Error(value).shown
		case string:
			safe[i] = argument{value}
			if common(value) {
				safe[i] = value
			}
		default:
			safe[i] = argument{value}
		}
	}
	return safe
}

// argument is a value whose printed form becomes a Text, whatever the verb.
type argument struct{ value any }

// Format is for package fmt.
func (a argument) Format(f fmt.State, verb rune) {
	// A fmt.State collects in memory and has no error to report.
	_, _ = io.WriteString(f, Of(fmt.Sprintf(fmt.FormatString(f, verb), a.value)).shown)
}

// failure is an error of redpack's own that has several lines.
type failure struct {
	error
	told Text
}

// Unwrap leads to what was wrapped.
func (f failure) Unwrap() error { return f.error }

// Told is the error as Error prints it.
func (f failure) Told() Text { return f.told }

// Errorf is fmt.Errorf for a message of several lines. The line breaks of the format are redpack's own.
func Errorf(format string, args ...any) error {
	return failure{fmt.Errorf(format, args...), Sprintf(strings.ReplaceAll(format, "%w", "%s"), args...)}
}

// Tabbed is the cells of a row between tabs, for a text/tabwriter.
func Tabbed(cells []string) Text {
	shown := make([]string, len(cells))
	for i, cell := range cells {
		shown[i] = Of(cell).shown
	}
	return Text{strings.TrimRight(strings.Join(shown, "\t"), "\t")}
}
