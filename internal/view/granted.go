package view

import (
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

// granted are the merchant's limits beyond those that everybody has. They stand in every plan and in what is approved.
func granted(m *hclspec.Merchant, yuan func(money.Fen) string) string {
	beyond := m.Granted(yuan)
	if len(beyond) == 0 {
		return ""
	}
	return strings.Join(beyond, ", ") + ": beyond what everybody has"
}
