package db

import (
	"time"

	"callboard"
)

// The JSON form of a talk in the ledger. It is apart from callboard.Talk so
// that renaming a field there cannot make old rows unreadable: a name here
// never changes its meaning. Content and Slot carry their own names.
type snapshot struct {
	ID         string `json:"id"`
	Conference string `json:"conference"`
	callboard.Content
	Performances []snapshotPerformance `json:"performances,omitempty"`
	Created      time.Time             `json:"created,omitzero"`
	Modified     time.Time             `json:"modified,omitzero"`
}

type snapshotPerformance struct {
	ID  string `json:"id"`
	UID string `json:"uid"`
	callboard.Slot
	Status    callboard.Status   `json:"status,omitempty"`
	Encore    bool               `json:"encore,omitempty"`
	Sequence  int                `json:"sequence,omitempty"`
	Links     []callboard.Link   `json:"links,omitempty"`
	LastMove  string             `json:"last_move,omitempty"`
	Previous  time.Time          `json:"previous_start,omitzero"`
	Sightings []snapshotSighting `json:"sightings,omitempty"`
	Created   time.Time          `json:"created,omitzero"`
	Modified  time.Time          `json:"modified,omitzero"`
}

type snapshotSighting struct {
	Source    string             `json:"source"`
	Ref       string             `json:"ref"`
	Title     string             `json:"title,omitempty"`
	Code      string             `json:"code,omitempty"`
	GUID      string             `json:"guid,omitempty"`
	URL       string             `json:"url,omitempty"`
	Presence  callboard.Presence `json:"presence,omitempty"`
	Rule      string             `json:"rule,omitempty"`
	FirstSeen time.Time          `json:"first_seen,omitzero"`
	LastSeen  time.Time          `json:"last_seen,omitzero"`
}

// sameSnapshot stands where the change before it, of the same talk and reading,
// holds the very talk: a calendar of recurring entries brings hundreds of
// changes of one talk at once, and each would keep all its performances.
const sameSnapshot = "="

// takeSnapshots are the texts of the snapshots of one reading's changes.
func takeSnapshots(changes []callboard.Change) ([]string, error) {
	texts := make([]string, len(changes))
	held := map[*callboard.Talk]bool{}
	for i := range changes {
		t := changes[i].Snapshot
		if held[t] && t != nil {
			texts[i] = sameSnapshot
			continue
		}
		held[t] = true
		var err error
		if texts[i], err = takeSnapshot(t); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// takeSnapshot is the JSON text of a talk, "" for none.
func takeSnapshot(t *callboard.Talk) (string, error) {
	if t == nil {
		return "", nil
	}
	s := snapshot{ID: t.ID, Conference: t.Conference, Content: t.Content, Created: whole(t.Created), Modified: whole(t.Modified)}
	for i := range t.Performances {
		p := &t.Performances[i]
		sp := snapshotPerformance{ID: p.ID, UID: p.UID, Slot: p.Slot, Status: p.Status, Encore: p.Encore, Sequence: p.Sequence,
			Links: p.Links, LastMove: p.LastMove, Previous: whole(p.PreviousStart), Created: whole(p.Created), Modified: whole(p.Modified)}
		sp.Start, sp.End = whole(p.Start), whole(p.End)
		for _, g := range p.Sightings {
			g.FirstSeen, g.LastSeen = whole(g.FirstSeen), whole(g.LastSeen)
			sp.Sightings = append(sp.Sightings, snapshotSighting(g))
		}
		s.Performances = append(s.Performances, sp)
	}
	return toJSON(s)
}

// readSnapshot is the talk of a JSON text, nil for "".
func readSnapshot(text string) (*callboard.Talk, error) {
	if text == "" {
		return nil, nil
	}
	var s snapshot
	if err := fromJSON(text, &s); err != nil {
		return nil, err
	}
	t := &callboard.Talk{ID: s.ID, Conference: s.Conference, Content: s.Content, Created: s.Created, Modified: s.Modified}
	for _, sp := range s.Performances {
		p := callboard.Performance{ID: sp.ID, UID: sp.UID, Slot: sp.Slot, Status: sp.Status, Encore: sp.Encore, Sequence: sp.Sequence,
			Links: sp.Links, LastMove: sp.LastMove, PreviousStart: sp.Previous, Created: sp.Created, Modified: sp.Modified}
		for _, g := range sp.Sightings {
			p.Sightings = append(p.Sightings, callboard.Sighting(g))
		}
		t.Performances = append(t.Performances, p)
	}
	return t, nil
}
