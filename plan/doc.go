// Package plan compares a campaign with the state and says what an apply would do.
//
// It is pure: a plan is a function of the campaign's files, a snapshot of the state, a selection and an instant, the same on
// every machine. It needs no network, no certificate and no key. It promises that every recipient of the campaign and every
// packet the state knows of it is counted under exactly one action or as left out by the selection, and that nothing but
// the actions Send, Retry and Resolve can move money. Where somebody who was paid stands under another key or in another
// campaign now, and nobody has said which it is, there is no plan. Package planfile saves plans, diff compares two
// revisions and listsum keeps the sums of lists. The package does not judge whether the campaign's texts and amounts are allowed:
// hclspec does.
package plan
