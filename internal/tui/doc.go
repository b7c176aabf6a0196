// Package tui is the screen of `redpack apply`: a campaign on its way, for the people who watch it.
//
// It promises that it can never harm a run. It reads apply.Progress on a tick and is sent nothing, so no worker ever waits
// for a terminal; its keys can stop, pause and slow a run that was approved, and cannot start anything; a panic in here
// restores the terminal, is returned as an error, and leaves the sending alone.
//
// It draws inline, below what the terminal shows already, and clears its frame when the run is over, so that the summary
// takes its place. Every line keeps within the terminal's width, Chinese or not; nothing is told by colour alone.
// Characters whose width terminals disagree about stand at the end of a line only.
//
// The parts of the overview have no state: they are functions from facts to lines (header.go, total.go, condition.go,
// notice.go, groups.go, problems.go, chart.go, log.go); overview.go joins them, frame.go decides which of them a low terminal
// keeps. What a person moves about in is a component with SetSize, Update and View: scroller, problemList, recipients and
// packet. A list of a million rows keeps one byte a row, and only the rows in sight become text.
package tui
