//go:build !unix

package gateway

// private: there are no permission bits to look at on this system, so nothing is found.
func (r *resolver) private(string, string) {}
