package sources

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pageEngine reads any HTML page by CSS selectors.
type pageEngine struct{}

func openPage(address string, options map[string]any) (Reader, error) {
	return declaredOpen(address, pageEngine{}, options)
}

func (pageEngine) rules() declaredRules {
	return declaredRules{kind: "page", item: true, next: true, detail: true, examples: map[string]string{
		"item": `a CSS selector of what is one talk, such as item = "article.talk"`, "title": `a CSS selector inside of the item, such as title = "h3"`}}
}

func (e pageEngine) with([]string) declaredEngine { return e }

func (pageEngine) further(*Page) (any, error) {
	return nil, errors.New("a page has no further documents")
}

// pageProgram is "selector@attribute": a nil selector is the item itself, no
// attribute is the text.
type pageProgram struct {
	selector  cascadia.Selector
	attribute string
}

var pageAttribute = regexp.MustCompile(`@([A-Za-z_][\w:.-]*)$`)

func (pageEngine) compile(key, text string) (any, error) {
	p := pageProgram{}
	if m := pageAttribute.FindStringSubmatchIndex(text); m != nil {
		p.attribute = strings.ToLower(text[m[2]:m[3]])
		text = strings.TrimSpace(text[:m[0]])
		if key == "item" {
			return nil, errors.New("an item is an element: leave the @attribute out")
		}
	}
	if text == "" {
		return p, nil
	}
	selector, err := cascadia.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("%q is no CSS selector: %w", text, err)
	}
	p.selector = selector
	return p, nil
}

// pageDocument is a parsed page of a list, or behind an item.
type pageDocument struct {
	*domPage
	address string
	place   map[*html.Node]int // in document order, made when needed
	tables  map[*html.Node]map[*html.Node]pageCell
}

func (e pageEngine) open(p *Page, _ map[string]any) (declaredDocument, error) {
	if body := jsonBody(p); len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		return nil, &WrongKindError{Want: "an HTML page", Got: Look(p)}
	}
	dom, err := domParse(p, "an HTML page")
	if err != nil {
		return nil, err
	}
	return &pageDocument{domPage: dom, address: p.URL, tables: map[*html.Node]map[*html.Node]pageCell{}}, nil
}

func (d *pageDocument) base() *url.URL { return d.domPage.base }
func (d *pageDocument) closed() bool   { return d.domPage.closed }

func (d *pageDocument) root() declaredNode {
	return &pageNode{doc: d, node: d.domPage.root, place: "the page"}
}

// pageGeneric are the words of a title that name no conference.
var pageGeneric = regexp.MustCompile(`(?i)^(?:the |full |our )?(?:conference |event )?(?:schedule|program(?:me)?|agenda|sessions?|talks?|timetable|fahrplan|programm|zeitplan|programma|orario|horario|grille|planning|home|welcome)(?: at a glance| overview| grid)?$`)

var pageTitleParts = regexp.MustCompile(`\s+[|–—·»«:-]+\s+|\s*[|»«]\s*|:\s+`)

// published takes the conference's name from the page: what the site calls
// itself, else its title without "Schedule".
func (d *pageDocument) published() Published {
	site := domFirst(d.domPage.root, func(n *html.Node) bool { return n.DataAtom == atom.Meta && domAttr(n, "property") == "og:site_name" })
	if site != nil && strings.TrimSpace(domAttr(site, "content")) != "" {
		return Published{Name: domAttr(site, "content")}
	}
	var parts []string
	for _, part := range pageTitleParts.Split(d.title(), -1) {
		if part = strings.TrimSpace(part); part != "" && !pageGeneric.MatchString(part) {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return Published{}
	}
	if i := slices.IndexFunc(parts, pageYear.MatchString); i >= 0 {
		return Published{Name: parts[i]}
	}
	return Published{Name: parts[len(parts)-1]} // "Talks on Friday | SmallConf"
}

// title is the text of the title element.
func (d *pageDocument) title() string {
	return domText(domFirst(d.domPage.root, func(n *html.Node) bool { return n.DataAtom == atom.Title }))
}

var pageYear = regexp.MustCompile(`(?:^|\D)((?:19[7-9]|20[0-4])\d)(?:\D|$)`)

// years are those of the title, else of the first headings, else of the address.
func (d *pageDocument) years() []int {
	heading := domFirst(d.domPage.root, func(n *html.Node) bool { return n.DataAtom == atom.H1 && pageYear.MatchString(domText(n)) })
	for _, text := range []string{d.title(), domText(heading), d.address} {
		var out []int
		for _, m := range pageYear.FindAllStringSubmatch(text, 10) {
			if year, err := strconv.Atoi(m[1]); err == nil && !slices.Contains(out, year) {
				out = append(out, year)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

func (d *pageDocument) items(_ context.Context, program any) ([]declaredNode, error) {
	p, _ := program.(pageProgram)
	if p.selector == nil {
		return nil, errors.New("the item has no selector")
	}
	var out []declaredNode
	for i, n := range p.selector.MatchAll(d.domPage.root) {
		out = append(out, &pageNode{doc: d, node: n, place: fmt.Sprintf("item %d", i+1)})
	}
	return out, nil
}

// pageNode is an element.
type pageNode struct {
	doc   *pageDocument
	node  *html.Node
	place string
}

func (n *pageNode) where() string { return n.place }

// blank says that an element holds no words, in its text or its attributes.
func (n *pageNode) blank() bool {
	for d := range n.node.Descendants() {
		if d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" || pageSpeaks(d) {
			return false
		}
	}
	return !pageSpeaks(n.node)
}

func pageSpeaks(n *html.Node) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
		return (strings.HasPrefix(a.Key, "data-") || a.Key == "title" || a.Key == "alt" || a.Key == "content" || a.Key == "datetime") && strings.TrimSpace(a.Val) != ""
	})
}

func (n *pageNode) values(_ context.Context, key string, program any) ([]declaredValue, error) {
	p, _ := program.(pageProgram)
	if p.selector == nil {
		return pageValues(n.doc, []*html.Node{n.node}, key, p.attribute), nil
	}
	found := slices.DeleteFunc(p.selector.MatchAll(n.node), func(m *html.Node) bool { return m == n.node })
	if len(found) == 0 && p.selector.Match(n.node) {
		found = []*html.Node{n.node}
	}
	return pageValues(n.doc, found, key, p.attribute), nil
}

// pageValues are what elements say of a key: an attribute, the HTML of an
// abstract, the address of a link, else the text.
func pageValues(d *pageDocument, found []*html.Node, key, attribute string) []declaredValue {
	var out []declaredValue
	for _, n := range found {
		v := declaredValue{list: len(found) > 1}
		switch {
		case attribute != "":
			v.text = domAttr(n, attribute)
		case key == "abstract":
			v.text, v.html = domInner(d.base(), n), true
		case key == "link" || key == "recording" || key == "slides" || key == "next":
			v.text = firstOf(domAttr(n, "href"), domAttr(n, "src"), domAttr(n, "data-src"), domText(n))
		case key == "speakers":
			v.text = strings.Join(domLines(n, nil), "\n")
		default:
			v.text = domText(n)
		}
		if strings.TrimSpace(v.text) != "" {
			out = append(out, v)
		}
	}
	return out
}
