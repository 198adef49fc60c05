package db

import (
	"context"
	"time"

	"callboard"
)

// keepEvents is how many health events of a source are kept: one that flaps
// every minute must not fill the disk.
const keepEvents = 100

// HealthEvents are the newest sources that started or stopped failing, newest
// first; limit 0 is all.
func (d *DB) HealthEvents(ctx context.Context, limit int) (events []callboard.HealthEvent, err error) {
	defer wrap(&err, "read the health events")
	query, args := `SELECT id, source, at, failing, outcome, message FROM health_events ORDER BY at DESC, id DESC`, []any(nil)
	if limit > 0 {
		query, args = query+` LIMIT ?`, []any{limit}
	}
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		return t.each(ctx, query, args, func(s scan) error {
			var e callboard.HealthEvent
			var at int64
			err := s(&e.ID, &e.Source, &at, &e.Failing, &e.Outcome, &e.Message)
			e.At = fromUnix(at)
			events = append(events, e)
			return err
		})
	})
	return events, err
}

// putHealthEvent appends an event when s fails and before did not, or the other
// way round. A source whose first reading is good is no news.
func putHealthEvent(ctx context.Context, t *tx, before callboard.Outcome, s callboard.SourceState, at time.Time) error {
	if s.Outcome == "" || before.Failing() == s.Outcome.Failing() {
		return nil
	}
	if _, err := t.exec(ctx, `INSERT INTO health_events (source, at, failing, outcome, message) VALUES (?, ?, ?, ?, ?)`,
		s.Source, unix(at), flag(s.Outcome.Failing()), string(s.Outcome), s.Message); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM health_events WHERE source = ? AND id NOT IN
		(SELECT id FROM health_events WHERE source = ? ORDER BY id DESC LIMIT ?)`, s.Source, s.Source, keepEvents)
	return err
}
