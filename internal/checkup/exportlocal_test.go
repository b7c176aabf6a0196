package checkup

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
)

// FileSystem, Room and Split are what tests cannot reach by a disk or a text of their own.
func FileSystem(s Subject, on osfile.Disk, err error) Check { return fileSystem(s, on, err) }

func Room(open int, counted bool, on osfile.Disk) Check {
	return room(planned{open: open, counted: counted}, on)
}

func Split(text string) (string, string) {
	told, next := split(lang.Same(text))
	return told.English, next.English
}
