package normalize

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"callboard"
	"callboard/internal/zone"
	"callboard/sources"
)

// longest is the length of a slot that nobody doubts.
const longest = 14 * 24 * time.Hour

// morning is when no day is still the one before. Exports copy a change at nine
// from each other, which says nothing about a desk that opens at eight.
const morning = 6 * time.Hour

// clocks knows how the printed times of one listing are to be read.
type clocks struct {
	loc       *time.Location // of wall times that say nothing themselves
	known     bool           // somebody said so: configuration or listing
	listing   bool           // it was the listing
	dayChange time.Duration  // clock times before it belong to the next date
	floating  bool           // a wall time was read though nobody said where
}

// newClocks picks the zone of the listing: the source's, the conference's, what
// the listing says, else UTC.
func newClocks(in Input, warn func(where, format string, args ...any)) *clocks {
	c := &clocks{loc: time.UTC}
	for i, name := range []string{in.Source.Zone, in.Conference.Zone, in.Listing.Conference.Zone} {
		if name == "" {
			continue
		}
		loc, err := zone.Load(name)
		if err != nil {
			if i < 2 { // Published has warned of the listing's
				warn("", "the configured zone is passed over: %v", err)
			}
			continue
		}
		c.loc, c.known, c.listing = loc, true, i == 2
		break
	}
	if printed := in.Listing.Conference.DayChange; printed != "" {
		m, err := parseMoment(printed)
		if err != nil || !m.hasClock || m.clock >= 12*time.Hour {
			warn("", "the day change %q is not used: it should be a clock time before noon", clip(printed))
		} else {
			c.dayChange = min(m.clock, morning)
		}
	}
	return c
}

// venue is the name of the wall clock at the venue. Calendars that hold many
// places say UTC of themselves, and the place at each event.
func (c *clocks) venue(printed string) string {
	if c.known && !(c.listing && c.loc == time.UTC && printed != "") {
		return c.loc.String()
	}
	if loc, err := zone.Load(printed); err == nil {
		return loc.String()
	}
	return c.loc.String()
}

// timed is one item's time being read.
type timed struct {
	*clocks
	when sources.When
	loc  *time.Location
	warn func(format string, args ...any)
}

// slot reads the time of an item. An error means that it has a start which
// cannot be read; whatever is wrong with the end is only a warning.
func (c *clocks) slot(w sources.When, warn func(format string, args ...any)) (callboard.Slot, error) {
	t := timed{clocks: c, when: w, loc: c.loc, warn: warn}
	slot := callboard.Slot{Zone: c.venue(w.Zone)}
	if w.Zone != "" {
		loc, err := zone.Load(w.Zone)
		if err != nil {
			warn("%v; its time is read in %s", err, c.loc)
		} else {
			t.loc = loc
		}
	}
	if strings.TrimSpace(w.Start) == "" && strings.TrimSpace(w.Date) == "" {
		return slot, nil
	}
	start, err := t.start()
	if err != nil {
		return callboard.Slot{}, err
	}
	if w.AllDay || !start.hasClock {
		slot.AllDay, slot.Start = true, start.date.midnight()
		slot.End = t.lastDay(slot.Start)
		return slot, nil
	}
	if slot.Start, err = t.instant(start); err != nil {
		return callboard.Slot{}, badTime("start", w.Start, err)
	}
	slot.End = t.end(start, slot.Start)
	return slot, nil
}

// start takes the printed start apart and gives a clock time its date.
func (t timed) start() (moment, error) {
	printed := t.when.Start
	if strings.TrimSpace(printed) == "" {
		printed = t.when.Date
	}
	m, err := parseMoment(printed)
	if err == nil && m.midnight {
		err = errors.New("may be the beginning or the end of the day")
	}
	if err != nil {
		return moment{}, badTime("start", printed, err)
	}
	if !m.date.zero() {
		return m, nil
	}
	if strings.TrimSpace(t.when.Date) == "" {
		return moment{}, badTime("start", printed, errors.New("has no date"))
	}
	day, err := parseMoment(t.when.Date)
	if err == nil && day.date.zero() {
		err = errTime
	}
	if err != nil {
		return moment{}, badTime("date", t.when.Date, err)
	}
	m.date = t.turn(day.date, m.clock)
	return m, nil
}

// turn is the date of a clock time printed under day.
func (c *clocks) turn(day civil, clock time.Duration) civil {
	if clock < c.dayChange {
		return civilOf(day.midnight().AddDate(0, 0, 1))
	}
	return day
}

// instant is the instant of a moment with date and clock: by its own offset,
// else on the wall clock of the item or the listing.
func (t timed) instant(m moment) (time.Time, error) {
	wall := m.date.midnight().Add(m.clock)
	if m.abbr != "" {
		offset, ok := zone.Abbreviation(m.abbr, t.loc, wall)
		if !ok {
			return time.Time{}, fmt.Errorf("uses the abbreviation %s, which %s does not know; set timezone in [[source]]", m.abbr, t.loc)
		}
		m.fixed, m.offset = true, offset
	}
	if m.fixed {
		return wall.Add(-time.Duration(m.offset) * time.Second), nil
	}
	if !t.known && t.when.Zone == "" {
		t.floating = true
	}
	return zone.Instant(wall, t.loc), nil
}

// end is when a timed slot ends: by End, else by Duration; zero when nobody says
// or what they say cannot be.
func (t timed) end(start moment, from time.Time) time.Time {
	end, err := t.printedEnd(start, from)
	switch {
	case err != nil:
		t.warn("no end: %v", err)
		return time.Time{}
	case end.IsZero():
		return end
	case end.Equal(from):
		t.warn("no end: it ends when it starts")
		return time.Time{}
	case end.Before(from):
		t.warn("no end: it would end before it starts (%s, %s)", stamp(from), stamp(end))
		return time.Time{}
	case end.Sub(from) > longest:
		t.warn("lasts longer than 14 days (%s to %s)", stamp(from), stamp(end))
	}
	if end.Year() > 2300 {
		return time.Time{}
	}
	return end
}

func stamp(t time.Time) string { return t.Format(time.RFC3339) }

func (t timed) printedEnd(start moment, from time.Time) (time.Time, error) {
	w := t.when
	if strings.TrimSpace(w.End) == "" {
		if strings.TrimSpace(w.Duration) == "" {
			return time.Time{}, nil
		}
		d, err := parseDuration(w.Duration)
		if err != nil {
			return time.Time{}, badTime("duration", w.Duration, err)
		}
		if d.days > 0 {
			start.date = civilOf(start.date.midnight().AddDate(0, 0, d.days))
			if from, err = t.instant(start); err != nil {
				return time.Time{}, err
			}
		}
		return from.Add(d.exact), nil
	}
	m, err := parseMoment(w.End)
	if err != nil {
		return time.Time{}, badTime("end", w.End, err)
	}
	if !m.hasClock {
		return time.Time{}, badTime("end", w.End, errors.New("has no clock time"))
	}
	if !m.date.zero() {
		return t.instant(m)
	}
	return t.clockEnd(m, start, from)
}

// clockEnd is the end that was printed as a clock time only.
func (t timed) clockEnd(m, start moment, from time.Time) (time.Time, error) {
	if !m.fixed && m.abbr == "" {
		m.fixed, m.offset, m.abbr = start.fixed, start.offset, start.abbr
	}
	if strings.TrimSpace(t.when.EndDate) != "" {
		day, err := parseMoment(t.when.EndDate)
		if err != nil {
			return time.Time{}, badTime("end date", t.when.EndDate, err)
		}
		m.date = day.date
		return t.instant(m)
	}
	m.date = start.date
	if start.clock >= 24*time.Hour && m.clock < 24*time.Hour {
		m.date = civilOf(start.date.midnight().AddDate(0, 0, 1)) // 25:10 to 2:00
	}
	end, err := t.instant(m)
	if err == nil && end.Before(from) {
		m.date = civilOf(m.date.midnight().AddDate(0, 0, 1))
		end, err = t.instant(m)
	}
	return end, err
}

// lastDay is the last day, inclusive, of an all-day slot; zero when nobody says.
func (t timed) lastDay(from time.Time) time.Time {
	w := t.when
	printed := first(strings.TrimSpace(w.End), strings.TrimSpace(w.EndDate))
	if printed == "" {
		d, err := parseDuration(w.Duration)
		if w.Duration == "" || err != nil || d.days < 1 {
			return time.Time{}
		}
		return from.AddDate(0, 0, d.days-1)
	}
	m, err := parseMoment(printed)
	if err == nil && m.date.zero() {
		if !w.AllDay {
			return time.Time{} // a day and only a closing time
		}
		err = errTime
	}
	if err != nil {
		t.warn("no end: %v", badTime("end", printed, err))
		return time.Time{}
	}
	last := m.date.midnight()
	switch {
	case last.Before(from):
		t.warn("no end: it would end before it starts (%s, %s)", from.Format(time.DateOnly), last.Format(time.DateOnly))
		return time.Time{}
	case last.Sub(from) > longest:
		t.warn("lasts longer than 14 days (%s to %s)", from.Format(time.DateOnly), last.Format(time.DateOnly))
	}
	return last
}
