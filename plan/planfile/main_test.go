package planfile_test

import (
	"os"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/ramdisk"
	"github.com/cashredpack/redpack/internal/testkit/tongues"
)

func TestMain(m *testing.M) {
	os.Exit(ramdisk.Tests{M: tongues.Tests{M: m}}.Run())
}
