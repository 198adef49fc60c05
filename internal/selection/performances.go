package selection

import (
	"slices"
	"time"

	"callboard"
	"callboard/internal/zone"
)

// performances are those that match; false leaves the talk out. When all match
// the talk's own list is returned.
func (m *matcher) performances(t *callboard.Talk) ([]callboard.Performance, bool) {
	s := m.sel
	loc := m.zone(t.Conference)
	matches := func(p *callboard.Performance) bool {
		return m.in(s.Rooms, p.Room) && s.after(p, loc) && s.before(p, loc) && (s.Cancelled != "drop" || p.Status != callboard.Cancelled)
	}
	kept := t.Performances
	for i := range t.Performances {
		if matches(&t.Performances[i]) {
			continue
		}
		kept = slices.Clone(t.Performances[:i])
		for j := i + 1; j < len(t.Performances); j++ {
			if matches(&t.Performances[j]) {
				kept = append(kept, t.Performances[j])
			}
		}
		break
	}
	if len(kept) == 0 {
		// A talk without any performance is there only where none is asked for.
		return kept, len(t.Performances) == 0 && !s.slotwise()
	}
	switch s.Encores {
	case "first":
		return first(kept), true
	case "next":
		next := m.next(kept, loc)
		return next, len(next) > 0
	}
	return kept, true
}

// slotwise reports whether the selection asks something of performances.
func (s *Selection) slotwise() bool {
	return len(s.Rooms) > 0 || s.From.Set() || s.To.Set() || s.Encores == "next"
}

// first is the earliest performance that is not cancelled. Where all are, the
// earliest stays, so that subscribers hear of it.
func first(list []callboard.Performance) []callboard.Performance {
	best := -1
	for i := range list {
		if list[i].Status != callboard.Cancelled && (best < 0 || list[i].Compare(list[best].Slot) < 0) {
			best = i
		}
	}
	if best < 0 {
		best = 0
		for i := range list {
			if list[i].Compare(list[best].Slot) < 0 {
				best = i
			}
		}
	}
	return list[best : best+1 : best+1]
}

// next is the next performance that has not begun and is not cancelled.
func (m *matcher) next(list []callboard.Performance, loc *time.Location) []callboard.Performance {
	best := -1
	for i := range list {
		p := &list[i]
		if p.Status == callboard.Cancelled || !p.Placed() || !begins(p, loc).After(m.now) {
			continue
		}
		if best < 0 || p.Compare(list[best].Slot) < 0 {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	return list[best : best+1 : best+1]
}

// begins is the instant of a start; whole days begin at midnight in loc.
func begins(p *callboard.Performance, loc *time.Location) time.Time {
	if p.AllDay {
		return zone.Instant(p.Start.UTC(), loc)
	}
	return p.Start
}

// after reports whether the start is not before from; without a start it never is.
func (s *Selection) after(p *callboard.Performance, loc *time.Location) bool {
	switch {
	case !s.From.Set():
		return true
	case !p.Placed():
		return false
	case s.From.Day != "":
		return day(p, loc) >= s.From.Day
	}
	return !begins(p, loc).Before(s.From.Instant)
}

// before reports whether the start lies before to; a day is included whole.
func (s *Selection) before(p *callboard.Performance, loc *time.Location) bool {
	switch {
	case !s.To.Set():
		return true
	case !p.Placed():
		return false
	case s.To.Day != "":
		return day(p, loc) <= s.To.Day
	}
	return begins(p, loc).Before(s.To.Instant)
}

// day is the date of the start in the conference's zone; of whole days, their own.
func day(p *callboard.Performance, loc *time.Location) callboard.Date {
	if p.AllDay {
		return callboard.NewDate(p.Start.UTC())
	}
	return callboard.NewDate(p.Start.In(loc))
}
