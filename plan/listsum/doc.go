// Package listsum writes and checks redpack.sum, the file beside the campaigns that says in one line what each list of recipients
// holds: its bytes, its head-count and its money. Lists are personal data and often stay out of git; this file names nobody and
// belongs into it, so that a changed list is a line to review. The package reads no files; their contents come in.
package listsum
