//go:build unix

package cli

// Unguarded says what is wrong with the mode and the owner of a secret's file.
var Unguarded = unguarded
