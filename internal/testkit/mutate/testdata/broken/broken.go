// Package broken has a test that fails.
package broken

// Answer is right.
func Answer() int { return 42 }
