package diff

import (
	"path"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
)

// accounted tells whether a moved block belongs to a rename that is listed.
func (c *comparison) accounted(m hclspec.Moved) bool {
	return slices.ContainsFunc(c.pairs, func(p *pair) bool {
		if m.From.Key == "" {
			return p.Name == m.To.Campaign && p.Was == m.From.Campaign
		}
		return p.Name == m.To.Campaign && slices.ContainsFunc(p.Changes, func(change Change) bool {
			return change.Moved && change.Key == m.To.Key && (change.WasKey == m.From.Key || change.WasKey == m.From.String())
		})
	})
}

// files lists the files whose bytes differ.
func (c *comparison) files() []FileChange {
	old, now := c.before.inputs(), c.after.inputs()
	different := c.diff.Different()
	var all []FileChange
	for name, sum := range now {
		was, both := old[name]
		if was == sum {
			continue
		}
		f := FileChange{Path: name, Added: !both}
		f.Formatting = !different && !c.partial() || both && c.formOnly(name)
		all = append(all, f)
	}
	for name := range old {
		if _, both := now[name]; !both {
			all = append(all, FileChange{Path: name, Removed: true, Formatting: !different && !c.partial()})
		}
	}
	slices.SortFunc(all, func(a, b FileChange) int { return strings.Compare(a.Path, b.Path) })
	return all
}

// inputs are the digests of a side's files, those of lists that are not there by redpack.sum. The one file that is compared with a file of another name has that of the other
// side.
func (s *Side) inputs() map[string]string {
	sums := map[string]string{}
	if s.Project == nil {
		return sums
	}
	for _, input := range slices.Concat(s.Project.Inputs(), s.lists) {
		name := input.Path
		if name == s.File {
			name = s.CalledBy
		}
		sums[name] = input.SHA256
	}
	for _, campaign := range s.Campaigns {
		for _, source := range campaign.Sources {
			if line, ok := s.Sum.Find(source.Path, campaign.Name); source.Absent && ok {
				sums[source.Path] = line.SHA256
			}
		}
	}
	return sums
}

// partial reports whether campaigns of the folder are left out, so that a file may have changed for their sake.
func (c *comparison) partial() bool {
	for _, s := range []*Side{&c.before, &c.after} {
		if s.Project != nil && len(s.Campaigns) < len(s.Project.Campaigns) {
			return true
		}
	}
	return false
}

// formOnly tells whether a file that both sides have means the same, although other files may not: HCL word for word, a CSV
// because nobody in it has changed.
func (c *comparison) formOnly(name string) bool {
	if path.Ext(name) == ".hcl" {
		return hclspec.SameButForm(c.before.Project, c.before.fileOf(name), c.after.Project, c.after.fileOf(name))
	}
	read := 0
	for _, p := range c.pairs {
		for _, campaign := range p.sides() {
			for _, source := range campaign.Sources {
				if source.Path == name {
					read++
				}
			}
		}
		touches := func(change Change) bool {
			return path.Clean(change.Before.Group) == name || path.Clean(change.After.Group) == name
		}
		if slices.ContainsFunc(p.Changes, touches) {
			return false
		}
	}
	return read > 1
}

// fileOf is the path of a file on this side.
func (s *Side) fileOf(name string) string {
	if s.File != "" && name == s.CalledBy {
		return s.File
	}
	return name
}
