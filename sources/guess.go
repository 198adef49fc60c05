package sources

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	guessLeast   = 3   // items that a schedule has at least
	guessShare   = 0.8 // of the items have a title and a start
	guessMost    = 12  // candidates that are tried
	guessSamples = 60  // items that a candidate's fields are judged by
	guessBody    = 16 << 20
)

// Guess examines a page of no known kind for something that looks like a
// schedule: an array, a table or a list whose rows have a title and a start. The
// guess is a declarative kind and its options, which an admin can correct; it
// holds only where at least four in five of the items that it finds have both. Why
// says what it is, or else what speaks against the best guess, "" where nothing
// looks like a schedule at all.
func Guess(p *Page) (kind string, options map[string]any, why string, ok bool) {
	if p == nil || len(p.Body) > guessBody {
		return "", nil, "", false
	}
	if lookForeign(jsonBody(p)) != "" {
		return "", nil, "", false // what it looks like says why
	}
	best, refused := guessed{}, guessed{}
	for _, c := range guessCandidates(p) {
		if best.good > c.rows {
			break // the fullest come first: none of the rest can be better
		}
		g := c.try(p)
		if g.against != "" {
			if g.timed > refused.timed {
				refused = g
			}
			continue
		}
		if g.better(best) {
			best = g
		}
	}
	if best.good == 0 {
		unclear := guessUnclear(jsonBody(p))
		if unclear != "" && refused.good == 0 {
			return "", nil, fmt.Sprintf(`nothing tells whether %s is day/month or month/day: set kind and date_layout = "DD/MM/YYYY" or "MM/DD/YYYY" with it`, unclear), false
		}
		return "", nil, refused.against, false
	}
	why = fmt.Sprintf("a guess: %d of %d rows of %s have a title and a start", best.good, best.all, best.what)
	return best.kind, best.options, why, true
}

// guessCandidates are the places of a page where a schedule could be, the
// fullest first.
func guessCandidates(p *Page) []guessCandidate {
	var out []guessCandidate
	switch body := jsonBody(p); {
	case len(body) == 0:
	case body[0] == '{' || body[0] == '[':
		out = guessJSON(p)
	case body[0] != '<':
		out = guessCSV(p)
	default:
		if out = guessXML(p); out == nil {
			out = guessHTML(p)
		}
	}
	out = slices.DeleteFunc(out, func(c guessCandidate) bool {
		return c.options["title"] == nil || c.options["start"] == nil && c.options["date"] == nil
	})
	slices.SortStableFunc(out, func(a, b guessCandidate) int { return b.rows - a.rows })
	return out[:min(len(out), guessMost)]
}

// guessCandidate is a place with options that could read it.
type guessCandidate struct {
	kind, what string
	options    map[string]any
	rows       int
	decoded    any // the document of JSON
}

// guessed is a candidate that was tried.
type guessed struct {
	guessCandidate
	good, all int
	timed     int    // rows with a time, of whatever day: what a refusal weighs
	against   string // why it is no schedule, "" for one
}

func (g guessed) better(than guessed) bool {
	if g.good != than.good {
		return g.good > than.good
	}
	return g.good > 0 && len(g.options) > len(than.options)
}

// try reads the page by the options. The result is zero unless it looks like a
// schedule.
func (c guessCandidate) try(p *Page) guessed {
	k, _ := ByName(c.kind)
	options := maps.Clone(c.options)
	for _, key := range []string{"abstract", "speakers", "room", "track", "link", "recording", "slides"} {
		delete(options, key) // they cost time and tell no schedule
	}
	r, err := k.Open(p.URL, options)
	if err != nil {
		return guessed{}
	}
	reader, ok := r.(*declaredReader)
	if !ok {
		return guessed{}
	}
	if c.decoded != nil {
		reader.engine = jqEngine{decoded: c.decoded}
	}
	run := &declaredRun{declaredReader: reader, get: guessPage{p}, listing: &Listing{Complete: true}, tallies: map[string]*declaredTally{}}
	ctx := context.Background() // options that were made here have no program that could run long
	if run.pages(ctx, nil) != nil {
		return guessed{}
	}
	run.finish()
	g := guessed{guessCandidate: c, all: len(run.records)}
	g.judge(run)
	return g
}

// guessPage gives the one page that is there.
type guessPage struct{ p *Page }

func (g guessPage) Get(context.Context, Request) (*Page, error) { return g.p, nil }

// OptionsTOML writes options as the table of a kind in config.toml, as it stands
// below its [[source]], for an admin to correct.
func OptionsTOML(kind string, options map[string]any) string {
	var out strings.Builder
	fmt.Fprintf(&out, "  [source.%s]\n", kind)
	keys := append([]string{"item"}, declaredFields...)
	for _, key := range slices.Sorted(maps.Keys(options)) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for _, key := range keys {
		if text, ok := options[key].(string); ok {
			fmt.Fprintf(&out, "  %s = %s\n", key, tomlText(text))
		}
	}
	return out.String()
}

// tomlText quotes a text for TOML (1.0, String).
func tomlText(text string) string {
	plain := !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
	if plain && strings.Contains(text, `"`) && !strings.Contains(text, "'") {
		return "'" + text + "'"
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&out, `\u%04X`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
	return out.String()
}
