package feeds

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"callboard"
)

// The first page of the ledger (row G.9 of what clients need): readers ask often
// and look at the newest.
const (
	maxChanges      = 50
	maxChangesBytes = 200_000
	changesHead     = 2_000 // set aside for what is not entries
)

// changeWord is a kind of change before the colon of a title, and as the label
// of its category.
var changeWord = map[callboard.ChangeKind]string{
	callboard.Imported:          "Imported",
	callboard.Added:             "New",
	callboard.EncoreAdded:       "Encore",
	callboard.Moved:             "Moved",
	callboard.RoomChanged:       "Room",
	callboard.TitleChanged:      "Retitled",
	callboard.SpeakersChanged:   "Speakers",
	callboard.AbstractChanged:   "Text revised",
	callboard.CancelledChange:   "Cancelled",
	callboard.Restored:          "Back on",
	callboard.RecordingAttached: "Recording",
}

// ChangesAtom is the ledger as an Atom feed, newest first: at most 50 entries
// or 200 kB, and links to what is older, RFC 5005 4. An entry never changes once
// it is there: its id comes from what changed, how and when, published and
// updated are the time of the change. A page behind the first never changes
// either.
func ChangesAtom(b Board, changes []callboard.Change) []byte {
	b.prepare()
	sorted := slices.Clone(changes)
	slices.SortStableFunc(sorted, func(x, y callboard.Change) int {
		return cmp.Or(y.At.Compare(x.At), cmp.Compare(y.ID, x.ID))
	})
	updated := b.modified()
	if len(sorted) > 0 {
		updated = sorted[0].At
	}
	body := xmlWriter{out: make([]byte, 0, 16<<10)}
	given := make(map[string]bool)
	n := 0 // how many of sorted are told
	for told := 0; n < len(sorted) && told < maxChanges; n++ {
		id := b.changeID(&sorted[n])
		if given[id] {
			continue // the same fact twice: readers would merge the two
		}
		given[id] = true
		before := len(body.out)
		b.changeEntry(&body, &sorted[n], id)
		if told > 0 && len(body.out) > maxChangesBytes-changesHead {
			body.out = body.out[:before]
			break
		}
		told++
	}
	h := atomHead{id: b.id(), title: b.name(), updated: updated, self: b.self(), page: b.page(),
		calendar: b.calendar(), author: b.Site.author(), site: b.Site.URL}
	if older := b.older(sorted, n); older > 0 {
		address := b.with("before", strconv.FormatInt(older, 10))
		h.links = []string{"prev-archive", address, "next", address}
	}
	if b.Before > 0 {
		h.self = b.with("before", strconv.FormatInt(b.Before, 10))
		h.links = append(h.links, "current", b.self())
		h.spaces, h.archive = []string{"xmlns:fh", historyNS}, true
	}
	w := xmlWriter{out: make([]byte, 0, changesHead+len(body.out))}
	w.atomHead(h)
	w.out = append(w.out, body.out...)
	w.close("feed")
	return w.out
}

// older is the change behind which the next page begins, 0 when there is none.
// It is one whose number stands at a border of fifty where there is one, so that
// the same page is linked to while the first one grows; pages may overlap.
func (b *Board) older(sorted []callboard.Change, told int) int64 {
	if told == len(sorted) {
		return b.Older
	}
	for i := told; i > 0; i-- {
		if sorted[i-1].ID/maxChanges != sorted[i].ID/maxChanges {
			return sorted[i-1].ID
		}
	}
	return sorted[told-1].ID
}

// changeID is made from what changed, the kind and the time, never from a row
// number: a database that is filled again gives the same ones.
func (b *Board) changeID(c *callboard.Change) string {
	what := cmp.Or(c.Performance, c.Talk)
	parts := []string{c.Conference, "change", what, string(c.Kind), strconv.FormatInt(c.At.Unix(), 10)}
	if what == "" {
		parts = slices.Delete(parts, 2, 3)
	}
	return tag(hostOf(b.conference(c.Conference)), strings.Join(parts, "/"))
}

func (b *Board) changeEntry(w *xmlWriter, c *callboard.Change, id string) {
	page := b.Site.URL + "/c/" + c.Conference
	if c.Talk != "" {
		page = b.Site.URL + TalkPath(c.Conference, c.Talk)
	}
	conf := b.conference(c.Conference)
	w.open("entry")
	w.text("id", id)
	w.text("title", b.changeTitle(c))
	w.stamp("published", c.At)
	w.stamp("updated", c.At)
	w.empty("link", "rel", "alternate", "type", "text/html", "href", uri(page))
	if c.Talk != "" {
		w.empty("link", "rel", "related", "type", "text/calendar", "href", uri(page)+"/calendar.ics")
	}
	w.category(b.scheme("change"), string(c.Kind), cmp.Or(changeWord[c.Kind], string(c.Kind)))
	w.category(b.scheme("conference"), conf.ID, cmp.Or(oneLine(conf.Name), conf.ID))
	if c.Snapshot != nil {
		w.category(b.scheme("track"), "", c.Snapshot.Track)
	}
	w.text("content", b.changeHTML(c, page), "type", "html")
	w.close("entry")
}

// changeTitle says all that a list of titles can: "Moved: Docker in Production,
// now Thu 23 July 16:10, Portland 256 (was Wed 13:30)".
func (b *Board) changeTitle(c *callboard.Change) string {
	word := cmp.Or(changeWord[c.Kind], string(c.Kind))
	before, after := oneLine(c.Before), oneLine(c.After)
	if c.Kind == callboard.Imported {
		conf := b.conference(c.Conference)
		return cut(join(word+": "+cmp.Or(oneLine(conf.Name), conf.ID), after), maxTitle)
	}
	title := cut(b.changedTitle(c), 160)
	words := word + ": " + title
	switch c.Kind {
	case callboard.Moved, callboard.RoomChanged:
		now, was := moveWords(before, after)
		words += nowWas(now, was)
	case callboard.SpeakersChanged:
		words += nowWas(after, before)
	case callboard.TitleChanged:
		words = word + ": " + cut(cmp.Or(after, title), 160) + nowWas("", before)
	case callboard.Added, callboard.EncoreAdded, callboard.Restored:
		words = join(words, slotWords(c, after))
	case callboard.CancelledChange:
		words = join(words, slotWords(c, before))
	}
	return cut(words, maxTitle)
}

func join(words, more string) string {
	if more == "" {
		return words
	}
	return words + ", " + more
}

func nowWas(now, was string) string {
	words := ""
	if now != "" {
		words = ", now " + now
	}
	if was != "" {
		words += " (was " + was + ")"
	}
	return words
}

// changedTitle is the talk's title as it was after the change.
func (b *Board) changedTitle(c *callboard.Change) string {
	if c.Snapshot != nil {
		return titleOf(c.Snapshot)
	}
	for i := range b.Talks {
		if b.Talks[i].ID == c.Talk {
			return titleOf(&b.Talks[i])
		}
	}
	return "a talk of " + b.conference(c.Conference).Name
}

// slotWords is when and where of the performance that changed, as the talk then
// was; else what the ledger says.
func slotWords(c *callboard.Change, said string) string {
	if c.Snapshot != nil {
		for i := range c.Snapshot.Performances {
			p := &c.Snapshot.Performances[i]
			if p.ID == c.Performance || c.Performance == "" && len(c.Snapshot.Performances) == 1 {
				return shortDay(When(p.Slot))
			}
		}
	}
	return shortDay(said)
}

// changeHTML tells before and after in full, and links to the page.
func (b *Board) changeHTML(c *callboard.Change, page string) string {
	var h html
	title := b.conference(c.Conference).Name
	if c.Kind != callboard.Imported {
		title = b.changedTitle(c)
	}
	h.open("p", "strong").link(page, cmp.Or(oneLine(title), c.Conference)).close("strong", "p")
	h.open("p").text(cmp.Or(changeSentence[c.Kind], string(c.Kind)) + ".").close("p")
	if c.Before != "" || c.After != "" {
		h.open("ul")
		if c.Before != "" {
			h.open("li").text("Before: " + cut(oneLine(c.Before), 2000)).close("li")
		}
		if c.After != "" {
			h.open("li").text("Now: ")
			if words := cut(oneLine(c.After), 2000); c.Kind == callboard.RecordingAttached {
				h.link(c.After, words)
			} else {
				h.text(words)
			}
			h.close("li")
		}
		h.close("ul")
	}
	if c.Snapshot != nil {
		h.performances(c.Snapshot.Performances)
	}
	return h.String()
}

var changeSentence = map[callboard.ChangeKind]string{
	callboard.Imported:          "The schedule was read for the first time",
	callboard.Added:             "This talk is new in the schedule",
	callboard.EncoreAdded:       "This talk is given once more",
	callboard.Moved:             "The time has changed",
	callboard.RoomChanged:       "The room has changed",
	callboard.TitleChanged:      "The title has changed",
	callboard.SpeakersChanged:   "The speakers have changed",
	callboard.AbstractChanged:   "The text has been revised",
	callboard.CancelledChange:   "This performance is cancelled",
	callboard.Restored:          "This performance takes place after all",
	callboard.RecordingAttached: "A recording is there",
}
