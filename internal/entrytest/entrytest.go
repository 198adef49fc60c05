// Package entrytest reads entries from the short lines that goldens of the pure
// rooms are written in. For tests only.
package entrytest

import (
	"fmt"
	"strings"
	"time"

	"callboard"
	"callboard/internal/normalize"
)

// Zone is the zone that lines are written in unless they say otherwise.
const Zone = "America/Los_Angeles"

// Parse reads one entry a line; blank lines and # comments are skipped:
//
//	ref | title | 2015-07-22 13:30-14:10 | room | Ann Lee, Bob Ray | code=X; status=cancelled
//
// A start is "2015-07-22 13:30", with an end on the same or the next day, or a
// date ("2015-07-22", "2015-07-22..2015-07-24") for an all-day slot, or "" for
// none. Fields at the end may be left out. Extra fields: code, guid, url,
// abstract, html, type, track, tags, status, zone, presence, recording, first,
// last (instants).
func Parse(source, text string) ([]callboard.Entry, error) {
	var out []callboard.Entry
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		e, err := entry(source, line)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		out = append(out, e)
	}
	return out, nil
}

func entry(source, line string) (callboard.Entry, error) {
	f := strings.Split(line, "|")
	for len(f) < 6 {
		f = append(f, "")
	}
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	e := callboard.Entry{Source: source, Ref: f[0], Printed: f[1], Presence: callboard.Seen}
	e.Zone, e.Room = Zone, f[3]
	for pair := range strings.SplitSeq(f[5], ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if err := extra(&e, key, value); err != nil {
			return e, err
		}
	}
	rest, mark := normalize.SplitMark(f[1])
	e.Title, e.Mark = rest, mark
	if _, repeat := normalize.SessionCode(e.Code); repeat {
		e.Mark = true
	}
	e.TitleKey = normalize.TitleKey(f[1])
	if e.Room != "" {
		e.RoomKey = normalize.RoomKey(e.Room)
	}
	e.Generic = normalize.Generic(f[1], e.Type)
	for name := range strings.SplitSeq(f[4], ",") {
		if name = strings.TrimSpace(name); name != "" {
			e.Speakers = append(e.Speakers, callboard.Speaker{Name: name, Key: normalize.SpeakerKey(name)})
		}
	}
	return e, slot(&e, f[2])
}

func slot(e *callboard.Entry, s string) error {
	if s == "" {
		return nil
	}
	day, clock, timed := strings.Cut(s, " ")
	if !timed {
		first, last, _ := strings.Cut(s, "..")
		if last == "" {
			last = first
		}
		var err, err2 error
		e.AllDay = true
		e.Start, err = time.Parse(time.DateOnly, first)
		e.End, err2 = time.Parse(time.DateOnly, last)
		if err == nil {
			err = err2
		}
		return err
	}
	loc, err := time.LoadLocation(e.Zone)
	if err != nil {
		return err
	}
	from, to, ended := strings.Cut(clock, "-")
	start, err := time.ParseInLocation("2006-01-02 15:04", day+" "+from, loc)
	if err != nil {
		return err
	}
	e.Start = start.UTC()
	if !ended {
		return nil
	}
	end, err := time.ParseInLocation("2006-01-02 15:04", day+" "+to, loc)
	if end.Before(start) {
		end = end.AddDate(0, 0, 1)
	}
	e.End = end.UTC()
	return err
}

func extra(e *callboard.Entry, key, value string) error {
	switch key {
	case "":
	case "code":
		e.Code = value
	case "guid":
		e.GUID = value
	case "url":
		e.URL = value
	case "abstract":
		e.Abstract = value
	case "html":
		e.AbstractHTML = value
	case "type":
		e.Type = value
	case "track":
		e.Track = value
	case "tags":
		e.Tags = strings.Split(value, ",")
	case "status":
		e.Status = callboard.Status(value)
	case "zone":
		e.Zone = value
	case "presence":
		e.Presence = callboard.Presence(value)
	case "recording":
		e.SlotLinks = append(e.SlotLinks, callboard.Link{URL: value, Rel: "recording"})
	case "first", "last":
		t, err := Instant(value)
		if key == "first" {
			e.FirstSeen = t
		} else {
			e.LastSeen = t
		}
		return err
	default:
		return fmt.Errorf("unknown field %q", key)
	}
	return nil
}

// Instant reads "2015-07-01" or "2015-07-01T10:00" as UTC.
func Instant(s string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	return time.Parse("2006-01-02T15:04", s)
}
