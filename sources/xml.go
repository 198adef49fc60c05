package sources

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"
)

// xpathEngine reads any XML by XPath expressions.
type xpathEngine struct {
	prefixed bool // an expression names a namespace's prefix: prefixes matter
}

func openXML(address string, options map[string]any) (Reader, error) {
	return declaredOpen(address, &xpathEngine{}, options)
}

func (*xpathEngine) rules() declaredRules {
	return declaredRules{kind: "xml", item: true, next: true, detail: true, examples: map[string]string{
		"item": `an XPath expression of what is one talk, such as item = "//session"`, "title": `an XPath expression below the item, such as title = "title" or title = "@name"`}}
}

func (e *xpathEngine) with([]string) declaredEngine { return e }

func (*xpathEngine) further(*Page) (any, error) {
	return nil, errors.New("an XML document has no further documents")
}

// xpathPrefix finds a name with a prefix ("dc:title"), but no axis ("parent::day")
// and nothing in a literal.
var (
	xpathLiteral = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	xpathPrefix  = regexp.MustCompile(`[A-Za-z_][\w.-]*:(?:[A-Za-z_*])`)
)

func (e *xpathEngine) compile(_, text string) (any, error) {
	expr, err := xpathGuard(func() (*xpath.Expr, error) { return xpath.Compile(text) })
	if err != nil {
		return nil, fmt.Errorf("%q is no XPath expression: %w", text, err)
	}
	e.prefixed = e.prefixed || xpathPrefix.MatchString(xpathLiteral.ReplaceAllString(text, ""))
	return expr, nil
}

// xpathGuard turns a panic of the library into an error: it panics on wrong
// arguments of functions, some of them only when it sees the document.
func xpathGuard[T any](f func() (T, error)) (out T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	return f()
}

// xpathMaxDepth bounds elements inside each other: expressions walk the tree by
// recursion.
const xpathMaxDepth = 1000

// xpathScan walks the tokens once: the root, how deep it goes, and whether its
// end was read.
func xpathScan(body []byte) (closed bool, err error) {
	dec := xml.NewDecoder(bytes.NewReader(body))
	dec.Strict, dec.Entity = false, xml.HTMLEntity
	depth := 0
	for {
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return closed && depth == 0, nil
		}
		if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok && syntax.Msg == "unexpected EOF" {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		switch token.(type) {
		case xml.StartElement:
			if depth++; depth > xpathMaxDepth {
				return false, fmt.Errorf("more than %d elements inside each other", xpathMaxDepth)
			}
		case xml.EndElement:
			depth--
			closed = depth == 0
		}
	}
}

// xpathParse parses a body that should be XML.
func xpathParse(p *Page) (*xmlquery.Node, bool, error) {
	body := bytes.TrimSpace(bytes.TrimPrefix(p.Body, []byte("\ufeff")))
	wrong := &WrongKindError{Want: "XML", Got: Look(p)}
	if len(body) == 0 || body[0] != '<' {
		return nil, false, wrong
	}
	if what := lookMarkup(body[:min(len(body), lookMost)]); strings.Contains(what, "an HTML") && !bytes.HasPrefix(body, []byte("<?xml")) {
		return nil, false, wrong
	}
	closed, err := xpathScan(body)
	if err != nil {
		return nil, false, fmt.Errorf("broken XML: %w", err)
	}
	if !closed {
		return nil, false, fmt.Errorf("the XML breaks off after %d bytes, before its root is closed: nothing of it is used", len(body))
	}
	doc, err := xpathGuard(func() (*xmlquery.Node, error) {
		return xmlquery.ParseWithOptions(bytes.NewReader(body), xmlquery.ParserOptions{
			Decoder: &xmlquery.DecoderOptions{Strict: false, Entity: xml.HTMLEntity}, WithLineNumbers: true})
	})
	if err != nil {
		return nil, false, fmt.Errorf("broken XML: %w", err)
	}
	return doc, closed, nil
}

// xpathDocument is a parsed document. One that breaks off gives none.
type xpathDocument struct {
	address *url.URL
	doc     *xmlquery.Node
}

func (e *xpathEngine) open(p *Page, _ map[string]any) (declaredDocument, error) {
	doc, _, err := xpathParse(p)
	if err != nil {
		return nil, err
	}
	if !e.prefixed {
		xpathPlain(doc)
	}
	address, err := url.Parse(p.URL)
	if err != nil {
		address = &url.URL{}
	}
	return &xpathDocument{address: address, doc: doc}, nil
}

// xpathPlain drops the prefixes of names: an expression that names none means
// elements by their local names.
func xpathPlain(n *xmlquery.Node) {
	n.Prefix = ""
	for i := range n.Attr {
		if n.Attr[i].Name.Space != "xmlns" {
			n.Attr[i].Name.Space = ""
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		xpathPlain(c)
	}
}

func (d *xpathDocument) base() *url.URL { return d.address }
func (d *xpathDocument) closed() bool   { return true }
func (d *xpathDocument) years() []int   { return nil }

func (d *xpathDocument) root() declaredNode {
	return &xpathNode{node: d.doc, place: "the document"}
}

func (d *xpathDocument) published() Published {
	for _, path := range []string{"/*/conference/title", "/*/conference/name", "/*/event/name", "/*/title", "/*/name", "/*/@title", "/*/@name"} {
		n, err := xpathGuard(func() (*xmlquery.Node, error) { return xmlquery.Query(d.doc, path) })
		if n != nil && n.Parent != nil && n.Parent.Parent != nil && len(n.Parent.Parent.SelectElements(n.Parent.Data)) > 1 {
			continue // events are talks
		}
		if err == nil && n != nil && strings.TrimSpace(n.InnerText()) != "" && len(n.InnerText()) < 200 {
			return Published{Name: n.InnerText(), Zone: xpathZone(d.doc)}
		}
	}
	return Published{Zone: xpathZone(d.doc)}
}

func (d *xpathDocument) items(_ context.Context, program any) ([]declaredNode, error) {
	expr, ok := program.(*xpath.Expr)
	if !ok {
		return nil, errors.New("there is no item")
	}
	nodes, err := xpathGuard(func() ([]*xmlquery.Node, error) { return xmlquery.QuerySelectorAll(d.doc, expr), nil })
	if err != nil {
		return nil, fmt.Errorf("item: %w", err)
	}
	out := make([]declaredNode, 0, len(nodes))
	for i, n := range nodes {
		place := fmt.Sprintf("item %d", i+1)
		if n.LineNumber > 1 {
			place = fmt.Sprintf("item %d, line %d", i+1, n.LineNumber)
		}
		out = append(out, &xpathNode{node: n, place: place})
	}
	return out, nil
}

// xpathNode is an element.
type xpathNode struct {
	node  *xmlquery.Node
	place string
}

func (n *xpathNode) where() string { return n.place }
func (n *xpathNode) blank() bool {
	return len(n.node.Attr) == 0 && strings.TrimSpace(n.node.InnerText()) == ""
}

func (n *xpathNode) values(_ context.Context, key string, program any) ([]declaredValue, error) {
	expr, ok := program.(*xpath.Expr)
	if !ok {
		return nil, nil
	}
	return xpathGuard(func() ([]declaredValue, error) {
		switch v := expr.Evaluate(xmlquery.CreateXPathNavigator(n.node)).(type) {
		case string:
			return []declaredValue{{text: v}}, nil
		case float64:
			return []declaredValue{{text: strconv.FormatFloat(v, 'f', -1, 64)}}, nil
		case *xpath.NodeIterator:
			var out []declaredValue
			for v.MoveNext() && len(out) < declaredMaxValues {
				nav, ok := v.Current().(*xmlquery.NodeNavigator)
				if !ok {
					continue
				}
				out = append(out, xpathValue(key, nav))
			}
			for i := range out {
				out[i].list = len(out) > 1
			}
			return out, nil
		}
		return nil, nil // true and false say nothing
	})
}

// xpathPerson is the name of a person whose halves are elements of their own.
func xpathPerson(n *xmlquery.Node) string {
	halves := map[string]any{}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == xmlquery.ElementNode {
			halves[c.Data] = strings.TrimSpace(c.InnerText())
		}
	}
	given, family := guessPersonal(halves)
	return strings.TrimSpace(guessText(halves[given]) + " " + guessText(halves[family]))
}

// xpathValue is the text of what was found; an abstract that holds elements is
// their markup, and a person in halves has one name.
func xpathValue(key string, nav *xmlquery.NodeNavigator) declaredValue {
	if key == "speakers" && nav.NodeType() == xpath.ElementNode {
		if name := xpathPerson(nav.Current()); name != "" {
			return declaredValue{text: name}
		}
	}
	if key == "abstract" && nav.NodeType() == xpath.ElementNode {
		for c := nav.Current().FirstChild; c != nil; c = c.NextSibling {
			if c.Type == xmlquery.ElementNode {
				return declaredValue{text: nav.Current().OutputXML(false), html: true}
			}
		}
	}
	return declaredValue{text: nav.Value()}
}
