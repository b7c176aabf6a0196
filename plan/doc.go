// Package plan compares a campaign with the state and says what an apply would do.
//
// It is pure: a plan is a function of the campaign's files, a snapshot of the state and an instant, the same on every
// machine. It needs no network, no certificate and no key. It promises that every recipient of the campaign and every
// packet the state knows of it is counted under exactly one action, and that nothing but the actions Send, Retry and
// Resolve can move money. A plan can be saved: the file holds digests of everything it depends on, is applied once, and
// is worth nothing once any of that has moved. The package does not judge whether the campaign's texts and amounts are
// allowed: hclspec does.
package plan
