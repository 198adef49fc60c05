package db

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"callboard"
)

// twoSources is a conference that two sources feed: site has seen talks 0 to 2,
// and talk 2's second sighting is feed's, as is talk 100.
func twoSources(t *testing.T, d *DB) {
	t.Helper()
	u := reading(conf(), "site", 3)
	u.Talks[2].Performances[0].Sightings = append(u.Talks[2].Performances[0].Sightings, sightingNo("feed", 2, 0))
	u.Talks[1].Performances[1].Sightings = append(u.Talks[1].Performances[1].Sightings, sightingNo("feed", 1, 1))
	u.Aliases = []callboard.Alias{{Old: "old-0", New: "conf-0"}}
	snap := u.Talks[0]
	u.Changes = append(u.Changes, callboard.Change{At: noon, Conference: "conf", Talk: "conf-0", Kind: callboard.Added, Snapshot: &snap})
	u.Pages = []callboard.Page{{URL: "https://conf.example/", Body: []byte("x")}}
	commit(t, d, u)
	c := conf()
	c.Version = 2
	v := reading(c, "feed", 1)
	v.Talks[0] = talkNo("conf", "feed", 100)
	v.Entries = append(v.Entries, entryNo("feed", 2, 0), entryNo("feed", 1, 1), entryNo("feed", 100, 0))
	commit(t, d, v)
}

func TestForgetSource(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	twoSources(t, d)
	want := Forgotten{Kind: "source", ID: "site", Conferences: []string{"conf"}, Sources: 1, Talks: 1, Performances: 2, Changes: 1, Entries: 4, Pages: 1, Runs: 1}
	at := noon.Add(24 * time.Hour)
	same(t, "forgotten", must[Forgotten](t)(d.Forget(ctx, "site", at)), want)
	var ids []string
	for _, talk := range must[[]callboard.Talk](t)(d.Talks(ctx, "conf")) {
		ids = append(ids, talk.ID)
		for _, p := range talk.Performances {
			for _, s := range p.Sightings {
				ids = append(ids, p.ID+"<"+s.Source)
			}
		}
	}
	same(t, "what is left", ids, []string{"conf-1", "conf-1-p1<feed", "conf-100", "conf-100-p0<feed", "conf-2", "conf-2-p0<feed"})
	for _, id := range []string{"conf-0", "conf-0-p0", "conf-0-p0@talks.example.org", "conf-1-p0", "old-0"} {
		if _, err := d.Resolve(ctx, id); !errors.Is(err, callboard.ErrForgotten) {
			t.Errorf("Resolve(%s): %v", id, err)
		}
	}
	if _, err := d.Talk(ctx, "conf", "conf-0"); !errors.Is(err, callboard.ErrForgotten) {
		t.Errorf("the talk: %v", err)
	}
	if given := must[map[string]bool](t)(d.GivenIDs(ctx, "conf")); !given["conf-0"] || !given["conf-0-p0"] || !given["old-0"] {
		t.Errorf("ids are no longer reserved: %v", given)
	}
	c := must[callboard.Conference](t)(d.Conference(ctx, "conf"))
	if c.Version != 3 || !c.Modified.Equal(at) {
		t.Errorf("version %d, modified %v", c.Version, c.Modified)
	}
	if talk := must[callboard.Talk](t)(d.Talk(ctx, "conf", "conf-1")); !talk.Modified.Equal(at) {
		t.Errorf("a talk that lost a performance was modified %v", talk.Modified)
	}
	if _, err := d.State(ctx, "site"); !errors.Is(err, callboard.ErrNotFound) {
		t.Errorf("state: %v", err)
	}
	if n := len(must[[]callboard.Health](t)(d.Health(ctx))); n != 1 {
		t.Errorf("%d sources", n)
	}
	if _, err := d.Forget(ctx, "site", at); !errors.Is(err, callboard.ErrForgotten) {
		t.Errorf("once more: %v", err)
	}
	if _, err := d.Forget(ctx, "never", at); !errors.Is(err, callboard.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	// What is forgotten does not come back under its id.
	c.Version = 4
	u := reading(c, "site", 1)
	if err := d.Commit(ctx, u); !errors.Is(err, callboard.ErrForgotten) {
		t.Errorf("a forgotten id was given again: %v", err)
	}
}

// What is removed in the second of the latest change is a change of its own.
func TestForgetRaisesModified(t *testing.T) {
	d := openTemp(t)
	twoSources(t, d)
	must[Forgotten](t)(d.Forget(t.Context(), "site", noon))
	if c := must[callboard.Conference](t)(d.Conference(t.Context(), "conf")); !c.Modified.Equal(noon.Add(time.Second)) {
		t.Errorf("modified %v", c.Modified)
	}
}

func TestForgetConference(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	twoSources(t, d)
	other := conf()
	other.ID = "other"
	commit(t, d, reading(other, "elsewhere", 2))
	run := must[callboard.Run](t)(d.StartRun(ctx, "site", noon))
	got := must[Forgotten](t)(d.Forget(ctx, "conf", noon))
	same(t, "forgotten", got, Forgotten{Kind: "conference", ID: "conf", Conferences: []string{"conf"}, Sources: 2, Talks: 4, Performances: 5, Changes: 3, Entries: 8, Pages: 1, Runs: 3})
	if _, err := d.Conference(ctx, "conf"); !errors.Is(err, callboard.ErrForgotten) {
		t.Errorf("conference: %v", err)
	}
	if _, err := d.Resolve(ctx, "conf-2"); !errors.Is(err, callboard.ErrForgotten) {
		t.Errorf("talk: %v", err)
	}
	if n := len(must[[]callboard.Talk](t)(d.Talks(ctx, "other"))); n != 2 {
		t.Errorf("%d talks of the other conference", n)
	}
	if n := len(must[[]callboard.Health](t)(d.Health(ctx))); n != 1 {
		t.Errorf("%d sources", n)
	}
	// A run that was under way brings nothing back.
	u := reading(conf(), "site", 3)
	u.Run.ID = run.ID
	if err := d.Commit(ctx, u); !errors.Is(err, callboard.ErrForgotten) {
		t.Errorf("a late run: %v", err)
	}
	u.Conference, u.Talks, u.Changes = nil, nil, nil
	if err := d.Commit(ctx, u); !errors.Is(err, callboard.ErrForgotten) {
		t.Errorf("a late run without talks: %v", err)
	}
}

// A name of both a source and a conference must be clear.
func TestForgetAmbiguous(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	commit(t, d, reading(conf(), "conf", 2))
	means := func(name string) (kind string) {
		err := d.read(ctx, func(ctx context.Context, t *tx) (err error) {
			kind, _, err = whatIs(ctx, t, name)
			return err
		})
		if err != nil {
			t.Error(err)
		}
		return kind
	}
	if kind := means("conf"); kind != kindConference {
		t.Errorf("a conference and its only source: %s", kind)
	}
	c := conf()
	c.Version = 2
	u := reading(c, "feed", 1)
	u.Talks = nil
	commit(t, d, u)
	if _, err := d.Forget(ctx, "conf", noon); err == nil || !strings.Contains(err.Error(), "source:conf or conference:conf") {
		t.Errorf("got %v", err)
	}
	if kind := means("conference:conf"); kind != kindConference {
		t.Errorf("got %s", kind)
	}
	if f := must[Forgotten](t)(d.Forget(ctx, "source:conf", noon)); f.Kind != "source" || f.Talks != 2 {
		t.Errorf("got %+v", f)
	}
	if _, err := d.Forget(ctx, "talk:conf", noon); !errors.Is(err, callboard.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}
