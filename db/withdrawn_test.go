package db

import (
	"testing"
	"time"

	"callboard"
)

// A talk that was joined into another is withdrawn, until it is told apart
// again; what an admin removes is withdrawn too, a whole conference included.
func TestWithdrawn(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	withdrawn := func(conference string) []callboard.Withdrawal {
		return must[[]callboard.Withdrawal](t)(d.Withdrawn(ctx, conference, 10))
	}
	u := reading(conf(), "site", 3)
	all := u.Talks
	commit(t, d, u)
	if got := withdrawn(""); len(got) != 0 {
		t.Errorf("at first: %v", got)
	}
	c := conf()
	c.Version, c.Modified = 2, noon.Add(time.Hour)
	commit(t, d, &callboard.Update{Run: callboard.Run{Source: "site"}, State: u.State, Conference: &c, BaseVersion: 1,
		DropTalks: []string{all[1].ID}, Aliases: []callboard.Alias{{Old: all[1].ID, New: all[0].ID}}})
	joined := callboard.Withdrawal{Talk: "conf-1", Conference: "conf", Host: "talks.example.org", At: noon.Add(time.Hour)}
	same(t, "joined", withdrawn("conf"), []callboard.Withdrawal{joined})
	if got := withdrawn("other"); len(got) != 0 {
		t.Errorf("of another conference: %v", got)
	}
	c.Version, c.Modified = 3, noon.Add(2*time.Hour)
	commit(t, d, &callboard.Update{Run: callboard.Run{Source: "site"}, State: u.State, Conference: &c, BaseVersion: 2, Talks: all[1:2]})
	if got := withdrawn("conf"); len(got) != 0 {
		t.Errorf("told apart again: %v", got)
	}
	must[Forgotten](t)(d.Forget(ctx, "conference:conf", noon.Add(3*time.Hour)))
	got := withdrawn("")
	if len(got) != 3 || got[0].Host != "talks.example.org" || !got[0].At.Equal(noon.Add(3*time.Hour)) {
		t.Errorf("forgotten: %v", got)
	}
}

// What feeds shorten their texts to is kept with the conference.
func TestCapsAreKept(t *testing.T) {
	d := openTemp(t)
	u := reading(conf(), "site", 1)
	u.Conference.CalendarCap, u.Conference.FeedCap = 1000, 400
	commit(t, d, u)
	c := must[callboard.Conference](t)(d.Conference(t.Context(), "conf"))
	if c.CalendarCap != 1000 || c.FeedCap != 400 {
		t.Errorf("caps %d and %d", c.CalendarCap, c.FeedCap)
	}
}
