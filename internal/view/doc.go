// Package view writes everything redpack prints that is not the full-screen program: diagnostics, plans, the question
// before a run, the lines of a run, its summary, and the JSON events that programs read.
//
// It promises that what a person sees is the same at any width, without colour, in ASCII and through a pipe; that no
// openid appears whole unless Style.ShowOpenID asks for it, and no API key ever; that text from files and from the
// platform can neither move the cursor nor break a column, Chinese or not; and that an error of the writer is returned.
// It decides nothing: counts, money and reasons come from packages plan and apply as they are.
//
// Columns that may hold Chinese stand last, because terminals disagree about the width of some characters, and aligned
// rows are drawn in ASCII only.
package view
