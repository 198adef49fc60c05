package sources

import (
	"fmt"
	"slices"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"

	"callboard/internal/zone"
)

// feedEvent is what an entry's extensions say, by name: lower case letters only,
// the value that came first.
type feedEvent map[string]string

// feedNames maps the words of the namespaces in use to ours: xCal and RDF
// calendar (dtstart), the RSS event module and The Events Calendar (startdate),
// Google data (startTime of when), Modern Events Calendar (startDate and
// startHour), JSON extensions.
var feedNames = map[string][]string{
	"start":    {"dtstart", "startdate", "startdatetime", "starttime", "startsat", "startat", "eventstart", "start", "begin", "begins"},
	"end":      {"dtend", "enddate", "enddatetime", "endtime", "endsat", "endat", "eventend", "end", "ends", "finish"},
	"from":     {"starthour"},
	"to":       {"endhour"},
	"duration": {"duration"},
	"room":     {"room", "location", "where", "venue"},
	"zone":     {"tzid", "timezone", "tz"},
	"status":   {"status", "eventstatus"},
	"type":     {"type", "eventtype"},
}

// feedPrefixes are namespaces that are about events, under the prefixes that the
// parser or the feed gives them; plain words count only there.
var feedPrefixes = []string{"ev", "event", "events", "xcal", "ical", "ics", "cal", "gd", "mec", "tribe", "json", "schema", "s",
	"urn:ietf:params:xml:ns:xcal", "http://www.w3.org/2002/12/cal/ical#", "http://schemas.google.com/g/2005"}

// feedPlain are words that mean something else outside of those.
var feedPlain = []string{"start", "begin", "begins", "end", "ends", "finish", "starttime", "endtime", "duration", "location",
	"where", "venue", "status", "type", "tz", "timezone"}

// feedKey folds a name: "start_date", "startDate" and "dtStart" lose their case
// and their separators.
func feedKey(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, name)
}

// add notes a value; the first of a name stays.
func (e feedEvent) add(prefix, key, value string) {
	value = strings.TrimSpace(value)
	if value == "" || key == "" || e[key] != "" || len(value) > 1000 {
		return
	}
	if slices.Contains(feedPlain, key) && !slices.Contains(feedPrefixes, strings.ToLower(prefix)) {
		return
	}
	e[key] = value
}

// extensions adds the elements of foreign namespaces in a fixed order.
func (e feedEvent) extensions(all ext.Extensions) {
	prefixes := make([]string, 0, len(all))
	for p := range all {
		prefixes = append(prefixes, p)
	}
	slices.Sort(prefixes)
	for _, p := range prefixes {
		family := p
		for name := range all[p] {
			if key := feedKey(name); slices.Contains(feedNames["start"], key) && !slices.Contains(feedPlain, key) {
				family = "event" // whatever its prefix, it is about events
			}
		}
		e.elements(family, all[p], 0)
	}
}

func (e feedEvent) elements(prefix string, elements map[string][]ext.Extension, depth int) {
	if depth > 4 {
		return
	}
	names := make([]string, 0, len(elements))
	for n := range elements {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, el := range elements[name][:min(len(elements[name]), 1)] {
			key := feedKey(name)
			value := el.Value
			if value == "" { // <dtstart><date-time>, <dtstart><text>
				for _, child := range []string{"date-time", "dateTime", "date", "text", "name"} {
					if c := el.Children[child]; value == "" && len(c) > 0 {
						value = c[0].Value
					}
				}
			}
			e.add(prefix, key, value)
			for _, attr := range []string{"startTime", "endTime", "valueString", "tzid", "TZID"} {
				k := feedKey(attr)
				if k == "valuestring" {
					k = key // <gd:where valueString="Room 1"/>
				}
				e.add(prefix, k, el.Attrs[attr])
				if k == "endtime" && key == "when" && el.Attrs[attr] != "" {
					e["google"] = "1"
				}
			}
			e.elements(prefix, el.Children, depth+1)
		}
	}
}

// get is the value of one of our words.
func (e feedEvent) get(word string) string {
	for _, name := range feedNames[word] {
		if v := e[name]; v != "" {
			return v
		}
	}
	return ""
}

// place fills in when and where. What cannot be read is a warning, and the entry
// stays an announcement.
func (e feedEvent) place(x *feedReading, it *Item) {
	if e.get("start") == "" {
		return
	}
	x.dated = true
	start, day, err := feedTime(e.get("start"))
	if err != nil {
		x.warn(it.Where, "its start: %v", err)
		return
	}
	it.Room, it.Status, it.Type = feedTitle(e.get("room")), e.get("status"), e.get("type")
	for _, name := range []string{"cancelled", "canceled", "iscancelled", "iscanceled"} {
		if !saysNo(e[name]) {
			it.Status = "CANCELLED"
		}
	}
	w := When{Start: start, Duration: e.get("duration")}
	if name := e.get("zone"); name != "" {
		if loc, err := zone.Load(name); err == nil {
			w.Zone = loc.String()
		} else {
			x.warn(it.Where, "the time zone %q is unknown", lookText([]byte(name), 60))
		}
	}
	from, to := e.get("from"), e.get("to")
	if day && from == "" {
		from, to = e.clock("starttime"), e.clock("endtime")
	}
	end, endDay := "", false
	if printed := e.get("end"); printed != "" && printed != to {
		if end, endDay, err = feedTime(printed); err != nil {
			x.warn(it.Where, "its end: %v", err)
		}
	}
	switch {
	case day && from != "": // a date and a clock time beside it
		w.Date, w.Start, w.End = start, from, to
		if endDay {
			w.EndDate = end
		}
	case day:
		w.AllDay, w.Duration = true, ""
		if end != "" {
			w.End = e.lastDay(start, end, endDay)
		}
	case end == "":
	case endDay: // says only on which day it ends, not when
	case feedBefore(end, start):
		x.warn(it.Where, "its end %s is before its start %s: the end is unknown", end, start)
	default:
		w.End = end
	}
	if w.End != "" {
		w.Duration = ""
	}
	it.When = w
}

// clock is what a name says of the clock alone, and "" where it says a date.
func (e feedEvent) clock(name string) string {
	if _, _, err := feedTime(e[name]); err == nil || !strings.Contains(e[name], ":") {
		return ""
	}
	return e[name]
}

// lastDay is the last day of whole days. Calendars name the day after it (RFC
// 5545 3.6.1), the other namespaces the day itself.
func (e feedEvent) lastDay(start, end string, endDay bool) string {
	last, err := time.Parse(time.DateOnly, end[:len(time.DateOnly)])
	if err != nil {
		return ""
	}
	if endDay && (e["dtend"] != "" || e["google"] != "") {
		last = last.AddDate(0, 0, -1)
	}
	if day := last.Format(time.DateOnly); day > start {
		return day
	}
	return start
}

// feedBefore compares two times where both say their offset or both do not.
func feedBefore(a, b string) bool {
	at, err1 := time.Parse(time.RFC3339, a)
	bt, err2 := time.Parse(time.RFC3339, b)
	if err1 != nil && err2 != nil {
		return a < b
	}
	return err1 == nil && err2 == nil && at.Before(bt)
}

// feedLayouts are the forms beside ISO 8601; none of them can be misread.
var feedLayouts = []string{time.RFC1123Z, "Mon, _2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04 -0700",
	"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04 -0700", "Monday, 2 January 2006 15:04:05 -0700", "2 January 2006", "January 2, 2006"}

// feedZones are the zones that RFC 822 5.1 defines.
var feedZones = map[string]string{"UT": "+0000", "GMT": "+0000", "UTC": "+0000", "Z": "+0000", "EST": "-0500", "EDT": "-0400",
	"CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700"}

// feedTime reads a time as When wants it, and whether it is a whole day.
func feedTime(printed string) (string, bool, error) {
	s := strings.Join(strings.Fields(printed), " ")
	if wall, day, suffix, err := icsClock(strings.ReplaceAll(s, " +", "+")); err == nil {
		offset, ok := icsOffset(suffix)
		switch {
		case day:
			return wall.Format(time.DateOnly), true, nil
		case suffix == "Z":
			return wall.Format("2006-01-02T15:04:05Z"), false, nil
		case ok:
			at := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, time.FixedZone("", offset))
			return at.Format(time.RFC3339), false, nil
		case suffix == "":
			return wall.Format("2006-01-02T15:04:05"), false, nil
		}
	}
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		if offset := feedZones[strings.ToUpper(s[i+1:])]; offset != "" {
			s = s[:i+1] + offset
		}
	}
	for _, layout := range feedLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			if !strings.Contains(layout, "15") {
				return t.Format(time.DateOnly), true, nil
			}
			return t.Format(time.RFC3339), false, nil
		}
	}
	return "", false, fmt.Errorf("%q is no date or time that can be read without guessing", lookText([]byte(printed), 60))
}
