package cli

// NewRoot is the tree of all commands.
var NewRoot = newRoot

// SplitRange takes the argument of diff apart.
func SplitRange(arg string) (from, to string, base, ok bool) {
	a, ok := splitRange(arg)
	return a.from, a.to, a.base, ok
}
