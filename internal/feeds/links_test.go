package feeds

import (
	"fmt"
	"strings"
	"testing"

	"callboard"
)

func TestLinkName(t *testing.T) {
	for _, c := range []struct{ rel, title, want string }{
		{"", "", "Link"},
		{"related", "", "Link"},
		{"related", "The paper", "The paper"},
		{"recording", "", "Recording"},
		{"recording", "Video recording (WebM)", "Video recording (WebM)"},
		{"recording", "On stage", "On stage (recording)"},
		{"slides", "", "Slides"},
		{"slides", "Slide deck", "Slide deck"},
		{"slides", "talk.pdf", "talk.pdf (slides)"},
		{"discussion", "", "Discussion"},
		{"discussion", "A\npost", "A post (discussion)"},
		{"nobody's word", "", "Link"},
	} {
		if got := LinkName(callboard.Link{Rel: c.rel, Title: c.title}); got != c.want {
			t.Errorf("rel %q, title %q: %q, want %q", c.rel, c.title, got, c.want)
		}
	}
}

// A calendar's text has an end. Posts give way before slides, slides before
// recordings, and no address is ever cut.
func TestTooManyLinks(t *testing.T) {
	link := func(rel string, n int) callboard.Link {
		return callboard.Link{URL: fmt.Sprintf("https://%s.example/%06d", rel, n), Rel: rel}
	}
	var talk []callboard.Link
	for n := range 100 {
		talk = append(talk, link("discussion", n), link("slides", n))
	}
	recordings := []callboard.Link{link("recording", 0), link("recording", 1)}
	count := func(text, rel string) int { return strings.Count(text, "https://"+rel) }

	whole := linkLines(20_000, talk, recordings)
	if count(whole, "") != 202 || strings.Contains(whole, "more link") {
		t.Errorf("where there is room: %d links of 202\n%s", count(whole, ""), whole)
	}
	if least := linkLines(width(whole), talk, recordings); least != whole {
		t.Error("what just fits is not whole")
	}
	one := linkLines(width(whole)-1, talk, recordings)
	if count(one, "discussion") >= 100 || count(one, "slides") != 100 || count(one, "recording") != 2 {
		t.Errorf("not the posts, or all too many, give way:\n%s", one)
	}
	if !strings.Contains(one, "/000000\n") || strings.Contains(one, "discussion.example/000099") {
		t.Errorf("the last posts do not give way first:\n%s", one)
	}
	for _, limit := range []int{3000, 1000, 200, 120} {
		got := linkLines(limit, talk, recordings)
		if width(got) > limit {
			t.Errorf("%d characters in place of %d", width(got), limit)
		}
		if count(got, "recording") != 2 && limit >= 200 {
			t.Errorf("%d characters: a recording gives way:\n%s", limit, got)
		}
		left := 202 - count(got, "")
		if want := fmt.Sprintf("\n%d more links are on the page of the talk\n", left); left < 2 || !strings.HasSuffix("\n"+got, want) {
			t.Errorf("%d characters: %d links are left out and not counted:\n%s", limit, left, got)
		}
		for line := range strings.Lines(got) {
			if strings.Contains(line, "https://") && !strings.Contains(line, "/000") {
				t.Errorf("%d characters: a cut address: %q", limit, line)
			}
		}
	}
}

// A talk that is much written about keeps its recording, and its page, in
// calendars.
func TestCalendarKeepsTheRecording(t *testing.T) {
	b := many(1)
	talk := &b.Talks[0]
	for n := range 300 {
		talk.Links = append(talk.Links, callboard.Link{URL: fmt.Sprintf("https://posts.example/status/%d", n), Rel: "discussion"})
	}
	talk.Performances[0].Links = []callboard.Link{{URL: "https://video.example/1", Rel: "recording"}}
	ics := strings.ReplaceAll(string(ICalendar(b)), "\r\n ", "")
	for _, want := range []string{`\nRecording: https://video.example/1\n`, ` more links are on the page of the talk\nhttps://`} {
		if !strings.Contains(ics, want) {
			t.Errorf("the calendar does not say %q", want)
		}
	}
}
