package sources

import "context"

// jsonReader reads kinds of one document. What its window is does not matter:
// nothing recurs in them.
type jsonReader struct {
	url   string
	parse func(p *Page) (*Listing, error)
}

// jsonOpen is Open of a kind of one document without options.
func jsonOpen(kind string, parse func(p *Page) (*Listing, error)) func(string, map[string]any) (Reader, error) {
	return func(url string, options map[string]any) (Reader, error) {
		if err := noOptions(kind, options); err != nil {
			return nil, err
		}
		return &jsonReader{url, parse}, nil
	}
}

func (r *jsonReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	return r.parse(p)
}

// jsonRowsOf are the rows of a document that is a list, or holds one under one
// of the keys; false when it is neither.
func jsonRowsOf(doc any, keys ...string) ([]any, bool) {
	if list, ok := doc.([]any); ok {
		return list, true
	}
	for _, key := range keys {
		if list, ok := jsonObject(doc)[key].([]any); ok {
			return list, true
		}
	}
	return nil, false
}

// jsonPeekRows are the first rows of a document that is a list, or holds one
// under one of the keys.
func jsonPeekRows(p *Page, keys ...string) []map[string]jsonPeek {
	doc := jsonPeek(jsonBody(p))
	if doc.list() {
		return doc.rows()
	}
	top := doc.fields()
	for _, key := range keys {
		if top[key].list() {
			return top[key].rows()
		}
	}
	return nil
}
