// Package planfile is a plan that was put aside: what it holds, how its file is written and read, and whether it may still be
// applied. It promises that a file which was altered, is older than its validity, or was made of anything else than what is there
// now is refused with the reason; it does not promise that the file is secret, and no secret or openid is in it. It opens nothing:
// files, clock and state come in as values.
package planfile
