package sources

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

const (
	declaredMaxPages   = 200    // of one list
	declaredMaxDetails = 2000   // pages behind items, of one reading
	declaredMaxFailing = 10     // failed detail pages in a row: the site is down, or does not want it
	declaredMaxItems   = 50_000 // of one reading
	declaredMaxValues  = 200    // of one key in one item
	declaredMaxAll     = 1e6    // values of one reading
	declaredMaxBytes   = 128 << 20
)

// declaredRules are what differs between the declarative kinds.
type declaredRules struct {
	kind     string
	item     bool // the key item is required
	next     bool
	detail   bool
	also     bool
	rows     bool              // several rows may name the people of one item
	examples map[string]string // of the required keys
}

// declaredEngine asks one kind of document.
type declaredEngine interface {
	rules() declaredRules
	// with is the engine whose programs may use these variables.
	with(variables []string) declaredEngine
	// compile makes what a key holds ready.
	compile(key, text string) (any, error)
	// open parses a page; also are the further documents by variable name.
	open(p *Page, also map[string]any) (declaredDocument, error)
	// further parses a further document.
	further(p *Page) (any, error)
}

// declaredDocument is a parsed page.
type declaredDocument interface {
	base() *url.URL       // of relative addresses
	closed() bool         // it was read to its closing token
	published() Published // what it says of its conference
	years() []int         // that its title and headings name
	root() declaredNode
	// items are the items in document order; program is nil where the key item
	// may be left out and is.
	items(ctx context.Context, program any) ([]declaredNode, error)
}

// declaredHeadings is a document in which values stand above the items.
type declaredHeadings interface {
	// above are the values that a program finds outside of the items: for each
	// the nearest one above it, in its column where both are cells of a table.
	above(program any, items []declaredNode) [][]declaredValue
	// day says whether the key stands above the items by its meaning.
	stands(key string) bool
}

// declaredNode is an item, or the root of a page behind one.
type declaredNode interface {
	// values are what a program finds, in order; nil for nothing.
	values(ctx context.Context, key string, program any) ([]declaredValue, error)
	where() string // its place for warnings: "item 12", "line 4"
	blank() bool   // it says nothing at all, as the empty cell of a table
}

// declaredValue is one value of a key.
type declaredValue struct {
	text string
	html bool // text is HTML
	list bool // it was an element of a list, so that it names one thing
}

// declaredRecord is an item as its keys found it.
type declaredRecord struct {
	values map[string][]declaredValue
	place  string
	stale  bool // its detail page could not be read
	lost   bool // and its time stands only there
}

func (r *declaredRecord) text(key string) string {
	for _, v := range r.values[key] {
		if strings.TrimSpace(v.text) != "" {
			return v.text
		}
	}
	return ""
}

// declaredReader reads a source by its options.
type declaredReader struct {
	url     string
	engine  declaredEngine
	options *declaredOptions
}

// declaredOpen is Open of all declarative kinds.
func declaredOpen(address string, engine declaredEngine, options map[string]any) (Reader, error) {
	decoded, err := declaredDecode(engine, options)
	if err != nil {
		return nil, err
	}
	return &declaredReader{url: address, engine: engine.with(slices.Sorted(maps.Keys(decoded.also))), options: decoded}, nil
}

// declaredRun is one reading on its way.
type declaredRun struct {
	*declaredReader
	get     Getter
	listing *Listing
	records []*declaredRecord
	tallies map[string]*declaredTally
	years   declaredYears
	faults  map[declaredFault]int // of the items' times
	host    string                // only its pages are asked for
	kept    int                   // values so far
	bytes   int                   // of their texts
}

// declaredTally counts what a key found.
type declaredTally struct {
	asked, found, failed int
	fault, place         string // of the first failure
}

// Read reads the list, page by page, then the pages behind its items. The window
// does not matter: nothing recurs here.
func (r *declaredReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	run := &declaredRun{declaredReader: r, get: get, listing: &Listing{Complete: true}, tallies: map[string]*declaredTally{}}
	also, err := run.further(ctx)
	if err != nil {
		return nil, err
	}
	if err := run.pages(ctx, also); err != nil {
		return nil, err
	}
	if err := run.details(ctx, also); err != nil {
		return nil, err
	}
	run.finish()
	return run.listing, nil
}

// further reads the further documents: names that items point to stand in them,
// so that without one of them there is no reading.
func (run *declaredRun) further(ctx context.Context) (map[string]any, error) {
	also := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(run.options.also)) {
		p, err := run.get.Get(ctx, Request{URL: declaredAddress(run.url, run.options.also[name])})
		if err == nil {
			also[name], err = run.engine.further(p)
		}
		if err != nil {
			return nil, fmt.Errorf("the further document %s (also): %w", name, err)
		}
	}
	return also, nil
}

// pages reads the list and the pages that continue it.
func (run *declaredRun) pages(ctx context.Context, also map[string]any) error {
	seen := map[string]bool{}
	for n, at := 1, run.url; at != ""; n++ {
		seen[at] = true
		next, err := run.page(ctx, at, n, also)
		switch {
		case err != nil && (n == 1 || ctx.Err() != nil):
			return err
		case err != nil:
			run.partial("page "+fmt.Sprint(n), "page %d of the list cannot be read, so that nothing is taken as gone: %v", n, err)
			return nil
		case len(run.records) > declaredMaxItems:
			run.records = run.records[:declaredMaxItems]
			run.partial("", "the list has more than %d items: the rest was not read", declaredMaxItems)
			return nil
		case next == "" || seen[next]:
			return nil // the end, or round and round
		case n >= declaredMaxPages:
			run.partial("", "the list has more than %d pages: the rest was not read", declaredMaxPages)
			return nil
		case !run.sameHost(next):
			run.partial("next", "the next page is on another host and was not read: %s", next)
			return nil
		}
		at = next
	}
	return nil
}

// partial warns of what makes absence meaningless.
func (run *declaredRun) partial(where, format string, args ...any) {
	run.listing.Complete = false
	run.listing.warn(where, format, args...)
}

func (run *declaredRun) sameHost(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.EqualFold(u.Host, run.host)
}

// page reads one page of the list and says which one follows.
func (run *declaredRun) page(ctx context.Context, at string, n int, also map[string]any) (next string, err error) {
	p, err := run.get.Get(ctx, Request{URL: at})
	if err != nil {
		return "", err
	}
	doc, err := run.engine.open(p, also)
	if err != nil {
		return "", err
	}
	if !doc.closed() {
		run.partial(pageOf(n), "the document breaks off before its end, so that nothing is taken as gone")
	}
	if n == 1 {
		run.host = doc.base().Host
		run.listing.Conference = doc.published()
	}
	for _, year := range doc.years() {
		if !slices.Contains(run.years.page, year) {
			run.years.page = append(run.years.page, year)
		}
	}
	items, err := doc.items(ctx, run.options.programs["item"].ready)
	if err != nil {
		return "", err
	}
	if err := run.collect(ctx, doc, items, n); err != nil {
		return "", err
	}
	program, ok := run.options.programs["next"]
	if !ok {
		return "", nil
	}
	values, err := doc.root().values(ctx, "next", program.ready)
	if err != nil {
		return "", fmt.Errorf("next: %w", err)
	}
	if len(values) == 0 {
		return "", nil
	}
	return absolute(doc.base(), values[0].text), nil
}

func pageOf(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf("page %d", n)
}

// collect asks every key of every item of a page.
func (run *declaredRun) collect(ctx context.Context, doc declaredDocument, items []declaredNode, n int) error {
	items = slices.DeleteFunc(items, func(item declaredNode) bool { return item.blank() })
	items = items[:min(len(items), declaredMaxItems+1-len(run.records))]
	records := make([]*declaredRecord, len(items))
	for i, item := range items {
		records[i] = &declaredRecord{values: map[string][]declaredValue{}, place: item.where()}
		if n > 1 {
			records[i].place += " of " + pageOf(n)
		}
	}
	headings, _ := doc.(declaredHeadings)
	for _, key := range declaredFields {
		program, ok := run.options.programs[key]
		if !ok {
			continue
		}
		found := false
		tally := run.tally(key)
		if headings == nil || !headings.stands(key) {
			for i, item := range items {
				if err := run.ask(ctx, doc, item, records[i], key, program); err != nil {
					return err
				}
				found = found || len(records[i].values[key]) > 0
			}
		}
		// What stands in no item stands above them: the day of a table, the time of
		// its row, the room of its column.
		if headings != nil && !found && declaredAbove[key] {
			for i, values := range headings.above(program.ready, items) {
				run.keep(doc, records[i], key, values)
			}
		}
		for _, r := range records {
			tally.asked++
			if len(r.values[key]) > 0 {
				tally.found++
			}
		}
	}
	run.records = append(run.records, records...)
	return nil
}

// declaredAbove are the keys that may stand above the items they hold for.
var declaredAbove = map[string]bool{"day": true, "date": true, "start": true, "end": true, "room": true, "track": true, "type": true}

func (run *declaredRun) tally(key string) *declaredTally {
	if run.tallies[key] == nil {
		run.tallies[key] = &declaredTally{}
	}
	return run.tallies[key]
}

// ask runs one program on one node. Only the end of ctx is an error: what a
// program trips over costs its key of this item.
func (run *declaredRun) ask(ctx context.Context, doc declaredDocument, node declaredNode, r *declaredRecord, key string, program declaredProgram) error {
	values, err := node.values(ctx, key, program.ready)
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %s: %w", node.where(), key, context.Cause(ctx))
	}
	if err != nil {
		tally := run.tally(key)
		if tally.failed++; tally.failed == 1 {
			tally.fault, tally.place = err.Error(), r.place
		}
	}
	run.keep(doc, r, key, values)
	if run.kept > declaredMaxAll || run.bytes > declaredMaxBytes {
		return fmt.Errorf("%s: %s: that makes more than %d values or %d MiB in one reading; is it meant to give so much?", node.where(), key, int(declaredMaxAll), declaredMaxBytes>>20)
	}
	return nil
}

// declaredAddresses are the keys that hold addresses. In a file, relative ones
// lead nowhere.
var declaredAddresses = map[string]bool{"link": true, "recording": true, "slides": true}

// keep stores values, addresses made absolute.
func (run *declaredRun) keep(doc declaredDocument, r *declaredRecord, key string, values []declaredValue) {
	kept := r.values[key][:0:0]
	for _, v := range values {
		if declaredAddresses[key] {
			v.text = absolute(doc.base(), v.text)
		}
		if strings.TrimSpace(v.text) != "" && len(kept) < declaredMaxValues {
			kept = append(kept, v)
			run.kept, run.bytes = run.kept+1, run.bytes+len(v.text)
		}
	}
	if len(kept) > 0 {
		r.values[key] = kept
	}
}
