//go:build !linux && !darwin && !windows

package osfile

import "errors"

// DiskOf cannot tell on this system.
func DiskOf(string) (Disk, error) { return Disk{}, errors.ErrUnsupported }
