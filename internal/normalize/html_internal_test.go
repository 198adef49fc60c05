package normalize

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPlainMarkupIsWhatTheSanitiserKeeps proves that the short way around the
// sanitiser leads to the same place.
func TestPlainMarkupIsWhatTheSanitiserKeeps(t *testing.T) {
	pieces := []string{"a", " ", "b & c", "&lt;", "&amp;x", "\n", "'\"", "1 > 0", "é", `<a href="https://ex.org/a?b=c#d">`, `<a href="http://x">`, "</a>"}
	for tag := range plainTags {
		pieces = append(pieces, tag)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "pieces"), "")
		if !plainMarkup(s) {
			t.Fatalf("%q is not plain", s)
		}
		short, long := htmlOf(s, nil), ""
		if safe := policy().Sanitize(s); safe != "" {
			long = htmlOf(safe, nil)
		}
		if short != long {
			t.Fatalf("%q: %q around, %q through the sanitiser", s, short, long)
		}
	})
	for _, s := range []string{"<p class=x>", "<P>", "<script>", "<img>", "<a href=\"javascript:x\">", "<a href='http://x'>", "<a href=\"http://x\" onclick=\"\">",
		"<!-- -->", "<p", "< p>", "<svg>", "<a href=\"https://\">", "<a href=\"https://x/&quot;\">", "<?x?>", "<span>"} {
		if plainMarkup(s) {
			t.Errorf("%q is plain", s)
		}
	}
}
