package normalize_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"callboard/internal/normalize"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func TestText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"blocks do not glue", "<div>line1</div><div>line2</div>", "line1\nline2"},
		{"paragraphs", "<p>One</p><p>Two<br>lines</p>", "One\n\nTwo\nlines"},
		{"two breaks are a paragraph", "One<br><br>Two<br/><br/><br/>Three", "One\n\nTwo\n\nThree"},
		{"white space collapses", "  a\n\t b <b> c</b>d ", "a b cd"},
		{"list", "<p>See:</p><ul><li>one<li>two</ul>end", "See:\n\n- one\n- two\n\nend"},
		{"numbered and nested", "<ol><li>one<ul><li>a</li></ul></li><li>two</li></ol>", "1. one\n  - a\n2. two"},
		{"link", `<a href="https://ex.org/x">the page</a>.`, "the page (https://ex.org/x)."},
		{"link that shows itself", `<a href="https://ex.org/">ex.org</a>`, "ex.org"},
		{"link without text", `see <a href="https://ex.org/x"></a>`, "see https://ex.org/x"},
		{"no other schemes", `<a href="javascript:alert(1)">x</a> <a href="mailto:a@b">m</a>`, "x m"},
		{"entities", "AT&amp;T &lt;3 caf&eacute;&nbsp;!", "AT&T <3 café\u00a0!"},
		{"scripts are gone", "a<script>alert('<p>')</script><style>p{}</style><!-- c -->b", "ab"},
		{"table", "<table><tr><td>1<td>2<tr><th>3</table>", "1 2\n3"},
		{"pre", "<pre>a\n  b</pre>", "a\n  b"},
		{"image", `<img alt="a cat" src=x>`, "a cat"},
		{"less than", "a < b, 1<2", "a < b, 1<2"},
		{"never closed", "<p><b><i>x", "x"},
		{"empty", "<p> </p>", ""},
	} {
		if got := normalize.Text(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestHTML(t *testing.T) {
	const base = "https://ex.org/talks/1"
	for _, c := range []struct{ name, in, want string }{
		{"plain text has no markup", "a &amp; b < c", ""},
		{"nothing but text remains", "<script>x</script><img src=x onerror=alert(1)>text<font color=red>red</font>", ""},
		{"balanced", "<p>a <b>b<p>c", "<p>a <b>b</b></p><p><b>c</b></p>"},
		{"relative link", `<a href="../img?a=1&amp;b=2">x</a>`, `<a href="https://ex.org/img?a=1&amp;b=2" rel="nofollow">x</a>`},
		{"plain link", `<a href="https://ex.org/">x</a>`, `<a href="https://ex.org/" rel="nofollow">x</a>`},
		{"javascript", `<p><a href="javascript:alert(1)">x <b>y</b></a></p>`, "<p>x <b>y</b></p>"},
		{"handlers and styles", `<p onclick="x" style="color:red" class="c" id="i">a</p>`, "<p>a</p>"},
		{"foreign images", `<p>a<img src="https://spy.example/p.gif">b</p>`, "<p>ab</p>"},
		{"stray end tags", "</div></table>a</p><p>b", "a<p></p><p>b</p>"},
		{"svg and math", `<svg><a xlink:href="javascript:x"><p>a</p></a></svg>`, "<p>a</p>"},
		{"template", `<p>a<iframe src="https://x"></iframe><object></object><form><input></form></p>`, "<p>a</p>"},
		{"data", `<a href="data:text/html,x">d</a><p>e</p>`, "d<p>e</p>"},
		{"control characters", "<p>a\x00b\u202ec\x1b</p>", "<p>a bc </p>"},
	} {
		if got := normalize.HTML(c.in, base); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := normalize.HTML(`<p><a href="/x">x</a></p>`, ""); got != "<p>x</p>" {
		t.Errorf("without a base: %q", got)
	}
	deep := strings.Repeat("<div>", 20000) + "x"
	if got := normalize.HTML(deep, base); len(got) > len(deep)*3 {
		t.Errorf("%d bytes", len(got))
	}
	if got := normalize.Text(deep); got != "x" {
		t.Errorf("%q", got)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"<p>a<br>b", "<ul><li>a", "<a href=x>y", "a\x00\xff<pre>\r\n", "<table><td>x", "&#0;&#x202e;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := normalize.Text(s)
		harmlessText(t, got)
	})
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<p>a<br>b", "<a href=\"https://x/\">y</a>", "<svg><script>x", "<b><p></b>", "<math><mi//xlink:href=\"data:x,<script>\">", "<p>\x00&#0;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := normalize.HTML(s, "https://ex.org/a/")
		if !utf8.ValidString(got) {
			t.Fatalf("%q gives %q", s, got)
		}
		body := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
		nodes, err := html.ParseFragment(strings.NewReader(got), body)
		if err != nil {
			t.Fatalf("%q gives %q: %v", s, got, err)
		}
		for _, n := range nodes {
			for d := range n.Descendants() {
				unsafe(t, s, d)
			}
			unsafe(t, s, n)
		}
	})
}

// unsafe fails on elements and attributes that no policy of ours lets through.
func unsafe(t *testing.T, in string, n *html.Node) {
	if n.Type != html.ElementNode {
		return
	}
	switch n.Data {
	case "script", "style", "iframe", "object", "embed", "img", "svg", "math", "form", "input", "link", "meta", "base", "template", "video", "audio":
		t.Fatalf("%q leaves <%s>", in, n.Data)
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "href" && (strings.HasPrefix(a.Val, "http://") || strings.HasPrefix(a.Val, "https://") || strings.HasPrefix(a.Val, "mailto:")):
		case a.Key == "rel", a.Key == "colspan", a.Key == "rowspan":
		default:
			t.Fatalf("%q leaves %s=%q", in, a.Key, a.Val)
		}
	}
}

func harmlessText(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\r\x7f\u202e\u2066\ufeff") {
		t.Fatalf("not clean: %q", s)
	}
}
