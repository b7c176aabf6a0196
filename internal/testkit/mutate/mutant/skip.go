package mutant

import (
	"fmt"
	"maps"
	"regexp"
	"strings"

	"github.com/cashredpack/redpack/internal/bounded"
)

// entry is a mutant and the reason behind it.
var entry = regexp.MustCompile("^(.*`) *# *\\S")

// Without leaves out the mutants that a file lists because they mean the same as the original. Each line is a mutant's String, a #
// and the reason; of several alike in one function all go. A line without a reason or without a mutant is an error: it would hide what it no longer fits.
func Without(all []Mutant, path string) ([]Mutant, error) {
	list, err := bounded.ReadFile(path, mostSource)
	if err != nil {
		return nil, err
	}
	listed := map[string]int{}
	for i, line := range strings.Split(string(list), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := entry.FindStringSubmatch(line)
		if parts == nil {
			return nil, fmt.Errorf("%s:%d: want a mutant, a # and the reason", path, i+1)
		}
		listed[parts[1]] = i + 1
	}
	return without(all, path, listed)
}

func without(all []Mutant, path string, listed map[string]int) ([]Mutant, error) {
	unseen := maps.Clone(listed)
	var kept []Mutant
	for _, m := range all {
		if _, same := listed[m.String()]; same {
			delete(unseen, m.String())
			continue
		}
		kept = append(kept, m)
	}
	for text, line := range unseen {
		return nil, fmt.Errorf("%s:%d: there is no such mutant: %s", path, line, text)
	}
	return kept, nil
}
