package web

import (
	"strings"
	"testing"

	"callboard"
)

// Recordings stand with their performance, slides and posts with the talk, each
// with what it leads to, for people and for machines; links of one name are told
// apart, and what is no web address is no link.
func TestLinksOfATalk(t *testing.T) {
	f := oscon()
	talk := &f.talks["oscon-2015"][0]
	talk.Links = []callboard.Link{
		{URL: "https://decks.example/1", Rel: "slides", Title: "docker.pdf"},
		{URL: "https://posts.example/1", Rel: "discussion"},
		{URL: "https://posts.example/2", Rel: "discussion"},
		{URL: "https://conf.example/paper", Rel: "related"},
		{URL: "javascript:alert(1)", Rel: "discussion"},
	}
	talk.Performances[1].Links = []callboard.Link{{URL: "https://video.example/2", Rel: "recording"}}
	f.changes = append([]callboard.Change{{ID: 4, At: testNow, Conference: "oscon-2015", Talk: "docker", Performance: "p2",
		Kind: callboard.RecordingAttached, After: "https://video.example/2", Source: "oscon-site"}}, f.changes...)
	s := newTest(t, f)
	page := get(s, "/c/oscon-2015/t/docker").Body.String()
	const follow = `" rel="noopener noreferrer nofollow"><bdi>`
	for _, want := range []string{
		`<a href="https://decks.example/1` + follow + `docker.pdf (slides)</bdi>`,
		`<a href="https://posts.example/1` + follow + `Discussion</bdi>`,
		`<a href="https://posts.example/2` + follow + `Discussion 2</bdi>`,
		`<a href="https://conf.example/paper` + follow + `https://conf.example/paper</bdi>`,
		`<p class="links"><a href="https://video.example/2` + follow + `Recording</bdi>`,
		`<ins><a href="https://video.example/2` + follow + `https://video.example/2</bdi></a></ins>`,
		`"subjectOf":[{"@type":"PresentationDigitalDocument","name":"docker.pdf (slides)","url":"https://decks.example/1"},{"@type":"CreativeWork","name":"Discussion","url":"https://posts.example/1"}`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not have %s", want)
		}
	}
	if n := strings.Count(page, `"recordedIn":[{"@type":"CreativeWork","name":"Recording","url":"https://video.example/2"}]`); n != 1 {
		t.Errorf("%d performances are recorded for machines, not one", n)
	}
	if strings.Contains(page, "javascript:") {
		t.Error("a script became a link")
	}
	if n := strings.Count(get(s, "/c/oscon-2015").Body.String(), `<span class="badge">Recording</span>`); n != 1 {
		t.Errorf("%d performances of the timetable have a recording, not one", n)
	}
}
