package normalize

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var plainPieces = []string{"a", " ", "b & c", "&lt;", "&amp;x", "&nbsp;", "\n", "'\"", "1 > 0", "é", `<a href="https://ex.org/a?b=c#d">`, `<a href="http://x">`, `<a href="http://x/a/../b">`, "</a>",
	"<p>", "</p>", "<br>", "<br />", "<ul>", "</ul>", "<ol>", "</ol>", "<li>", "</li>", "<em>", "</em>", "<b>", "</b>", "<code>", "</code>", "<sub>", "</sub>",
	"<blockquote>", "</blockquote>", "<h2>", "</h2>", "<small>", "</small>", "<hr>", "<pre>", "</pre>", "<table>", "<td>"}

// markupTree draws markup that mostly nests.
func markupTree(t *rapid.T, depth int) string {
	var b strings.Builder
	for range rapid.IntRange(0, 4).Draw(t, "children") {
		name := rapid.SampledFrom([]string{"", "p", "ul", "ol", "li", "em", "b", "a", "h2", "blockquote", "code", "sup", "strong", "u"}).Draw(t, "element")
		switch {
		case name == "" || depth == 0:
			b.WriteString(rapid.SampledFrom(plainPieces).Draw(t, "piece"))
		case name == "a":
			b.WriteString(`<a href="https://ex.org/x">` + markupTree(t, depth-1) + "</a>")
		default:
			b.WriteString("<" + name + ">" + markupTree(t, depth-1) + "</" + name + ">")
		}
	}
	return b.String()
}

// TestBothWaysAreOne proves that the short way around the sanitiser and the
// parser leads to the same bytes.
func TestBothWaysAreOne(t *testing.T) {
	base, err := url.Parse("https://base.example/a/")
	if err != nil {
		t.Fatal(err)
	}
	short := 0
	rapid.Check(t, func(t *rapid.T) {
		s := markupTree(t, 4)
		if !markup(s) {
			return
		}
		around, ok := tidyAlready(s, base)
		if !ok {
			return
		}
		short++
		if through := sanitised(s, base); around != through {
			t.Fatalf("%q: %q around, %q through", s, around, through)
		}
	})
	if short == 0 && !testing.Short() { // which draws fewer
		t.Error("the short way was never taken")
	}
}

func TestTheLongWay(t *testing.T) {
	for _, s := range []string{"<p class=x></p>", "<P></P>", "<script></script>", "<img>", "<a href=\"javascript:x\">y</a>", "<a href='http://x'>y</a>", "<a href=\"http://x\" onclick=\"\">y</a>",
		"<!-- -->", "<p", "< p>", "<svg></svg>", "<a href=\"https://\">y</a>", "<a href=\"https://x/&quot;\">y</a>", "<?x?>", "<span></span>", "<p>", "</p>", "<b><p></b></p>", "<p><ul></ul></p>", "<li></li>", "<pre>\nx</pre>"} {
		if out, ok := tidyAlready(s, nil); ok {
			t.Errorf("%q gives %q without the sanitiser", s, out)
		}
	}
	if out, ok := tidyAlready(`<p>a <em>b</em> <a href="https://ex.org/">c</a></p>`, nil); !ok || out != `<p>a <em>b</em> <a href="https://ex.org/" rel="nofollow">c</a></p>` {
		t.Errorf("%q %v", out, ok)
	}
}
