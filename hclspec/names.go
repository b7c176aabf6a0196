package hclspec

import (
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// The names, for whoever imports this package, of types that all packages of redpack share.
type (
	// Fen is an amount of money in fen, a hundredth of a yuan.
	Fen = money.Fen
	// Address is a campaign and a key in it.
	Address = address.Address
	// Text is one thing to say to people, in every language that redpack speaks.
	Text = lang.Text
	// Language is one of them.
	Language = lang.Language
	// BillNoScheme is the form of a campaign's bill numbers.
	BillNoScheme = billno.Scheme
)
