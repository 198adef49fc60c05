package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestStatuses(t *testing.T) {
	s := newTest(t, oscon())
	for _, c := range []struct {
		path   string
		status int
		want   string // part of the body
	}{
		{"/nope", 404, "Nothing here"},
		{"/searches", 404, ""},
		{"/subscribed", 404, ""},
		{"/changes", 404, ""},
		{"/speakers/ada", 404, ""},
		{"/c/oscon-2015/schedule.yml", 404, "nothing at this address"},
		{"/schedule.xml", 404, "nothing at this address"},
		{"/c/oscon-2015/t/docker/schedule.xml", 404, "nothing at this address"},
		{"/c/oscon-2015/other.ics", 404, ""},
		{"/c/nope", 404, ""},
		{"/c/nope/calendar.ics", 404, ""},
		{"/c/NOPE%3Cscript%3E", 404, ""},
		{"/c/oscon-2015/t/nope", 404, ""},
		{"/c/oscon-2015/t/%3Cscript%3E", 404, ""},
		{"/c/oscon-2015/t/nope/calendar.ics", 404, ""},
		{"/c/oscon-2015/t/docker/feed.json", 404, ""},
		{"/c/oscon-2015/", 404, ""},
		{"/c/", 404, ""},
		{"//evil.example/", 404, ""},
		{"/c//oscon-2015", 404, ""},
		{"/../../etc/passwd", 404, ""},
		{"/static/../server.go", 404, ""},
		{"/static/", 404, ""},
		{"/static/%2e%2e/server.go", 404, ""},
		{"/templates/layout.html", 404, ""},
		{"/debug/pprof/", 404, ""},
		{"/debug/vars", 404, ""},
		{"/.git/config", 404, ""},
		{"/c/gone-2014", 410, "removed for good"},
		{"/c/gone-2014/calendar.ics", 410, ""},
		{"/c/oscon-2015/t/removed", 410, ""},
		{"/c/oscon-2015/t/removed/feed.atom", 410, ""},
		{"/?trak=x", 400, "trak"},
		{"/c/oscon-2015?trak=x", 400, "trak"},
		{"/calendar.ics?trak=x", 400, "trak"},
		{"/calendar.ics?from=yesterday", 400, "from"},
		{"/calendar.ics?encores=maybe", 400, "encores"},
		{"/calendar.ics?track=%zz", 400, "track"},
		{"/calendar.ics?track=a;b", 400, "track"},
		{"/c/oscon-2015/t/docker?track=a", 400, "track"},
		{"/sources?a=b", 400, "takes no parameters"},
		{"/sources.atom?a=b", 400, ""},
		{"/api/talks.json?limit=1", 400, "limit"},
		{"/api/talks.json?alarm=15", 400, "alarm"},
		{"/feed.atom?alarm=15", 400, "is for calendars only"},
		{"/c/oscon-2015/feed.json?alarm=15", 400, "alarm"},
		{"/changes.atom?alarm=15", 400, "alarm"},
		{"/calendar.ics?alarm=often", 400, "alarm"},
		{"/calendar.ics?alarm=15", 200, "TRIGGER:-PT15M"},
		{"/c/oscon-2015?alarm=15", 200, "/c/oscon-2015/feed.atom\""},
		{"/?q=&track=&room=", 200, "Upcoming"},
		{"/c/oscon-2015?q=&track=&encores=", 200, "Docker in Production"},
		{"/calendar.ics?q=nothinglikethat", 200, "BEGIN:VCALENDAR"},
		{"/c/oscon-2015/feed.atom?q=nothinglikethat", 200, "<feed"},
		{"/c/oscon-2015?q=nothinglikethat", 200, "No talk matches"},
	} {
		w := get(s, c.path)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d, want %d with %q:\n%s", c.path, w.Code, c.status, c.want, w.Body.String()[:min(300, w.Body.Len())])
		}
		if strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%s: reflected", c.path)
		}
		checkSecurity(t, c.path, w.Header())
	}
}

func checkSecurity(t *testing.T, path string, h http.Header) {
	t.Helper()
	csp := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(csp, part) {
			t.Errorf("%s: CSP %q lacks %s", path, csp, part)
		}
	}
	if strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
		t.Errorf("%s: headers %v", path, h)
	}
	for _, k := range []string{"Set-Cookie", "Server", "X-Powered-By", "Via"} {
		if h.Get(k) != "" {
			t.Errorf("%s: %s is sent", path, k)
		}
	}
}

func TestMethods(t *testing.T) {
	s := newTest(t, oscon())
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "QUERY"} {
		for _, path := range []string{"/", "/calendar.ics", "/nope", "/metrics", "/healthz"} {
			w := do(s, method, path)
			if w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" || w.Header().Get("Connection") != "close" {
				t.Errorf("%s %s: %d, Allow %q, Connection %q", method, path, w.Code, w.Header().Get("Allow"), w.Header().Get("Connection"))
			}
		}
	}
}

func TestAliasMovesForGood(t *testing.T) {
	s := newTest(t, oscon())
	for path, want := range map[string]string{
		"/c/oscon-2015/t/docker-old":              "https://talks.example.org/c/oscon-2015/t/docker",
		"/c/oscon-2015/t/docker-old/calendar.ics": "https://talks.example.org/c/oscon-2015/t/docker/calendar.ics",
		"/c/oscon-2015/t/docker-old/feed.atom":    "https://talks.example.org/c/oscon-2015/t/docker/feed.atom",
	} {
		if w := get(s, path); w.Code != 301 || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
}

// TestHostChangesNothing: absolute links start with public_url whatever a
// client or a proxy says.
func TestHostChangesNothing(t *testing.T) {
	for path := range addresses {
		want := get(newTest(t, oscon()), path).Body.String()
		got := get(newTest(t, oscon()), "http://evil.example"+path, "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "gopher",
			"Forwarded", "host=evil.example", "X-Original-URL", "/evil").Body.String()
		if got != want {
			t.Errorf("%s follows the Host header", path)
		}
	}
}

func TestPrefixOfPublicURL(t *testing.T) {
	s := newTest(t, oscon(), func(o *Options) { o.Site.URL = "https://example.org/talks/" })
	for _, path := range []string{"/talks/c/oscon-2015", "/c/oscon-2015"} { // taken off by the proxy or not
		w := get(s, path)
		if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, `href="/talks/c/oscon-2015/t/docker"`) ||
			!strings.Contains(body, "https://example.org/talks/c/oscon-2015/oscon-2015.ics") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// listen serves on loopback and gives the address.
func listen(t *testing.T, s *Server) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := s.HTTPServer(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); srv.Serve(l) }()
	t.Cleanup(func() { srv.Close(); <-done })
	return l.Addr().String()
}

// TestBodiesAreNeverRead: whatever follows a request with a body on its
// connection is not answered.
func TestBodiesAreNeverRead(t *testing.T) {
	addr := listen(t, newTest(t, oscon()))
	smuggled := "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, head := range map[string]string{
		"length":           "GET /calendar.ics HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n",
		"chunked":          "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"both":             "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"both, post":       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"folded":           "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
		"post":             "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
		"options *":        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
		"expect":           "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		"delete with body": "DELETE / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			c, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			c.SetDeadline(time.Now().Add(10 * time.Second))
			if strings.Contains(head, "%d") {
				head = fmt.Sprintf(head, len(smuggled))
			}
			io.WriteString(c, head+smuggled)
			all, _ := io.ReadAll(bufio.NewReader(c)) // a reset also ends it
			if n := strings.Count(string(all), "HTTP/1.1 "); n != 1 {
				t.Errorf("%d answers:\n%s", n, all)
			}
			if !strings.Contains(string(all), "Connection: close\r\n") {
				t.Errorf("the connection is not closed in words:\n%.400s", all)
			}
			if strings.Contains(string(all), " 100 Continue") {
				t.Error("the body was asked for")
			}
		})
	}
}

// TestQuerySizes: what a person may mean is answered, 10 MB are not read.
func TestQuerySizes(t *testing.T) {
	addr := listen(t, newTest(t, oscon()))
	ask := func(query string) int {
		resp, err := http.Get("http://" + addr + "/calendar.ics?" + query)
		if err != nil {
			// The server has answered and closed while we were still sending.
			return 431
		}
		defer resp.Body.Close()
		io.Copy(io.Discard, resp.Body)
		return resp.StatusCode
	}
	for name, c := range map[string]struct {
		query string
		want  int
	}{
		"40 picked talks": {strings.Repeat("talk=0123456789abcdef&", 40) + "q=x", 200},
		"100 kB of words": {"q=" + strings.Repeat("abcdefghijklmnopqrst+", 4700), 200},
		"5,000 words":     {"q=" + strings.Repeat("ab+", 5000), 200},
		"12,000 tracks":   {strings.Repeat("track=a&", 12000), 400},
		"10 MB":           {"q=" + strings.Repeat("a", 10<<20), 431},
	} {
		if got := ask(c.query); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
