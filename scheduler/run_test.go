package scheduler_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard"
	"callboard/db"
	"callboard/scheduler"
	"callboard/sources"
)

var three = []string{"a | Alpha | 20 10 | H1", "b | Beta | 20 11 | H1", "c | Gamma | 21 10 | H2"}

// The first reading is one change, the same bytes again are none.
func TestImportThenUnchanged(t *testing.T) {
	h := newHouse(t, "s")
	h.site.set("s", calendar(three...))
	if r := h.want(callboard.OK, "s"); r.Talks != 3 || r.Performances != 3 || r.Changes != 1 {
		t.Errorf("first run %+v", r)
	}
	before := h.talks()
	for range 3 {
		if r := h.want(callboard.Unchanged, "s"); r.Talks != 3 || r.Performances != 3 || r.Changes != 0 {
			t.Errorf("unchanged run %+v", r)
		}
	}
	if got := h.ledger(); got != "imported" {
		t.Errorf("ledger %q", got)
	}
	for i := range before { // when a sighting was last seen is nothing that a subscriber sees
		for k := range before[i].Performances {
			before[i].Performances[k].Sightings = nil
		}
	}
	after := h.talks()
	for i := range after {
		for k := range after[i].Performances {
			after[i].Performances[k].Sightings = nil
		}
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
	c, err := h.db.Conference(context.Background(), "conf")
	if err != nil || c.Name != "Conf 2026" || c.Zone != "Europe/Berlin" || c.Start != "2026-06-20" || c.End != "2026-06-21" || c.Version != 1 {
		t.Errorf("conference %+v %v", c, err)
	}
}

// The same listing in another order changes nothing.
func TestOrderOfTheListingDoesNotMatter(t *testing.T) {
	h := newHouse(t, "s")
	h.site.set("s", calendar(three...))
	h.want(callboard.OK, "s")
	before := h.board()
	h.site.set("s", calendar(three[2], three[0], three[1]))
	if r := h.read("s", scheduler.Options{}); r.Changes != 0 {
		t.Errorf("%+v", r)
	}
	if diff := cmp.Diff(before, h.board()); diff != "" {
		t.Error(diff)
	}
}

// A talk that a complete listing no longer holds is missing, then cancelled; an
// unchanged reading counts as the reading that it equals. It may come back.
func TestAbsenceCancelsAtTheSecondReading(t *testing.T) {
	h := newHouse(t, "s")
	h.site.set("s", calendar(three...))
	h.want(callboard.OK, "s")
	h.site.set("s", calendar(three[:2]...))
	if r := h.want(callboard.OK, "s"); r.Changes != 0 {
		t.Errorf("missing is served as before, got %+v", r)
	}
	if strings.Contains(h.board(), "cancelled") {
		t.Errorf("cancelled at the first absence:\n%s", h.board())
	}
	if r := h.want(callboard.Unchanged, "s"); r.Changes != 1 {
		t.Errorf("second absence %+v", r)
	}
	if !strings.Contains(h.board(), "Gamma | 21 08:00 | H2 | cancelled | seq 1") {
		t.Errorf("board\n%s", h.board())
	}
	h.want(callboard.Unchanged, "s")
	h.site.set("s", calendar(three...))
	h.want(callboard.OK, "s")
	if !strings.Contains(h.board(), "Gamma | 21 08:00 | H2 | confirmed | seq 2") {
		t.Errorf("board\n%s", h.board())
	}
	if got := h.ledger(); got != "imported cancelled restored" {
		t.Errorf("ledger %q", got)
	}
}

// What a site serves instead of its schedule removes nothing, and the sentence
// says what was seen.
func TestBadListingsRemoveNothing(t *testing.T) {
	full := calendar(three...).body
	cases := map[string]struct {
		page    page
		outcome callboard.Outcome
		says    string
	}{
		"maintenance page": {page{body: "<html><head><title>Maintenance</title></head><body>Back soon</body></html>", kind: "text/html"}, callboard.Failed, "an HTML page titled Maintenance"},
		"empty body":       {page{kind: "text/calendar"}, callboard.Failed, "empty"},
		"empty calendar":   {calendar(), callboard.Suspect, "no entries where there were 3"},
		"cut short":        {page{body: full[:len(full)-60], kind: "text/calendar"}, callboard.Partial, "incomplete"},
		"much smaller":     {calendar(three[:1]...), callboard.Suspect, "1 of 3"},
		"server error":     {page{body: "oops", status: 503}, callboard.Failed, "503"},
		"another format":   {page{body: `{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[]}`, kind: "application/json"}, callboard.Failed, "JSON"},
		"another edition":  {calendar("x | Opening | 25 10 | H1", "y | Closing | 26 10 | H1", "z | Talk | 27 10 | H1"), callboard.Suspect, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, "s")
			h.site.set("s", calendar(three...))
			h.want(callboard.OK, "s")
			before := h.board()
			h.site.set("s", c.page)
			for range 2 {
				r := h.want(c.outcome, "s")
				if !strings.Contains(r.Message, c.says) || r.Message == "" {
					t.Errorf("message %q does not say %q", r.Message, c.says)
				}
				if r.Talks != 3 {
					t.Errorf("what is served is still 3 talks, got %+v", r)
				}
			}
			if diff := cmp.Diff(before, h.board()); diff != "" {
				t.Error(diff)
			}
			h.site.set("s", calendar(three...))
			h.read("s", scheduler.Options{})
			if got := h.ledger(); got != "imported" {
				t.Errorf("flapping left %q in the ledger", got)
			}
			if s := h.state("s"); s.State() != "ok" || s.Failures != 0 || s.DoubtCount != 0 {
				t.Errorf("one success does not reset: %+v", s)
			}
		})
	}
}

// A doubted listing is believed at its third reading a day later.
func TestSuspectIsBelievedAfterADay(t *testing.T) {
	h := newHouse(t, "s")
	h.site.set("s", calendar(three...))
	h.want(callboard.OK, "s")
	h.site.set("s", calendar(three[0]))
	h.want(callboard.Suspect, "s")
	h.want(callboard.Suspect, "s")
	h.want(callboard.Suspect, "s")
	h.now = h.now.Add(24 * time.Hour)
	h.want(callboard.OK, "s")
	h.want(callboard.Unchanged, "s")
	if n := strings.Count(h.board(), "cancelled"); n != 2 {
		t.Errorf("%d cancelled\n%s", n, h.board())
	}
}

// fetch --accept believes at once, and recognises the kind anew.
func TestAcceptBelieves(t *testing.T) {
	h := newHouse(t, "s")
	h.site.set("s", calendar(three...))
	h.want(callboard.OK, "s")
	h.site.set("s", calendar(three[0]))
	h.want(callboard.Suspect, "s")
	if r := h.read("s", scheduler.Options{Accept: true}); r.Outcome != callboard.OK {
		t.Errorf("%+v", r)
	}
	h.site.set("s", page{body: `<rss version="2.0"><channel><title>News</title><item><guid>1</guid><title>A talk</title></item></channel></rss>`, kind: "text/xml"})
	h.want(callboard.Failed, "s")
	if r := h.read("s", scheduler.Options{Accept: true}); !r.Outcome.Good() || h.state("s").Kind != "feed" {
		t.Errorf("%+v %+v", r, h.state("s"))
	}
}

// A panic in one source is an error of that run only.
func TestPanicIsContained(t *testing.T) {
	h := newHouse(t, "s")
	open := h.plan.Open
	h.plan.Open = func(j scheduler.Job) scheduler.Session { return panics{open(j)} }
	if r := h.want(callboard.Failed, "s"); !strings.Contains(r.Message, "callboard itself failed") {
		t.Errorf("message %q", r.Message)
	}
}

type panics struct{ scheduler.Session }

func (panics) Get(context.Context, sources.Request) (*sources.Page, error) { panic("boom") }

// An emptied database filled again from the same listings has the same ids.
func TestEmptiedDatabaseHasTheSameIDs(t *testing.T) {
	ids := func() string {
		h := newHouse(t, "s", "other")
		h.site.set("s", calendar(append(three, "c2 | Gamma (repeat) | 22 10 | H1")...))
		h.site.set("other", calendar("x | Alpha | 20 10 | H1", "y | Only here | 20 15 | H3"))
		h.want(callboard.OK, "s")
		h.want(callboard.OK, "other")
		var b strings.Builder
		for _, talk := range h.talks() {
			b.WriteString(talk.ID)
			for _, p := range talk.Performances {
				b.WriteString(" " + p.UID)
			}
			b.WriteString("\n")
		}
		return b.String()
	}
	if diff := cmp.Diff(ids(), ids()); diff != "" {
		t.Error(diff)
	}
}

// Two sources of one conference: one performance, two sightings; the first
// source's word wins, and what only one has is kept.
func TestTwoSourcesOnePerformance(t *testing.T) {
	h := newHouse(t, "first", "second")
	h.site.set("first", calendar(three...))
	h.site.set("second", calendar("z1 | Alpha | 20 10 | H1", "z9 | Delta | 22 10 | H1"))
	h.want(callboard.OK, "first")
	if r := h.want(callboard.OK, "second"); r.Performances != 2 || r.Changes != 1 {
		t.Errorf("%+v", r)
	}
	want := "Alpha | 20 08:00 | H1 | confirmed | seq 0\nBeta | 20 09:00 | H1 | confirmed | seq 0\nDelta | 22 08:00 | H1 | confirmed | seq 0\nGamma | 21 08:00 | H2 | confirmed | seq 0\n"
	got := strings.Split(strings.TrimSpace(h.board()), "\n")
	if len(got) != 4 {
		t.Errorf("board\n%s, want\n%s", h.board(), want)
	}
}

// A source that names no conference owns one, named after what it publishes;
// the second of that name gets -2, and both keep it.
func TestOwnedConferences(t *testing.T) {
	h := newHouse(t, "s", "other")
	for i := range h.plan.Sources {
		h.plan.Sources[i].Conference = ""
	}
	h.site.set("s", calendar(three...))
	h.site.set("other", calendar(three[:2]...))
	h.want(callboard.OK, "s")
	h.want(callboard.OK, "other")
	list, err := h.db.Conferences(context.Background())
	if err != nil || len(list) != 2 || list[0].ID != "conf-2026" || list[1].ID != "conf-2026-2" {
		t.Fatalf("%+v %v", list, err)
	}
	renamed := calendar(three...)
	renamed.body = strings.Replace(renamed.body, "Conf 2026", "Conference 2026", 1)
	h.site.set("s", renamed)
	h.want(callboard.OK, "s")
	if c, err := h.db.Conference(context.Background(), "conf-2026"); err != nil || c.Name != "Conference 2026" || c.Version != 2 {
		t.Errorf("the name follows the source, the id stays: %+v %v", c, err)
	}
}

// The schedule is read again under another address with new uids: the same
// performances, the same uids.
func TestChurnedRefsKeepUIDs(t *testing.T) {
	h := newHouse(t, "s")
	h.site.set("s", calendar(three...))
	h.want(callboard.OK, "s")
	before := map[string]string{}
	for _, talk := range h.talks() {
		before[talk.Title] = talk.Performances[0].UID
	}
	h.plan.Sources[0].URL = "http://site.example/moved"
	h.site.set("moved", calendar("n1 | Gamma | 21 10 | H2", "n2 | Beta | 20 11 | H1", "n3 | Alpha | 20 10 | H1"))
	r := h.read("s", scheduler.Options{Accept: true})
	if r.Outcome != callboard.OK || r.Changes != 0 {
		t.Errorf("%+v\n%s", r, h.board())
	}
	h.want(callboard.Unchanged, "s")
	for _, talk := range h.talks() {
		if len(talk.Performances) != 1 || talk.Performances[0].UID != before[talk.Title] || talk.Performances[0].Status == callboard.Cancelled {
			t.Errorf("%s: %+v, want uid %s", talk.Title, talk.Performances, before[talk.Title])
		}
	}
}

// Ten thousand unchanged readings must not make the file grow; a hundred show
// the slope.
func TestUnchangedReadingsDoNotGrowTheFile(t *testing.T) {
	h := newHouse(t, "s")
	p := calendar(three...)
	p.etag = `"1"`
	h.site.set("s", p)
	h.want(callboard.OK, "s")
	size := func() int64 {
		path := filepath.Join(t.TempDir(), "copy.db")
		if err := h.db.Backup(context.Background(), path); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	for range 100 {
		h.want(callboard.Unchanged, "s")
	}
	before := size()
	for range 100 {
		h.want(callboard.Unchanged, "s")
	}
	if grown := size() - before; grown > 10<<10 {
		t.Errorf("100 unchanged readings add %d bytes, 10,000 would add over 1 MiB", grown)
	}
	if list, err := h.db.Changes(context.Background(), db.ChangeQuery{}); err != nil || len(list) != 1 {
		t.Errorf("%d changes, %v", len(list), err)
	}
}
