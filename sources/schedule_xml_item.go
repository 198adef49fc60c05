package sources

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"callboard"
)

// scheduleXMLAdd turns an event into an item of the listing. An event without
// a title cannot be used; with a ref it counts as seen, without one nobody
// knows what is there and the reading proves no absence.
func scheduleXMLAdd(l *Listing, e *scheduleXMLEvent, base *url.URL) {
	ref := firstOf(e.code, e.field["code"], e.guid, e.field["guid"], e.id, e.field["id"])
	where := fmt.Sprintf("line %d", e.line)
	if ref != "" {
		where = "event " + ref
	}
	if strings.TrimSpace(scheduleXMLLine(e.field["title"])) == "" {
		if ref == "" {
			l.Complete = false
			l.warn(where, "an event has neither a title nor an id: left out")
			return
		}
		l.Unusable = append(l.Unusable, ref)
		l.warn(where, "the event has no title: left out")
		return
	}
	it := Item{
		Ref: ref, Code: firstOf(e.talk, e.code, e.field["code"]), GUID: firstOf(e.guid, e.field["guid"]),
		Language: e.field["language"], Track: e.field["track"], Type: e.field["type"],
		Tags: e.tags, Speakers: e.persons, Room: firstOf(e.field["room"], e.room),
		URL:    absolute(base, firstOf(e.field["url"], e.field["full_conf_url"], e.field["conf_url"], scheduleXMLSlug(e.field["slug"]))),
		Status: scheduleXMLStatus(e.field),
		Where:  where,
	}
	scheduleXMLText(&it, e)
	scheduleXMLLinks(&it, e, base)
	var odd string
	if it.When, odd = scheduleXMLWhen(e); odd != "" {
		l.warn(where, "%s", odd)
	}
	l.Items = append(l.Items, it)
}

// scheduleXMLSlug is a slug that is a whole address.
func scheduleXMLSlug(slug string) string {
	if strings.Contains(slug, "://") {
		return slug
	}
	return ""
}

// boardGenerator is the generator that a callboard names in what it re-publishes.
const boardGenerator = "callboard"

var boardTalkPath = regexp.MustCompile(`/c/[^/]+/t/([A-Za-z0-9._~-]+)$`)

// boardTalk is a talk's id in the address of its page on a callboard. The
// formats' own code is unique in a file, so that the talk of several
// performances is named by its page alone.
func boardTalk(page string) string {
	if m := boardTalkPath.FindStringSubmatch(page); m != nil {
		return m[1]
	}
	return ""
}

// scheduleXMLStatus is the status in words. The format has none; some exports
// add an element or an attribute.
func scheduleXMLStatus(field map[string]string) string {
	for _, key := range []string{"cancelled", "canceled"} {
		switch strings.ToLower(field[key]) {
		case "1", "true", "yes", "cancelled", "canceled":
			return "CANCELLED"
		}
	}
	return firstOf(field["status"], field["state"])
}

var (
	scheduleXMLFull     = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d.*)$`)
	scheduleXMLOffset   = regexp.MustCompile(`([+-]\d\d)(\d\d)$`)
	scheduleXMLSeconds  = regexp.MustCompile(`^(\d{1,2}:\d\d):\d{1,2}$`)
	scheduleXMLShort    = regexp.MustCompile(`^(\d{1,2}:\d\d)(Z|[+-]\d\d:\d\d)?$`)
	scheduleXMLDateOnly = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
)

// scheduleXMLWhen finds the time, and says what is odd about it. A full <date>
// wins: it carries the real day, so that day_change does not apply. Without
// one the clock time stands on the day's date, and day_change does.
func scheduleXMLWhen(e *scheduleXMLEvent) (When, string) {
	start, end := e.field["start"], e.field["end"]
	duration := e.field["duration"]
	date := e.field["date"]
	if full, ok := scheduleXMLStamp(firstOf(date, start)); ok {
		w := When{Start: full, Duration: duration}
		if stamp, ok := scheduleXMLStamp(end); ok {
			w.End = stamp
		} else if w.Duration == "" && end != "" {
			w.Duration = scheduleXMLSpan(full[11:], end)
		}
		return w, ""
	}
	// A date of its own that differs from the day's is the real one.
	if scheduleXMLDateOnly.MatchString(date) && date != e.day && start != "" {
		w := When{Start: date + "T" + scheduleXMLClock(start), Duration: duration}
		if w.Duration == "" && end != "" {
			w.Duration = scheduleXMLSpan(start, end)
		}
		return w, ""
	}
	day := firstOf(date, e.day)
	switch {
	case day == "" && start == "":
		return When{}, ""
	case day == "":
		return When{}, fmt.Sprintf("it starts at %q on no date: kept without a time", start)
	case start == "":
		return When{Start: day, End: day, AllDay: true}, ""
	}
	if len(day) > 10 {
		day = day[:10] // a day's date with a time behind it
	}
	w := When{Date: day, Start: start, Duration: duration}
	if w.Duration == "" && end != "" {
		w.Duration = scheduleXMLSpan(start, end)
	}
	return w, ""
}

// scheduleXMLLong is a duration of a day or more, as pretalx and EMF print it.
var scheduleXMLLong = regexp.MustCompile(`^([1-9]\d?):([01]\d|2[0-3]):([0-5]\d)$`)

// scheduleXMLDurations settles what three parts of a duration are. Where others
// of the file have two, hours and minutes, these have days before them; else
// they have seconds behind them. A callboard's own file always has days. What
// writes such days has counted hours: a change of the clocks stretches none.
func scheduleXMLDurations(items []Item, board bool) {
	short := board || slices.ContainsFunc(items, func(it Item) bool { return strings.Count(it.When.Duration, ":") == 1 })
	for i := range items {
		d := &items[i].When.Duration
		if m := scheduleXMLLong.FindStringSubmatch(*d); m != nil && short {
			days, _ := strconv.Atoi(m[1])
			hours, _ := strconv.Atoi(m[2])
			*d = fmt.Sprintf("%d:%s", 24*days+hours, m[3])
		} else {
			*d = scheduleXMLSeconds.ReplaceAllString(*d, "$1")
		}
	}
}

// scheduleXMLStamp rewrites a full date in RFC 3339's manner: a T in the
// middle, a colon in the offset.
func scheduleXMLStamp(s string) (string, bool) {
	m := scheduleXMLFull.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	clock := scheduleXMLOffset.ReplaceAllString(strings.ReplaceAll(m[2], " ", ""), "$1:$2")
	return m[1] + "T" + scheduleXMLClock(clock), true
}

// scheduleXMLClock completes a clock time without seconds.
func scheduleXMLClock(s string) string {
	m := scheduleXMLShort.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	return fmt.Sprintf("%05s:00%s", m[1], m[2])
}

// scheduleXMLSpan is the duration between two clock times, past midnight when
// the second is the earlier one; "" when one cannot be read.
func scheduleXMLSpan(start, end string) string {
	a, errA := time.Parse("15:04", start[:min(5, len(start))])
	b, errB := time.Parse("15:04", end[:min(5, len(end))])
	if errA != nil || errB != nil {
		return ""
	}
	minutes := int(b.Sub(a).Minutes())
	if minutes < 0 {
		minutes += 24 * 60
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

// scheduleXMLLinks sorts the links: recordings belong to the slot, the rest to
// the talk. Forms for feedback are no links of a talk.
func scheduleXMLLinks(it *Item, e *scheduleXMLEvent, base *url.URL) {
	seen := map[string]bool{}
	add := func(href, title, rel string) {
		if href = absolute(base, typedAddress(href)); href == "" || seen[href] {
			return
		}
		seen[href] = true
		if title == href {
			title = ""
		}
		link := callboard.Link{URL: href, Rel: rel, Title: title}
		if rel == "recording" {
			it.SlotLinks = append(it.SlotLinks, link)
		} else {
			it.Links = append(it.Links, link)
		}
	}
	for _, href := range append(e.recordings, e.field["video_download_url"], e.field["video"]) {
		add(href, "", "recording")
	}
	for _, l := range e.attachments {
		add(l.href, l.text, scheduleXMLRel(l, true))
	}
	for _, l := range e.links {
		if rel := scheduleXMLRel(l, false); rel != "feedback" {
			add(l.href, l.text, rel)
		}
	}
}

// scheduleXMLRel says what a link is, by its type, its words and its address.
func scheduleXMLRel(l scheduleXMLLink, attached bool) string {
	words := strings.ToLower(l.kind + " " + l.text)
	href := strings.ToLower(l.href)
	ext := path.Ext(strings.SplitN(href, "?", 2)[0])
	has := func(any ...string) bool {
		for _, w := range any {
			if strings.Contains(words, w) {
				return true
			}
		}
		return false
	}
	switch ext {
	case ".webm", ".mp4", ".ogv", ".m4v", ".mkv", ".avi", ".mpg":
		return "recording"
	case ".ogg", ".mp3", ".opus":
		if has("video", "audio", "record") {
			return "recording"
		}
	}
	switch {
	case has("feedback"):
		return "feedback"
	case has("video recording", "recording of", "video (", "audio recording") || l.kind == "recording":
		return "recording"
	case has("slides", "presentation", "folien"):
		return "slides"
	case attached && (ext == ".odp" || ext == ".ppt" || ext == ".pptx" || ext == ".key" || ext == ".pdf"):
		return "slides"
	case has("chat room", "chatroom", "discussion", "matrix room"):
		return "discussion"
	}
	return "related"
}
