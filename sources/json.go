package sources

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/itchyny/gojq"
)

// jqEngine reads any JSON by jq programs. Variables are $root and the further
// documents.
type jqEngine struct {
	variables []string
	decoded   any // the document, where it was decoded before; nil decodes the page
}

func openJSON(address string, options map[string]any) (Reader, error) {
	return declaredOpen(address, jqEngine{}, options)
}

func (jqEngine) rules() declaredRules {
	return declaredRules{kind: "json", item: true, next: true, detail: true, also: true, examples: map[string]string{
		"item": `a jq program that gives each talk, such as item = ".sessions[]"`, "title": `a jq program over an item, such as title = ".title"`}}
}

func (e jqEngine) with(variables []string) declaredEngine { return jqEngine{variables: variables} }

func (e jqEngine) compile(_, text string) (any, error) {
	query, err := gojq.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%q is no jq program: %w", text, err)
	}
	names := []string{"$root"}
	for _, name := range e.variables {
		names = append(names, "$"+name)
	}
	// Programs see no environment: its variables hold secrets.
	code, err := gojq.Compile(query, gojq.WithVariables(names), gojq.WithEnvironLoader(func() []string { return nil }))
	if err != nil {
		return nil, fmt.Errorf("%q does not compile: %w; variables are %s", text, err, strings.Join(names, ", "))
	}
	return code, nil
}

func (jqEngine) further(p *Page) (any, error) {
	doc, _, err := jsonDocument(p, "JSON")
	return doc, err
}

func (e jqEngine) open(p *Page, also map[string]any) (declaredDocument, error) {
	doc, after, err := e.decoded, 0, error(nil)
	if doc == nil {
		doc, after, err = jsonDocument(p, "JSON")
	}
	if err != nil {
		return nil, err
	}
	if after > 0 {
		return nil, fmt.Errorf("the JSON ends %d bytes before the body does: it is no single document", after)
	}
	address, err := url.Parse(p.URL)
	if err != nil {
		address = &url.URL{}
	}
	d := &jqDocument{address: address, doc: doc, variables: []any{doc}}
	for _, name := range e.variables {
		d.variables = append(d.variables, also[name])
	}
	return d, nil
}

// jqDocument is a decoded document. A body that breaks off gives none, so this
// one was read to its end.
type jqDocument struct {
	address   *url.URL
	doc       any
	variables []any
}

func (d *jqDocument) base() *url.URL { return d.address }
func (d *jqDocument) closed() bool   { return true }
func (d *jqDocument) years() []int   { return nil }

func (d *jqDocument) root() declaredNode {
	return &jqNode{doc: d, value: d.doc, place: "the document"}
}

// published looks for a name and a zone where documents have them.
func (d *jqDocument) published() Published {
	return Published{Name: d.name(), Zone: jsonZone(d.doc)}
}

func (d *jqDocument) name() string {
	root := jsonObject(d.doc)
	for _, o := range []map[string]any{jsonObject(root["conference"]), jsonObject(root["event"]), jsonObject(jsonObject(root["schedule"])["conference"])} {
		if name := jsonField(o, "title", "name"); name != "" {
			return name
		}
	}
	for _, key := range []string{"conference", "event", "event_name", "conference_name", "title"} {
		if name, ok := root[key].(string); ok && strings.TrimSpace(name) != "" {
			return name
		}
	}
	return ""
}

func (d *jqDocument) items(ctx context.Context, program any) ([]declaredNode, error) {
	code, ok := program.(*gojq.Code)
	if !ok {
		return nil, errors.New("there is no item")
	}
	var out []declaredNode
	iter := code.RunWithContext(ctx, d.doc, d.variables...)
	for len(out) <= declaredMaxItems {
		v, ok := iter.Next()
		if !ok {
			break
		}
		if err, is := v.(error); is {
			if len(out) == 0 || ctx.Err() != nil {
				return nil, fmt.Errorf("item: %w", jqError(err))
			}
			return nil, fmt.Errorf("item, after %d of them: %w", len(out), jqError(err))
		}
		out = append(out, &jqNode{doc: d, value: v, place: fmt.Sprintf("item %d", len(out)+1)})
	}
	return out, nil
}

// jqError shortens what gojq says: it quotes the value it tripped over.
func jqError(err error) error {
	if text := err.Error(); len(text) > 300 {
		return errors.New(strings.ToValidUTF8(text[:300], "") + "...")
	}
	return err
}

// jqNode is a value of the document.
type jqNode struct {
	doc   *jqDocument
	value any
	place string
}

func (n *jqNode) where() string { return n.place }
func (n *jqNode) blank() bool   { return n.value == nil }

func (n *jqNode) values(ctx context.Context, key string, program any) ([]declaredValue, error) {
	code, ok := program.(*gojq.Code)
	if !ok {
		return nil, nil
	}
	var out []declaredValue
	results := 0
	iter := code.RunWithContext(ctx, n.value, n.doc.variables...)
	for results < declaredMaxValues {
		v, ok := iter.Next()
		if !ok {
			break
		}
		if err, is := v.(error); is {
			return out, jqError(err)
		}
		results++
		if list, is := v.([]any); is {
			for _, e := range list[:min(len(list), declaredMaxValues)] {
				text, err := jqText(key, e)
				if err != nil {
					return out, err
				}
				out = append(out, declaredValue{text: text, list: true})
			}
			continue
		}
		text, err := jqText(key, v)
		if err != nil {
			return out, err
		}
		out = append(out, declaredValue{text: text})
	}
	for i := range out {
		out[i].list = out[i].list || results > 1
	}
	return out, nil
}

// jqText is a result as text; null is none. Numbers are seconds or milliseconds
// since 1970 where they are times, and minutes where they are durations.
func jqText(key string, v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool:
		if key == "status" || key == "title" || key == "ref" {
			return fmt.Sprint(v), nil
		}
		return "", nil
	case map[string]any:
		if name := jsonName(v); key == "speakers" && name != "" {
			return name, nil
		}
		return "", errors.New("it gives an object; name the field of it that is meant")
	case []any:
		return "", errors.New("it gives a list of lists; iterate with []")
	}
	number := json.Number(fmt.Sprint(v))
	if f, ok := v.(float64); ok {
		number = json.Number(strings.TrimSuffix(fmt.Sprintf("%.3f", f), ".000"))
	}
	switch key {
	case "start", "end", "date", "day":
		if f, err := number.Float64(); err == nil && f >= 1e8 {
			return jsonEpoch(number), nil
		}
	case "duration":
		return jsonMinutes(number), nil
	}
	return number.String(), nil
}
