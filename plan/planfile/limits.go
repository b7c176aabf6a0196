package planfile

import (
	"iter"
	"maps"
	"slices"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
)

// textMax bounds the texts of a plan file that are no names, in bytes: no system opens a longer path, and an address is shorter.
const textMax = 4096

// overlong says which text of a plan is longer than any that the language and the systems allow, so that redpack cannot have written
// it; empty where none is. The values of -var may be as long as the file: they are compared and evaluated, and shown nowhere.
func (s *Saved) overlong() lang.Text {
	for name := range s.names() {
		if len(name) > hclspec.NameMax {
			return lang.Format("it holds a name of %d bytes, and a name has at most %d", "里面有一个 %d 字节的名称，名称最多 %d 字节", len(name), hclspec.NameMax)
		}
	}
	for text := range s.texts() {
		if len(text) > textMax {
			return lang.Format("it holds a path or an address of %d bytes, and none has more than %d", "里面有一个 %d 字节的路径或地址，最多 %d 字节", len(text), textMax)
		}
	}
	return lang.Text{}
}

// names are the names of blocks in a plan.
func (s *Saved) names() iter.Seq[string] {
	return func(yield func(string) bool) {
		more := yield(s.Merchant.Name)
		for _, c := range s.Campaigns {
			more = more && yield(c.Name)
			for action := range c.Actions {
				more = more && yield(action)
			}
		}
		for _, variables := range []map[string]string{s.Vars, s.Variables} {
			for name := range variables {
				more = more && yield(name)
			}
		}
	}
}

// texts are the other texts in a plan.
func (s *Saved) texts() iter.Seq[string] {
	all := slices.Concat(
		[]string{s.Tool, s.Folder, s.Chosen, s.Digest, s.Merchant.MchID, s.Merchant.AppID, s.Merchant.Rehearsal, s.State.Lineage, s.Seal},
		s.VarFiles, s.Selection.Only, s.Selection.Exclude,
		slices.Collect(maps.Keys(s.Selection.OnlyFile)), slices.Collect(maps.Values(s.Selection.OnlyFile)),
		slices.Collect(maps.Keys(s.Inputs)), slices.Collect(maps.Values(s.Inputs)), slices.Collect(maps.Values(s.Variables)),
	)
	if s.Canary != nil {
		all = slices.Concat(all, s.Canary.Who, slices.Collect(maps.Keys(s.Canary.File)), slices.Collect(maps.Values(s.Canary.File)))
	}
	for _, c := range s.Campaigns {
		all = append(all, c.Digest, c.Granted.Digest)
	}
	if s.Used != nil {
		all = append(all, s.Used.By, s.Used.Lineage)
	}
	return slices.Values(all)
}
