// Package bill reads the fund-flow bill of WeChat Pay (资金账单), the platform's own record of what left an account and what came
// back to it, as the interface gives it, as the merchant platform exports it, and as Excel saves it.
//
// A bill proves money and numbers, never a person. What is accepted is exact: every amount is a whole number of fen, and the totals
// at the file's end equal the sums of its rows. A file of which anything cannot be read is refused whole, with each fault and its
// line, because a bill of which a row is missing would accuse somebody or excuse somebody.
//
// The layout (资金账单结构, 2024-12-26): a line of titles; a line for each movement, every field behind a back-tick, amounts in yuan
// with two decimals, times in Beijing; a line of titles of the totals, and the totals, whose counts are printed as 20.0. Columns are
// found by their titles, because new ones have been added over the years.
package bill
