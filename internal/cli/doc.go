// Package cli is the edge of redpack: it turns arguments, environment, terminal, clock, files and signals into plain
// values, joins the packages below it, and turns what they return into text and an exit code.
//
// It is the only place that knows the real clock.
package cli
