package plan

import (
	"crypto/sha256"
	"slices"
)

// Combined is the digest of several plans that are approved together: of one plan its own, of several one over all of
// theirs, in which their order does not matter. It is what people compare and what -check takes.
func Combined(plans []*Plan) Digest {
	if len(plans) == 1 {
		return plans[0].Digest
	}
	digests := make([]Digest, 0, len(plans))
	for _, p := range plans {
		digests = append(digests, p.Digest)
	}
	return combine(digests)
}

func combine(digests []Digest) Digest {
	if len(digests) == 1 {
		return digests[0]
	}
	sorted := slices.SortedFunc(slices.Values(digests), func(a, b Digest) int { return slices.Compare(a[:], b[:]) })
	hash := sha256.New()
	hash.Write([]byte("redpack.digests.v1"))
	for _, d := range sorted {
		hash.Write(d[:])
	}
	return Digest(hash.Sum(nil))
}
