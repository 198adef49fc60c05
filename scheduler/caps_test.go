package scheduler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"callboard"
	"callboard/internal/feeds"
)

// largeTalks are n talks whose texts have so many characters.
func largeTalks(n, size int, at time.Time) []callboard.Talk {
	talks := make([]callboard.Talk, n)
	for i := range talks {
		id := fmt.Sprintf("t%04d", i)
		talks[i] = callboard.Talk{ID: id, Conference: "conf", Created: at, Modified: at,
			Content: callboard.Content{Title: "Talk " + id, Abstract: strings.Repeat("A sentence it is. ", size/18)},
			Performances: []callboard.Performance{{ID: "p" + id, Created: at, Modified: at,
				Slot: callboard.Slot{Start: at.AddDate(0, 1, 0), Zone: "Europe/Berlin"}}}}
	}
	return talks
}

// Lowering the caps touches what they cut and nothing else, each by the stamp
// of the feed that shows it; what this update moved already is not moved again.
func TestShortenTouchesWhatItCuts(t *testing.T) {
	born, now := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC), time.Date(2026, 2, 1, 8, 0, 0, 0, time.UTC)
	plan := &Plan{Site: feeds.Site{URL: "https://talks.example.org", Title: "Callboard", Host: "talks.example.org"}}
	before := largeTalks(300, 1800, born)
	before[7].Abstract = "Short."
	conf := callboard.Conference{ID: "conf", Name: "Conf", Zone: "Europe/Berlin", Host: "talks.example.org"}
	u := &callboard.Update{}
	if plan.shorten(&conf, before[:200], u, now) {
		t.Fatalf("200 talks: %d and %d", conf.CalendarCap, conf.FeedCap)
	}
	changed := before[3]
	changed.Title, changed.Modified = "Another title", now
	changed.Performances = []callboard.Performance{changed.Performances[0]}
	changed.Performances[0].Modified = now
	stored := largeTalks(450, 1800, born)
	stored[7].Abstract = "Short."
	u = &callboard.Update{Talks: []callboard.Talk{changed}, DropTalks: []string{"t0009"}}
	if !plan.shorten(&conf, stored, u, now) || conf.CalendarCap != 1000 || conf.FeedCap != 1000 {
		t.Fatalf("450 talks: %d and %d", conf.CalendarCap, conf.FeedCap)
	}
	if len(u.Talks) != 448 {
		t.Errorf("%d talks are stored, want all but the short one and the one that left", len(u.Talks))
	}
	for _, talk := range u.Talks {
		if !talk.Modified.Equal(now) || !talk.Performances[0].Modified.Equal(now) || talk.ID == "t0007" || talk.ID == "t0009" {
			t.Errorf("%s: %v, %v", talk.ID, talk.Modified, talk.Performances[0].Modified)
		}
	}
	if !stored[5].Performances[0].Modified.Equal(born) {
		t.Error("what was loaded has been changed")
	}
	// Once more nothing differs, and fewer talks raise nothing.
	for _, n := range []int{450, 10} {
		again := &callboard.Update{}
		if was := conf; plan.shorten(&conf, stored[:n], again, now) || conf != was || len(again.Talks) > 0 {
			t.Errorf("%d talks: caps %d and %d, %d touched", n, conf.CalendarCap, conf.FeedCap, len(again.Talks))
		}
	}
}
