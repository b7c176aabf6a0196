package state

import (
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
)

// The names, for whoever imports this package, of types that all packages of redpack share.
type (
	// BillNo is the number of one packet (mch_billno), by which the platform pays at most once.
	BillNo = billno.BillNo
	// BillNoSeries is how the bill numbers of a campaign are made.
	BillNoSeries = billno.Series
	// BillNoVersion is the rule by which a number is derived.
	BillNoVersion = billno.Version
	// Tally is a number of packets and their money.
	Tally = money.Tally
)
