// Package sandbox simulates the cash red packet API of WeChat Pay (现金红包, API v2), the sandbox the platform never offered:
// a server on mutual TLS with a merchant account, a durable ledger, the life of a packet, the bills of the days that are over, and faults
// on demand.
//
// It is for rehearsals and for tests, and it is an independent oracle: it shares no code with any client, checks XML and
// signatures on its own, and what its ledger says was paid is what was paid. It promises that
//
//   - one mch_billno is debited at most once, and the debit is on disk before any answer that could mention it leaves;
//   - a server killed at any moment and started again on the same ledger knows every packet it ever answered for;
//   - two servers never share a ledger;
//   - the same seed draws the same faults and the same fates.
//
// It does not promise to be WeChat Pay. Where public sources disagree or are silent, the choice is an option or stands in
// the comment beside the code. No money moves, and no request ever leaves the machine.
//
// # Ledger
//
// The ledger is one append-only file, mode 0600. Every line is the CRC-32C of a JSON object in eight hexadecimal digits, a
// space, and that object; the objects carry consecutive sequence numbers. The first line names the format, the merchant and
// the opening balance. A server appends under a kernel lock and syncs before it answers; a line that a crash left
// unfinished at the end is cut on the next start and reported, damage anywhere else is refused. ReadLedger reads it at any
// time, a running server included, and checks the sums while it does.
//
// # Time
//
// Days, refunds and query windows follow a virtual clock that can run faster than the machine's (Options.Speed) and never
// runs backwards, not even across restarts. Rates and the gap between tries are measured on the machine's clock.
package sandbox
