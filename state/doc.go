// Package state is the durable state of red packet campaigns: one SQLite file that knows what was promised and paid.
package state
