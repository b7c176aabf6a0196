package events_test

import (
	"os"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/ramdisk"
)

func TestMain(m *testing.M) {
	os.Exit(ramdisk.Tests{M: m}.Run())
}
