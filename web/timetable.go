package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"callboard"
	"callboard/internal/feeds"
)

// day is one civil day at the venue.
type day struct {
	ID    string // of the section: "day-2015-07-22", behind the timetable's Anchor
	Date  *clock
	Short string // "Wed 22"
	Slots []slot
}

// slot is what starts at one time.
type slot struct {
	Start *clock // nil for day-long things
	Items []showing
}

// showing is one performance as a list shows it.
type showing struct {
	Href       string
	Title      string
	Subtitle   string
	Lang       string // of the title, "" unknown
	Start, End *clock
	Zone       string // abbreviation where it is not the conference's zone
	Room       string
	Track      string
	Type       string
	Speakers   string
	Encore     bool
	Cancelled  bool
	Tentative  bool
	Recorded   bool // there is a recording of this performance
	Moved      string
	Also       []clock // starts of the talk's other performances, the first ones
	More       int     // of them that are not in Also
}

// timetable is the talks of one conference by day and start.
type timetable struct {
	Days       []day
	Unplaced   []showing
	Talks      int
	Shown      int // performances, cancelled ones and unplaced ones included
	Encores    int
	Cancelled  int
	First, End time.Time // of what is placed; zero when nothing is
	// Anchor is what the ids of its sections begin with, "" where it is the only
	// timetable of its page.
	Anchor string
}

// placed is one performance with the key that orders it.
type placed struct {
	perf callboard.Performance
	show showing
	day  time.Time // midnight, in the slot's zone
}

// newTimetable lists the performances of talks by their day at the venue.
func newTimetable(prefix, anchor string, conf callboard.Conference, talks []callboard.Talk) timetable {
	tt := timetable{Talks: len(talks), Anchor: anchor}
	var all []placed
	for i := range talks {
		for _, p := range talks[i].Performances {
			show := newShowing(prefix, conf, &talks[i], p)
			tt.count(p)
			if !p.Placed() {
				tt.Unplaced = append(tt.Unplaced, show)
				continue
			}
			all = append(all, placed{p, show, midnight(p.Slot, conf)})
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		return cmp.Or(
			strings.Compare(a.day.Format(time.DateOnly), b.day.Format(time.DateOnly)),
			order(b.perf.AllDay, a.perf.AllDay), // day-long things first
			a.perf.Start.Compare(b.perf.Start),
			feeds.Natural(a.perf.Room, b.perf.Room),
			strings.Compare(a.show.Title, b.show.Title),
		)
	})
	for _, p := range all {
		tt.add(p)
	}
	return tt
}

func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func (tt *timetable) count(p callboard.Performance) {
	tt.Shown++
	switch {
	case p.Status == callboard.Cancelled:
		tt.Cancelled++
	case p.Encore:
		tt.Encores++
	}
	if !p.Placed() {
		return
	}
	if tt.First.IsZero() || p.Start.Before(tt.First) {
		tt.First = p.Start
	}
	end := p.End
	if end.IsZero() {
		end = p.Start
	}
	if end.After(tt.End) {
		tt.End = end
	}
}

// add appends in order.
func (tt *timetable) add(p placed) {
	id := tt.Anchor + "day-" + p.day.Format(time.DateOnly)
	if len(tt.Days) == 0 || tt.Days[len(tt.Days)-1].ID != id {
		tt.Days = append(tt.Days, day{ID: id, Date: dateClock(p.day, "Monday 2 January 2006"), Short: p.day.Format("Mon 2 Jan")})
	}
	d := &tt.Days[len(tt.Days)-1]
	start := p.show.Start
	if p.perf.AllDay {
		start = nil
	}
	if n := len(d.Slots); n == 0 || !sameClock(d.Slots[n-1].Start, start) {
		d.Slots = append(d.Slots, slot{Start: start})
	}
	last := &d.Slots[len(d.Slots)-1]
	last.Items = append(last.Items, p.show)
}

func sameClock(a, b *clock) bool {
	return a == nil && b == nil || a != nil && b != nil && a.ISO == b.ISO
}

// midnight is the start of the slot's first day at the venue.
func midnight(s callboard.Slot, conf callboard.Conference) time.Time {
	if s.AllDay {
		return s.Start.UTC()
	}
	loc := s.Location(conf.Location())
	y, m, d := s.Start.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, loc)
}

// alsoShown is how many other performances of a talk a list names at one.
const alsoShown = 12

// newShowing is one performance of a talk for a list.
func newShowing(prefix string, conf callboard.Conference, t *callboard.Talk, p callboard.Performance) showing {
	loc := p.Slot.Location(conf.Location())
	v := showing{
		Href:      prefix + feeds.TalkPath(conf.ID, t.ID),
		Title:     clip(t.Title, 300),
		Subtitle:  clip(t.Subtitle, 300),
		Lang:      feeds.Language(t.Language),
		Room:      clip(p.Room, 120),
		Track:     clip(t.Track, 120),
		Type:      clip(t.Type, 80),
		Speakers:  speakers(t.Speakers),
		Encore:    p.Encore,
		Cancelled: p.Status == callboard.Cancelled,
		Tentative: p.Status == callboard.Tentative && p.Placed(),
		Recorded:  slices.ContainsFunc(p.Links, func(l callboard.Link) bool { return l.Rel == "recording" }),
		Moved:     clip(p.LastMove, 200),
	}
	if v.Title == "" {
		v.Title = "Untitled"
	}
	v.Start, v.End = bounds(p.Slot, loc)
	if p.Placed() && !p.AllDay && loc.String() != conf.Location().String() {
		v.Zone = zoneName(p.Start.In(loc))
	}
	for _, other := range t.Performances {
		switch {
		case other.ID == p.ID || !other.Placed() || other.Status == callboard.Cancelled:
		case len(v.Also) == alsoShown: // a daily meeting has hundreds, each with all others
			v.More++
		default:
			v.Also = append(v.Also, moment(other.Slot, conf))
		}
	}
	return v
}

// bounds are the ends of a slot for people; nil where unknown.
func bounds(s callboard.Slot, loc *time.Location) (start, end *clock) {
	switch {
	case !s.Placed():
		return nil, nil
	case s.AllDay:
		start = dateClock(s.Start.UTC(), "2 January")
		if s.End.After(s.Start) {
			end = dateClock(s.End.UTC(), "2 January")
		}
		return start, end
	}
	start = timeClock(s.Start, loc)
	if s.End.After(s.Start) {
		end = timeClock(s.End, loc)
	}
	if s.End.Sub(s.Start) >= 24*time.Hour { // else it would look like a short one
		*end = moment(callboard.Slot{Start: s.End, Zone: s.Zone}, callboard.Conference{Zone: loc.String()})
	}
	return start, end
}

// moment is a slot's start in a sentence: "Thu 23 July, 16:10".
func moment(s callboard.Slot, conf callboard.Conference) clock {
	if s.AllDay {
		return *dateClock(s.Start.UTC(), "Mon 2 January")
	}
	t := s.Start.In(s.Location(conf.Location()))
	return clock{t.Format(time.RFC3339), t.Format("Mon 2 January, 15:04")}
}

// speakers joins names for a list; crowds are cut.
func speakers(all []callboard.Speaker) string {
	names := make([]string, 0, len(all))
	for i, sp := range all {
		if i == 12 {
			names = append(names, "and others")
			break
		}
		names = append(names, clip(sp.Name, 100))
	}
	return strings.Join(names, ", ")
}
