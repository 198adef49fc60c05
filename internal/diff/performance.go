package diff

import (
	"slices"
	"time"

	"callboard"
)

// compared is a performance after, beside what it was.
type compared struct {
	old  stored
	seen bool              // something that it shows differs
	row  *callboard.Change // at most one
}

// performances compares those of t with what they were, and stamps Sequence,
// LastMove and PreviousStart. moved are the indices of those whose place, status or
// existence changed, which their siblings mention.
func (c *comparison) performances(t, oldTalk *callboard.Talk) (out []compared, moved []int) {
	known := oldTalk != nil
	for _, p := range t.Performances {
		known = known || c.perfs[p.ID].perf != nil
	}
	for i := range t.Performances {
		p := &t.Performances[i]
		old := c.perfs[p.ID]
		d := compared{old: old}
		if old.perf == nil {
			d.seen, d.row = true, c.added(t, p, known)
			known = true
			out, moved = append(out, d), append(moved, i)
			continue
		}
		was := *old.perf
		if sameName(was.Room, p.Room) {
			p.Room = was.Room
		}
		if sameLinks(was.Links, p.Links) {
			p.Links = was.Links
		}
		if !sameSlot(was.Slot, p.Slot) || was.Room != p.Room || was.Status != p.Status {
			p.Sequence = was.Sequence + 1
			d.seen = true
			moved = append(moved, i)
			d.row = c.row(t, was, p)
			p.PreviousStart = previousStart(was, *p)
		}
		d.seen = d.seen || was.Encore != p.Encore || was.Zone != p.Zone || !slices.Equal(was.Links, p.Links)
		out = append(out, d)
	}
	return out, moved
}

// added is the row of a new performance: of a new talk, or an encore.
func (c *comparison) added(t *callboard.Talk, p *callboard.Performance, known bool) *callboard.Change {
	kind := callboard.Added
	if known {
		kind = callboard.EncoreAdded
	}
	after := c.words.place(p.Slot, false)
	if p.Status == callboard.Cancelled {
		after += " (cancelled)"
	}
	return &callboard.Change{Performance: p.ID, Kind: kind, After: after}
}

// row is the first of cancelled, restored, moved and room that holds. A status
// that merely became firmer or looser is no row.
func (c *comparison) row(t *callboard.Talk, was callboard.Performance, p *callboard.Performance) *callboard.Change {
	r := &callboard.Change{Performance: p.ID}
	slot := !sameSlot(was.Slot, p.Slot)
	sameStart := was.Start.Equal(p.Start) && was.AllDay == p.AllDay
	r.Before, r.After = c.words.place(was.Slot, slot && sameStart), c.words.place(p.Slot, slot && sameStart)
	switch {
	case p.Status == callboard.Cancelled && was.Status == callboard.Cancelled:
		p.LastMove = "" // where it would have been is no news
		return nil
	case p.Status == callboard.Cancelled:
		r.Kind, r.After, p.LastMove = callboard.CancelledChange, c.cancelled(t, p), ""
	case was.Status == callboard.Cancelled:
		r.Kind, r.Before, p.LastMove = callboard.Restored, "cancelled", ""
	case slot:
		r.Kind, p.LastMove = callboard.Moved, r.Before
	case was.Room != p.Room:
		r.Kind, p.LastMove = callboard.RoomChanged, r.Before
	default:
		p.LastMove = "" // its status alone: the move is no longer the latest news
		return nil
	}
	return r
}

// previousStart is where p began before its latest move; zero when it stands
// nowhere else now, or never stood.
func previousStart(was, p callboard.Performance) time.Time {
	switch {
	case p.Status == callboard.Cancelled, !p.Placed(), !was.Placed(), was.AllDay != p.AllDay:
		return time.Time{}
	case was.Status != callboard.Cancelled && !was.Start.Equal(p.Start):
		return was.Start
	}
	return was.PreviousStart
}

// cancelled says where a cancelled talk can still be heard.
func (c *comparison) cancelled(t *callboard.Talk, p *callboard.Performance) string {
	for _, q := range t.Performances { // by start
		if q.ID != p.ID && q.Placed() && q.Status != callboard.Cancelled && !q.Over(c.now) {
			return "cancelled; still given " + c.words.place(q.Slot, false)
		}
	}
	return "cancelled"
}

// sameSlot compares start, end and all-day; the room is compared by name.
func sameSlot(a, b callboard.Slot) bool {
	return a.Start.Equal(b.Start) && a.End.Equal(b.End) && a.AllDay == b.AllDay
}
