package cli

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/lookup"
	"github.com/cashredpack/redpack/internal/words"
)

// notEveryList says of which campaigns nobody may be found.
func notEveryList(unread []string) lang.Text {
	return lang.Format("Not every list of %s can be read, so somebody in it may not be found; redpack validate tells why.",
		"%s 的名单没有全部读出，其中的人可能查不到；redpack validate 说明原因。", words.Some(unread, len(unread)))
}

// waysToFind lists what somebody is found by.
func waysToFind() lang.Text {
	var ways []lang.Text
	for _, way := range lookup.All {
		ways = append(ways, way.Said())
	}
	return lang.Join(ways, lang.Comma)
}
