package web

import (
	"strings"
	"testing"

	"callboard"
)

// The health page says that a source is read by a guess, and shows the options
// that correct it, escaped.
func TestSourcesShowAGuess(t *testing.T) {
	f := oscon()
	f.health = append(f.health, callboard.Health{Source: callboard.SourceView{ID: "guessed"}, State: callboard.SourceState{Source: "guessed", Kind: "json",
		Outcome: callboard.OK, Guessed: map[string]any{"item": `.["<b>"][]`, "title": ".name", "start": ".from"}}})
	body := get(newTest(t, f), "/sources").Body.String()
	for _, want := range []string{"Read by a guess", "[source.json]", "title = &#34;.name&#34;", "&lt;b&gt;"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	if strings.Count(body, "Read by a guess") != 1 || strings.Contains(body, "<b>") {
		t.Error("a source that is no guess is called one, or a site's text is markup")
	}
}
