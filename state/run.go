package state

import (
	"context"
	"errors"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// BeginRun notes that a run begins. The events until EndRun are its events.
func (s *Store) BeginRun(ctx context.Context, info RunInfo) (int64, error) {
	return submit(ctx, s, lookup{}, func(w *writer) (int64, error) {
		r := Run{
			ID: w.head.runs + 1, PlanDigest: storable(info.PlanDigest), Owner: s.opts.Owner, Tool: s.opts.Tool,
			StartedAt: instant(millis(s.opts.Now())),
		}
		crc := runCRC(r)
		w.head.runs++
		w.head.replace(0, crc)
		if err := w.tables.insertRun(r); err != nil {
			return 0, err
		}
		if err := w.putMeta(metaTool, s.opts.Tool); err != nil {
			return 0, err
		}
		w.runs, w.run = append(w.runs, r), r.ID
		return r.ID, nil
	})
}

// EndRun notes how a run ended, in the words of whoever ran it.
func (s *Store) EndRun(ctx context.Context, id int64, result string) error {
	return s.do(ctx, lookup{}, func(w *writer) error {
		if id < 1 || id > int64(len(w.runs)) || !w.runs[id-1].EndedAt.IsZero() {
			return &InvalidError{What: lang.Format("run %d is not under way", "第 %d 次运行没有在进行", id)}
		}
		r := &w.runs[id-1]
		before := runCRC(*r)
		r.EndedAt, r.Result = instant(millis(s.opts.Now())), storable(result)
		after := runCRC(*r)
		w.head.replace(before, after)
		w.run = 0
		return w.tables.endRun(*r)
	})
}

// campaign yields the number of a campaign, which becomes known if it is not.
func (w *writer) campaign(name string, at time.Time) (int64, error) {
	if err := w.own(name); err != nil {
		return 0, err
	}
	if id, known := w.byName[name]; known {
		if c := w.campaigns[id-1]; c.Project != w.project && w.project != "" {
			return id, w.adopt(c, at)
		}
		return id, nil
	}
	c := CampaignRecord{ID: w.head.campaigns + 1, Name: name, CreatedAt: instant(millis(at)), Project: w.project}
	e := &event{kind: KindCampaign, at: millis(at), detail: Detail{CampaignID: c.ID, Name: name, Project: w.project}}
	if err := w.append(e); err != nil {
		return 0, err
	}
	crc := campaignCRC(c)
	w.head.campaigns++
	w.head.replace(0, crc)
	w.campaigns = append(w.campaigns, c)
	w.byName[name] = c.ID
	return c.ID, w.tables.insertCampaign(c)
}

// replaceCampaign stores what an event changed about a campaign.
func (w *writer) replaceCampaign(c CampaignRecord, e *event) error {
	if err := w.append(e); err != nil {
		return err
	}
	return w.updateCampaign(c)
}

func (w *writer) updateCampaign(c CampaignRecord) error {
	before := w.campaigns[c.ID-1]
	w.head.replace(campaignCRC(before), campaignCRC(c))
	w.campaigns[c.ID-1] = c
	delete(w.byName, before.Name)
	w.byName[c.Name] = c.ID
	return w.tables.updateCampaign(c)
}

// memory is how long an intent without an outcome counts as possibly still on its way after a restart. It is far longer
// than any time-out of a request.
const memory = 10 * time.Minute

// LastMinute yields what the pacer has to know after a restart: when requests were answered in the last minute before
// now, and how many requests may still be on their way. Times from the future, after a clock was set back, count as now.
func (s *Store) LastMinute(now time.Time) (completions []time.Time, open int, err error) {
	var unreadable error // apart from what fails a writer: nothing is changed here
	err = s.do(context.Background(), lookup{}, func(w *writer) error {
		c, err := w.tables.reading()
		if err != nil {
			return err
		}
		var n int64
		n, unreadable = queryInt(c, "SELECT count(*) FROM packet WHERE in_flight = 1 AND sending_at >= ?", millis(now.Add(-memory)))
		if unreadable == nil {
			open = int(n)
			completions, unreadable = recentAnswers(c, now)
		}
		unreadable = w.tables.explain(unreadable)
		return nil
	})
	return completions, open, errors.Join(err, unreadable)
}

// errEnough ends a query early.
var errEnough = errors.New("enough")

// recentAnswers walks the history backwards. Its order is that of the commits, and clocks are set and packets restored,
// so only a long row of old events ends the walk.
func recentAnswers(c connection, now time.Time) (answers []time.Time, err error) {
	const longRow = 2000
	since, old := now.Add(-time.Minute), 0
	err = newestFirst.walk(c, "", func(e *event) error {
		at := instant(e.at)
		if old++; !at.Before(now.Add(-memory)) {
			old = 0
		}
		switch {
		case old > longRow:
			return errEnough
		case !e.detail.Answers || !at.After(since):
			return nil
		case at.After(now):
			at = now
		}
		answers = append(answers, at)
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return answers, err
}
