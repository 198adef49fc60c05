package web

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// anchors are the ids of a page, which are there once each, and the places of
// the same page that its links lead to.
func anchors(t *testing.T, path, page string) (ids map[string]bool, links []string) {
	t.Helper()
	ids = map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(page))
	for z.Next() != html.ErrorToken {
		for _, a := range z.Token().Attr {
			switch {
			case a.Key == "id" && ids[a.Val]:
				t.Errorf("%s has two of the id %q", path, a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				links = append(links, a.Val[1:])
			}
		}
	}
	return ids, links
}

// An id stands on a page once, also where two conferences of the same days are
// found, and every link into a page finds its place: those of sources.atom too.
func TestLinksIntoPages(t *testing.T) {
	f := oscon()
	twin := f.confs["oscon-2015"]
	twin.ID, twin.Name = "big", "Big Conf"
	f.confs["big"] = twin
	for _, talk := range f.talks["oscon-2015"] {
		talk.Conference = "big"
		f.talks["big"] = append(f.talks["big"], talk)
	}
	s := newTest(t, f)
	for path, mime := range addresses {
		if !strings.HasPrefix(mime, "text/html") {
			continue
		}
		ids, links := anchors(t, path, get(s, path).Body.String())
		for _, to := range links {
			if !ids[to] {
				t.Errorf("%s links to #%s, which is not there", path, to)
			}
		}
	}
	sources, _ := anchors(t, "/sources", get(s, "/sources").Body.String())
	links := regexp.MustCompile(`/sources#([^"&]+)`).FindAllStringSubmatch(get(s, "/sources.atom").Body.String(), -1)
	for _, m := range links {
		if !sources[m[1]] {
			t.Errorf("sources.atom links to #%s, which is not there", m[1])
		}
	}
	if len(links) == 0 {
		t.Error("sources.atom links to no source")
	}
}

// A meeting of every day is one talk of hundreds of performances: what each says
// of the others must not make the page grow with their square.
func TestManyPerformancesOfOneTalk(t *testing.T) {
	f := oscon()
	talk := &f.talks["oscon-2015"][0]
	first := talk.Performances[0]
	talk.Performances = nil
	for i := range 400 {
		p := first
		p.ID, p.Start, p.End = fmt.Sprint("daily-", i), p.Start.AddDate(0, 0, i), p.End.AddDate(0, 0, i)
		talk.Performances = append(talk.Performances, p)
	}
	page := get(newTest(t, f), "/c/oscon-2015").Body.String()
	if n := strings.Count(page, "; and 387 more</p>"); n != 400 || len(page) > 1<<20 {
		t.Errorf("%d performances count the others, in %d bytes", n, len(page))
	}
}

// A filter that leaves nothing out, and so has no words, is a filter still.
func TestFilterWithoutWords(t *testing.T) {
	s := newTest(t, oscon())
	for _, path := range []string{"/?cancelled=title", "/search?cancelled=title"} {
		page := get(s, path).Body.String()
		if !strings.Contains(page, "<h1>Selected talks</h1>\n<p>4 talks.</p>") || !strings.Contains(page, "Docker in Production") {
			t.Errorf("%s: %.3000s", path, page)
		}
	}
}
