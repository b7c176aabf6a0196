package bill

import (
	"time"

	"github.com/cashredpack/redpack/internal/money"
)

// Row is one movement of an account.
type Row struct {
	Line       int
	At         time.Time // when the money moved, to the second
	Payment    string    // 微信支付业务单号, WeChat Pay's number of the business
	Flow       string    // 资金流水单号, the number of this movement
	Voucher    string    // 业务凭证号, usually the merchant's number of the business
	Name, Type string    // 业务名称 and 业务类型, for people: their words may change at any time
	In         bool      // 收入; otherwise 支出
	Amount     money.Fen
	Balance    money.Fen // of the account, after it
}

// Column is one of the columns that hold numbers.
type Column uint8

// The columns in which a packet's number may stand. The platform does not say which of them it uses for packets.
const (
	_ Column = iota
	PaymentColumn
	FlowColumn
	VoucherColumn
)

// String is the column's title.
func (c Column) String() string {
	switch c {
	case PaymentColumn:
		return payment
	case FlowColumn:
		return flow
	case VoucherColumn:
		return voucher
	}
	return ""
}

// Columns lists them in the order in which they are searched.
func Columns() []Column { return []Column{VoucherColumn, PaymentColumn, FlowColumn} }

// Number is what stands in one of the columns.
func (r *Row) Number(c Column) string {
	switch c {
	case PaymentColumn:
		return r.Payment
	case FlowColumn:
		return r.Flow
	case VoucherColumn:
		return r.Voucher
	}
	return ""
}

// Signed is what the row adds to the account.
func (r *Row) Signed() money.Fen {
	if r.In {
		return r.Amount
	}
	return -r.Amount
}
