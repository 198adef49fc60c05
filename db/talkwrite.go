package db

import (
	"context"
	"fmt"

	"callboard"
)

// talkWriter replaces talks within a commit.
type talkWriter struct {
	ids                                  *idWriter
	clearTalk, clearPerformance          *stmt
	talk, speaker, performance, sighting *stmt
	// empty says that the conference had no talks: nothing is to be replaced.
	empty bool
}

func newTalkWriter(ctx context.Context, t *tx, conference string) (*talkWriter, error) {
	ids, err := newIDWriter(ctx, t, conference)
	if err != nil {
		return nil, err
	}
	var some bool
	if err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM talks WHERE conference = ?)`, []any{conference}, &some); err != nil {
		return nil, err
	}
	return &talkWriter{
		ids:   ids,
		empty: !some,
		// Speakers, performances and sightings go with it.
		clearTalk: t.prepare(ctx, `DELETE FROM talks WHERE id = ?`),
		// One that comes from another talk.
		clearPerformance: t.prepare(ctx, `DELETE FROM performances WHERE id = ?`),
		talk: t.prepare(ctx, `INSERT INTO talks (id, conference, title, subtitle, abstract, abstract_html, language,
			track, type, url, tags, links, created, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		speaker: t.prepare(ctx, `INSERT INTO speakers (talk, position, name, name_key) VALUES (?, ?, ?, ?)`),
		performance: t.prepare(ctx, `INSERT INTO performances (id, talk, uid, start_at, end_at, all_day, zone, room,
			status, encore, sequence, links, last_move, previous_start, created, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		sighting: t.prepare(ctx, `INSERT INTO sightings (performance, position, source, ref, rule, title, code, guid, url,
			presence, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
	}, t.err
}

// putTalks stores u.Talks whole in place of what was there.
func putTalks(ctx context.Context, t *tx, u *callboard.Update) error {
	if len(u.Talks) == 0 {
		return nil
	}
	w, err := newTalkWriter(ctx, t, u.Conference.ID)
	if err != nil {
		return err
	}
	// All that is replaced goes first: performances may change places.
	for i := range u.Talks {
		if w.empty {
			break
		}
		if err := w.clear(ctx, &u.Talks[i]); err != nil {
			return fmt.Errorf("talk %s: %w", u.Talks[i].ID, err)
		}
	}
	for i := range u.Talks {
		if err := w.put(ctx, &u.Talks[i]); err != nil {
			return fmt.Errorf("talk %s: %w", u.Talks[i].ID, err)
		}
	}
	return nil
}

func (w *talkWriter) clear(ctx context.Context, talk *callboard.Talk) error {
	if err := w.clearTalk.exec(ctx, talk.ID); err != nil {
		return err
	}
	for i := range talk.Performances {
		if err := w.clearPerformance.exec(ctx, talk.Performances[i].ID); err != nil {
			return err
		}
	}
	return nil
}

func (w *talkWriter) put(ctx context.Context, talk *callboard.Talk) error {
	if err := w.ids.give(ctx, talk.ID, ""); err != nil {
		return err
	}
	tags, err := listJSON(talk.Tags)
	if err != nil {
		return err
	}
	links, err := listJSON(talk.Links)
	if err != nil {
		return err
	}
	if err := w.talk.exec(ctx, talk.ID, w.ids.conference, talk.Title, talk.Subtitle, talk.Abstract, talk.AbstractHTML, talk.Language,
		talk.Track, talk.Type, talk.URL, tags, links, unix(talk.Created), unix(talk.Modified)); err != nil {
		return err
	}
	for i, s := range talk.Speakers {
		if err := w.speaker.exec(ctx, talk.ID, i, s.Name, s.Key); err != nil {
			return err
		}
	}
	for i := range talk.Performances {
		if err := w.putPerformance(ctx, talk.ID, &talk.Performances[i]); err != nil {
			return fmt.Errorf("performance %s: %w", talk.Performances[i].ID, err)
		}
	}
	return nil
}

func (w *talkWriter) putPerformance(ctx context.Context, talk string, p *callboard.Performance) error {
	if err := w.ids.give(ctx, p.ID, p.UID); err != nil {
		return err
	}
	links, err := listJSON(p.Links)
	if err != nil {
		return err
	}
	if err := w.performance.exec(ctx, p.ID, talk, p.UID, unix(p.Start), unix(p.End), flag(p.AllDay), p.Zone, p.Room,
		string(p.Status), flag(p.Encore), p.Sequence, links, p.LastMove, unix(p.PreviousStart), unix(p.Created), unix(p.Modified)); err != nil {
		return err
	}
	for i, s := range p.Sightings {
		if err := w.sighting.exec(ctx, p.ID, i, s.Source, s.Ref, s.Rule, s.Title, s.Code, s.GUID, s.URL,
			string(s.Presence), unix(s.FirstSeen), unix(s.LastSeen)); err != nil {
			return err
		}
	}
	return nil
}

// dropTalks removes what left. The ids stay reserved.
func dropTalks(ctx context.Context, t *tx, u *callboard.Update) error {
	for _, id := range u.DropPerformances {
		if _, err := t.exec(ctx, `DELETE FROM performances WHERE id = ?`, id); err != nil {
			return fmt.Errorf("drop performance %s: %w", id, err)
		}
	}
	for _, id := range u.DropTalks {
		if _, err := t.exec(ctx, `DELETE FROM talks WHERE id = ?`, id); err != nil {
			return fmt.Errorf("drop talk %s: %w", id, err)
		}
		if _, err := t.exec(ctx, `UPDATE ids SET withdrawn = ? WHERE id = ?`, unix(u.Conference.Modified), id); err != nil {
			return fmt.Errorf("withdraw talk %s: %w", id, err)
		}
	}
	return nil
}
