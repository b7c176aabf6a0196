// Package reconcile holds three things against each other: what was approved (the campaign's list), what is recorded (the state), and
// what the platform has booked (the fund-flow bill). It reads no file and asks nobody.
//
// The rule of evidence: a row of a bill proves that money moved under a number, and never to which person. So nothing here changes a
// state; every difference names the command that looks further.
//
// # What counts as covered
//
// A packet may be missed only where a bill must show it. The money left between the first request and the moment at which it was known
// to have left; every day of that span, and an hour around it, because clocks differ and a packet sent at 23:59:59 is booked on the
// next day's bill, must have a bill of an account that pays packets. Otherwise it is not covered, or a matter of timing: no difference,
// and no balance either.
//
// # Balances
//
// Each row tells the balance behind it, so each tells the one before it. All balances before, but for the opening one, must be balances
// behind, whatever the order of the rows in the file; and a day opens with what the day before has closed with.
package reconcile
