package diff

import "strings"

func clone(text string) string { return strings.Clone(text) }

// resemblances finds added campaigns that hold most of the people of a removed one.
func (c *comparison) resemblances() {
	for _, gone := range c.pairs {
		if gone.Presence != OnlyBefore {
			continue
		}
		people := make(map[string]bool, len(gone.Changes))
		for i := range gone.Changes {
			people[gone.Changes[i].Before.OpenID] = true
		}
		for _, added := range c.pairs {
			if added.Presence != OnlyAfter || added.Resembles != "" {
				continue
			}
			again := 0
			for i := range added.Changes {
				if people[added.Changes[i].After.OpenID] {
					again++
				}
			}
			if 2*again > len(people) {
				added.Resembles = gone.Name
			}
		}
	}
}
