//go:build unix

package gateway

// Unguarded says what is wrong with the mode and the owner of a secret's file.
var Unguarded = unguarded
