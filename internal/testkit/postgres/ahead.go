package postgres

import (
	"github.com/cashredpack/redpack/internal/testkit/ramdisk"
)

// MainAhead is Main, and starts the server that all tests of this binary share before any of them runs, for those that run in bubbles of
// synctest: a server that was started in one would belong to it.
func MainAhead(m interface{ Run() int }) int { return ramdisk.Tests{M: tests{m: m, ahead: true}}.Run() }

func ahead() error {
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = share()
	}
	return shared.err
}
