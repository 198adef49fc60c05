package selection

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard"
)

var confs = []callboard.Conference{
	{ID: "oscon-2015", Name: "OSCON 2015", Zone: "America/Los_Angeles"},
	{ID: "other", Name: "Other", Zone: "Europe/Berlin"},
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err) // a typo in a test
	}
	return t.UTC()
}

func perf(id, start, room string, status callboard.Status) callboard.Performance {
	p := callboard.Performance{ID: id, Status: status}
	p.Room = room
	if start != "" {
		p.Start = at(start)
	}
	return p
}

// board is in no order, so that Apply has to make one.
func board() []callboard.Talk {
	day := perf("p6", "2015-07-23T00:00:00Z", "Foyer", "")
	day.AllDay = true
	return []callboard.Talk{
		{ID: "late", Conference: "other", Content: callboard.Content{Title: "Café culture", Language: "en-GB", Type: "Talk", Speakers: []callboard.Speaker{{Name: "Łukasz Nowak", Key: "lukasz nowak"}}},
			Performances: []callboard.Performance{perf("p5", "2016-01-02T09:00:00Z", "H1", "")}},
		{ID: "tba", Conference: "oscon-2015", Content: callboard.Content{Title: "To come", Track: "Learn", Language: "de"},
			Performances: []callboard.Performance{perf("p4", "", "", callboard.Tentative)}},
		{ID: "docker", Conference: "oscon-2015", Content: callboard.Content{Title: "Docker in Production: Reality, Not Hype", Abstract: "Containers. No Javascript.", Track: "Solve", Language: "en", Tags: []string{"Containers"},
			Speakers: []callboard.Speaker{{Name: "Bridget Kromhout", Key: "bridget kromhout"}}},
			Performances: []callboard.Performance{perf("p1", "2015-07-22T20:30:00Z", "E145", ""), perf("p2", "2015-07-23T23:10:00Z", "Portland 256", "")}},
		{ID: "gone", Conference: "oscon-2015", Content: callboard.Content{Title: "Cancelled one", Track: "Solve", Language: "en"},
			Performances: []callboard.Performance{perf("p3", "2015-07-22T20:30:00Z", "D1", callboard.Cancelled)}},
		{ID: "day", Conference: "oscon-2015", Content: callboard.Content{Title: "Sprints", Type: "Sprint"}, Performances: []callboard.Performance{day}},
	}
}

func TestApply(t *testing.T) {
	now := at("2015-07-23T00:00:00Z")
	for _, c := range []struct{ query, want string }{
		{"", "gone:p3 docker:p1,p2 day:p6 tba:p4 late:p5"},
		{"conference=other", "late:p5"},
		{"conference=nobody", ""},
		{"track=solve", "gone:p3 docker:p1,p2"},
		{"track=SOLVE&track=learn", "gone:p3 docker:p1,p2 tba:p4"},
		{"track=solve&room=e145", "docker:p1"},
		{"room=E145&room=h1", "docker:p1 late:p5"},
		{"speaker=lukasz+nowak", "late:p5"},
		{"speaker=%C5%81ukasz+NOWAK", "late:p5"},
		{"speaker=nowak", ""},
		{"type=sprint", "day:p6"},
		{"tag=containers", "docker:p1,p2"},
		{"language=en", "gone:p3 docker:p1,p2 late:p5"},
		{"language=en-gb", "late:p5"},
		{"talk=day&talk=late", "day:p6 late:p5"},
		{"q=docker", "docker:p1,p2"},
		{"q=cafe", "late:p5"},
		{"q=containers+bridget", "docker:p1,p2"},
		{"q=\"reality+not+hype\"", "docker:p1,p2"},
		{"q=\"hype+containers\"", ""},
		{"q=java", ""},
		{"q=-docker", "gone:p3 day:p6 tba:p4 late:p5"},
		{"q=-java+docker", "docker:p1,p2"},
		// 20:30Z is 13:30 of the 22nd at the venue, 23:10Z 16:10 of the 23rd.
		{"from=2015-07-23", "day:p6 docker:p2 late:p5"},
		{"to=2015-07-22", "gone:p3 docker:p1"},
		{"from=2015-07-22&to=2015-07-23", "gone:p3 docker:p1,p2 day:p6"},
		{"from=2015-07-22T20:30:00Z&to=2015-07-23T23:10:00Z", "gone:p3 docker:p1 day:p6"},
		{"from=2015-07-23T07:00:01Z&to=2015-07-24T00:00:00Z", "docker:p2"},
		{"encores=first", "gone:p3 docker:p1 day:p6 tba:p4 late:p5"},
		{"encores=first&room=portland+256", "docker:p2"},
		{"encores=next", "day:p6 docker:p2 late:p5"},
		{"cancelled=drop", "docker:p1,p2 day:p6 tba:p4 late:p5"},
		{"cancelled=title&track=solve", "gone:p3 docker:p1,p2"},
	} {
		in := board()
		got := parse(t, c.query).Apply(confs, in, now)
		if s := ids(got); s != c.want {
			t.Errorf("%s selects %q, want %q", c.query, s, c.want)
		}
		if diff := cmp.Diff(board(), in); diff != "" {
			t.Fatalf("%s changed what it was given:\n%s", c.query, diff)
		}
	}
}

func ids(talks []callboard.Talk) string {
	var all []string
	for _, t := range talks {
		var ps []string
		for _, p := range t.Performances {
			ps = append(ps, p.ID)
		}
		all = append(all, t.ID+":"+strings.Join(ps, ","))
	}
	return strings.Join(all, " ")
}

// encores=next moves on when a performance begins or is cancelled.
func TestNextMovesOn(t *testing.T) {
	s := parse(t, "encores=next&talk=docker")
	talks := board()
	for _, c := range []struct{ now, want string }{
		{"2015-07-22T20:29:59Z", "docker:p1"},
		{"2015-07-22T20:30:00Z", "docker:p2"},
		{"2015-07-23T23:10:00Z", ""},
	} {
		if got := ids(s.Apply(confs, talks, at(c.now))); got != c.want {
			t.Errorf("at %s: %q, want %q", c.now, got, c.want)
		}
	}
	talks[2].Performances[0].Status = callboard.Cancelled
	if got := ids(s.Apply(confs, talks, at("2015-07-20T00:00:00Z"))); got != "docker:p2" {
		t.Errorf("cancelled first: %q", got)
	}
	if got := ids(parse(t, "encores=first&talk=docker").Apply(confs, talks, time.Time{})); got != "docker:p2" {
		t.Errorf("first with a cancelled first: %q", got)
	}
}

func TestName(t *testing.T) {
	for _, c := range []struct{ query, plain, in string }{
		{"", "", ""},
		{"track=SOLVE&room=e145", "track solve, room e145", "track Solve, room E145"},
		{"track=a&track=b&track=c", "track a, b or c", "track a, b or c"},
		{"talk=docker", "one talk", "Docker in Production: Reality, Not Hype"},
		{"talk=docker&talk=x", "2 talks", "2 talks"},
		{"speaker=lukasz+nowak&encores=next", "speaker lukasz nowak, next performances only", "speaker Łukasz Nowak, next performances only"},
		{`q="not+hype"+-java`, `with "not hype" -java`, `with "not hype" -java`},
		{"from=2015-07-22&to=2015-07-23&cancelled=drop", "from 22 July 2015, to 23 July 2015, without cancelled ones", "from 22 July 2015, to 23 July 2015, without cancelled ones"},
		{"alarm=15", "with a reminder 15 minutes before", "with a reminder 15 minutes before"},
		{"alarm=0&track=solve", "track solve, with a reminder at the start", "track Solve, with a reminder at the start"},
	} {
		s := parse(t, c.query)
		if got := s.Name(); got != c.plain {
			t.Errorf("%s is named %q, want %q", c.query, got, c.plain)
		}
		if got := s.NameIn(board()); got != c.in {
			t.Errorf("%s is named %q among its talks, want %q", c.query, got, c.in)
		}
	}
}

// What hostile queries may cost: 5,000 words against a thousand talks.
func BenchmarkApplyManyWords(b *testing.B) {
	words := make([]string, maxWords)
	for i := range words {
		words[i] = "-w" + itoa(i)
	}
	s, err := Parse(url.Values{"q": {strings.Join(words, " ")}})
	if err != nil {
		b.Fatal(err)
	}
	talks := make([]callboard.Talk, 1000)
	for i := range talks {
		talks[i] = callboard.Talk{ID: itoa(i), Content: callboard.Content{Title: "A talk", Abstract: strings.Repeat("words of an abstract ", 60)}}
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Apply(nil, talks, time.Time{})
	}
}
