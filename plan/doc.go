// Package plan compares a campaign with the state and says what an apply would do.
//
// It is pure: a plan is a function of the campaign's files, a snapshot of the state, a selection and an instant, the same on
// every machine. It needs no network, no certificate and no key. It promises that every recipient of the campaign and every
// packet the state knows of it is counted under exactly one action or as left out by the selection, and that nothing but
// the actions Send, Retry and Resolve can move money. Where somebody who was paid stands under another key or in another
// campaign now, and nobody has said which it is, there is no plan. Package planfile saves plans, diff compares two
// revisions and listsum keeps the sums of lists. The package does not judge whether the campaign's texts and amounts are allowed:
// hclspec does.
//
// # Memory
//
// A plan is made of a stream: rows are read, compared and forgotten, 1,024 at a time, by two goroutines that hand them on (relay). What
// grows with a campaign is, a recipient: 21 bytes in each of the two tables that tell whether a key or an openid was there before
// (hclspec), 8 bytes of hash for who may get money where a state has packets, and a bit for whose packet was met; and, a packet that the state knows,
// its packed line of about 115 bytes (state.Snapshot) and 6 bytes of the table of addresses, which the first search makes. Only what
// people have to look at is kept as packets: Plan.Listed.
//
// What apply acts on, Plan.Work, is made where Options.KeepWork asks for it. It is bytes: 4 MiB of them in memory, and the rest in a file
// without a name that Options.Spool makes, about 90 bytes for somebody new with a short wish and twice that for a packet that the state
// knows. In memory a packet of it takes one byte for its action. Each record has a checksum over its row and its bytes, so that a disk
// which yields something else stops a run (ErrWorkLost) and pays nobody in another one's place. The file goes with Work.Close, or with
// the process. Nothing else that was only needed to make a plan lives on with it, neither the snapshot nor the list, which people may
// edit while a run goes on.
package plan
