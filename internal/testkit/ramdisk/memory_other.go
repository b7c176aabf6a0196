//go:build !linux

package ramdisk

// inMemory knows no folder in memory that every machine of this kind has.
func inMemory(uint64) string { return "" }
