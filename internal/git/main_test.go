package git_test

import (
	"errors"
	"os"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/ramdisk"
	"github.com/cashredpack/redpack/internal/testkit/tongues"
)

func TestMain(m *testing.M) {
	// No setting of whoever runs the tests may change what they see.
	if err := errors.Join(os.Setenv("GIT_CONFIG_GLOBAL", os.DevNull), os.Setenv("GIT_CONFIG_NOSYSTEM", "1")); err != nil {
		panic(err)
	}
	os.Exit(ramdisk.Tests{M: tongues.Tests{M: m}}.Run())
}
