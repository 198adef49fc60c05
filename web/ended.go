package web

import (
	"cmp"
	"slices"
	"time"

	"callboard"
)

// today is the clock in whole days, UTC: what the calendar of everything leaves
// out differs from day to day and not from minute to minute.
func (s *Server) today() time.Time { return s.o.Now().UTC().Truncate(24 * time.Hour) }

// byDay makes a resource follow the days: conferences end without a change of
// their data.
func (s *Server) byDay(res *resource, n *snapshot) {
	today := s.today()
	res.stamp += "/" + today.Format(time.DateOnly)
	if res.modified.IsZero() {
		return
	}
	for _, c := range n.confs {
		if end, ok := lastMoment(c); ok {
			// The first midnight at which it counted as ended.
			if day := end.Truncate(24 * time.Hour).Add(24 * time.Hour); !day.After(today) && day.After(res.modified) {
				res.modified = day
			}
		}
	}
}

// lastMoment is the end of a conference's last day, in its zone.
func lastMoment(c callboard.Conference) (time.Time, bool) {
	last, ok := c.End.Time(c.Location())
	return last.AddDate(0, 0, 1).UTC(), ok
}

// ended are the ids of the conferences that are over at now, with all of their
// talks, the longest ended first. One whose days nobody knows never is.
func ended(confs []callboard.Conference, talks []callboard.Talk, now time.Time) []string {
	last := make(map[string]time.Time, len(confs))
	for _, c := range confs {
		if end, ok := lastMoment(c); ok {
			last[c.ID] = end
		}
	}
	running := make(map[string]bool)
	for i := range talks {
		id := talks[i].Conference
		for _, p := range talks[i].Performances {
			switch {
			case !p.Placed() || p.Status == callboard.Cancelled:
			case !p.Over(now):
				running[id] = true
			case p.End.After(last[id]) && !last[id].IsZero():
				last[id] = p.End
			}
		}
	}
	var ids []string
	for _, c := range confs {
		if end, known := last[c.ID]; known && !running[c.ID] && !end.After(now) {
			ids = append(ids, c.ID)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(last[a].Compare(last[b]), cmp.Compare(a, b)) })
	return ids
}
