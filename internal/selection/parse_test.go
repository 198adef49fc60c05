package selection

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func parse(t *testing.T, query string) Selection {
	t.Helper()
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(q)
	if err != nil {
		t.Fatalf("Parse(%q): %v", query, err)
	}
	return s
}

// The order and the spelling of parameters do not make another feed.
func TestCanonical(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"", ""},
		{"track=Web&track=web", "track=web"},
		{"track=Solve&room=Portland+256", "room=portland+256&track=solve"},
		{"track=B&track=A", "track=a&track=b"},
		{"speaker=J%C3%A9r%C3%B4me+Petazzoni", "speaker=jerome+petazzoni"},
		{"encores=all&cancelled=mark", ""},
		{"encores=Next&cancelled=title", "cancelled=title&encores=next"},
		{"from=2015-07-22T13:30:00%2B02:00", "from=2015-07-22T11%3A30%3A00Z"},
		{"from=2015-07-22T13:30:00+02:00", "from=2015-07-22T11%3A30%3A00Z"},
		{"from=2015-07-22T13:30Z", "from=2015-07-22T13%3A30%3A00Z"},
		{"to=2015-07-22T13:30:00.5Z", "to=2015-07-22T13%3A30%3A01Z"},
		{"to=2015-07-22", "to=2015-07-22"},
		{"language=en_GB&language=EN-gb", "language=en-gb"},
		{"q=Docker++docker", "q=docker"},
		{`q=-java+"Reality,+Not++Hype"+docker`, "q=docker+%22reality+not+hype%22+-java"},
		{"q=open-source", "q=%22open+source%22"},
		{"q=“two+words”", "q=%22two+words%22"},
		{"conference=OSCON-2015", "conference=oscon-2015"},
		{"talk=b&talk=a&talk=b", "talk=a&talk=b"},
		{"alarm=015&room=a", "alarm=15&room=a"},
		{"alarm=0", "alarm=0"},
	} {
		s := parse(t, c.query)
		if got := s.Canonical(); got != c.want {
			t.Errorf("Canonical(%q) = %q, want %q", c.query, got, c.want)
		}
		if diff := cmp.Diff(s, parse(t, s.Canonical())); diff != "" {
			t.Errorf("%q reads back as another selection:\n%s", c.query, diff)
		}
	}
}

// A wrong parameter is an error that names it.
func TestParseRefuses(t *testing.T) {
	many := strings.Repeat("&track=a", maxValues+1)
	for _, c := range []struct{ query, name, text string }{
		{"colour=red", "colour", "is no filter; there are conference, track"},
		{"alarm=soon", "alarm", "a whole number of minutes"},
		{"alarm=-5", "alarm", "a whole number of minutes"},
		{"alarm=40321", "alarm", "a whole number of minutes"},
		{"alarm=5&alarm=10", "alarm", "once only"},
		{"track=", "track", "is empty"},
		{"track=+", "track", "is empty"},
		{"track=a&track=", "track", "is empty"},
		{"q=a&q=b", "q", "once only"},
		{"from=2015-01-01&from=2015-01-01", "from", "once only"},
		{"from=2015-02-30", "from", "neither a date"},
		{"to=tomorrow", "to", "neither a date"},
		{"to=2015-07-22T13:30:00", "to", "lacks its offset"},
		{"to=0001-01-01T00:00:00Z", "to", "the year must lie"},
		{"encores=some", "encores", "must be all, first or next"},
		{"cancelled=yes", "cancelled", "must be mark, title or drop"},
		{"q=%22open", "q", "not closed"},
		{"q=%21", "q", "no word"},
		{"q=%ff", "q", "not UTF-8"},
		{"conference=a+b", "conference", "lower-case letters"},
		{"language=english!", "language", "no language tag"},
		{"talk=a+b", "talk", "no id"},
		{"room=" + strings.Repeat("x", maxValue+1), "room", "longer than"},
		{many[1:], "track", "at most 200"},
		{"q=" + strings.Repeat("a+", maxWords+1), "q", "more than 5000 words"},
		{"q=" + strings.Repeat("a", maxQuery+1), "q", "longer than"},
		{"track=%00", "track", "holds nothing"},
	} {
		q, _ := url.ParseQuery(c.query)
		_, err := Parse(q)
		var bad *BadParameterError
		switch {
		case !errors.As(err, &bad):
			t.Errorf("Parse(%.40q) = %v, want a BadParameterError", c.query, err)
		case bad.Name != c.name || !strings.Contains(bad.Text, c.text):
			t.Errorf("Parse(%.40q) = %q, want it to name %s and say %q", c.query, bad.Error(), c.name, c.text)
		}
	}
}

func TestFromFlags(t *testing.T) {
	s, err := FromFlags(map[string][]string{"track": {"Solve", "Learn"}, "q": {"docker"}, "room": nil})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(parse(t, "q=docker&track=learn&track=solve"), s); diff != "" {
		t.Error(diff)
	}
	if _, err := FromFlags(map[string][]string{"q": {""}}); err == nil {
		t.Error("an empty flag was taken")
	}
}

// Whatever is accepted, its canonical form reads back as the same selection,
// and is its own canonical form.
func TestCanonicalReadsBack(t *testing.T) {
	value := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~äßŁø½Ⅷガが가İſ]{1,12}`))
	rapid.Check(t, func(t *rapid.T) {
		q := make(url.Values)
		for _, k := range Keys {
			if !rapid.Bool().Draw(t, k.Name) {
				continue
			}
			switch k.Name {
			case "from", "to":
				q[k.Name] = []string{rapid.SampledFrom([]string{"2015-07-22", "2015-07-22T10:00:00+05:30", "2015-07-22T10:00Z"}).Draw(t, "bound")}
			case "encores", "cancelled":
				q[k.Name] = []string{rapid.SampledFrom([]string{"all", "first", "next", "mark", "title", "drop"}).Draw(t, "choice")}
			case "alarm":
				q[k.Name] = []string{rapid.SampledFrom([]string{"0", "15", "007", "+5", "40320", "x"}).Draw(t, "minutes")}
			default:
				q[k.Name] = rapid.SliceOfN(value, 1, 3).Draw(t, "values")
			}
		}
		readsBack(t, q)
	})
}

func readsBack(t interface{ Fatalf(string, ...any) }, q url.Values) {
	s, err := Parse(q)
	if err != nil {
		var bad *BadParameterError
		if !errors.As(err, &bad) {
			t.Fatalf("Parse(%q): %v is no BadParameterError", q, err)
		}
		return
	}
	again, err := url.ParseQuery(s.Canonical())
	if err != nil {
		t.Fatalf("Canonical %q: %v", s.Canonical(), err)
	}
	got, err := Parse(again)
	if err != nil {
		t.Fatalf("Parse(Canonical) of %q, %q: %v", q, s.Canonical(), err)
	}
	if diff := cmp.Diff(s, got); diff != "" {
		t.Fatalf("%q, canonical %q, reads back as another selection:\n%s", q, s.Canonical(), diff)
	}
	if s.Canonical() != got.Canonical() {
		t.Fatalf("canonical %q of canonical %q", got.Canonical(), s.Canonical())
	}
}

func FuzzParse(f *testing.F) {
	f.Add("track=Solve&room=E145&q=docker+-java+%22not+hype%22&from=2015-07-22")
	f.Add("encores=next&cancelled=title&talk=abc&language=en")
	f.Add("q=\"")
	f.Fuzz(func(t *testing.T, query string) {
		q, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		readsBack(t, q)
	})
}

// Every key of the table is known to the parser.
func TestKeys(t *testing.T) {
	good := map[string]string{"conference": "a", "from": "2015-07-22", "to": "2015-07-22", "encores": "first", "cancelled": "drop", "alarm": "15"}
	seen := make(map[string]bool)
	for _, k := range Keys {
		v := good[k.Name]
		if v == "" {
			v = "a"
		}
		s, err := Parse(url.Values{k.Name: {v}})
		if err != nil || s.Canonical() != k.Name+"="+v {
			t.Errorf("%s: %v, %q", k.Name, err, s.Canonical())
		}
		if k.Repeat != ((&s).list(k.Name) != nil) {
			t.Errorf("%s: Repeat is %v", k.Name, k.Repeat)
		}
		seen[k.Name] = true
	}
	if len(seen) != len(Keys) {
		t.Errorf("keys repeat: %v", slices.Sorted(maps.Keys(seen)))
	}
}

func BenchmarkParseCanonical(b *testing.B) {
	q := url.Values{"track": {"Solve", "Learn"}, "room": {"Portland 256"}, "q": {`docker "not hype" -java`}, "from": {"2015-07-22"}}
	b.ReportAllocs()
	for b.Loop() {
		s, err := Parse(q)
		if err != nil || s.Canonical() == "" {
			b.Fatal(err)
		}
	}
}
