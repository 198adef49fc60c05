package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"callboard"
	"callboard/internal/selection"
)

// The formats. Feeds may be kept as their sources' pace says (pace.go), pages a
// minute: clients.md J.5.
var (
	htmlKind     = kind{name: "html", mime: "text/html; charset=utf-8", maxAge: 60}
	icsKind      = kind{name: "ics", mime: "text/calendar; charset=utf-8", maxAge: fastAge, feed: true, filename: "calendar.ics"}
	atomKind     = kind{name: "atom", mime: "application/atom+xml; charset=utf-8", maxAge: fastAge, feed: true}
	changesKind  = kind{name: "changes", mime: atomKind.mime, maxAge: fastAge, feed: true}
	jsonKind     = kind{name: "jsonfeed", mime: "application/feed+json; charset=utf-8", maxAge: fastAge, feed: true}
	apiKind      = kind{name: "api", mime: "application/json; charset=utf-8", maxAge: fastAge, feed: true}
	xmlKind      = kind{name: "schedule.xml", mime: "application/vnd.c3voc.schedule+xml; charset=utf-8", maxAge: fastAge, feed: true, filename: "schedule.xml"}
	scheduleKind = kind{name: "schedule.json", mime: "application/json; charset=utf-8", maxAge: fastAge, feed: true, filename: "schedule.json"}
	textKind     = kind{name: "text", mime: "text/plain; charset=utf-8", maxAge: 3600}
)

// routes is every address of CONTRACT 3. {$} ends the root: without it the
// pattern would answer for every unknown path.
func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", s.page(s.home))
	mux.HandleFunc("/c/{conference}", s.page(s.conference))
	mux.HandleFunc("/c/{conference}/t/{talk}", s.page(s.talk))
	mux.HandleFunc("/c/{conference}/t/{talk}/{feed}", s.page(s.talkFeed))
	mux.HandleFunc("/c/{conference}/{feed}", s.page(s.conferenceFeed))
	for _, name := range []string{"calendar.ics", "feed.atom", "changes.atom", "feed.json"} {
		mux.HandleFunc("/"+name, s.page(s.boardFeed))
	}
	mux.HandleFunc("/search", s.page(s.search))
	mux.HandleFunc("/subscribe", s.page(s.subscribePage))
	mux.HandleFunc("/api/talks.json", s.page(s.api))
	mux.HandleFunc("/sources", s.page(s.sources))
	mux.HandleFunc("/sources.atom", s.page(s.sourcesAtom))
	mux.HandleFunc("/healthz", s.healthz)
	mux.HandleFunc("/readyz", s.readyz)
	mux.Handle("/metrics", s.metrics)
	for path := range s.assets {
		mux.HandleFunc(path, s.asset)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, callboard.ErrNotFound) })
	return mux
}

// page makes a handler of a function that finds the resource of a request.
func (s *Server) page(find func(request) (resource, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		res, err := find(request{r, s.snap.Load()})
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.respond(w, r, res)
	}
}

// request is a request and what the server knew when it came.
type request struct {
	*http.Request
	snap *snapshot
}

// talkID is the form of the opaque ids of talks and performances.
var talkID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$`)

// named is the conference that the path names.
func (s *Server) named(r request) (callboard.Conference, error) {
	id := r.PathValue("conference")
	if conf, ok := r.snap.conference(id); ok {
		return conf, nil
	}
	if callboard.ValidID(id) != nil {
		return callboard.Conference{}, callboard.ErrNotFound
	}
	// Not in the list: only the database knows whether it is new or forgotten.
	if _, err := s.o.Schedule.Conference(r.Context(), id); err != nil {
		return callboard.Conference{}, err
	}
	return callboard.Conference{}, callboard.ErrNotFound
}

// filter is the request's selection.
type filter struct {
	selection.Selection
	canonical string     // "" selects everything
	values    url.Values // as sent, for the form
	page      int64      // of the parameter that pages are asked for by; 0 = the first page
}

// query is "?" and the canonical query, or "".
func (f filter) query() string {
	if f.canonical == "" {
		return ""
	}
	return "?" + f.canonical
}

// filter parses the query by CONTRACT 4.
func (r request) filter() (filter, error) { return r.paged("") }

// paged is filter for an address whose further pages are asked for by a
// parameter, "" where there are none.
func (r request) paged(paging string) (filter, error) {
	if r.URL.RawQuery == "" {
		return filter{}, nil
	}
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return filter{}, &selection.BadParameterError{Name: badPart(r.URL.RawQuery),
			Text: "cannot be read; parameters are parted by & and written with percent signs for special characters"}
	}
	for _, key := range selection.Keys {
		// A form sends every field it has: an empty one says nothing.
		q[key.Name] = slices.DeleteFunc(q[key.Name], func(v string) bool { return strings.TrimSpace(v) == "" })
		if len(q[key.Name]) == 0 {
			delete(q, key.Name)
		}
	}
	page, err := takePage(q, paging)
	if err != nil {
		return filter{}, err
	}
	sel, err := selection.Parse(q)
	if err != nil {
		return filter{}, err
	}
	return filter{sel, sel.Canonical(), q, page}, nil
}

// takePage takes the number of a page out of a query.
func takePage(q url.Values, name string) (int64, error) {
	values, there := q[name]
	if name == "" || !there {
		return 0, nil
	}
	delete(q, name)
	n, err := strconv.ParseInt(values[0], 10, 64)
	if err != nil || n < 1 || n > 1e15 || len(values) > 1 {
		return 0, &selection.BadParameterError{Name: name, Text: "must be one number, from 1"}
	}
	return n, nil
}

// onlyNext reports whether of each talk the next performance is selected, and
// nothing else leaves performances out.
func (f filter) onlyNext() bool {
	return f.Encores == "next" && len(f.Rooms) == 0 && !f.From.Set() && !f.To.Set()
}

// noAlarm refuses a reminder where there can be none.
func (f filter) noAlarm() error {
	if f.Alarm == "" {
		return nil
	}
	return &selection.BadParameterError{Name: "alarm", Text: "is for calendars only; leave it out here"}
}

// withoutAlarm is the same selection for formats that have no reminders.
func (f filter) withoutAlarm() filter {
	f.Alarm = ""
	f.canonical = f.Canonical()
	return f
}

// badPart is the name of the first parameter that cannot be read.
func badPart(query string) string {
	for part := range strings.SplitSeq(query, "&") {
		if _, err := url.ParseQuery(part); err != nil {
			name, _, _ := strings.Cut(part, "=")
			return name
		}
	}
	return "query"
}

// plain refuses a query where no filter has a meaning.
func (r request) plain() error {
	if r.URL.RawQuery == "" {
		return nil
	}
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return &selection.BadParameterError{Name: badPart(r.URL.RawQuery), Text: "cannot be read"}
	}
	for name := range q {
		return &selection.BadParameterError{Name: name, Text: "is not known here; this address takes no parameters"}
	}
	return nil
}

// stamp adds the clock to a stamp of data where the filter looks at it:
// encores=next is rendered anew at most once a minute.
func (s *Server) stamp(data string, f filter) (stamp string, clocked bool) {
	if f.Encores != "next" {
		return data, false
	}
	return data + strconv.FormatInt(s.now().Unix(), 36), true
}

// now is the clock in whole minutes.
func (s *Server) now() time.Time { return s.o.Now().UTC().Truncate(time.Minute) }
