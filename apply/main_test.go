package apply_test

import (
	"os"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/statetest"
)

func TestMain(m *testing.M) {
	os.Exit(statetest.Main(m))
}
