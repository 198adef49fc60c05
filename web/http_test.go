package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// addresses is every address of CONTRACT 3 that this release serves, with its type.
var addresses = map[string]string{
	"/":                                    "text/html; charset=utf-8",
	"/c/oscon-2015":                        "text/html; charset=utf-8",
	"/c/oscon-2015/t/docker":               "text/html; charset=utf-8",
	"/sources":                             "text/html; charset=utf-8",
	"/calendar.ics":                        "text/calendar; charset=utf-8",
	"/feed.atom":                           "application/atom+xml; charset=utf-8",
	"/changes.atom":                        "application/atom+xml; charset=utf-8",
	"/feed.json":                           "application/feed+json; charset=utf-8",
	"/c/oscon-2015/calendar.ics":           "text/calendar; charset=utf-8",
	"/c/oscon-2015/oscon-2015.ics":         "text/calendar; charset=utf-8",
	"/c/oscon-2015/feed.atom":              "application/atom+xml; charset=utf-8",
	"/c/oscon-2015/changes.atom":           "application/atom+xml; charset=utf-8",
	"/c/oscon-2015/feed.json":              "application/feed+json; charset=utf-8",
	"/c/oscon-2015/schedule.xml":           "application/vnd.c3voc.schedule+xml; charset=utf-8",
	"/c/oscon-2015/schedule.json":          "application/json; charset=utf-8",
	"/c/oscon-2015/schedule.xml?track=x":   "application/vnd.c3voc.schedule+xml; charset=utf-8",
	"/c/oscon-2015/t/docker/calendar.ics":  "text/calendar; charset=utf-8",
	"/c/oscon-2015/t/docker/feed.atom":     "application/atom+xml; charset=utf-8",
	"/sources.atom":                        "application/atom+xml; charset=utf-8",
	"/api/talks.json":                      "application/json; charset=utf-8",
	"/robots.txt":                          "text/plain; charset=utf-8",
	"/favicon.svg":                         "image/svg+xml",
	"/c/oscon-2015/calendar.ics?track=x":   "text/calendar; charset=utf-8",
	"/c/oscon-2015/feed.atom?encores=next": "application/atom+xml; charset=utf-8",
	"/c/oscon-2015?q=docker":               "text/html; charset=utf-8",
	"/search":                              "text/html; charset=utf-8",
	"/search?q=docker":                     "text/html; charset=utf-8",
	"/subscribe":                           "text/html; charset=utf-8",
	"/subscribe?conference=oscon-2015":     "text/html; charset=utf-8",
	"/?q=docker":                           "text/html; charset=utf-8",
}

func isFeed(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	return strings.HasSuffix(path, ".ics") || strings.HasSuffix(path, ".atom") || strings.HasSuffix(path, ".xml") || strings.HasSuffix(path, ".json")
}

func TestEveryAddress(t *testing.T) {
	s := newTest(t, oscon())
	for path, mime := range addresses {
		t.Run(path, func(t *testing.T) {
			w := get(s, path)
			h := w.Header()
			if w.Code != 200 || h.Get("Content-Type") != mime {
				t.Fatalf("status %d, type %q", w.Code, h.Get("Content-Type"))
			}
			tag := h.Get("ETag")
			if len(tag) < 10 || tag[0] != '"' || tag[len(tag)-1] != '"' {
				t.Errorf("ETag %s is not strong and quoted", tag)
			}
			if h.Get("Vary") != "Accept-Encoding" || !strings.HasPrefix(h.Get("Cache-Control"), "public, max-age=") {
				t.Errorf("Vary %q, Cache-Control %q", h.Get("Vary"), h.Get("Cache-Control"))
			}
			if h.Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
				t.Errorf("Content-Length %s for %d bytes", h.Get("Content-Length"), w.Body.Len())
			}
			if got := h.Get("Access-Control-Allow-Origin"); (got == "*") != isFeed(path) {
				t.Errorf("Access-Control-Allow-Origin %q", got)
			}
			dated := isFeed(path) && !strings.Contains(path, "next") && path != "/sources.atom"
			if got := h.Get("Last-Modified"); (got == "Mon, 20 Jul 2015 10:00:00 GMT") != dated {
				t.Errorf("Last-Modified %q", got)
			}
			checkHead(t, s, path, h)
			checkNotModified(t, s, path, h)
			checkGzip(t, s, path, w.Body.String(), tag)
			if w := get(s, path, "Range", "bytes=0-9", "If-Range", tag); w.Code != 200 || strconv.Itoa(w.Body.Len()) != h.Get("Content-Length") {
				t.Errorf("Range: %d, %d bytes", w.Code, w.Body.Len())
			}
		})
	}
}

func checkHead(t *testing.T, s *Server, path string, want http.Header) {
	t.Helper()
	w := do(s, "HEAD", path)
	if w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: status %d, %d bytes", w.Code, w.Body.Len())
	}
	for _, k := range []string{"Content-Type", "Content-Length", "ETag", "Last-Modified", "Cache-Control", "Vary"} {
		if w.Header().Get(k) != want.Get(k) {
			t.Errorf("HEAD: %s %q, GET has %q", k, w.Header().Get(k), want.Get(k))
		}
	}
}

func checkNotModified(t *testing.T, s *Server, path string, want http.Header) {
	t.Helper()
	tag := want.Get("ETag")
	bare := strings.Trim(tag, `"`)
	for _, field := range []string{tag, "W/" + tag, "*", `"nope", ` + tag, `"a,b" , W/"c",` + tag, `"` + bare + `-gzip"`, `W/"` + bare + `-br"`, `"` + bare + `;gzip"`, bare} {
		w := get(s, path, "If-None-Match", field)
		if w.Code != 304 || w.Body.Len() != 0 {
			t.Errorf("If-None-Match %s: status %d, %d bytes", field, w.Code, w.Body.Len())
		}
		for _, k := range []string{"Cache-Control", "Vary", "Last-Modified", "Access-Control-Allow-Origin"} {
			if w.Header().Get(k) != want.Get(k) {
				t.Errorf("304: %s %q, GET has %q", k, w.Header().Get(k), want.Get(k))
			}
		}
	}
	if w := get(s, path, "If-None-Match", tag); w.Header().Get("ETag") != tag {
		t.Errorf("304 repeats %s instead of %s", w.Header().Get("ETag"), tag)
	}
	if w := get(s, path, "If-None-Match", `"nope"`, "If-Modified-Since", testNow.Format(http.TimeFormat)); w.Code != 200 {
		t.Errorf("If-None-Match does not win over If-Modified-Since: %d", w.Code)
	}
	since := 200
	if want.Get("Last-Modified") != "" {
		since = 304
	}
	if w := get(s, path, "If-Modified-Since", "Mon, 20 Jul 2015 10:00:00 GMT"); w.Code != since {
		t.Errorf("If-Modified-Since: status %d, want %d", w.Code, since)
	}
	for _, field := range []string{"Thu, 01 Jan 1970 00:00:00 GMT", "not a date"} {
		if w := get(s, path, "If-Modified-Since", field); w.Code != 200 {
			t.Errorf("If-Modified-Since %q: status %d", field, w.Code)
		}
	}
}

func checkGzip(t *testing.T, s *Server, path, plain, tag string) {
	t.Helper()
	w := get(s, path, "Accept-Encoding", "br;q=1.0, gzip;q=0.8, *;q=0.1")
	if len(plain) < minZip {
		if w.Header().Get("Content-Encoding") != "" {
			t.Error("a small body is compressed")
		}
		return
	}
	if w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatal("not compressed")
	}
	if w.Header().Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
		t.Error("wrong Content-Length")
	}
	r, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != plain {
		t.Errorf("unpacks to other bytes (%v)", err)
	}
	zipped := w.Header().Get("ETag")
	if zipped != strings.TrimSuffix(tag, `"`)+`-gzip"` {
		t.Errorf("ETag %s beside %s", zipped, tag)
	}
	if w := get(s, path, "Accept-Encoding", "gzip", "If-None-Match", zipped); w.Code != 304 || w.Header().Get("ETag") != zipped {
		t.Errorf("its ETag gives %d, %s", w.Code, w.Header().Get("ETag"))
	}
	if w := get(s, path, "Accept-Encoding", "gzip;q=0, identity"); w.Header().Get("Content-Encoding") != "" {
		t.Error("compressed against the client's word")
	}
}

func TestETagOutlivesARestart(t *testing.T) {
	for path := range addresses {
		a, b := get(newTest(t, oscon()), path), get(newTest(t, oscon()), path)
		if a.Header().Get("ETag") != b.Header().Get("ETag") || a.Body.String() != b.Body.String() {
			t.Errorf("%s differs after a restart", path)
		}
	}
}

// TestOneCalendar: both addresses of a conference's calendar have the same bytes.
func TestOneCalendar(t *testing.T) {
	s := newTest(t, oscon())
	a, b := get(s, "/c/oscon-2015/calendar.ics"), get(s, "/c/oscon-2015/oscon-2015.ics")
	if a.Body.String() != b.Body.String() || a.Body.Len() == 0 {
		t.Error("they differ")
	}
	if got := b.Header().Get("Content-Disposition"); got != `inline; filename="oscon-2015.ics"` {
		t.Errorf("Content-Disposition %q", got)
	}
}

// TestNotModifiedAsksNobody: no query answers a client that is up to date, nor
// any other before the data moves.
func TestNotModifiedAsksNobody(t *testing.T) {
	f := oscon()
	s := newTest(t, f)
	for path := range addresses {
		get(s, path)
	}
	before := f.queries.Load()
	for path := range addresses {
		tag := get(s, path).Header().Get("ETag")
		if w := get(s, path, "If-None-Match", tag); w.Code != 304 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if n := f.queries.Load() - before; n != 0 {
		t.Errorf("%d queries", n)
	}
}

// TestVersionMoves: what a reading changed is on every address at once.
func TestVersionMoves(t *testing.T) {
	f := oscon()
	s := newTest(t, f)
	paths := []string{"/calendar.ics", "/c/oscon-2015/calendar.ics", "/c/oscon-2015", "/c/oscon-2015/t/docker", "/c/oscon-2015/t/docker/calendar.ics", "/feed.json?track=solve", "/api/talks.json"}
	before := map[string]string{}
	for _, p := range paths {
		before[p] = get(s, p).Header().Get("ETag")
	}
	f.talks["oscon-2015"][0].Title = "Docker, Revisited"
	for _, p := range paths {
		if got := get(s, p).Header().Get("ETag"); got != before[p] {
			t.Errorf("%s moved without a Version", p)
		}
	}
	c := f.confs["oscon-2015"]
	c.Version, c.Modified = c.Version+1, c.Modified.Add(time.Hour)
	f.confs["oscon-2015"] = c
	s.SetVersions(f.list())
	for _, p := range paths {
		w := get(s, p, "If-None-Match", before[p])
		if w.Code != 200 || !strings.Contains(strings.ReplaceAll(w.Body.String(), `\,`, ","), "Docker, Revisited") {
			t.Errorf("%s: %d, still the old title", p, w.Code)
		}
		if isFeed(p) && w.Header().Get("Last-Modified") != "Mon, 20 Jul 2015 11:00:00 GMT" {
			t.Errorf("%s: Last-Modified %q", p, w.Header().Get("Last-Modified"))
		}
	}
}

// TestUnchangedDataKeepTheTag: a Version that moved without changing a feed's
// bytes costs its subscribers nothing.
func TestUnchangedDataKeepTheTag(t *testing.T) {
	f := oscon()
	s := newTest(t, f)
	tag := get(s, "/c/oscon-2015/feed.atom?track=solve").Header().Get("ETag")
	s.SetVersions(f.list())
	if w := get(s, "/c/oscon-2015/feed.atom?track=solve", "If-None-Match", tag); w.Code != 304 {
		t.Errorf("status %d", w.Code)
	}
}

func TestFutureStampIsNotSent(t *testing.T) {
	f := oscon()
	c := f.confs["oscon-2015"]
	c.Modified = testNow.Add(time.Minute)
	f.confs["oscon-2015"] = c
	if got := get(newTest(t, f), "/calendar.ics").Header().Get("Last-Modified"); got != "" {
		t.Errorf("Last-Modified %q is later than now", got)
	}
}

// TestNextLooksAtTheClock: encores=next moves on, at most once a minute, and
// nothing else does.
func TestNextLooksAtTheClock(t *testing.T) {
	now := testNow
	s := newTest(t, oscon(), func(o *Options) { o.Now = func() time.Time { return now } })
	next, all := "/c/oscon-2015/calendar.ics?encores=next&q=docker", "/c/oscon-2015/calendar.ics?q=docker"
	tag, allTag := get(s, next).Header().Get("ETag"), get(s, all).Header().Get("ETag")
	now = instant("2015-07-22T20:31:00Z") // the first performance has begun
	if got := get(s, next).Header().Get("ETag"); got == tag {
		t.Error("the next performance is still the one that has begun")
	}
	if got := get(s, all).Header().Get("ETag"); got != allTag {
		t.Error("a feed without encores=next follows the clock")
	}
}

// A feed of one room still tells when the talk is given elsewhere, and is named
// as the room is printed.
func TestFilteredFeedsTellOfOtherPerformances(t *testing.T) {
	s := newTest(t, oscon())
	for path, want := range map[string][]string{
		"/c/oscon-2015/oscon-2015.ics?room=e145":                {"X-WR-CALNAME:OSCON 2015: room E145\r\n", "Also on Thu 23 July\\, 16:10\\, Portland 256"},
		"/c/oscon-2015/feed.atom?room=e145":                     {"<title>OSCON 2015: room E145</title>", "Portland 256"},
		"/c/oscon-2015/feed.json?room=e145":                     {"OSCON 2015: room E145", "Portland 256"},
		"/c/oscon-2015/changes.atom?speaker=bridget+kromhout":   {"<title>OSCON 2015: speaker Bridget Kromhout"},
		"/calendar.ics?speaker=bridget+kromhout":                {"X-WR-CALNAME:Callboard: speaker Bridget Kromhout\r\n"},
		"/c/oscon-2015?track=solve":                             {"<title>OSCON 2015: track Solve"},
		"/?track=solve":                                         {"Callboard: track Solve"},
		"/c/oscon-2015/t/docker/calendar.ics?room=portland+256": {"Also on Wed 22 July\\, 13:30\\, E145"},
	} {
		body := get(s, path).Body.String()
		body = strings.ReplaceAll(body, "\r\n ", "")
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s lacks %q:\n%.3000s", path, w, body)
			}
		}
	}
}
