package scheduler

import (
	"slices"
	"strings"
	"time"

	"callboard"
	"callboard/internal/diff"
	"callboard/internal/feeds"
)

// shorten lowers how much of their abstracts a conference's feeds write, when
// they would be too large as the talks are after u. What is cut by that is
// touched: clients look at a text again only when its stamp has moved. It
// reports whether anything was lowered. before are the talks as stored.
func (p *Plan) shorten(conf *callboard.Conference, before []callboard.Talk, u *callboard.Update, now time.Time) bool {
	talks := after(before, u)
	was := *conf
	conf.CalendarCap = feeds.CalendarCap(p.Site, *conf, talks)
	conf.FeedCap = feeds.FeedCap(p.Site, *conf, talks)
	if *conf == was {
		return false
	}
	stamps := stampsOf(before)
	fresh := len(u.Talks) // talks begins with them
	for i, t := range talks {
		cut, touched := *t, false
		if feeds.CutInFeed(t, was.FeedCap, conf.FeedCap) && !t.Modified.After(stamps[t.ID]) {
			cut.Modified, touched = diff.Stamp(t.Modified, now), true
		}
		if feeds.CutInCalendar(t, was.CalendarCap, conf.CalendarCap) {
			cut.Performances = slices.Clone(t.Performances)
			for j := range cut.Performances {
				if q := &cut.Performances[j]; !q.Modified.After(stamps[q.ID]) {
					q.Modified, touched = diff.Stamp(q.Modified, now), true
				}
			}
		}
		switch {
		case touched && i < fresh:
			u.Talks[i] = cut
		case touched:
			u.Talks = append(u.Talks, cut)
		}
	}
	slices.SortFunc(u.Talks, func(a, b callboard.Talk) int { return strings.Compare(a.ID, b.ID) })
	return true
}

// after are the talks of a conference as they are when u is stored, those of u
// first and in its order.
func after(before []callboard.Talk, u *callboard.Update) []*callboard.Talk {
	talks := make([]*callboard.Talk, 0, max(len(before), len(u.Talks)))
	for i := range u.Talks {
		talks = append(talks, &u.Talks[i])
	}
	if len(before) == 0 {
		return talks
	}
	other := make(map[string]bool, len(u.Talks)+len(u.DropTalks))
	for i := range u.Talks {
		other[u.Talks[i].ID] = true
	}
	for _, id := range u.DropTalks {
		other[id] = true
	}
	for i := range before {
		if !other[before[i].ID] {
			talks = append(talks, &before[i])
		}
	}
	return talks
}

// stampsOf are the stamps of talks and of their performances, by id: what is
// above them has been moved by this very update.
func stampsOf(talks []callboard.Talk) map[string]time.Time {
	stamps := make(map[string]time.Time)
	for i := range talks {
		stamps[talks[i].ID] = talks[i].Modified
		for _, p := range talks[i].Performances {
			stamps[p.ID] = p.Modified
		}
	}
	return stamps
}
