package checkup

import (
	"context"
	"slices"

	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// Reach looks at what only the network can tell: the clock against the platform's, both hosts with the way to them, and by one query of a
// number that cannot exist whether the account is admitted. It takes well under a minute at worst, and ends early with its context.
func Reach(ctx context.Context, s Subject) []Check {
	if s.Account.Merchant.Sandbox {
		return append([]Check{zone(s.Now())}, simulator()...)
	}
	ways := gateway.Reach(ctx, s.Account)
	answered := slices.IndexFunc(ways, func(w wxpay.Way) bool { return w.Stage == wxpay.Answered })
	asked := account(ctx, s, slices.ContainsFunc(ways, func(w wxpay.Way) bool { return w.Stage >= wxpay.AtAnswer }))
	var heard hearing
	if answered >= 0 {
		heard = hearing{ways[answered].Sent, ways[answered].Heard, ways[answered].Date}
	}
	checks := append([]Check{difference(heard), zone(s.Now())}, network(s, ways)...)
	return append(checks, asked...)
}
