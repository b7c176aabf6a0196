package cli

import (
	"path/filepath"
	"strings"

	"github.com/cashredpack/redpack/internal/view"
)

// inActions reports whether this is a step of a GitHub Actions job. Its log is read by everybody who can read the repository.
func (e *Env) inActions() bool { return e.value("GITHUB_ACTIONS") == "true" }

// inActions fits the output to the log of a GitHub Actions job: annotations beside the text for people.
func (p *printer) inActions() {
	if !p.text || !p.env.inActions() {
		return
	}
	look := p.err
	look.Colour, look.ShowLabels = false, false // the page of a job is for everybody who sees the repository
	p.notes = view.NewAnnotations(p.env.log, look)
	p.notes.Place = p.inRepository
}

// inRepository is the name of a campaign's file as GitHub knows it.
func (p *printer) inRepository(file string) string {
	path := filepath.Join(p.dir, filepath.FromSlash(file))
	if full, err := filepath.Abs(path); err == nil {
		inside, err := filepath.Rel(p.env.value("GITHUB_WORKSPACE"), full)
		if err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
			path = inside
		}
	}
	return filepath.ToSlash(path)
}
