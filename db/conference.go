package db

import (
	"context"
	"errors"
	"fmt"

	"callboard"
)

const conferenceColumns = `id, name, zone, start_date, end_date, url, host, version, modified, calendar_cap, feed_cap, told`

func scanConference(s scan) (c callboard.Conference, err error) {
	var modified, told int64
	err = s(&c.ID, &c.Name, &c.Zone, &c.Start, &c.End, &c.URL, &c.Host, &c.Version, &modified, &c.CalendarCap, &c.FeedCap, &told)
	c.Modified, c.Told = fromUnix(modified), fromUnix(told)
	return c, err
}

// Conferences are all conferences by first day (unknown last), then ID.
func (d *DB) Conferences(ctx context.Context) (list []callboard.Conference, err error) {
	defer wrap(&err, "read the conferences")
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		return t.each(ctx, `SELECT `+conferenceColumns+` FROM conferences
			ORDER BY CASE start_date WHEN '' THEN 1 ELSE 0 END, start_date, id`, nil, func(s scan) error {
			c, err := scanConference(s)
			list = append(list, c)
			return err
		})
	})
	return list, err
}

// Conference is one conference. callboard.ErrForgotten when it was removed for
// good, callboard.ErrNotFound when there never was one.
func (d *DB) Conference(ctx context.Context, id string) (c callboard.Conference, err error) {
	defer wrap(&err, "read conference %s", id)
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		c, err = conference(ctx, t, id)
		return err
	})
	return c, err
}

func conference(ctx context.Context, t *tx, id string) (c callboard.Conference, err error) {
	c, err = scanConference(func(dest ...any) error {
		return t.one(ctx, `SELECT `+conferenceColumns+` FROM conferences WHERE id = ?`, []any{id}, dest...)
	})
	if !errors.Is(err, errNoRow) {
		return c, err
	}
	forgotten, err := isForgotten(ctx, t, kindConference, id)
	if err != nil {
		return c, err
	}
	if forgotten {
		return c, callboard.ErrForgotten
	}
	return c, callboard.ErrNotFound
}

// Revision is raised by every commit that changes an entry, a talk or the
// conference itself, invisible ones too. It serves Update.BaseRevision.
func (d *DB) Revision(ctx context.Context, conference string) (r int64, err error) {
	defer wrap(&err, "read the revision of conference %s", conference)
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		err := t.one(ctx, `SELECT revision FROM conferences WHERE id = ?`, []any{conference}, &r)
		if errors.Is(err, errNoRow) {
			return nil
		}
		return err
	})
	return r, err
}

// putConference stores a conference, new or not. Host is fixed at birth.
func putConference(ctx context.Context, t *tx, c callboard.Conference) error {
	_, err := t.exec(ctx, `INSERT INTO conferences (`+conferenceColumns+`, revision)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, zone = excluded.zone,
			start_date = excluded.start_date, end_date = excluded.end_date, url = excluded.url,
			version = excluded.version, modified = excluded.modified,
			calendar_cap = excluded.calendar_cap, feed_cap = excluded.feed_cap, told = excluded.told, revision = conferences.revision + 1`,
		c.ID, c.Name, c.Zone, string(c.Start), string(c.End), c.URL, c.Host, c.Version, unix(c.Modified), c.CalendarCap, c.FeedCap, unix(c.Told))
	return err
}

// checkBase refuses an Update that was computed from something else than what
// is stored: whoever computed it regroups and tries again.
func checkBase(ctx context.Context, t *tx, u *callboard.Update) error {
	if u.Conference == nil {
		return nil
	}
	var version, revision int64
	err := t.one(ctx, `SELECT version, revision FROM conferences WHERE id = ?`, []any{u.Conference.ID}, &version, &revision)
	if errors.Is(err, errNoRow) {
		forgotten, err := isForgotten(ctx, t, kindConference, u.Conference.ID)
		if err != nil {
			return err
		}
		if forgotten {
			return fmt.Errorf("conference %s: %w", u.Conference.ID, callboard.ErrForgotten)
		}
	} else if err != nil {
		return err
	}
	if version != u.BaseVersion || u.BaseRevision != 0 && revision != u.BaseRevision {
		return fmt.Errorf("conference %s: %w", u.Conference.ID, callboard.ErrStale)
	}
	return nil
}
