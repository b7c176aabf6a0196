package hclspec

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// fileChanged says that a file is not what it was.
func fileChanged() lang.Text { return errChanged.Said().Each(words.Sentence) }
