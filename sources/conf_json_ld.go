package sources

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// jsonLDReader reads schema.org events written as JSON-LD: in the script
// elements of a page, or as a document of its own.
type jsonLDReader struct{ url string }

func detectJSONLD(p *Page) string {
	roots, in := jsonLDRoots(p, nil)
	if talks, whole := schemaCounts(roots); talks == 0 || whole*2 < talks {
		return ""
	}
	return "it holds schema.org events as JSON-LD " + in
}

func openJSONLD(url string, options map[string]any) (Reader, error) {
	if err := noOptions("conf-json-ld", options); err != nil {
		return nil, err
	}
	return &jsonLDReader{url: url}, nil
}

// Read gets the one page and parses it. Nothing else is asked for: contexts of
// other sites are not loaded, the vocabulary is known.
func (r *jsonLDReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	return parseJSONLD(p)
}

func parseJSONLD(p *Page) (*Listing, error) {
	l := &Listing{Complete: true}
	roots, _ := jsonLDRoots(p, l)
	if len(roots) == 0 {
		if len(l.Warnings) > 0 {
			return nil, fmt.Errorf("no JSON-LD of the page can be read: %s", l.Warnings[0].Text)
		}
		return nil, &WrongKindError{Want: "schema.org events as JSON-LD", Got: Look(p)}
	}
	base, err := url.Parse(p.URL)
	if err != nil {
		base = &url.URL{}
	}
	schemaListing(l, roots, base)
	if len(l.Items) == 0 && len(l.Unusable) == 0 && l.Conference == (Published{}) {
		return nil, &WrongKindError{Want: "schema.org events as JSON-LD", Got: Look(p) + " with other JSON-LD"}
	}
	return l, nil
}

// jsonLDRoots are the documents of a page, and where they stand, in words.
// Faults are warned of when l is given.
func jsonLDRoots(p *Page, l *Listing) ([]schemaNode, string) {
	body := bytes.TrimSpace(bytes.TrimPrefix(p.Body, []byte("\xef\xbb\xbf")))
	if len(body) == 0 {
		return nil, ""
	}
	lower := bytes.ToLower(body[:min(len(body), lookMost)])
	if body[0] == '{' || body[0] == '[' {
		// A document of its own says whose words it uses.
		if !bytes.Contains(lower, []byte("schema.org")) || !bytes.Contains(lower, []byte(`"@`)) {
			return nil, ""
		}
		return jsonLDDocument(string(body), "", l), "in a document of its own"
	}
	if body[0] != '<' && !bytes.Contains(lower, []byte("<script")) || !bytes.Contains(bytes.ToLower(body), []byte("ld+json")) {
		return nil, ""
	}
	page, err := domParse(p, "schema.org events as JSON-LD")
	if err != nil {
		if l != nil {
			l.warn("", "%v", err)
		}
		return nil, ""
	}
	if l != nil && !page.closed {
		l.Complete = false
		l.warn("", "the page breaks off before its end: nothing is taken for removed")
	}
	return jsonLDScripts(page, l), "in script elements"
}

// jsonLDScripts reads the script elements of a page.
func jsonLDScripts(page *domPage, l *Listing) []schemaNode {
	var roots []schemaNode
	for i, n := range domAll(page.root, jsonLDScript) {
		if n.FirstChild != nil {
			roots = append(roots, jsonLDDocument(n.FirstChild.Data, fmt.Sprintf("script %d", i+1), l)...)
		}
	}
	return roots
}

// jsonLDDocument reads one text of JSON-LD.
func jsonLDDocument(text, where string, l *Listing) []schemaNode {
	values, err := jsonLDDecode(text)
	if err != nil && l != nil {
		l.Complete = false
		l.warn(where, "the JSON-LD breaks off or is broken: %v", err)
	}
	var out []schemaNode
	for _, v := range values {
		for _, value := range jsonLDValues(v, 0) {
			if n, ok := value.(schemaNode); ok {
				out = append(out, n)
			}
		}
	}
	return out
}

// jsonLDLanguages are tried in turn where a text is given in several.
var jsonLDLanguages = []string{"", "en", "en-US", "en-GB", "@none"}

// jsonLDValues turns a decoded value into texts and nodes.
func jsonLDValues(v any, depth int) []any {
	if depth > schemaDeepest {
		return nil
	}
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		if s, ok := jsonLDTagged(v); ok {
			return []any{s}
		}
		var out []any
		for _, inner := range v {
			out = append(out, jsonLDValues(inner, depth+1)...)
		}
		return out
	case map[string]any:
		return jsonLDObject(v, depth)
	}
	return []any{fmt.Sprint(v)}
}

// jsonLDTagged picks one text of a list in several languages.
func jsonLDTagged(list []any) (string, bool) {
	byLanguage := map[string]string{}
	first := ""
	for _, v := range list {
		m, ok := v.(map[string]any)
		if !ok {
			return "", false
		}
		s, ok := m["@value"].(string)
		language, tagged := m["@language"].(string)
		if !ok || !tagged && len(m) > 1 {
			return "", false
		}
		byLanguage[language] = s
		first = firstOf(first, s)
	}
	if len(byLanguage) < 2 {
		return first, first != ""
	}
	for _, language := range jsonLDLanguages {
		if s := byLanguage[language]; s != "" {
			return s, true
		}
	}
	return first, first != ""
}

// jsonLDObject is an object: a value, a list, a graph or a node.
func jsonLDObject(m map[string]any, depth int) []any {
	for _, key := range []string{"@value", "@list", "@set"} {
		if inner, ok := m[key]; ok {
			return jsonLDValues(inner, depth+1)
		}
	}
	n := schemaNode{}
	for key, value := range m {
		switch key {
		case "@context", "@graph", "@language":
			continue
		case "@type", "type":
			n["@type"] = jsonLDTypes(append(n["@type"], jsonLDValues(value, depth+1)...))
			continue
		case "id":
			if _, ok := m["@id"]; ok {
				continue
			}
			key = "@id"
		}
		n[schemaName(key)] = append(n[schemaName(key)], jsonLDValues(value, depth+1)...)
	}
	if len(n["@type"]) == 0 {
		if s, ok := jsonLDLanguageMap(m); ok {
			return []any{s}
		}
		delete(n, "@type")
	}
	if graph, ok := m["@graph"]; ok {
		inner := jsonLDValues(graph, depth+1)
		if len(n) == 0 {
			return inner
		}
		return append([]any{n}, inner...)
	}
	return []any{n}
}

// jsonLDLanguageMap reads {"en": "...", "de": "..."}.
func jsonLDLanguageMap(m map[string]any) (string, bool) {
	keys := make([]string, 0, len(m))
	for key, v := range m {
		if _, ok := v.(string); !ok || len(key) != 2 && !(len(key) == 5 && key[2] == '-') || key == "id" {
			return "", false
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return "", false
	}
	for _, language := range jsonLDLanguages {
		if s, ok := m[language].(string); ok {
			return s, true
		}
	}
	s, _ := m[slices.Min(keys)].(string)
	return s, true
}

func jsonLDTypes(values []any) []any {
	var out []any
	for _, v := range values {
		if s, ok := v.(string); ok {
			out = append(out, schemaName(s))
		}
	}
	return out
}

// jsonLDConference is what the JSON-LD of a page says of the conference, for
// other kinds that read the same page.
func jsonLDConference(page *domPage) Published {
	conference, _ := schemaCollect(jsonLDScripts(page, nil)).programme()
	if conference == nil {
		return Published{}
	}
	return schemaPublished(conference, page.base)
}

// jsonLDWrapped are the comments that pages wrap scripts in, against browsers
// of the last century.
var jsonLDWrapped = []string{"<!--", "-->", "//<![CDATA[", "//]]>", "/*<![CDATA[*/", "/*]]>*/", "<![CDATA[", "]]>", "// <![CDATA[", "// ]]>", "//"}

// jsonLDUnwrap cuts comment wrappers off both ends.
func jsonLDUnwrap(text string) string {
	text = strings.TrimPrefix(text, "\ufeff")
	for range 2 * len(jsonLDWrapped) {
		before := text
		text = strings.TrimSpace(text)
		for _, w := range jsonLDWrapped {
			text = strings.TrimPrefix(text, w)
			text = strings.TrimSuffix(text, w)
		}
		if text == before {
			break
		}
	}
	return text
}
