package apply_test

import (
	"os"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/internal/testkit/tongues"
)

func TestMain(m *testing.M) {
	os.Exit(statetest.Main(tongues.Tests{M: m}))
}
