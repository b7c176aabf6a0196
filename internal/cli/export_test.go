package cli

// NewRoot is the tree of all commands.
var NewRoot = newRoot
