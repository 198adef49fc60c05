package fetch

import (
	"net/url"
	"strings"
	"testing"
)

func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"http://a.example":                     "http://a.example/",
		"HTTP://A.Example:80/x#part":           "http://a.example/x",
		"https://a.example:443/x":              "https://a.example/x",
		"https://a.example:80/x":               "https://a.example:80/x",
		"http://u:p@a.example/x?q=1":           "http://a.example/x?q=1",
		"https://bücher.example/plan":          "https://xn--bcher-kva.example/plan",
		"https://BÜCHER.example:8443/":         "https://xn--bcher-kva.example:8443/",
		"http://under_score.example/":          "http://under_score.example/",
		"http://[2606:4700::1]:80/x":           "http://[2606:4700::1]/x",
		"http://[2606:4700::1]:81/x":           "http://[2606:4700::1]:81/x",
		"http://a.example/%7Euser/a%2Fb?x=%20": "http://a.example/%7Euser/a%2Fb?x=%20",
		"file:///srv/schedule.xml":             "file:///srv/schedule.xml",
	} {
		u, err := address(text)
		if err != nil || u.String() != want {
			t.Errorf("address(%q) = %v, %v, want %s", text, u, err, want)
		}
	}
}

func TestAddressesThatAreRefused(t *testing.T) {
	for text, word := range map[string]string{
		"":                                "no scheme",
		"/hush":                           "no scheme",
		"a.example/x":                     "no scheme",
		"ftp://a.example/hush":            "ftp:",
		"gopher://a.example/":             "gopher:",
		"javascript:hush()":               "javascript:",
		"http:///x":                       "no host",
		"http:hush":                       "no host",
		"http://:80/":                     "no host",
		"http://[fe80::1%25eth0]/":        "zone",
		"http://a.example:hush/":          "cannot be read",
		"http://a.example/%zz?token=hush": "cannot be read",
		"http://a\x00hush.example/":       "cannot be read",
		"http://\u2488com.example/":       "not valid",
	} {
		_, err := address(text)
		wantError(t, err, word)
		if strings.Contains(err.Error(), "token=hush") {
			t.Errorf("%v shows a secret", err)
		}
	}
}

func TestAPageCannotNameSuchAnAddressEither(t *testing.T) {
	w := newWorld(t, Options{})
	for _, url := range []string{"ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "http://[fe80::1%25eth0]/"} {
		if _, err := w.client.Open(job("http://a.example/"), nil).Get(t.Context(), requestFor(url)); err == nil {
			t.Errorf("%s was read", url)
		}
	}
	if w.dialed != nil {
		t.Errorf("dialled %q", w.dialed)
	}
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"http://u:p@a.example:80/x?q#f", "https://bücher.example", "file:/x", "http://[::1]:0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := address(text)
		if err != nil {
			return
		}
		if u.User != nil || u.Fragment != "" {
			t.Errorf("%q keeps what must go: %v", text, u)
		}
		again, err := address(u.String())
		if err != nil || again.String() != u.String() {
			t.Errorf("%q becomes %s, and that becomes %v, %v", text, u, again, err)
		}
		if shown, err := url.Parse(mask(u)); err == nil && (shown.User != nil || shown.RawQuery != "") {
			t.Errorf("%s is shown", mask(u))
		}
	})
}
