// Package report tells what became of a campaign, for whoever closes the books on it: how much was planned, received, waits to be
// opened, came back, is in doubt or was not paid, to the fen; by Beijing day; every exception with its reason and the command that
// goes on; every packet in the order of the file; and where all of this was read from.
//
// It is pure: it makes a Report out of a campaign's files, a picture of the state and the histories of the packets that had other
// numbers before. It knows no clock. A report is as of the last moment that the state knows, so that the same files and the same
// state give the same bytes, and two people can compare theirs by their sums. It asks nobody: what WeChat Pay knows by now and the
// state does not is learnt by redpack refresh.
//
// A million packets are streamed and never held. CSV is written here, in the pass that makes the report; package html, package
// workbook, package view and package events show it in other forms.
package report
