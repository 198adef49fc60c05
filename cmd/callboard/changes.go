package main

import (
	"context"
	"fmt"
	"time"

	"callboard"
	"callboard/db"
	"callboard/internal/feeds"
)

type changesCmd struct {
	Conference string `help:"Only this conference." placeholder:"ID"`
	Since      string `help:"Only changes since this date or instant, or this long ago (36h)." placeholder:"WHEN"`
	Limit      int    `help:"At most this many; 0 is all." default:"0" placeholder:"N"`
	JSON       bool   `help:"The JSON of the contract."`
}

// Run prints the ledger, newest first.
func (c *changesCmd) Run(ctx context.Context, a *app) error {
	since, err := parseSince(c.Since, a.now())
	if err != nil {
		return usage(err)
	}
	if c.Limit < 0 {
		return usage(fmt.Errorf("--limit %d must not be negative", c.Limit))
	}
	if err := a.openFilled(ctx); err != nil {
		return err
	}
	if c.Conference != "" {
		if err := a.knownConferences(ctx, []string{c.Conference}); err != nil {
			return err
		}
	}
	list, err := a.store.Changes(ctx, db.ChangeQuery{Conference: c.Conference, Since: since, Limit: c.Limit})
	if err != nil {
		return err
	}
	if c.JSON {
		return a.write(feeds.ChangesJSON(list))
	}
	for _, ch := range list {
		fmt.Fprintln(a.out, changeLine(ch))
	}
	return nil
}

func changeLine(c callboard.Change) string {
	line := fmt.Sprintf("%s  %-9s  %s", moment(c.At), c.Kind, c.Conference)
	if c.Snapshot != nil {
		line += "  " + oneLine(c.Snapshot.Title)
	}
	switch {
	case c.Before != "" && c.After != "":
		line += ": " + oneLine(c.Before) + " → " + oneLine(c.After)
	case c.Before+c.After != "":
		line += ": " + oneLine(c.Before+c.After)
	}
	return line
}

// parseSince reads a date (midnight UTC), an instant or a duration back from now.
func parseSince(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, fmt.Errorf("--since %q is no date (2026-03-01), instant (2026-03-01T10:00:00Z) or duration (36h)", text)
}
