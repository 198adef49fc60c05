package sources

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/antchfx/xmlquery"
)

// guessCSV takes the first full line as the header.
func guessCSV(p *Page) []guessCandidate {
	rows, _, _, err := csvRows(p)
	if err != nil {
		return nil
	}
	for at, header := range rows[:min(len(rows), csvPreamble)] {
		named := 0
		for _, name := range header {
			if csvFold(name) != "" {
				named++
			}
		}
		if named < 3 || len(rows)-at-1 < 1 {
			continue
		}
		body := rows[at+1:]
		fields := make([]guessField, len(header))
		step, sampled := max(1, len(body)/guessSamples), 0
		for i := 0; i < len(body); i += step {
			sampled++
			for c := range min(len(header), len(body[i])) {
				if text := strings.TrimSpace(body[i][c]); text != "" {
					fields[c].values, fields[c].rows = append(fields[c].values, text), fields[c].rows+1
				}
			}
		}
		for c, name := range header {
			fields[c].ask, fields[c].name = strings.TrimSpace(name), strings.NewReplacer(".", " ", "/", " ").Replace(name)
		}
		fields = slices.DeleteFunc(fields, func(f guessField) bool { return csvFold(f.ask) == "" })
		options := guessOptions(fields, sampled)
		if given, family := guessHalves(fields); options["speakers"] == nil && given != "" {
			options["speakers"] = given + " + " + family
		}
		return []guessCandidate{{kind: "csv", what: "the table", options: options, rows: len(body)}}
	}
	return nil
}

// guessHalves finds the columns of given and family names, of speakers if it says so.
func guessHalves(fields []guessField) (given, family string) {
	halves := map[string]any{}
	asks := map[string]string{}
	for _, f := range fields {
		plain := csvFold(f.name)
		for _, of := range []string{"speaker", "presenter", "author"} {
			plain = strings.TrimPrefix(plain, of)
		}
		halves[plain], asks[plain] = "", f.ask
	}
	given, family = guessPersonal(halves)
	return asks[given], asks[family]
}

// guessXML takes elements that repeat at one path.
func guessXML(p *Page) []guessCandidate {
	doc, _, err := xpathParse(p)
	if err != nil {
		return nil
	}
	xpathPlain(doc)
	groups, named := map[string][]*xmlquery.Node{}, map[string][]*xmlquery.Node{}
	var walk func(n *xmlquery.Node, path string)
	walk = func(n *xmlquery.Node, path string) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == xmlquery.ElementNode && len(groups) < 2000 {
				at := path + "/" + c.Data
				groups[at] = append(groups[at], c)
				named[c.Data] = append(named[c.Data], c)
				walk(c, at)
			}
		}
	}
	walk(doc, "")
	for path, nodes := range maps.Clone(groups) {
		if name := path[strings.LastIndexByte(path, '/')+1:]; len(named[name]) > len(nodes) {
			groups["//"+name] = named[name] // talks in sessions, and breaks beside them
		}
	}
	var out []guessCandidate
	for _, path := range slices.Sorted(maps.Keys(groups)) {
		nodes := groups[path]
		if strings.Count(path, "/") < 2 {
			continue
		}
		fields, rows := map[string]*guessField{}, 0
		for i := 0; i < len(nodes); i += max(1, len(nodes)/guessSamples) {
			rows++
			guessElement(fields, nodes[i])
		}
		options := guessOptions(guessSorted(fields), rows)
		options["item"] = path
		if people := guessText(options["speakers"]); people != "" {
			options["speakers"] = strings.ReplaceAll(people, ", ", " | ")
		}
		out = append(out, guessCandidate{kind: "xml", what: path, options: options, rows: len(nodes)})
	}
	return out
}

// guessElement notes the texts in an element and in the attributes around it.
func guessElement(fields map[string]*guessField, n *xmlquery.Node) {
	row := map[string]bool{}
	note := func(ask, name, text string) {
		if text = strings.TrimSpace(text); text == "" || row[ask] {
			return
		}
		row[ask] = true
		if fields[ask] == nil {
			fields[ask] = &guessField{ask: ask, name: name}
		}
		fields[ask].rows, fields[ask].values = fields[ask].rows+1, append(fields[ask].values, text)
	}
	attributes := func(of *xmlquery.Node, ask, name string) {
		for _, a := range of.Attr {
			if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
				note(ask+"@"+a.Name.Local, name+a.Name.Local, a.Value)
			}
		}
	}
	attributes(n, "", "")
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != xmlquery.ElementNode {
			continue
		}
		attributes(c, c.Data+"/", c.Data+"/")
		leaf := true
		for d := c.FirstChild; d != nil; d = d.NextSibling {
			if d.Type == xmlquery.ElementNode {
				leaf = false
				inner := true
				if name := xpathPerson(d); name != "" {
					note(c.Data+"/"+d.Data, c.Data+"/"+d.Data, name)
					continue
				}
				for e := d.FirstChild; e != nil; e = e.NextSibling {
					if e.Type != xmlquery.ElementNode {
						continue
					}
					inner = false
					if name := strings.ToLower(e.Data); name == "name" || name == "title" || name == "fullname" {
						note(c.Data+"/"+d.Data+"/"+e.Data, c.Data+"/"+d.Data+"/"+e.Data, e.InnerText())
					}
				}
				if inner {
					note(c.Data+"/"+d.Data, c.Data+"/"+d.Data, d.InnerText())
				}
			}
		}
		if leaf {
			note(c.Data, c.Data, c.InnerText())
		} else if name := xpathPerson(c); name != "" {
			note(c.Data, c.Data, name)
		}
	}
	guessAround(n, note)
}

// guessAround notes what the elements around one say of time and room. One with a
// title is something itself, whose start is not that of each talk in it.
func guessAround(n *xmlquery.Node, note func(ask, name, text string)) {
	up := ""
	for a := n.Parent; a != nil && a.Type == xmlquery.ElementNode && len(up) < 9; a = a.Parent {
		up += "../"
		titled := false
		for _, attr := range a.Attr {
			titled = titled || guessNamed("title", attr.Name.Local) > 0
			if guessNamed("date", attr.Name.Local) > 0 || a.Data == "room" && guessNamed("title", attr.Name.Local) > 0 {
				name := attr.Name.Local
				if a.Data == "room" {
					name = "room"
				}
				note(up+"@"+attr.Name.Local, name, attr.Value)
			}
		}
		leaves, seen := map[string]string{}, 0
		for c := a.FirstChild; c != nil && seen < 100; c = c.NextSibling {
			if seen++; c.Type == xmlquery.ElementNode && c.FirstChild != nil && c.FirstChild == c.LastChild && c.FirstChild.Type != xmlquery.ElementNode {
				leaves[c.Data] = c.InnerText()
				titled = titled || guessNamed("title", c.Data) > 0
			}
		}
		for _, attr := range a.Attr {
			leaves["@"+attr.Name.Local] = attr.Value
		}
		for ask, text := range leaves {
			name := strings.TrimPrefix(ask, "@")
			slot := !titled && (guessNamed("start", name) > 0 || guessNamed("end", name) > 0 || guessNamed("room", name) > 0)
			if slot || ask == name && guessNamed("date", name) > 0 {
				note(up+ask, "above/above/above/above/"+name, text) // what is its own is better
			}
		}
	}
}

// guessColumn is the selector of a column of a table.
func guessColumn(n int) string { return "td:nth-child(" + strconv.Itoa(n) + ")" }
