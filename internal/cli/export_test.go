package cli

import (
	"io"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// NewSender joins a client to the engine as apply does, for benchmarks of the whole road.
func NewSender(client *wxpay.Client, merchant *hclspec.Merchant, random io.Reader) apply.Sender {
	return &sender{client: client, merchant: merchant, random: random}
}

// NewRoot is the tree of all commands.
var NewRoot = newRoot

// SplitRange takes the argument of diff apart.
func SplitRange(arg string) (from, to string, base, ok bool) {
	a, ok := splitRange(arg)
	return a.from, a.to, a.base, ok
}
