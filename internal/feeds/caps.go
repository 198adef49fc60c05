package feeds

import "callboard"

// MaxFeed is how large a calendar or a feed may become before its texts are
// shortened, bytes: Google takes about a megabyte and loses what is behind it
// (row F.5 of what clients need).
const MaxFeed = 900_000

// caps are how many characters of an abstract are written, in the order in
// which a conference that is too large goes down. The first one binds always:
// clients cut longer texts themselves.
var caps = [...]int{maxDescription, 1000, 400, 150}

// capOf is n as a number of characters; 0 is the most.
func capOf(n int) int {
	if n <= 0 {
		return maxDescription
	}
	return n
}

// CalendarCap is the highest cap, not above the stored one, with which the
// whole calendar of a conference stays below MaxFeed; the lowest where none is
// low enough. site has the addresses that are written.
func CalendarCap(site Site, conf callboard.Conference, talks []*callboard.Talk) int {
	b := Board{Site: site, Path: "/c/" + conf.ID + "/" + conf.ID + ".ics", Conferences: []callboard.Conference{conf}}
	b.prepare()
	return lower(conf.CalendarCap, func(limit int) bool {
		w := calendarWriter{board: &b, conf: map[string]*callboard.Conference{conf.ID: &conf}}
		conf.CalendarCap = limit
		size := 4000 // head and zones
		for _, t := range talks {
			for j := range t.Performances {
				p := &t.Performances[j]
				if !p.Placed() {
					continue
				}
				e := w.place(t, p)
				w.out = w.out[:0]
				w.event(&e)
				if size += len(w.out); size > MaxFeed {
					return false
				}
			}
		}
		return true
	})
}

// FeedCap is CalendarCap for the Atom feed, which is larger than the JSON Feed.
func FeedCap(site Site, conf callboard.Conference, talks []*callboard.Talk) int {
	b := Board{Site: site, Path: "/c/" + conf.ID + "/feed.atom", Conferences: []callboard.Conference{conf}}
	return lower(conf.FeedCap, func(limit int) bool {
		b.Conferences[0].FeedCap = limit
		b.prepare()
		var w xmlWriter
		size := 4000
		for _, t := range talks {
			w.out = w.out[:0]
			b.talkEntry(&w, t, conf)
			if size += len(w.out); size > MaxFeed {
				return false
			}
		}
		return true
	})
}

// lower finds the first cap that fits, beginning at the stored one.
func lower(stored int, fits func(limit int) bool) int {
	if fits(stored) {
		return stored
	}
	for _, limit := range caps {
		if limit >= capOf(stored) && stored != 0 {
			continue
		}
		if limit == caps[len(caps)-1] || fits(limit) {
			return limit
		}
	}
	return stored
}

// CutInCalendar reports whether a description becomes another when the cap of
// a conference goes from one to the other.
func CutInCalendar(t *callboard.Talk, from, to int) bool {
	return capped(t.Abstract, from) != capped(t.Abstract, to)
}

// CutInFeed is CutInCalendar for Atom and JSON feeds.
func CutInFeed(t *callboard.Talk, from, to int) bool {
	return shortened(t, from) != shortened(t, to) || shortened(t, to) && CutInCalendar(t, from, to)
}

// capped is an abstract as calendars and shortened feeds write it.
func capped(abstract string, limit int) string { return fit(abstract, capOf(limit), cutSentence) }

// shortened reports whether feeds do not write the whole text of a talk.
func shortened(t *callboard.Talk, limit int) bool {
	// A character has at most four bytes.
	return limit > 0 && (len(t.Abstract) > 4*limit || width(t.Abstract) > limit)
}
