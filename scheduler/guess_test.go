package scheduler_test

import (
	"context"
	"strings"
	"testing"

	"callboard"
)

// What no kind recognises is read by a guess, which is kept, so that a reading
// on which another guess would be better reads the same fields; an admin's own
// options take its place, and ids stay.
func TestGuessIsKept(t *testing.T) {
	h := newHouse(t, "s")
	row := func(id, name, at string) string {
		return `{"id": "` + id + `", "headline": "` + name + `", "begin": "2026-06-` + at + `:00+02:00", "hall": "H1"}`
	}
	h.site.set("s", page{body: `{"programme": [` + strings.Join([]string{row("a", "Alpha", "20T10:00"), row("b", "Beta", "20T11:00"), row("c", "Gamma", "20T12:00")}, ",") + `]}`})
	h.want(callboard.OK, "s")
	state, err := h.db.State(context.Background(), "s")
	if err != nil || state.Kind != "json" || state.Guessed["title"] != ".headline" || state.Guessed["item"] != ".programme[]" {
		t.Fatalf("state %+v %v", state, err)
	}
	if len(state.Warnings) == 0 || !strings.Contains(state.Warnings[len(state.Warnings)-1].Text, "by a guess as kind json") {
		t.Errorf("nobody is told: %v", state.Warnings)
	}
	h.want(callboard.Unchanged, "s")
	before := h.talks()

	h.site.set("s", page{body: `{"programme": [` + strings.Join([]string{row("a", "Alpha", "20T10:00"), row("b", "Beta", "20T11:30")}, ",") + `],
		"news": [{"title": "X", "start": "2026-06-20T10:00:00Z"}, {"title": "Y", "start": "2026-06-20T10:00:00Z"}, {"title": "Z", "start": "2026-06-20T10:00:00Z"}]}`})
	h.want(callboard.OK, "s")
	if got := h.board(); !strings.Contains(got, "Beta | 20 09:30 | H1 | confirmed | seq 1") || strings.Contains(got, "X |") {
		t.Error(got)
	}

	src := &h.plan.Sources[0]
	src.Kind, src.Options = "json", map[string]any{"item": ".programme[]", "ref": ".id", "title": ".headline", "start": ".begin"}
	h.want(callboard.OK, "s")
	ids := map[string]bool{}
	for _, talk := range before {
		ids[talk.ID] = true
	}
	for _, talk := range h.talks() {
		if !ids[talk.ID] {
			t.Errorf("%s has another id after the correction", talk.Title)
		}
	}
	if got := h.board(); !strings.Contains(got, "Alpha | 20 08:00 |  | confirmed") {
		t.Error(got)
	}
	if state, err := h.db.State(context.Background(), "s"); err != nil || state.Guessed != nil {
		t.Errorf("the guess is still there: %+v %v", state.Guessed, err)
	}
}
