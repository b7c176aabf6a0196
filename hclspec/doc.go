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
// The language reference is README.md beside this file.
package hclspec
