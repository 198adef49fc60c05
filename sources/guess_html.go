package sources

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// guessHTML takes tables with named columns, and elements of one class.
func guessHTML(p *Page) []guessCandidate {
	dom, err := domParse(p, "an HTML page")
	if err != nil {
		return nil
	}
	day := guessHeading(dom.root)
	out := append(guessTables(dom.root), guessRepeated(dom.root)...)
	for _, c := range out {
		if day != "" && c.options["date"] == nil {
			c.options["day"] = day
		}
	}
	return out
}

// guessHeading is the kind of heading that names days, "" for none.
func guessHeading(root *html.Node) string {
	o := &declaredOptions{}
	for _, name := range []string{"h1", "h2", "h3", "h4", "h5", "caption", "th"} {
		all, dated := 0, 0
		for _, n := range domAll(root, func(n *html.Node) bool { return n.Data == name }) {
			text := domText(n)
			if all++; len(text) < 100 && o.read(text).dated() {
				dated++
			}
		}
		if dated > 0 && (name[0] == 'h' || 2*dated >= all) {
			return name
		}
	}
	return ""
}

// guessTables reads the names of columns from the first row.
func guessTables(root *html.Node) []guessCandidate {
	var out []guessCandidate
	tables := domAll(root, func(n *html.Node) bool { return n.DataAtom == atom.Table })
	for _, table := range tables {
		rows := domAll(table, func(n *html.Node) bool { return n.DataAtom == atom.Tr && pageEnclosing(n.Parent, atom.Table) == table })
		if len(rows) < guessLeast+1 {
			continue
		}
		header := guessCells(rows[0])
		fields := make([]guessField, len(header))
		for c, cell := range header {
			fields[c] = guessField{ask: guessColumn(c + 1), name: strings.NewReplacer(".", " ", "/", " ").Replace(domText(cell))}
		}
		body := rows[1:]
		for _, row := range body {
			for c, cell := range guessCells(row) {
				if text := domText(cell); c < len(fields) && text != "" {
					fields[c].rows, fields[c].values = fields[c].rows+1, append(fields[c].values, text)
				}
			}
		}
		options := guessOptions(fields, len(body))
		if column, ok := options["title"].(string); ok {
			options["link"] = column + " a"
		}
		where := guessSelector(table)
		options["item"] = where + " tr:has(td)"
		out = append(out, guessCandidate{kind: "page", what: "the table " + where, options: options, rows: len(body)})
	}
	return out
}

func guessCells(row *html.Node) []*html.Node {
	var out []*html.Node
	for c := range row.ChildNodes() {
		if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
			out = append(out, c)
		}
	}
	return out
}

var guessName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// guessSelector names an element by its id or first class, if they are plain.
func guessSelector(n *html.Node) string {
	if id := domAttr(n, "id"); guessName.MatchString(id) {
		return "#" + id
	}
	if classes := strings.Fields(domAttr(n, "class")); len(classes) > 0 && guessName.MatchString(classes[0]) {
		return n.Data + "." + classes[0]
	}
	return n.Data
}

// guessRepeated takes the elements of one class, and the items of lists.
func guessRepeated(root *html.Node) []guessCandidate {
	groups := map[string][]*html.Node{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, class := range strings.Fields(domAttr(n, "class")) {
			if guessName.MatchString(class) {
				groups[n.Data+"."+class] = append(groups[n.Data+"."+class], n)
			}
		}
		if n.DataAtom == atom.Li || n.DataAtom == atom.Article || n.DataAtom == atom.Section {
			groups[n.Data] = append(groups[n.Data], n)
		}
	}
	var out []guessCandidate
	for _, selector := range slices.Sorted(maps.Keys(groups)) {
		nodes := groups[selector]
		if len(nodes) < guessLeast || len(nodes) > 5000 {
			continue
		}
		fields, rows := map[string]*guessField{}, 0
		for i := 0; i < len(nodes); i += max(1, len(nodes)/guessSamples) {
			rows++
			guessInside(fields, nodes[i])
		}
		if len(fields) < 2 {
			continue
		}
		options := guessOptions(guessSorted(fields), rows)
		if alone := fields["a"]; options["title"] == nil && alone != nil && guessHolds(&declaredOptions{}, "title", *alone, rows) {
			options["title"] = "a" // no heading and no class: the link is the title
		}
		options["item"] = selector
		out = append(out, guessCandidate{kind: "page", what: selector, options: options, rows: len(nodes)})
	}
	return out
}

// guessInside notes what stands in an element: headings, times, classes, the
// first link.
func guessInside(fields map[string]*guessField, item *html.Node) {
	row := map[string]bool{}
	note := func(ask, name, text string) {
		if text = strings.TrimSpace(text); text == "" || len(text) > 5000 || row[ask] {
			return
		}
		row[ask] = true
		if fields[ask] == nil {
			fields[ask] = &guessField{ask: ask, name: name}
		}
		fields[ask].rows, fields[ask].values = fields[ask].rows+1, append(fields[ask].values, text)
	}
	note("@id", "id", domAttr(item, "id"))
	for _, a := range item.Attr {
		if name, ok := strings.CutPrefix(a.Key, "data-"); ok {
			note("@"+a.Key, name, a.Val)
		}
	}
	times, began := 0, ""
	for n := range item.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		text := domText(n)
		switch n.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			note(n.Data, "title", text)
			if a := domFirst(n, func(n *html.Node) bool { return n.DataAtom == atom.A && domAttr(n, "href") != "" }); a != nil {
				note(n.Data+" a@href", "link", domAttr(a, "href"))
			}
		case atom.Time:
			switch at := domAttr(n, "datetime"); {
			case times > 0 && began != "" && at > began:
				note("time ~ time@datetime", "end", at)
			case times > 0:
			case at != "":
				note("time@datetime", "start", at)
				began = at
			default:
				note("time", "start", text)
			}
			times++
		case atom.A:
			note("a@href", "href", domAttr(n, "href"))
			note("a", "", text)
		}
		for _, class := range strings.Fields(domAttr(n, "class")) {
			if guessName.MatchString(class) {
				note("."+class, class, text)
			}
		}
	}
}
