package db

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"callboard"
)

// Talks are all talks of a conference, whole, by ID, in four queries whatever
// their number.
func (d *DB) Talks(ctx context.Context, conference string) (talks []callboard.Talk, err error) {
	defer wrap(&err, "read the talks of conference %s", conference)
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		talks, err = readTalks(ctx, t, `t.conference = ?`, conference)
		return err
	})
	return talks, err
}

// Talk is one talk, whole. callboard.ErrForgotten when it was removed for good,
// callboard.ErrNotFound when the conference has no such talk; ask Resolve when
// the id may be an older one.
func (d *DB) Talk(ctx context.Context, conference, id string) (talk callboard.Talk, err error) {
	defer wrap(&err, "read talk %s of conference %s", id, conference)
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		talks, err := readTalks(ctx, t, `t.id = ?`, id)
		if err != nil {
			return err
		}
		if len(talks) == 1 && talks[0].Conference == conference {
			talk = talks[0]
			return nil
		}
		var forgotten bool
		err = t.one(ctx, `SELECT forgotten FROM ids WHERE id = ? AND conference = ?`, []any{id, conference}, &forgotten)
		switch {
		case err == nil && forgotten:
			return callboard.ErrForgotten
		case err == nil, errors.Is(err, errNoRow):
			return callboard.ErrNotFound
		}
		return err
	})
	return talk, err
}

// readTalks reads the talks for which where, a condition on talks t, holds.
func readTalks(ctx context.Context, t *tx, where, arg string) ([]callboard.Talk, error) {
	var talks []callboard.Talk
	at := map[string]int{} // talk id -> place in talks
	err := t.each(ctx, `SELECT t.id, t.conference, t.title, t.subtitle, t.abstract, t.abstract_html, t.language,
			t.track, t.type, t.url, t.tags, t.links, t.created, t.modified
		FROM talks t WHERE `+where+` ORDER BY t.id`, []any{arg}, func(s scan) error {
		talk, err := scanTalk(s)
		at[talk.ID] = len(talks)
		talks = append(talks, talk)
		return err
	})
	if err != nil || len(talks) == 0 {
		return nil, err
	}
	err = t.each(ctx, `SELECT s.talk, s.name, s.name_key FROM talks t JOIN speakers s ON s.talk = t.id
		WHERE `+where+` ORDER BY s.talk, s.position`, []any{arg}, func(s scan) error {
		var id string
		var p callboard.Speaker
		err := s(&id, &p.Name, &p.Key)
		if i, ok := at[id]; ok {
			talks[i].Speakers = append(talks[i].Speakers, p)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	sightings, err := readSightings(ctx, t, where, arg)
	if err != nil {
		return nil, err
	}
	err = t.each(ctx, `SELECT p.talk, p.id, p.uid, p.start_at, p.end_at, p.all_day, p.zone, p.room, p.status,
			p.encore, p.sequence, p.links, p.last_move, p.previous_start, p.created, p.modified
		FROM talks t JOIN performances p ON p.talk = t.id WHERE `+where, []any{arg}, func(s scan) error {
		id, p, err := scanPerformance(s)
		p.Sightings = sightings[p.ID]
		if i, ok := at[id]; ok {
			talks[i].Performances = append(talks[i].Performances, p)
		}
		return err
	})
	for i := range talks {
		slices.SortFunc(talks[i].Performances, comparePerformances)
	}
	return talks, err
}

// comparePerformances orders by start (unplaced last), room, id.
func comparePerformances(a, b callboard.Performance) int {
	return cmp.Or(a.Compare(b.Slot), cmp.Compare(a.Room, b.Room), cmp.Compare(a.ID, b.ID))
}

func scanTalk(s scan) (t callboard.Talk, err error) {
	var tags, links string
	var created, modified int64
	if err := s(&t.ID, &t.Conference, &t.Title, &t.Subtitle, &t.Abstract, &t.AbstractHTML, &t.Language,
		&t.Track, &t.Type, &t.URL, &tags, &links, &created, &modified); err != nil {
		return t, err
	}
	t.Created, t.Modified = fromUnix(created), fromUnix(modified)
	if err := fromJSON(tags, &t.Tags); err != nil {
		return t, err
	}
	return t, fromJSON(links, &t.Links)
}

func scanPerformance(s scan) (talk string, p callboard.Performance, err error) {
	var links string
	var start, end, previous, created, modified int64
	if err := s(&talk, &p.ID, &p.UID, &start, &end, &p.AllDay, &p.Zone, &p.Room, &p.Status,
		&p.Encore, &p.Sequence, &links, &p.LastMove, &previous, &created, &modified); err != nil {
		return "", p, err
	}
	p.Start, p.End, p.PreviousStart = fromUnix(start), fromUnix(end), fromUnix(previous)
	p.Created, p.Modified = fromUnix(created), fromUnix(modified)
	return talk, p, fromJSON(links, &p.Links)
}

// readSightings reads sightings by performance. The entry's values count; the
// sighting's own copy serves where there is no entry.
func readSightings(ctx context.Context, t *tx, where, arg string) (map[string][]callboard.Sighting, error) {
	sightings := map[string][]callboard.Sighting{}
	err := t.each(ctx, `SELECT s.performance, s.source, s.ref, s.rule,
			COALESCE(e.printed, s.title), COALESCE(e.code, s.code), COALESCE(e.guid, s.guid), COALESCE(e.url, s.url),
			COALESCE(e.presence, s.presence), COALESCE(e.first_seen, s.first_seen),
			CASE WHEN e.ref IS NULL THEN s.last_seen WHEN e.last_seen = 0 THEN COALESCE(st.seen_at, 0) ELSE e.last_seen END
		FROM talks t
		JOIN performances p ON p.talk = t.id
		JOIN sightings s ON s.performance = p.id
		LEFT JOIN entries e ON e.source = s.source AND e.ref = s.ref
		LEFT JOIN states st ON st.source = s.source
		WHERE `+where+` ORDER BY s.performance, s.position`, []any{arg}, func(sc scan) error {
		var id string
		var s callboard.Sighting
		var first, last int64
		err := sc(&id, &s.Source, &s.Ref, &s.Rule, &s.Title, &s.Code, &s.GUID, &s.URL, &s.Presence, &first, &last)
		s.FirstSeen, s.LastSeen = fromUnix(first), fromUnix(last)
		sightings[id] = append(sightings[id], s)
		return err
	})
	return sightings, err
}
