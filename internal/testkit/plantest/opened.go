package plantest

import "io/fs"

// Opened counts how often each file is opened.
type Opened struct {
	fs.FS
	Times map[string]int
}

// Open opens a file and counts it.
func (o Opened) Open(name string) (fs.File, error) {
	o.Times[name]++
	return o.FS.Open(name)
}
