package feeds

import (
	"cmp"
	"slices"
	"strconv"

	"callboard"
)

// SourcesAtom has an entry for each source that starts or stops failing,
// newest first.
func SourcesAtom(site Site, events []callboard.HealthEvent) []byte {
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(x, y callboard.HealthEvent) int {
		return cmp.Or(y.At.Compare(x.At), cmp.Compare(y.ID, x.ID))
	})
	updated := epoch
	if len(sorted) > 0 {
		updated = sorted[0].At
	}
	w := xmlWriter{out: make([]byte, 0, 8<<10)}
	w.atomHead(atomHead{id: tag(site.Host, "sources"), title: site.author() + ": health of the sources", updated: updated,
		self: site.URL + "/sources.atom", page: site.URL + "/sources", calendar: site.URL + "/calendar.ics",
		author: site.author(), site: site.URL})
	given := make(map[string]bool)
	for i := range sorted {
		e := &sorted[i]
		id := healthID(site, e)
		if given[id] || len(given) == maxChanges {
			continue
		}
		given[id] = true
		healthEntry(&w, site, e, id)
	}
	w.close("feed")
	return w.out
}

func healthWord(e *callboard.HealthEvent) (term, label string) {
	switch {
	case !e.Failing:
		return "working", "Working again"
	case e.Outcome == callboard.Suspect:
		return "suspect", "Doubted"
	}
	return "failing", "Failing"
}

func healthID(site Site, e *callboard.HealthEvent) string {
	term, _ := healthWord(e)
	return tag(site.Host, "source/"+e.Source+"/"+term+"/"+strconv.FormatInt(e.At.Unix(), 10))
}

func healthEntry(w *xmlWriter, site Site, e *callboard.HealthEvent, id string) {
	term, label := healthWord(e)
	page := site.URL + "/sources#" + e.Source
	w.open("entry")
	w.text("id", id)
	w.text("title", cut(label+": "+e.Source, maxTitle))
	w.stamp("published", e.At)
	w.stamp("updated", e.At)
	w.empty("link", "rel", "alternate", "type", "text/html", "href", uri(page))
	w.category(tag(site.Host, "health"), term, label)
	var h html
	h.open("p").text(label+": ").link(page, e.Source).text(".").close("p")
	if m := oneLine(e.Message); m != "" {
		h.open("p").text(m).close("p")
	}
	w.text("content", h.String(), "type", "html")
	w.close("entry")
}
