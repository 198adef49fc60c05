package feeds

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"callboard"
)

// Whatever a source says, every format stays whole.
func TestAnyTextIsHarmless(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 200), func(b []byte) string { return string(b) }),
		rapid.StringMatching(`[<>&"'\\;,\x00-\x1f\x{fffe}\x{202e}a ]{1,90}`))
	rapid.Check(t, func(t *rapid.T) {
		b := many(2)
		talk := &b.Talks[1]
		talk.Title, talk.Abstract, talk.Track, talk.Language = text.Draw(t, "title"), text.Draw(t, "abstract"), text.Draw(t, "track"), text.Draw(t, "language")
		talk.Speakers[0].Name = text.Draw(t, "speaker")
		talk.Performances[0].Room, talk.Performances[0].LastMove = text.Draw(t, "room"), text.Draw(t, "move")
		talk.URL, talk.Links = text.Draw(t, "url"), []callboard.Link{{URL: "https://example.org/" + text.Draw(t, "link"), Title: text.Draw(t, "label")}}
		b.Name, b.Conferences[0].Name = text.Draw(t, "name"), text.Draw(t, "conference")
		change := callboard.Change{At: time.Unix(1e9, 0), Conference: "big", Talk: talk.ID, Kind: callboard.TitleChanged, Before: talk.Abstract, After: talk.Title, Snapshot: talk}
		for _, out := range [][]byte{Atom(b), ChangesAtom(b, []callboard.Change{change}),
			SourcesAtom(b.Site, []callboard.HealthEvent{{Source: "s", At: change.At, Message: talk.Title}})} {
			wellFormed(t, out)
		}
		for _, out := range [][]byte{JSONFeed(b), TalksJSON(b.Talks), ChangesJSON([]callboard.Change{change})} {
			if !json.Valid(out) || !utf8.Valid(out) {
				t.Fatalf("no JSON: %q", out)
			}
		}
		ics := string(ICalendar(b))
		for _, line := range strings.Split(strings.TrimSuffix(ics, "\r\n"), "\r\n") {
			if len(line) > 75 || line == "" || strings.ContainsAny(line, "\r\n\x00") || !utf8.ValidString(line) {
				t.Fatalf("no content line: %q", line)
			}
		}
		if strings.Count(ics, "\r\nBEGIN:VEVENT\r\n") != strings.Count(ics, "\r\nEND:VEVENT\r\n") {
			t.Fatal("events are not whole")
		}
	})
}

func wellFormed(t *rapid.T, out []byte) {
	d := xml.NewDecoder(bytes.NewReader(out))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%q", err, out)
		}
	}
}

func TestCutSentence(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"Short.", 10, "Short."},
		{"One sentence. Another one. A third.", 29, "One sentence. Another one. …"},
		{"One sentence. Another one.", 20, "One sentence. …"},
		{"No end of a sentence anywhere here", 24, "No end of a sentence…"},
		{"日本語です。もう一つの文です。終わり", 12, "日本語です。 …"},
		{"abc", 2, ""},
	} {
		got := cutSentence(c.in, c.limit)
		if got != c.want || utf8.RuneCountInString(got) > c.limit {
			t.Errorf("cutSentence(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}
