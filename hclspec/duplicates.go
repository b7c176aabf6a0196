package hclspec

import (
	"errors"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/lang"
)

// unseen holds a row's key and openid against all rows before, and names both places where one was there.
func (s *stream) unseen(attrs *attributes, o *origin, r *Recipient, validOpenID bool) bool {
	here := packed(o.source, o.position)
	ok := true
	if validOpenID && s.watchOpenIDs {
		before, dup := s.openIDs.add(r.OpenID, o.hashes.openID, here, func(place uint64) bool {
			return s.again(o, place).openID == r.OpenID
		})
		if dup {
			ok = false
			s.problems.add(ruleTwice, o.at, func() *hcl.Diagnostic {
				first := s.located(before, func(a *attributes) *attribute { return a.openID })
				return wrong(lang.Text{}, o.value(attrs.openID), openIDTwice(r.OpenID, first))
			})
		}
	}
	if !s.watchKeys {
		return ok
	}
	before, dup := s.keys.add(r.Key, o.hashes.key, here, func(place uint64) bool {
		return s.again(o, place).key == r.Key
	})
	if !dup {
		return ok
	}
	s.problems.add(ruleKeyTwice, o.at, func() *hcl.Diagnostic {
		return wrong(lang.Text{}, o.value(attrs.key), keyTwice(r.Key, s.located(before, func(a *attributes) *attribute { return a.key })))
	})
	return false
}

// watch decides which of the tables the campaign needs. Where the openid is the key everywhere, the table of openids answers
// for both.
func (s *stream) watch() {
	s.watchOpenIDs = !s.campaign.AllowRepeatOpenID
	s.watchKeys = s.campaign.rows.keyed() || !s.watchOpenIDs
}

// keyed tells whether any source has keys of its own.
func (r *rows) keyed() bool {
	for _, feed := range r.feeds {
		if attrs := feed.attributes(); attrs == nil || attrs.key != nil {
			return true
		}
	}
	return false
}

func (r *rows) recall(s *stream, place uint64) (seen, bool) {
	source, position := unpacked(place)
	return r.feeds[source].recall(s, position)
}

// again recalls a row to hold the one at hand against it.
func (s *stream) again(o *origin, place uint64) seen {
	found, ok := s.campaign.rows.recall(s, place)
	if !ok {
		s.problems.add(ruleChanged, o.at, func() *hcl.Diagnostic { return wrong(lang.Text{}, o.at, fileChanged()) })
	}
	return found
}

// located is a row that went by before: in a workbook the cell of an attribute, in a text its line, which is counted only now that
// somebody asks.
func (s *stream) located(place uint64, of func(*attributes) *attribute) seen {
	found, _ := s.campaign.rows.recall(s, place)
	source, position := unpacked(place)
	feed, ok := s.campaign.rows.feeds[source].(*listFeed)
	switch {
	case !ok:
	case feed.inSheet():
		if a := of(&feed.attrs); a != nil && len(a.columns) > 0 {
			found.at = feed.cellRange(sheetRow(feed.held.sheet, int(position)), a.columns[0])
		}
	default:
		lines, err := s.linesBefore(feed, int64(position))
		if err != nil {
			s.fail(feed, err)
		}
		found.at.Start.Line = lines + 1
	}
	return found
}

// linesBefore counts line feeds up to an offset.
func (s *stream) linesBefore(feed *listFeed, end int64) (int, error) {
	lines := 0
	for at := int64(0); at < end; {
		piece, err := s.readAt(feed, at, int(min(csvrow.WindowSize, end-at)))
		if err != nil || piece == "" {
			return lines, err
		}
		lines += strings.Count(piece, "\n")
		at += int64(len(piece))
	}
	return lines, nil
}

// readAt reads a piece of a data file through a handle that is kept for the run.
func (s *stream) readAt(feed *listFeed, offset int64, size int) (string, error) {
	if feed.held != nil {
		text := feed.held.text[min(offset, int64(len(feed.held.text))):]
		return text[:min(size, len(text))], nil
	}
	f, open := s.files[feed]
	if !open {
		var err error
		if f, err = s.campaign.rows.sources.fsys.Open(feed.path); err != nil {
			return "", err
		}
	}
	buf := make([]byte, size)
	n, err := readFileAt(f, buf, offset)
	if _, seekable := f.(interface {
		ReadAt(p []byte, off int64) (int, error)
	}); seekable {
		s.files[feed] = f
		return string(buf[:n]), err
	}
	return string(buf[:n]), errors.Join(err, f.Close())
}
