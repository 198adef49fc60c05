package db

import (
	"context"
	"fmt"
	"strings"
	"time"

	"callboard"
)

// What Forget removes.
const (
	kindConference = "conference"
	kindSource     = "source"
)

// Forgotten says what Forget removed.
type Forgotten struct {
	Kind                         string // "source" or "conference"
	ID                           string
	Conferences                  []string // whose Version rose, or the conference itself
	Emptied                      []string // of those, what has neither a talk nor a source left
	Sources                      int
	Talks, Performances, Changes int
	Entries, Pages, Runs         int
}

// Forget removes a source or a conference and what only it brought. The ids of
// its talks and performances stay reserved and answer callboard.ErrForgotten.
//
// A conference goes with its talks, changes and sources. A source goes with its
// entries, pages, runs and state, with the performances that only it has seen,
// the talks that are left without any, and their changes; what other sources
// have seen too stays. Where id names both a source and a conference that has
// other sources, write "source:ID" or "conference:ID".
//
// callboard.ErrNotFound and callboard.ErrForgotten when there is no such thing,
// or no longer.
func (d *DB) Forget(ctx context.Context, id string, at time.Time) (f Forgotten, err error) {
	defer wrap(&err, "forget %s", id)
	err = d.write(ctx, func(ctx context.Context, t *tx) error {
		f, err = forget(ctx, t, id, at)
		return err
	})
	if err != nil {
		return Forgotten{}, err
	}
	d.checkpoint(ctx, checkpointPatience)
	return f, nil
}

func forget(ctx context.Context, t *tx, id string, at time.Time) (Forgotten, error) {
	kind, id, err := whatIs(ctx, t, id)
	if err != nil {
		return Forgotten{}, err
	}
	f := Forgotten{Kind: kind, ID: id}
	if kind == kindConference {
		err = forgetConference(ctx, t, &f, at)
	} else {
		err = forgetSource(ctx, t, &f, at)
	}
	if err != nil {
		return f, err
	}
	_, err = t.exec(ctx, `INSERT INTO forgotten (kind, id, at) VALUES (?, ?, ?)
		ON CONFLICT (kind, id) DO UPDATE SET at = excluded.at`, kind, id, unix(at))
	return f, err
}

// whatIs decides what an id that is to be forgotten names.
func whatIs(ctx context.Context, t *tx, name string) (kind, id string, err error) {
	kind, id, ok := strings.Cut(name, ":")
	if !ok {
		kind, id = "", name
	}
	var source, conference, others bool
	err = t.one(ctx, `SELECT EXISTS (SELECT 1 FROM sources WHERE id = ?),
			EXISTS (SELECT 1 FROM conferences WHERE id = ?),
			EXISTS (`+sourcesOf+` AND s.id <> ?)`, []any{id, id, id, id, id}, &source, &conference, &others)
	if err != nil {
		return "", "", err
	}
	conference = conference && kind != kindSource
	source = source && kind != kindConference
	switch {
	case ok && kind != kindSource && kind != kindConference:
		return "", "", fmt.Errorf("%q must be source or conference: %w", kind, callboard.ErrNotFound)
	case source && conference && others:
		return "", "", fmt.Errorf("it names a source and a conference with other sources too; write source:%s or conference:%s", id, id)
	case conference:
		return kindConference, id, nil
	case source:
		return kindSource, id, nil
	}
	var before bool
	err = t.one(ctx, `SELECT EXISTS (SELECT 1 FROM forgotten WHERE id = ? AND (? = '' OR kind = ?))`, []any{id, kind, kind}, &before)
	switch {
	case err != nil:
		return "", "", err
	case before:
		return "", "", callboard.ErrForgotten
	}
	return "", "", fmt.Errorf("there is no source or conference of this name: %w", callboard.ErrNotFound)
}

// sourcesOf selects the sources of a conference, which is to be given twice:
// those that feed it and those that are configured for it and feed no other.
const sourcesOf = `SELECT s.id FROM sources s LEFT JOIN states st ON st.source = s.id
	WHERE (st.conference = ? OR COALESCE(st.conference, '') = '' AND s.conference = ?)`

// isForgotten reports whether a conference or a source was removed for good.
func isForgotten(ctx context.Context, t *tx, kind, id string) (yes bool, err error) {
	err = t.one(ctx, `SELECT EXISTS (SELECT 1 FROM forgotten WHERE kind = ? AND id = ?)`, []any{kind, id}, &yes)
	return yes, err
}

// deletion is one statement and where the number of its rows goes.
type deletion struct {
	count *int
	query string
	args  []any
}

func runAll(ctx context.Context, t *tx, list []deletion) error {
	for _, s := range list {
		n, err := t.exec(ctx, s.query, s.args...)
		if err != nil {
			return err
		}
		if s.count != nil {
			*s.count += int(n)
		}
	}
	return nil
}

func forgetConference(ctx context.Context, t *tx, f *Forgotten, at time.Time) error {
	f.Conferences = []string{f.ID}
	var sources []string
	c, err := conference(ctx, t, f.ID)
	if err != nil {
		return err
	}
	err = t.each(ctx, sourcesOf+` ORDER BY s.id`, []any{f.ID, f.ID}, func(s scan) error {
		var id string
		err := s(&id)
		sources = append(sources, id)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range sources {
		if err := removeSource(ctx, t, id, f); err != nil {
			return err
		}
	}
	one := []any{f.ID}
	return runAll(ctx, t, []deletion{
		{nil, `UPDATE ids SET forgotten = 1 WHERE conference = ?`, one},
		{nil, `UPDATE ids SET withdrawn = ? WHERE id IN (SELECT id FROM talks WHERE conference = ?)`, []any{unix(at), f.ID}},
		{nil, `INSERT INTO forgotten (kind, id, at, host) VALUES (?, ?, ?, ?)`, []any{kindConference, f.ID, unix(at), c.Host}},
		{nil, `DELETE FROM pending WHERE conference = ?`, one},
		{&f.Performances, `DELETE FROM performances WHERE talk IN (SELECT id FROM talks WHERE conference = ?)`, one},
		{&f.Talks, `DELETE FROM talks WHERE conference = ?`, one},
		{&f.Changes, `DELETE FROM changes WHERE conference = ?`, one},
		{nil, `DELETE FROM conferences WHERE id = ?`, one},
	})
}

// removeSource removes what is a source's own.
func removeSource(ctx context.Context, t *tx, id string, f *Forgotten) error {
	one := []any{id}
	return runAll(ctx, t, []deletion{
		{nil, `DELETE FROM sightings WHERE source = ?`, one},
		{&f.Entries, `DELETE FROM entries WHERE source = ?`, one},
		{&f.Pages, `DELETE FROM pages WHERE source = ?`, one},
		{&f.Runs, `DELETE FROM runs WHERE source = ?`, one},
		{&f.Sources, `DELETE FROM sources WHERE id = ?`, one}, // with its state and health events
	})
}

// risen sets modified to an instant, which is to be given twice, or a second
// higher where it stands there already: what is served goes by it.
const risen = `modified = CASE WHEN modified < ? THEN ? ELSE modified + 1 END`

func forgetSource(ctx context.Context, t *tx, f *Forgotten, at time.Time) error {
	performances, touched, err := onlySeenBy(ctx, t, f)
	if err != nil {
		return err
	}
	for _, p := range performances {
		err := runAll(ctx, t, []deletion{
			{nil, `UPDATE ids SET forgotten = 1 WHERE id = ?`, []any{p}},
			{&f.Performances, `DELETE FROM performances WHERE id = ?`, []any{p}},
		})
		if err != nil {
			return err
		}
	}
	for _, talk := range touched {
		var left bool
		if err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM performances WHERE talk = ?)`, []any{talk}, &left); err != nil {
			return err
		}
		list := []deletion{
			{nil, `UPDATE ids SET forgotten = 1, withdrawn = ? WHERE id = ?`, []any{unix(at), talk}},
			{nil, `DELETE FROM pending WHERE talk = ?`, []any{talk}},
			{&f.Changes, `DELETE FROM changes WHERE talk = ?`, []any{talk}},
			{&f.Talks, `DELETE FROM talks WHERE id = ?`, []any{talk}},
		}
		if left {
			list = []deletion{{nil, `UPDATE talks SET ` + risen + ` WHERE id = ?`, []any{unix(at), unix(at), talk}}}
		}
		if err := runAll(ctx, t, list); err != nil {
			return err
		}
	}
	if err := removeSource(ctx, t, f.ID, f); err != nil {
		return err
	}
	for _, c := range f.Conferences {
		if _, err := t.exec(ctx, `UPDATE conferences SET version = version + 1, revision = revision + 1, `+risen+` WHERE id = ?`,
			unix(at), unix(at), c); err != nil {
			return err
		}
		var left bool
		if err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM talks WHERE conference = ?) OR EXISTS (`+sourcesOf+`)`, []any{c, c, c}, &left); err != nil {
			return err
		}
		if !left {
			f.Emptied = append(f.Emptied, c)
		}
	}
	return nil
}

// onlySeenBy finds the performances that only the source has seen, and the
// talks they belong to. It fills f.Conferences with all that it has seen.
func onlySeenBy(ctx context.Context, t *tx, f *Forgotten) (performances, talks []string, err error) {
	seen := map[string]bool{}
	err = t.each(ctx, `SELECT DISTINCT p.id, p.talk FROM sightings s JOIN performances p ON p.id = s.performance
		WHERE s.source = ? AND NOT EXISTS (SELECT 1 FROM sightings o WHERE o.performance = p.id AND o.source <> ?)
		ORDER BY p.talk, p.id`, []any{f.ID, f.ID}, func(s scan) error {
		var p, talk string
		err := s(&p, &talk)
		performances = append(performances, p)
		if !seen[talk] {
			seen[talk] = true
			talks = append(talks, talk)
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	err = t.each(ctx, `SELECT DISTINCT t.conference FROM sightings s JOIN performances p ON p.id = s.performance
		JOIN talks t ON t.id = p.talk WHERE s.source = ? ORDER BY t.conference`, []any{f.ID}, func(s scan) error {
		var c string
		err := s(&c)
		f.Conferences = append(f.Conferences, c)
		return err
	})
	return performances, talks, err
}
