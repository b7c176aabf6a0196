package view

import (
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// granted are the merchant's limits beyond those that everybody has. They stand in every plan and in what is approved.
func granted(m *hclspec.Merchant, yuan func(money.Fen) string) lang.Text {
	beyond := m.Granted(yuan)
	if len(beyond) == 0 {
		return lang.Text{}
	}
	return lang.Format("%s: beyond what everybody has", "%s：超出一般商户的范围", listOf(beyond))
}
