package state

import (
	"context"
	"errors"

	"github.com/cashredpack/redpack/internal/lang"
)

// Walk hands over the whole history, the oldest event first, as it was when it began; events that are written meanwhile are not
// seen. It needs no lock and the memory of one event, which is only lent. Each event matches its checksum and none is missing. An
// error of each ends it and is returned as it is.
func Walk(ctx context.Context, at Backend, each func(*Event) error) error {
	next := int64(1)
	return walkAll(ctx, at, walkByID, func(e *Event) error {
		if e.ID != next {
			return damage{lang.Format("event %d is missing in it", "里面缺少第 %d 条记录", next)}
		}
		next++
		return each(e)
	})
}

// WalkPackets is Walk packet by packet, in the order of their IDs, each with its oldest event first. Events of campaigns are left out.
func WalkPackets(ctx context.Context, at Backend, each func(*Event) error) error {
	return walkAll(ctx, at, oldestFirst, func(e *Event) error {
		if e.Packet == 0 {
			return nil
		}
		return each(e)
	})
}

// walkByID is the order of the commits.
var walkByID = order{"id", func(e, before *event) bool { return e.id > before.id }}

// walkAll hands over every event in an order, in one read transaction, and counts them.
func walkAll(ctx context.Context, at Backend, by order, each func(*Event) error) error {
	var stopped error // by each: nothing is wrong with the file
	err := whereThere(ctx, at, func(c connection) error {
		return c.atOnce(func() error {
			h, err := readHead(c)
			if err != nil {
				return err
			}
			seen := int64(0)
			err = by.walk(c, "", func(e *event) error {
				seen++
				public := e.public()
				if broken := each(&public); broken != nil {
					if damaged := (damage{}); errors.As(broken, &damaged) {
						return broken
					}
					stopped = broken
					return errEnough
				}
				return nil
			})
			if stopped == nil && err == nil && seen != h.events {
				return damage{lang.Format("its %d events are not the %d of its last transaction",
					"它有 %d 条记录，而最后一次事务留下的是 %d 条", seen, h.events)}
			}
			return err
		})
	})
	if stopped != nil {
		return stopped
	}
	return err
}
