package revision

// SplitRange takes the argument of diff apart.
func SplitRange(arg string) (from, to string, base, ok bool) {
	a, ok := splitRange(arg)
	return a.from, a.to, a.base, ok
}
