// Package billno derives and checks mch_billno, the merchant order number that makes a red packet unique.
//
// WeChat Pay pays one number at most once and treats a repeat as re-entry of the same order (发放红包接口, 2025). So the
// number is not drawn but derived from who is paid for what: a second run, even one that lost the state file, repeats the
// numbers of the first and therefore pays nobody twice. Nothing secret and nothing that changes between runs enters the
// derivation.
package billno

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
)

// BillNo is an mch_billno: up to 28 characters of 0-9, a-z, A-Z.
type BillNo string

// Scheme is how the last ten characters of a number are written. The zero value is invalid.
type Scheme uint8

// The schemes of a campaign's attribute billno.
const (
	_            Scheme = iota
	Digits              // mch_id + yyyymmdd + 10 digits, the documented pattern of 2015
	Alphanumeric        // mch_id + yyyymmdd + 10 of 0-9A-Za-z: practically free of clashes, allowed since about 2016
)

const (
	maxLength = 28
	tail      = 10
	alphabet  = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// Identity is what a number is derived from. MchID and Date also stand in the number in the clear.
type Identity struct {
	MchID    string
	Date     string // yyyymmdd, from the campaign, never from today's clock
	Campaign string
	Key      string // the recipient's key in the campaign
	// Attempt counts from 0. It moves on only when the platform has shown that the number before it can pay no more or
	// belongs to somebody else.
	Attempt int
}

// Derive computes the number of one attempt at one recipient. The result is a pure function of its arguments on every
// machine. The tail is the first 128 bits of SHA-256 over the length-prefixed identity, reduced to ten characters.
func Derive(id Identity, scheme Scheme) (BillNo, error) {
	sum := sha256.Sum256(id.bytes())
	high, low := binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])
	base := uint64(10)
	switch scheme {
	case Digits:
	case Alphanumeric:
		base = uint64(len(alphabet))
	default:
		return "", fmt.Errorf("bill number scheme %d does not exist", scheme)
	}
	no := BillNo(id.MchID + id.Date + encode(high, low, base))
	if err := no.Check(); err != nil {
		return "", fmt.Errorf("derive a bill number for merchant %q on %q: %w", id.MchID, id.Date, err)
	}
	return no, nil
}

// bytes is an unambiguous encoding: every part stands behind its length, so no two identities share one.
func (id Identity) bytes() []byte {
	b := []byte("redpack.billno.v1\x00")
	for _, part := range []string{id.MchID, id.Date, id.Campaign, id.Key, strconv.Itoa(id.Attempt)} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return b
}

// encode reduces a 128-bit number modulo base^tail and writes it in that base. 62^10 is below 2^60, so it fits a word.
func encode(high, low, base uint64) string {
	modulus := uint64(1)
	for range tail {
		modulus *= base
	}
	_, rest := bits.Div64(high%modulus, low, modulus)
	var out [tail]byte
	for i := tail - 1; i >= 0; i-- {
		out[i] = alphabet[rest%base]
		rest /= base
	}
	return string(out[:])
}

// Check reports why the platform would refuse the number, or nil.
func (b BillNo) Check() error {
	if b == "" || len(b) > maxLength {
		return fmt.Errorf("%q has %d characters; mch_billno has 1 to %d", string(b), len(b), maxLength)
	}
	for i := range len(b) {
		c := b[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return fmt.Errorf("%q: mch_billno may hold only 0-9, a-z and A-Z", string(b))
		}
	}
	return nil
}
