package sandbox

import "hash/fnv"

// draw is the simulator's only dice: a number in [0, 1) that depends on the seed and on what is being decided, not on the
// order in which requests arrive, so that a run with 64 connections repeats.
func draw(seed uint64, about ...string) float64 {
	return float64(dice(seed, about...)>>11) / (1 << 53)
}

func dice(seed uint64, about ...string) uint64 {
	hash := fnv.New64a()
	for _, part := range about {
		// Writing to a hash never fails.
		_, _ = hash.Write([]byte(part))
		_, _ = hash.Write([]byte{0})
	}
	// The finalizer of SplitMix64: FNV alone leaves the high bits of short texts alike.
	x := hash.Sum64() ^ (seed+1)*0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}
