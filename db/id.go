package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"callboard"
)

// Resolved is what an id means today.
type Resolved struct {
	Conference, Talk string
	Performance      string // "" when the id is a talk's
	Alias            bool   // the id asked for is an older one: answer 301
}

// maxHops bounds a chain of aliases: each join of talks adds at most one.
const maxHops = 1000

// Resolve finds what a talk's id, a performance's id, a UID (id@host) or an
// older id of either means. callboard.ErrForgotten when it was removed for
// good, callboard.ErrNotFound when it was never given out.
func (d *DB) Resolve(ctx context.Context, id string) (r Resolved, err error) {
	defer wrap(&err, "look for %s", id)
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		var err error
		r, err = resolve(ctx, t, id)
		return err
	})
	return r, err
}

func resolve(ctx context.Context, t *tx, id string) (r Resolved, err error) {
	uid := ""
	if i := strings.LastIndexByte(id, '@'); i > 0 {
		id, uid = id[:i], id
	}
	for range maxHops {
		found, err := live(ctx, t, id, &r)
		if err != nil {
			return Resolved{}, err
		}
		var known, target string
		var forgotten bool
		err = t.one(ctx, `SELECT uid, target, forgotten FROM ids WHERE id = ?`, []any{id}, &known, &target, &forgotten)
		switch {
		case errors.Is(err, errNoRow), err == nil && uid != "" && uid != known:
			return Resolved{}, callboard.ErrNotFound
		case err != nil:
			return Resolved{}, err
		case found:
			return r, nil
		case forgotten || target == "": // or left without becoming another
			return Resolved{}, callboard.ErrForgotten
		}
		id, uid, r.Alias = target, "", true
	}
	return Resolved{}, fmt.Errorf("its aliases form a circle: %w", callboard.ErrNotFound)
}

// live fills r when a talk or a performance has this id now.
func live(ctx context.Context, t *tx, id string, r *Resolved) (bool, error) {
	err := t.one(ctx, `SELECT conference, id FROM talks WHERE id = ?`, []any{id}, &r.Conference, &r.Talk)
	if errors.Is(err, errNoRow) {
		err = t.one(ctx, `SELECT t.conference, t.id, p.id FROM performances p JOIN talks t ON t.id = p.talk WHERE p.id = ?`,
			[]any{id}, &r.Conference, &r.Talk, &r.Performance)
	}
	if errors.Is(err, errNoRow) {
		return false, nil
	}
	return err == nil, err
}

// GivenIDs are all ids of talks and performances that the conference ever gave
// out: aliases, forgotten ones and those of a forgotten conference too.
func (d *DB) GivenIDs(ctx context.Context, conference string) (ids map[string]bool, err error) {
	defer wrap(&err, "read the ids of conference %s", conference)
	ids = map[string]bool{}
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		return t.each(ctx, `SELECT id FROM ids WHERE conference = ?`, []any{conference}, func(s scan) error {
			var id string
			err := s(&id)
			ids[id] = true
			return err
		})
	})
	return ids, err
}

// TalkAliases are the ids of talks of a conference that mean another talk now,
// directly or through others, and which.
func (d *DB) TalkAliases(ctx context.Context, conference string) (aliases map[string]string, err error) {
	defer wrap(&err, "read the older ids of conference %s", conference)
	aliases = map[string]string{}
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		return t.each(ctx, `SELECT id, target FROM ids WHERE conference = ? AND target <> '' AND uid = '' AND forgotten = 0`,
			[]any{conference}, func(s scan) error {
				var old, target string
				err := s(&old, &target)
				aliases[old] = target
				return err
			})
	})
	for old := range aliases {
		for range maxHops {
			further, ok := aliases[aliases[old]]
			if !ok {
				break
			}
			aliases[old] = further
		}
	}
	return aliases, err
}

// Aliases are the older ids that mean id, directly or through others, sorted.
func (d *DB) Aliases(ctx context.Context, id string) (ids []string, err error) {
	defer wrap(&err, "read the aliases of %s", id)
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		// UNION, not UNION ALL: it ends on a circle too.
		return t.each(ctx, `WITH RECURSIVE older (id) AS (
				SELECT id FROM ids WHERE target = ? AND target <> ''
				UNION SELECT ids.id FROM ids JOIN older ON ids.target = older.id AND ids.target <> '')
			SELECT id FROM older WHERE id <> ? ORDER BY id`, []any{id, id}, func(s scan) error {
			var old string
			err := s(&old)
			ids = append(ids, old)
			return err
		})
	})
	return ids, err
}

// Withdrawn are the talks that left the feeds for good, latest first, at most
// limit; of all conferences when conference is "".
func (d *DB) Withdrawn(ctx context.Context, conference string, limit int) (list []callboard.Withdrawal, err error) {
	defer wrap(&err, "read what was withdrawn")
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		return t.each(ctx, `SELECT i.id, i.conference, coalesce(c.host, f.host, ''), i.withdrawn FROM ids i
			LEFT JOIN conferences c ON c.id = i.conference
			LEFT JOIN forgotten f ON f.kind = 'conference' AND f.id = i.conference
			WHERE i.withdrawn > 0 AND (? = '' OR i.conference = ?)
			ORDER BY i.withdrawn DESC, i.id LIMIT ?`, []any{conference, conference, limit}, func(s scan) error {
			var w callboard.Withdrawal
			var at int64
			err := s(&w.Talk, &w.Conference, &w.Host, &at)
			w.At = fromUnix(at)
			list = append(list, w)
			return err
		})
	})
	return list, err
}

// idWriter gives ids out within a commit.
type idWriter struct {
	conference string
	put        *stmt
	forgotten  map[string]bool
}

func newIDWriter(ctx context.Context, t *tx, conference string) (*idWriter, error) {
	w := &idWriter{conference: conference, forgotten: map[string]bool{}}
	err := t.each(ctx, `SELECT id FROM ids WHERE conference = ? AND forgotten = 1`, []any{conference}, func(s scan) error {
		var id string
		err := s(&id)
		w.forgotten[id] = true
		return err
	})
	// Talks that were joined and are told apart again mean themselves once more.
	w.put = t.prepare(ctx, `INSERT INTO ids (id, conference, uid) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET target = '', withdrawn = 0 WHERE ids.target <> '' OR ids.withdrawn <> 0`)
	return w, err
}

// give registers a live id; uid is "" for a talk's.
func (w *idWriter) give(ctx context.Context, id, uid string) error {
	if w.forgotten[id] {
		return fmt.Errorf("id %s may not be given again: %w", id, callboard.ErrForgotten)
	}
	return w.put.exec(ctx, id, w.conference, uid)
}

// putAliases makes old ids mean new ones.
func putAliases(ctx context.Context, t *tx, conference string, aliases []callboard.Alias) error {
	for _, a := range aliases {
		if a.Old == a.New {
			continue
		}
		_, err := t.exec(ctx, `INSERT INTO ids (id, conference, target) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET target = excluded.target WHERE ids.forgotten = 0`, a.Old, conference, a.New)
		if err != nil {
			return fmt.Errorf("alias %s of %s: %w", a.Old, a.New, err)
		}
	}
	return nil
}
