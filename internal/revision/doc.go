// Package revision finds the two sides of a comparison and reads them: out of git as they are, without a checkout, or from the
// disk. It prints nothing; what is wrong with a side comes back as diagnostics that name its revision.
package revision
