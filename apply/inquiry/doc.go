// Package inquiry asks the platform about bill numbers and sends nothing: by its types it cannot, for all that it is given is an
// Asker. Refresh asks about open packets, Rebuild restores a lost state out of what the platform remembers, and Probe looks, before
// the first send of a campaign, whether an earlier state of it was lost. What an answer proves is decided in package apply.
package inquiry
