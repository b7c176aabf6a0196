package diff

import (
	"cmp"
	"slices"

	"github.com/cashredpack/redpack/hclspec"
)

// Names of settings that are looked for.
const (
	nameWishing = "wishing" // of those who have none of their own
	nameRemark  = "remark"  // likewise
	nameSandbox = "merchant.sandbox"
	nameAssert  = "assert"
)

// introduced lists what a new campaign says of itself. What the platform's rules say where it is silent is not news.
func introduced(c *hclspec.Campaign) []Setting {
	var said []Setting
	for _, s := range c.Settings() {
		if s.Shown != "" && s.Class <= hclspec.SettingTexts && (s.Written || s.Name == nameSandbox) {
			said = append(said, Setting{Class: s.Class, Name: s.Name, After: s.Shown, after: s.Said(), Range: s.Range})
		}
	}
	for _, condition := range c.Asserts() {
		said = append(said, Setting{Class: hclspec.SettingBounds, Name: nameAssert, After: condition, Range: c.Range})
	}
	return ranked(said)
}

func ranked(s []Setting) []Setting {
	slices.SortStableFunc(s, func(a, b Setting) int { return cmp.Compare(a.Class, b.Class) })
	return s
}

// compareSettings lists the settings that differ between two campaigns.
func compareSettings(before, after *hclspec.Campaign) []Setting {
	var changed []Setting
	old := before.Settings()
	for i, s := range after.Settings() {
		was := old[i]
		if was.Shown == s.Shown {
			continue
		}
		if s.Range.Filename == "" {
			s.Range = was.Range
		}
		changed = append(changed, Setting{Class: s.Class, Name: s.Name, Before: was.Shown, After: s.Shown, before: was.Said(), after: s.Said(), Numbers: s.Numbers, Range: s.Range})
	}
	return ranked(append(changed, compareAsserts(before, after)...))
}

// compareAsserts lists the asserts that came and went. A changed one does both.
func compareAsserts(before, after *hclspec.Campaign) []Setting {
	old, now := before.Asserts(), after.Asserts()
	var changed []Setting
	for _, condition := range old {
		if !slices.Contains(now, condition) {
			changed = append(changed, Setting{Class: hclspec.SettingBounds, Name: nameAssert, Before: condition, Range: after.Range})
		}
	}
	for _, condition := range now {
		if !slices.Contains(old, condition) {
			changed = append(changed, Setting{Class: hclspec.SettingBounds, Name: nameAssert, After: condition, Range: after.Range})
		}
	}
	return changed
}

// compareFolders lists what differs between the folders themselves: where the state is kept, and moved blocks that account
// for no rename listed elsewhere.
func compareFolders(before, after *hclspec.Project, accounted func(hclspec.Moved) bool) []Setting {
	if before == nil || after == nil {
		return nil
	}
	changed := comparePlaces(before.State, after.State)
	old, now := movedTexts(before), movedTexts(after)
	for _, m := range before.Moved {
		if text := m.String(); now[text] == nil {
			changed = append(changed, Setting{Class: hclspec.SettingNumbers, Name: "moved", Before: text, Range: m.Range})
		}
	}
	for _, m := range after.Moved {
		if text := m.String(); old[text] == nil && !accounted(m) {
			changed = append(changed, Setting{Class: hclspec.SettingNumbers, Name: "moved", After: text, Range: m.Range})
		}
	}
	return changed
}

// comparePlaces lists what differs between the places of two states. What was paid stands in one of them, so another place means that
// nothing of it is known, unless it was copied there.
func comparePlaces(before, after hclspec.StatePlace) (changed []Setting) {
	for _, s := range [...]struct{ name, before, after string }{
		{"redpack.state", before.Backend(), after.Backend()},
		{"redpack.state.path", before.Path, after.Path},
		{"redpack.state.url_env", before.URLEnv, after.URLEnv},
		{"redpack.state.schema", before.Schema, after.Schema},
		{"redpack.project", before.Project, after.Project},
	} {
		if s.before != s.after {
			changed = append(changed, Setting{Class: hclspec.SettingAccount, Name: s.name, Before: s.before, After: s.after})
		}
	}
	return changed
}

func movedTexts(p *hclspec.Project) map[string]*hclspec.Moved {
	texts := map[string]*hclspec.Moved{}
	for i := range p.Moved {
		texts[p.Moved[i].String()] = &p.Moved[i]
	}
	return texts
}
