package cli

import (
	"fmt"
	"os"
	"os/user"
)

// owner names this process for whoever finds the state locked: user@host pid.
func owner() string {
	name, host := "somebody", "this machine"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if h, err := os.Hostname(); err == nil {
		host = h
	}
	return fmt.Sprintf("%s@%s pid %d", name, host, os.Getpid())
}
