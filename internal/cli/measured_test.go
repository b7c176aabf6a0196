package cli_test

import (
	"os"
	"runtime/debug"
	"time"

	"github.com/cashredpack/redpack/internal/cli"
)

// overflowing is an environment whose clock fills the stack, early in every command that looks at it.
func overflowing(env *cli.Env) *cli.Env {
	debug.SetMaxStack(1 << 20) // a real one is a thousand times as large, and ends alike
	var deeper func(n int) time.Time
	deeper = func(n int) time.Time { return deeper(n + 1).Add(time.Duration(n)) }
	env.Now = func() time.Time { return deeper(0) }
	return env
}

// measureFile is where a measured command says what it took.
var measureFile = os.Getenv("REDPACK_TEST_MEASURE")

// measuredProgram is the variable that says which redpack is measured; without it, it is the one of this test.
const measuredProgram = "REDPACK_TEST_PROGRAM"
