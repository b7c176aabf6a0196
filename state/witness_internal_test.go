package state

import (
	"testing"
)

// TestWitnessFitsOneSector and is of one size for ever, so that rewriting it in place never leaves half of it.
func TestWitnessFitsOneSector(t *testing.T) {
	const lineage = "01234567-89ab-cdef-0123-456789abcdef"
	for _, serial := range []int64{0, 1, 1 << 40, 1<<63 - 1} {
		w := witness{serial: serial, lineage: lineage}
		line := w.encode()
		if len(line) != len(witness{}.encode()) || len(line) > 512 {
			t.Errorf("serial %d: %d bytes", serial, len(line))
		}
		if got, ok := decodeWitness(line); got != w || !ok {
			t.Errorf("%q decodes to %+v, %v", line, got, ok)
		}
		for i := range line {
			line[i] ^= 1
			if _, ok := decodeWitness(line); ok {
				t.Errorf("a flipped byte %d passed: %q", i, line)
			}
			line[i] ^= 1
		}
	}
}

// FuzzWitness: what decodes is exactly what encode writes.
func FuzzWitness(f *testing.F) {
	f.Add([]byte{})
	f.Add(witness{serial: 7, lineage: "01234567-89ab-cdef-0123-456789abcdef"}.encode())
	f.Fuzz(func(t *testing.T, data []byte) {
		if w, ok := decodeWitness(data); ok && string(w.encode()) != string(data) {
			t.Fatalf("%q passed for %+v", data, w)
		}
	})
}

// FuzzRow: two different packets have different checksums or are the same packet, and a copy keeps it.
func FuzzRow(f *testing.F) {
	f.Add("a", "b", "ab", "", int64(1), int64(2))
	f.Fuzz(func(t *testing.T, key, openid, code, text string, amount, at int64) {
		r := row[string]{id: 1, campaign: 1, key: key, openid: openid, code: code, text: text, amount: amount, intentAt: at, status: Sent}
		shifted := r
		shifted.key, shifted.openid = key+openid, ""
		if r.checksum(nil) == shifted.checksum(nil) && r != shifted {
			t.Fatalf("%q and %q do not tell key and openid apart", key, openid)
		}
		if c := r.owned(); c != r {
			t.Fatal("a copy differs")
		}
	})
}
