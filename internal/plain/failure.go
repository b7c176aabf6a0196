package plain

import (
	"errors"
	"strings"
)

// Teller is an error that knows its own line breaks. Its Error is the same text before it was made harmless.
type Teller interface {
	error
	Told() Text
}

// Error tells an error. It has a line for each error that was joined, and the lines that a Teller gives itself; every other
// line break came with a name or an answer and is no line break.
func Error(err error) Text {
	if err == nil {
		return Text{}
	}
	var itself any = err // not what it wraps: the walk comes to that below
	if teller, ok := itself.(Teller); ok {
		return teller.Told()
	}
	text := err.Error()
	wrapped := wrappedBy(err)
	if len(wrapped) > 0 && isJoined(text, wrapped) {
		lines := make([]string, len(wrapped))
		for i, each := range wrapped {
			lines[i] = Error(each).shown
		}
		return Text{strings.Join(lines, "\n")}
	}
	told := ""
	for _, each := range wrapped {
		before, after, found := strings.Cut(text, each.Error())
		if found {
			told += Of(before).shown + Error(each).shown
			text = after
		}
	}
	return Text{told + Of(text).shown}
}

func wrappedBy(err error) []error {
	var itself any = err
	switch err := itself.(type) {
	case interface{ Unwrap() []error }:
		return err.Unwrap()
	case interface{ Unwrap() error }:
		if inner := err.Unwrap(); inner != nil {
			return []error{inner}
		}
	}
	return nil
}

// isJoined tells whether errors.Join made an error.
func isJoined(text string, wrapped []error) bool {
	return text == errors.Join(wrapped...).Error() && len(wrapped) > 1
}
