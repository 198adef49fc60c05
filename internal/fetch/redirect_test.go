package fetch

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/sources"
)

// to redirects every path.
func to(code int, location string) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		rw.Header()["Location"] = []string{location}
		rw.WriteHeader(code)
	}
}

func TestRedirectsAreFollowed(t *testing.T) {
	for _, code := range []int{301, 302, 303, 307, 308} {
		w := newWorld(t, Options{})
		w.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/new" {
				_, _ = rw.Write([]byte("here"))
				return
			}
			rw.Header().Set("Location", "/new#part")
			rw.WriteHeader(code)
		})
		for range 2 { // a permanent redirect is followed each time, not remembered
			p, err := w.get(job("http://a.example/old"))
			if err != nil || p.URL != "http://a.example/new" || string(p.Body) != "here" {
				t.Errorf("%d: %+v, %v", code, p, err)
			}
			equal(t, "asked", w.asked(), []string{"a.example/old", "a.example/new"})
		}
	}
}

func TestFiveRedirectsAndNoMore(t *testing.T) {
	chain := func(n int) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			var i int
			_, _ = fmt.Sscanf(r.URL.Path, "/%d", &i)
			if i < n {
				http.Redirect(rw, r, fmt.Sprintf("/%d", i+1), http.StatusFound)
				return
			}
			_, _ = rw.Write([]byte("end"))
		}
	}
	w := newWorld(t, Options{})
	w.host("five.example", chain(5))
	w.host("six.example", chain(6))
	if _, err := w.get(job("http://five.example/0")); err != nil {
		t.Errorf("five redirects: %v", err)
	}
	w.asked()
	_, err := w.get(job("http://six.example/0"))
	wantError(t, err, "redirects: more than 5", "as url")
	if n := len(w.asked()); n != 6 {
		t.Errorf("%d requests", n)
	}
}

func TestRedirectsThatLeadNowhere(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		words   []string
	}{
		"to itself":       {to(302, "/"), []string{"circle", "cookies"}},
		"file":            {to(302, "file:///etc/passwd"), []string{"302", "file:", "only http: and https:"}},
		"gopher":          {to(301, "gopher://a.example/1"), []string{"301", "gopher:"}},
		"javascript":      {to(301, "javascript:alert(1)"), []string{"javascript:"}},
		"data":            {to(307, "data:text/html,abc"), []string{"data:"}},
		"no host":         {to(302, "http:///x"), []string{"no host"}},
		"opaque":          {to(302, "http:x"), []string{"302", "no host"}},
		"a zone":          {to(302, "http://[fe80::1%25eth0]/"), []string{"zone"}},
		"unreadable":      {to(302, "http://[::1/secret?token=hush"), []string{"302", "cannot be read"}},
		"bad port":        {to(302, "http://a.example:port/secret"), []string{"302", "cannot be read"}},
		"no location":     {raw("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), []string{"302", "no address to go to"}},
		"300":             {to(300, "/else"), []string{"300"}},
		"305":             {to(305, "http://proxy.example/"), []string{"305"}},
		"private":         {to(302, "http://127.0.0.1/admin"), []string{"redirected to http://127.0.0.1/admin", "allow_private"}},
		"metadata":        {to(302, "http://169.254.169.254/latest"), []string{"redirected to", "link-local or cloud metadata"}},
		"mapped":          {to(302, "http://[::ffff:127.0.0.1]/"), []string{"allow_private"}},
		"user in address": {to(302, "http://user:hush@127.0.0.1/"), []string{"allow_private"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Options{})
			w.host("a.example", c.handler)
			_, err := w.get(job("http://a.example/"))
			wantError(t, err, append(c.words, "http://a.example/")...)
			if strings.Contains(err.Error(), "hush") {
				t.Errorf("%v shows a secret", err)
			}
			if len(w.dialed) != 1 {
				t.Errorf("dialled %q", w.dialed)
			}
		})
	}
}

// A redirect to the metadata service is refused even where private addresses
// are allowed; one to a private address is not.
func TestRedirectWithAllowPrivate(t *testing.T) {
	w := newWorld(t, Options{AllowPrivate: true})
	w.host("a.example", to(302, "http://169.254.169.254/latest"))
	w.host("b.example", to(302, "http://10.0.0.1/"))
	w.host("10.0.0.1", text("inside"))
	_, err := w.get(job("http://a.example/"))
	wantError(t, err, "never asked")
	if p, err := w.get(job("http://b.example/")); err != nil || string(p.Body) != "inside" {
		t.Errorf("%v, %v", p, err)
	}
}

func TestConfiguredHeadersStayHome(t *testing.T) {
	secret := func(h http.Header) string {
		var seen []string
		for _, name := range []string{"Authorization", "X-Api-Key", "Cookie", "Referer"} {
			if h.Get(name) != "" {
				seen = append(seen, name)
			}
		}
		return strings.Join(seen, " ")
	}
	w := newWorld(t, Options{})
	home := func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Add("Set-Cookie", "id=1")
		switch r.URL.Path {
		case "/away":
			http.Redirect(rw, r, "http://b.example/back", http.StatusFound)
		case "/port":
			http.Redirect(rw, r, "http://a.example:8080/", http.StatusFound)
		case "/near":
			http.Redirect(rw, r, "/list", http.StatusFound)
		default:
			_, _ = rw.Write([]byte("ok"))
		}
	}
	w.host("a.example", home)
	w.host("a.example:8080", home)
	w.host("b.example", func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/back" {
			http.Redirect(rw, r, "http://a.example/home", http.StatusFound)
			return
		}
		_, _ = rw.Write([]byte("ok"))
	})
	j := job("http://user:pass@a.example/list")
	j.Headers = http.Header{"x-api-key": {"k"}, "Cookie": {"c=1"}, "Accept": {"text/calendar"}, "Host": {"evil.example"}, "If-None-Match": {`"x"`}}
	j.Configured = []string{"http://b.example/further"}
	s := w.client.Open(j, nil)
	all := "Authorization X-Api-Key Cookie"
	for _, c := range []struct {
		url  string
		want []string
	}{
		{"http://user:pass@a.example/list", []string{all}},
		{"http://a.example/near", []string{all, all}},
		{"http://a.example/away", []string{all, "", ""}}, // and not again on the way back
		{"http://a.example/port", []string{all, ""}},
		{"http://b.example/further", []string{""}},
		{"http://a.example:8080/else", []string{""}},
	} {
		w.heads = nil
		w.asked()
		_, err := s.Get(t.Context(), sources.Request{URL: c.url})
		if err != nil {
			t.Fatalf("%s: %v", c.url, err)
		}
		var got []string
		for i, asked := range w.asked() {
			h := w.heads[i]
			if h.Get("User-Agent") != DefaultUserAgent || h.Get("If-None-Match") != "" || (h.Get("Accept") != "*/*") != (secret(h) != "") {
				t.Errorf("%s: headers %v", asked, h)
			}
			if strings.HasSuffix(asked, "/robots.txt") && secret(h) == "" {
				continue
			}
			got = append(got, secret(h))
		}
		equal(t, c.url, got, c.want)
	}
}

func TestPasswordOfTheAddressIsSentAndHidden(t *testing.T) {
	w := newWorld(t, Options{})
	w.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "me" || password != "hush" {
			rw.WriteHeader(http.StatusUnauthorized)
		}
	})
	j := job("https://me:hush@a.example/x?token=hush")
	j.Source.Masked = "https://a.example/x"
	// No certificate here: the same address over http.
	j.Source.URL = strings.Replace(j.Source.URL, "https", "http", 1)
	p, err := w.get(j)
	if err != nil || strings.Contains(p.URL, "me:") || strings.Contains(p.URL, "@") {
		t.Fatalf("%+v, %v", p, err)
	}
	j.Source.URL = strings.Replace(j.Source.URL, "hush", "wrong", 1)
	_, err = w.get(j)
	wantError(t, err, "401 Unauthorized", "headers or password")
	if strings.Contains(err.Error(), "wrong") || strings.Contains(err.Error(), "hush") {
		t.Errorf("%v shows a secret", err)
	}
}

func TestLostHeadersAreNamed(t *testing.T) {
	w := newWorld(t, Options{})
	w.host("a.example", to(301, "http://www.a.example/"))
	w.host("www.a.example", func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusForbidden) })
	j := job("http://a.example/")
	j.Headers = http.Header{"Authorization": {"Bearer x"}}
	_, err := w.get(j)
	wantError(t, err, "403", "redirected to another host", "write the address")
}
