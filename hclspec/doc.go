// Package hclspec is the campaign language: it turns a folder of HCL files and lists into campaigns whose every value has
// been checked and knows the line it was written on.
//
// Load reads the frame: merchants, variables, draws, campaigns. Recipients are not held; Campaign.Recipients streams them,
// from the HCL as from files of a million rows, and checks each one on the way. What the author got wrong comes back as
// hcl.Diagnostics, all of it at once, each pointing at the HCL value or the cell of a list.
//
// The package promises that the same files and the same variables give the same packets on any machine at any time: there
// is no clock, no randomness, no network and no file outside the project's folder in it, and the environment is readable
// only where a variable gets its value. Money is exact to the fen, never rounded. It does not promise that a campaign may
// be sent: what was sent before, today's window and the daily caps are the business of package plan.
//
// A list of text may have a million rows and is never held, so each need of its rows is a reading. Load reads its first line, and all of it
// where nothing says how it is written. A workbook and a text in UTF-16 are held, because no row can be found in them again. A plan reads
// the list once; a pot takes one reading more, because nobody's share is known before everybody is, and another one where
// something was sent, to know who has left the list. Only where the state binds a person of the list under another address does a
// plan read it again, for then somebody has to decide. An apply makes two plans: one without the lock, for the person who approves,
// and one under the lock, because state and files may have changed meanwhile. Before the first packet of a live campaign a sample
// is read besides, to ask whether the state was lost. Whoever reads again does so from the Reading of the first time: it keeps no
// second account of who stands there twice, and tells where the list is not what it was.
//
// The language reference is README.md beside this file.
package hclspec
