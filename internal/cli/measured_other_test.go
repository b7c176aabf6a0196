//go:build !linux

package cli_test

import "os"

// peak is unknown.
func peak(*os.ProcessState) int64 { return 0 }

// measured is for Linux alone, whose account of memory is in kilobytes.
func measured() int { return 99 }
