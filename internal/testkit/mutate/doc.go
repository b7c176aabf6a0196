// Command mutate asks whether the tests of a package notice a fault. It changes one rule of the package at a time, such as a
// comparison turned round or an error dropped, and runs the package's tests on that:
//
//	go run ./internal/testkit/mutate -seed 20261128 -n 40 ./apply
//
// A mutant is KILLED when a test fails or hangs, and SURVIVED when all pass: then either a test is missing, or the mutant
// means the same as the original. What does not compile is NOT COMPILED, is not counted, and another takes its place. The same
// seed over the same source draws the same mutants. Nothing is written in the tree: the go command is shown the changed file by
// its -overlay. The tests read the tree as it is: leave it alone meanwhile, or run the command in a copy.
//
//	-n       how many mutants count
//	-seed    which ones
//	-with    packages with commas between, such as ./apply,./internal/cli, that are tested when the package's own tests notice nothing
//	-files   a regular expression of the names of the files to change
//	-skip    a file of mutants that mean the same as the original
//	-p       how many run at a time; each compiles and links a test
//	-full    the whole tests and not the quick ones of -short
//	-timeout when tests count as hanging: after ten times what they need on the unchanged source, unless this says another time
//
// A line of the file for -skip is a mutant as it was printed, from the name of its file to the changed text, and after a # the reason
// why it is none:
//
//	sum.go Total: `total := 0` -> `total := 1`  # the reason
//
// The line's number is left out, so that the entry outlives changes elsewhere. An entry that fits no mutant any more is an error.
//
// It is no part of the CI: a sample of 40 takes 40 times as long as the package's tests and their link. A mutant may also take all
// memory; run it under ulimit or another limit where that would hurt others.
package main
