package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
)

// NewRoot is the tree of all commands.
var NewRoot = newRoot

// Unspooled is what is said of a file for the work of a plan that cannot be written.
var Unspooled = unspooled

// CloseShown closes what a screen has shown: a plan that was made in time, and one that was made after the screen had gone.
func CloseShown(early, late *plan.Plan) error {
	var s shownPlans
	return errors.Join(s.add([]*plan.Plan{early}), s.close(), s.add([]*plan.Plan{late}))
}

// NewChineseRoot is the tree of all commands for who reads Chinese.
func NewChineseRoot() *cobra.Command { return newRoot(&Env{lang: lang.Chinese}) }
