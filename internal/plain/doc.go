// Package plain stands between what others wrote and the streams that redpack writes to.
//
// A campaign comes from a pull request, a name from a checkout, a certificate or an answer from a network. None of them may
// move the cursor, reorder or hide what a line says, begin a line that looks like redpack's own, or give an order to the
// CI whose log the line lands in. So redpack prints by this package alone:
//
//   - Of makes a Text, one line that a terminal shows and does not obey. What cannot be shown is written as an escape such
//     as \n or \u202e, so that nothing is lost silently.
//   - Sprintf, Fprintf and Errorf take a constant format and make a Text of every argument. The line breaks of the format
//     are redpack's own, and those of an argument are not.
//   - Error tells an error, and knows which of its lines redpack made.
//   - Stream is the last line of defence around stdout and stderr; on a stream that may be a CI's log, nothing is an order
//     but a Command.
//   - JSON writes what programs read, with escapes for what a terminal would obey.
package plain
