package sources

import (
	"cmp"
	"context"
	"net/url"
	"slices"
)

// discoverMost is how many addresses Discover asks for, the first one included.
const discoverMost = 20

// discoverDeep is how far links are followed: a home page leads to a programme
// page, which leads to its export.
const discoverDeep = 2

// Discovery is what was found behind an address that somebody pasted.
type Discovery struct {
	URL string // as asked
	// Found are the schedules, the best first: machine formats with times, then
	// calendars, pages, guesses, and last feeds, which only announce.
	Found  []Candidate
	Visits []Visit // every address that was asked for, in order
	// Page is what is at URL, nil when nothing came.
	Page *Page
	// Against is what speaks against guessing that Page is a schedule, "" where
	// nothing there looks like one.
	Against string
}

// Candidate is one address that a source could have.
type Candidate struct {
	URL  string // what a source should be configured with
	Kind string
	Why  string // how the kind was recognised
	// Options are those of a kind that was guessed, nil otherwise.
	Options map[string]any
	Via     string // how the address was found; "" for the one that was asked for
	// Also are other kinds that recognise the page, with their reasons.
	Also []Candidate
	// Items are how many items with a start a page for people holds; -1 when
	// that was not looked at.
	Items int

	rows int // items of such a page, those without a start too
	rank int
}

// Visit is one request: what was at the address, or why nothing came.
type Visit struct {
	URL  string
	Via  string // "" for the address that was asked for
	Kind string // recognised; "" when the page is no schedule
	Saw  string // in words: the reason of Kind, else what the page looks like
	Err  error  // the Getter's
}

// Discover recognises the page at address or, when it is a page that only leads
// to a schedule, follows it: to what the page itself declares (link
// rel=alternate), to the known addresses of the systems that it shows signs of,
// and to links whose target or text says programme. At most 20 requests. The
// error is the Getter's for the first address; what went wrong later stands in
// Visits.
func Discover(ctx context.Context, get Getter, address string) (Discovery, error) {
	d := &discoverer{get: get, asked: map[string]bool{}, out: Discovery{URL: address}}
	page, err := d.visit(ctx, lead{url: address})
	if err != nil {
		return d.out, err
	}
	d.out.Page = page
	if len(d.out.Found) == 0 {
		d.guess(page, address)
	}
	d.follow(ctx, leads(page), 1)
	slices.SortStableFunc(d.out.Found, func(a, b Candidate) int { return cmp.Compare(b.rank, a.rank) })
	return d.out, nil
}

// guess is what a page of no known kind looks like.
func (d *discoverer) guess(page *Page, address string) {
	kind, options, why, ok := Guess(page)
	if !ok {
		d.out.Against = why
		return
	}
	d.out.Visits[0].Kind, d.out.Visits[0].Saw = kind, why
	d.out.Found = append(d.out.Found, Candidate{URL: address, Kind: kind, Why: why, Options: options, Items: -1, rank: rankPage})
}

// lead is an address that may be a schedule's.
type lead struct {
	url, via string
	score    int
	// export says that the address is that of a machine format; other leads are
	// pages that may lead on.
	export bool
}

// The scores of leads, best first. Links found by their words alone lie below
// scoreKnown.
const (
	scoreDeclared = 100 // link rel=alternate of a schedule or calendar
	scoreKnown    = 80  // an address that such a system is known to have
	scoreWords    = 40  // a link that says programme
	scoreUsual    = 28  // an address that many schedules have, though nothing here says so
	scoreFeed     = 10  // link rel=alternate of a feed
)

// The ranks of candidates.
const (
	rankFeed = iota
	rankPoor // a page that holds the event alone, or a teaser
	rankPage
	rankCalendar
	rankMachine
)

// pageItems are so many items with a start that a page is a programme by itself
// and no teaser of one.
const pageItems = 5

// pageRows are so many items that a page is a programme though it has no dates.
const pageRows = 20

// discoverer is one call of Discover.
type discoverer struct {
	get   Getter
	asked map[string]bool
	out   Discovery
}

// follow asks for leads, the best first, and then for what the pages among them
// lead to, as long as nothing was found that is better than what may come.
func (d *discoverer) follow(ctx context.Context, list []lead, depth int) {
	var next []lead
	for _, l := range list {
		if len(d.out.Visits) >= discoverMost || ctx.Err() != nil {
			return
		}
		if d.asked[bareAddress(l.url)] || d.enough(l.score) {
			continue
		}
		page, err := d.visit(ctx, l)
		if err != nil || l.export || depth >= discoverDeep {
			continue
		}
		found := leads(page)
		// What a programme page declares is asked for before the next such page.
		d.exports(ctx, found)
		for _, n := range found {
			if !n.export {
				next = append(next, n)
			}
		}
	}
	if len(next) > 0 && depth < discoverDeep {
		slices.SortStableFunc(next, func(a, b lead) int { return cmp.Compare(b.score, a.score) })
		d.follow(ctx, next, depth+1)
	}
}

// exports asks for the machine formats among leads.
func (d *discoverer) exports(ctx context.Context, list []lead) {
	for _, l := range list {
		if len(d.out.Visits) >= discoverMost || ctx.Err() != nil {
			return
		}
		if l.export && !d.asked[bareAddress(l.url)] && !d.enough(l.score) {
			_, _ = d.visit(ctx, l) // the error stands in Visits
		}
	}
}

// enough says whether a lead of this score need not be asked for any more. What
// a page for people declares is always looked at; guesses only until something
// as good is there.
func (d *discoverer) enough(score int) bool {
	best := -1
	for _, c := range d.out.Found {
		if c.Via == "" && (c.Items > 1 && score <= scoreUsual || c.rows >= pageRows && score < scoreKnown) {
			return true // a page with talks of its own: the usual address may be another conference's
		}
		best = max(best, c.rank)
		if c.Via == "" && c.rank != rankPage && c.rank != rankPoor {
			return true // the address itself is a schedule or a feed: that was meant
		}
	}
	switch {
	case best >= rankMachine:
		return score < scoreDeclared
	case best >= rankPage:
		return score < scoreKnown && best == rankCalendar || score < scoreDeclared && best == rankPage
	case best == rankPoor:
		return score <= scoreFeed
	}
	return false
}

// visit asks for one address and notes what is there. A feed's page has no use
// beyond itself; the page is handed back to look for links in it.
func (d *discoverer) visit(ctx context.Context, l lead) (*Page, error) {
	d.asked[bareAddress(l.url)] = true
	v := Visit{URL: l.url, Via: l.via}
	page, err := d.get.Get(ctx, Request{URL: l.url})
	if err != nil {
		v.Err, v.Saw = err, "nothing"
		d.out.Visits = append(d.out.Visits, v)
		return nil, err
	}
	d.asked[bareAddress(page.URL)] = true
	if r, ok := recognise(page); ok {
		r.URL, r.Via = l.url, l.via
		d.rate(ctx, &r, page)
		v.Kind, v.Saw = r.Kind, r.Why
		d.out.Found = append(d.out.Found, r)
	} else {
		v.Saw = Look(page)
	}
	d.out.Visits = append(d.out.Visits, v)
	return page, nil
}

// recognise is what the table says of a page, all of it.
func recognise(page *Page) (Candidate, bool) {
	c := Candidate{Items: -1}
	for _, k := range Kinds {
		why := k.Detect(page)
		switch {
		case why == "":
		case c.Kind == "":
			c.Kind, c.Why = k.Name, why
		default:
			c.Also = append(c.Also, Candidate{Kind: k.Name, Why: why, Items: -1})
		}
	}
	return c, c.Kind != ""
}

// rate orders a candidate by what can be expected of its kind. Pages for people
// are read: many carry the event alone, for search engines.
func (d *discoverer) rate(ctx context.Context, c *Candidate, page *Page) {
	k, _ := ByName(c.Kind)
	switch {
	case k.Rolling:
		c.rank = rankFeed
	case c.Kind == "oreilly":
		c.rank = rankMachine // its list page leads to everything
	case looksHTML(page):
		c.rank = rankPoor
		if c.Items, c.rows = d.count(ctx, k, c.URL); c.Items >= pageItems {
			c.rank = rankPage
		}
	case c.Kind == "ics":
		c.rank = rankCalendar // times, but speakers only in running text
	default:
		c.rank = rankMachine
	}
}

// count reads a page and counts its items with a start on a day, and all of them.
func (d *discoverer) count(ctx context.Context, k Kind, address string) (items, rows int) {
	reader, err := k.Open(address, nil)
	if err != nil {
		return 0, 0
	}
	listing, err := reader.Read(ctx, d.get, Window{})
	if err != nil || listing == nil {
		return 0, 0
	}
	for _, item := range listing.Items {
		if item.When.Start != "" && (item.When.Date != "" || len(item.When.Start) > len("10:00:00 pm")) {
			items++
		}
	}
	return items, len(listing.Items)
}

// bareAddress is an address for comparison: without fragment, with a path.
func bareAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}
