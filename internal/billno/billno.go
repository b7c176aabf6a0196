// Package billno derives and checks mch_billno, the merchant order number that makes a red packet unique.
//
// WeChat Pay pays one number at most once and treats a repeat as re-entry of the same order (发放红包接口, 2025). So the
// number is not drawn but derived from who is paid: within a campaign the number is the person's. A second run, a renamed
// key, a list put back or a state that was lost repeats the numbers of the first run, and the platform itself pays nobody
// twice. Nothing secret and nothing that changes between runs enters the derivation.
//
// What the number hangs on beside the person is a Series: merchant, appid, the campaign's first name and its date. An edit
// of those makes other numbers, which is for others to notice.
package billno

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
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

// String is the scheme as campaigns write it.
func (s Scheme) String() string {
	switch s {
	case Digits:
		return "digits"
	case Alphanumeric:
		return "alphanumeric"
	}
	return fmt.Sprintf("invalid scheme %d", uint8(s)) // for programs
}

const (
	maxLength = 28
	tail      = 10
	alphabet  = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// Version is how numbers are derived. It is kept with every number, because numbers that were sent once must come out the
// same for ever. The zero value is invalid.
type Version uint8

// The versions.
const (
	_        Version = iota
	ByKey            // from campaign and key, as the first releases did; two people can come to share one number
	ByPerson         // from campaign and openid; from the key only where one person gets several packets
)

// Series is what all numbers of one campaign have in common. It is frozen with the first of them. MchID and Date also
// stand in each number in the clear.
type Series struct {
	Version  Version
	Scheme   Scheme
	MchID    string
	AppID    string // that the openids belong to; ByPerson only
	Campaign string // the first name that the campaign ever had
	Date     string // yyyymmdd, from the campaign, never from today's clock
	// WithKey: the campaign may send one person several packets, so the key counts beside the openid; ByPerson only.
	WithKey bool
}

// Recipient is whom a number is for.
type Recipient struct {
	OpenID string
	Key    string // the recipient's key in the campaign
	// Further: this person has a packet in the campaign already and gets one more on purpose, so the key counts.
	Further bool
	// Attempt counts from 0. It moves on only when the platform has shown that the number before it can pay no more or
	// belongs to somebody else.
	Attempt int
}

// Personal reports whether the numbers are one person's each, so that what the platform says of a number it says of that
// person: derived from the person, and with 62^10 endings no two people ever share one. Ten digits are too few for that.
func (s Series) Personal() bool { return s.Version == ByPerson && s.Scheme == Alphanumeric }

// Number derives the number of one attempt at one recipient. The result is a pure function of its arguments on every
// machine. The tail is the first 128 bits of SHA-256 over the length-prefixed parts, reduced to ten characters.
func (s Series) Number(of Recipient) (BillNo, error) {
	var parts []string
	switch s.Version {
	case ByKey:
		parts = []string{s.MchID, s.Date, s.Campaign, of.Key, strconv.Itoa(of.Attempt)}
	case ByPerson:
		parts = []string{s.MchID, s.AppID, s.Date, s.Campaign, of.OpenID, strconv.Itoa(of.Attempt)}
		if s.WithKey || of.Further {
			parts = append(parts, of.Key)
		}
	default:
		return "", lang.Errorf("bill number version %d does not exist", "没有版本 %d 的商户订单号", s.Version)
	}
	base := uint64(10)
	switch s.Scheme {
	case Digits:
	case Alphanumeric:
		base = uint64(len(alphabet))
	default:
		return "", lang.Errorf("bill number scheme %d does not exist", "没有编号方式 %d 的商户订单号", s.Scheme)
	}
	sum := sha256.Sum256(encoded(s.Version, parts))
	high, low := binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])
	no := BillNo(s.MchID + s.Date + encode(high, low, base))
	if err := no.Check(); err != nil {
		return "", lang.Errorf("derive a bill number for merchant %q on %q: %w", "为商户 %q 生成 %q 的商户订单号：%w", s.MchID, s.Date, err)
	}
	return no, nil
}

// encoded is an unambiguous encoding: every part stands behind its length, so no two lists of parts share one.
func encoded(v Version, parts []string) []byte {
	b := fmt.Appendf(nil, "redpack.billno.v%d\x00", v)
	for _, part := range parts {
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

// Impossible is a number of a merchant's that no packet ever has: where every number of redpack's has a date, this one has a day that no
// calendar knows. Asking about it tells whether the platform admits a merchant at all, and can be about nobody.
func Impossible(mchID string) BillNo { return BillNo(mchID + noDay + strings.Repeat("0", tail)) }

// noDay stands in the place of a date, yyyymmdd.
const noDay = "00000000"

// Check reports why the platform would refuse the number, or nil.
func (b BillNo) Check() error {
	if b == "" || len(b) > maxLength {
		return lang.Errorf("%q has %d characters; mch_billno has 1 to %d", "%q 有 %d 个字符；mch_billno 只能有 1 到 %d 个", string(b), len(b), maxLength)
	}
	for i := range len(b) {
		c := b[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return lang.Errorf("%q: mch_billno may hold only 0-9, a-z and A-Z", "%q：mch_billno 只能包含 0-9、a-z 和 A-Z", string(b))
		}
	}
	return nil
}
