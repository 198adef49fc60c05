package db

import (
	"context"
	"testing"
	"time"

	"callboard"
)

func TestChanges(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	u := reading(conf(), "site", 2)
	u.Changes = nil
	// The clock went back once: ids and instants disagree.
	for i, minute := range []int{0, 1, 5, 2, 3, 6} {
		u.Changes = append(u.Changes, callboard.Change{At: noon.Add(time.Duration(minute) * time.Minute), Conference: "conf",
			Talk: u.Talks[i%2].ID, Kind: callboard.Moved, Source: "site"})
	}
	commit(t, d, u)
	other := conf()
	other.ID = "other"
	commit(t, d, reading(other, "elsewhere", 1))

	ask := func(q ChangeQuery) (ids []int64) {
		for _, c := range must[[]callboard.Change](t)(d.Changes(ctx, q)) {
			ids = append(ids, c.ID)
		}
		return ids
	}
	same(t, "all", ask(ChangeQuery{}), []int64{6, 3, 5, 4, 2, 7, 1})
	same(t, "of a conference", ask(ChangeQuery{Conference: "conf"}), []int64{6, 3, 5, 4, 2, 1})
	same(t, "of a talk", ask(ChangeQuery{Talk: "conf-0"}), []int64{3, 5, 1})
	same(t, "since", ask(ChangeQuery{Since: noon.Add(3 * time.Minute)}), []int64{6, 3, 5})
	same(t, "since, to the fraction", ask(ChangeQuery{Since: noon.Add(3*time.Minute + 1)}), []int64{6, 3})
	var paged []int64
	for before := int64(0); ; {
		page := ask(ChangeQuery{Conference: "conf", Before: before, Limit: 2})
		if len(page) == 0 {
			break
		}
		paged = append(paged, page...)
		before = page[len(page)-1]
	}
	same(t, "page by page", paged, []int64{6, 3, 5, 4, 2, 1})
	same(t, "before one that is no more", ask(ChangeQuery{Before: 1000, Limit: 1}), []int64{6})
}

func TestConferences(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	late, early, unknown := conf(), conf(), conf()
	late.ID, late.Start = "late", "2027-01-01"
	early.ID, early.Start = "z-early", "2025-01-01"
	unknown.ID, unknown.Start = "a-unknown", ""
	for _, x := range []callboard.Conference{late, unknown, early} {
		err := d.write(t.Context(), func(ctx context.Context, t *tx) error { return putConference(ctx, t, x) })
		if err != nil {
			t.Fatal(err)
		}
	}
	same(t, "order", must[[]callboard.Conference](t)(d.Conferences(ctx)), []callboard.Conference{early, late, unknown})
	if _, err := d.Conference(ctx, "none"); err == nil {
		t.Error("found what is not")
	}
}

// A reading that brings many changes of one talk keeps the talk once, and gives
// it back with each: 430 instances of a weekly meeting once took gigabytes.
func TestManyChangesOfOneTalkKeepItOnce(t *testing.T) {
	d := openTemp(t)
	u := reading(conf(), "site", 1)
	talk := u.Talks[0]
	other := talk
	other.Title = "Before"
	for _, c := range []callboard.Change{
		{Kind: callboard.Added, Snapshot: &other}, {Kind: callboard.Moved, Snapshot: &talk},
		{Kind: callboard.RoomChanged, Snapshot: &talk}, {Kind: callboard.TitleChanged, Snapshot: &talk},
	} {
		c.At, c.Conference, c.Talk = noon.Add(time.Minute), u.Conference.ID, talk.ID
		u.Changes = append(u.Changes, c)
	}
	commit(t, d, u)
	got, err := d.Changes(t.Context(), ChangeQuery{Talk: talk.ID, Limit: 4})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range got {
		want := talk.Title
		if c.Kind == callboard.Added {
			want = "Before"
		}
		if c.Snapshot == nil || c.Snapshot.Title != want {
			t.Errorf("%s: %+v, want %s", c.Kind, c.Snapshot, want)
		}
	}
	var kept int
	if err := d.writer.QueryRow(`SELECT count(*) FROM changes WHERE snapshot = '='`).Scan(&kept); err != nil || kept != 2 {
		t.Errorf("%d changes share a snapshot, %v", kept, err)
	}
}
