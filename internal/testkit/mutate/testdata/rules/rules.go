// Package rules has a rule that a test looks at and one that none does.
package rules

// Adult tells whether a person may sign.
func Adult(years int) bool { return years >= 18 }

// Opened tells whether a shop is open.
func Opened(hour int) bool { return hour < 20 }
