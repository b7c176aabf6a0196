// Package hclspec is the campaign language: it turns a folder of HCL and CSV files into campaigns whose every value has
// been checked and knows the line it was written on.
//
// Load reads the frame: merchants, variables, draws, campaigns. Recipients are not held; Campaign.Recipients streams them,
// from the HCL as from files of a million rows, and checks each one on the way. What the author got wrong comes back as
// hcl.Diagnostics, all of it at once, each pointing at the HCL value or the CSV cell.
//
// The package promises that the same files and the same variables give the same packets on any machine at any time: there
// is no clock, no randomness, no network and no file outside the project's folder in it, and the environment is readable
// only where a variable gets its value. Money is exact to the fen, never rounded. It does not promise that a campaign may
// be sent: what was sent before, today's window and the daily caps are the business of package plan.
//
// A list is read as seldom as can be, because it may have a million rows. Load reads its first line. A plan reads all of it once:
// without any row that was read before, since a list is never held. A pot takes one reading more, because nobody's share is known
// before everybody is; and one more still where something of it was sent, to know who is not on the list any more. Only where the
// state binds a person whom the list names under another address does a plan read it again, for then somebody has to decide. An
// apply makes two plans: one without the lock, for the person who approves, and one under the lock, of what is sent; between the
// two the files may have changed. Before the first packet of a live campaign a sample is read besides, to ask whether the state
// was lost. Whoever reads again gets the rows from the Reading of the first time, which keeps no second account of who stands
// there twice, and tells where the list is not what it was.
//
// The language reference is README.md beside this file.
package hclspec
