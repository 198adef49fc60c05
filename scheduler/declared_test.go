package scheduler_test

import (
	"testing"

	"callboard"
	"callboard/scheduler"
)

// Options that an admin corrects are tried on the very same bytes: the site has
// nothing new, and yet the reading is another one.
func TestOtherOptionsReadAgain(t *testing.T) {
	h := newHouse(t, "s")
	h.site.set("s", page{body: `{"talks": [{"id": 1, "name": "Alpha", "headline": "Beta", "at": "2026-06-20T10:00:00+02:00", "hall": "H1"}]}`})
	options := map[string]any{"item": ".talks[]", "ref": ".id", "title": ".name", "start": ".at"}
	src := &h.plan.Sources[0]
	src.Kind, src.Options = "json", options
	h.want(callboard.OK, "s")
	h.want(callboard.Unchanged, "s")
	if got := h.board(); got != "Alpha | 20 08:00 |  | confirmed | seq 0\n" {
		t.Error(got)
	}
	corrected := map[string]any{"room": ".hall"}
	for key, program := range options {
		corrected[key] = program
	}
	src.Options = corrected
	h.want(callboard.OK, "s")
	if got := h.board(); got != "Alpha | 20 08:00 | H1 | confirmed | seq 1\n" {
		t.Error(got)
	}
	h.want(callboard.Unchanged, "s")
	if h.read("s", scheduler.Options{}).Changes != 0 {
		t.Error("the same options again changed something")
	}
}
