package scheduler_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"callboard"
	"callboard/db"
	"callboard/scheduler"
)

// quiet is the settling time of these tests.
const quiet = 10 * time.Minute

// settling is a house whose ledger waits, with its conference imported.
func settling(t *testing.T) *house {
	h := newHouse(t, "s")
	h.plan.Settle = quiet
	h.site.set("s", calendar(three...))
	h.want(callboard.OK, "s")
	return h
}

// edit reads a listing so many minutes after what happened before.
func (h *house) edit(minutes int, lines ...string) callboard.Run {
	h.t.Helper()
	h.site.set("s", calendar(lines...))
	h.now = h.now.Add(time.Duration(minutes) * time.Minute)
	r := h.runner().RunOnce(context.Background(), h.plan, h.plan.Sources[0], scheduler.Options{})
	if !r.Outcome.Good() {
		h.t.Fatalf("outcome %s: %s", r.Outcome, r.Message)
	}
	return r
}

// later lets minutes go by and publishes what is due, as serve does.
func (h *house) later(minutes int) {
	h.now = h.now.Add(time.Duration(minutes) * time.Minute)
	h.runner().Publish(context.Background(), h.plan)
}

// told is the ledger after its first rows, oldest first.
func (h *house) told(after int) []string {
	h.t.Helper()
	list, err := h.db.Changes(context.Background(), db.ChangeQuery{})
	if err != nil {
		h.t.Fatal(err)
	}
	slices.Reverse(list)
	var rows []string
	for _, c := range list[min(after, len(list)):] {
		title := ""
		if c.Snapshot != nil {
			title = c.Snapshot.Title
		}
		rows = append(rows, fmt.Sprintf("%s: %s: %s -> %s", c.Kind, title, c.Before, c.After))
	}
	return rows
}

func (h *house) wantTold(want ...string) {
	h.t.Helper()
	if got := h.told(1); !slices.Equal(got, want) {
		h.t.Fatalf("the ledger tells\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func moved(hour string) []string {
	return append([]string{"a | Alpha | 20 " + hour + " | H1"}, three[1:]...)
}

// A burst of edits is one change: from what was before the first to what is
// after the last. Calendars show each at once.
func TestBurstIsOneChange(t *testing.T) {
	h := settling(t)
	if r := h.edit(1, moved("14")...); r.Changes != 1 {
		t.Errorf("the run found %d changes, want 1", r.Changes)
	}
	if !strings.Contains(h.board(), "Alpha | 20 12:00 | H1 | confirmed | seq 1") {
		t.Errorf("the calendar waits:\n%s", h.board())
	}
	h.wantTold()
	h.edit(5, moved("15")...)
	h.later(6) // 11 minutes after the first edit, 6 after the last
	h.wantTold()
	h.later(5)
	h.wantTold("moved: Alpha: Sat 20 June, 10:00, H1 -> Sat 20 June, 15:00, H1")
	if !strings.Contains(h.board(), "seq 2") {
		t.Errorf("SEQUENCE waits:\n%s", h.board())
	}
	h.later(60)
	h.wantTold("moved: Alpha: Sat 20 June, 10:00, H1 -> Sat 20 June, 15:00, H1")
}

// An edit that is taken back is no change.
func TestEditTakenBackIsNone(t *testing.T) {
	h := settling(t)
	h.edit(1, moved("14")...)
	h.edit(4, three...)
	h.later(30)
	h.wantTold()
	if list, err := h.db.Pending(t.Context(), "conf"); err != nil || len(list) != 0 {
		t.Errorf("still pending: %v %v", list, err)
	}
}

// A burst that never ends is told of after six times the settling time.
func TestEndlessBurstIsToldOf(t *testing.T) {
	h := settling(t)
	for i := range 7 {
		h.wantTold()
		h.edit(9, moved(fmt.Sprint(12+i))...)
	}
	h.later(6) // an hour after the first edit
	h.wantTold("moved: Alpha: Sat 20 June, 10:00, H1 -> Sat 20 June, 18:00, H1")
}

// What begins within a day does not wait.
func TestWithinADayIsToldAtOnce(t *testing.T) {
	h := settling(t)
	h.now = time.Date(2026, 6, 19, 12, 0, 0, 0, time.UTC)
	h.edit(0, moved("14")...)
	h.wantTold("moved: Alpha: Sat 20 June, 10:00, H1 -> Sat 20 June, 14:00, H1")
	h.edit(1, append(moved("14")[:2:2], "c | Gamma | 21 15 | H2")...)
	h.wantTold("moved: Alpha: Sat 20 June, 10:00, H1 -> Sat 20 June, 14:00, H1") // Gamma is on the next day
}

// A long settling time is cut where a performance comes near.
func TestWaitingEndsADayBefore(t *testing.T) {
	h := settling(t)
	h.plan.Settle = 12 * time.Hour
	h.now = time.Date(2026, 6, 19, 7, 0, 0, 0, time.UTC)
	h.edit(0, moved("14")...)
	h.wantTold()
	h.later(61) // 10:01 in Berlin, a day before what it was
	h.wantTold("moved: Alpha: Sat 20 June, 10:00, H1 -> Sat 20 June, 14:00, H1")
}

// A talk that is added and edited at once is one row, with its last title.
func TestAddedTalkIsOneRow(t *testing.T) {
	h := settling(t)
	h.edit(1, append(slices.Clone(three), "d | Delta | 22 10 | H1")...)
	h.edit(5, append(slices.Clone(three), "d | Delta, renamed | 22 11 | H1")...)
	h.later(10)
	h.wantTold("added: Delta, renamed:  -> Mon 22 June, 11:00, H1")
}

// Two talks settle apart; the quiet one is told of while the other goes on.
func TestTalksSettleApart(t *testing.T) {
	h := settling(t)
	h.edit(1, moved("14")...)
	h.edit(8, append(moved("14")[:2:2], "c | Gamma | 21 15 | H2")...)
	h.later(4)
	h.wantTold("moved: Alpha: Sat 20 June, 10:00, H1 -> Sat 20 June, 14:00, H1")
	h.later(7)
	h.wantTold("moved: Alpha: Sat 20 June, 10:00, H1 -> Sat 20 June, 14:00, H1", "moved: Gamma: Sun 21 June, 10:00, H2 -> Sun 21 June, 15:00, H2")
}

// A pending edit outlives a restart, and the time when it is told of is its own.
func TestPendingOutlivesARestart(t *testing.T) {
	h := settling(t)
	h.edit(1, moved("14")...)
	again := houseOn(t, h.db)
	again.now, again.site, again.plan = h.now, h.site, h.plan
	again.later(11)
	again.wantTold("moved: Alpha: Sat 20 June, 10:00, H1 -> Sat 20 June, 14:00, H1")
	list, err := h.db.Changes(t.Context(), db.ChangeQuery{Limit: 1})
	if err != nil || !list[0].At.Equal(again.now) || list[0].Source != "s" {
		t.Errorf("told %+v, want at %v by s", list, again.now)
	}
	conf, err := h.db.Conference(t.Context(), "conf")
	if err != nil || !conf.Told.Equal(again.now) || conf.Modified.Equal(again.now) {
		t.Errorf("Told %v and Modified %v, want only Told at %v: %v", conf.Told, conf.Modified, again.now, err)
	}
}

// The daemon tells of settled edits without another reading.
func TestServeToldOnceAMinute(t *testing.T) {
	clockwork(t, []string{"s"}, func(h *house, s *scheduler.Scheduler) {
		h.plan.Settle = quiet
		h.site.set("s", calendar(three...))
		h.start()
		pass(30 * time.Minute)
		h.site.set("s", calendar(moved("14")...))
		for h.ledgerPending() == 0 {
			pass(time.Minute) // until the hourly reading
		}
		h.wantTold()
		asked := h.site.count("s")
		pass(12 * time.Minute)
		synctest.Wait()
		if h.site.count("s") != asked {
			t.Fatal("another reading came between")
		}
		h.wantTold("moved: Alpha: Sat 20 June, 10:00, H1 -> Sat 20 June, 14:00, H1")
	})
}

func (h *house) ledgerPending() int {
	h.t.Helper()
	list, err := h.db.Pending(context.Background(), "conf")
	if err != nil {
		h.t.Fatal(err)
	}
	return len(list)
}

// An unchanged reading that tells of settled edits is still an unchanged one.
func TestUnchangedReadingMayTell(t *testing.T) {
	h := settling(t)
	h.edit(1, moved("14")...)
	if r := h.edit(20, moved("14")...); r.Outcome != callboard.Unchanged || r.Changes != 0 {
		t.Errorf("outcome %s with %d changes", r.Outcome, r.Changes)
	}
	h.wantTold("moved: Alpha: Sat 20 June, 10:00, H1 -> Sat 20 June, 14:00, H1")
}
