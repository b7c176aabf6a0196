// Package term0 keeps redpack from asking the terminal anything before it knows which command runs.
//
// The init function of bubbletea v1 asks lipgloss for the background colour. On a terminal that cannot tell, such as the
// pseudo-terminals of CI systems and expect scripts, it prints escape sequences and waits up to five seconds for an
// answer, in every command, also in `redpack version`. Setting the colour first makes that question unnecessary.
//
// This works by order only: Go initialises packages whose imports are ready in the order of their import paths, and
// github.com/cashredpack sorts before github.com/charmbracelet/bubbletea. So this package must import nothing but
// lipgloss, and package main imports it for its effect. A test holds a real program on a silent terminal to it. The value
// does not matter: the screen has a renderer of its own, which is told about the background.
package term0

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
