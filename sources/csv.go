package sources

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// csvEngine reads any table of separated values by the names in its header.
type csvEngine struct {
	names []string // that the options ask for
}

func openCSV(address string, options map[string]any) (Reader, error) {
	return declaredOpen(address, &csvEngine{}, options)
}

func (*csvEngine) rules() declaredRules {
	return declaredRules{kind: "csv", rows: true, examples: map[string]string{"title": `the name of a column, such as title = "Title"`,
		"item": `the name of a column that is filled in each row that counts; leave it out for all rows`}}
}

func (e *csvEngine) with([]string) declaredEngine { return e }

func (*csvEngine) further(*Page) (any, error) {
	return nil, errors.New("a table has no further documents")
}

// csvFold folds a header name: case, blanks and punctuation do not matter.
func csvFold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

func (e *csvEngine) compile(key, text string) (any, error) {
	name := csvFold(text)
	if name == "" {
		return nil, fmt.Errorf("%q is no name of a column", text)
	}
	e.names = append(e.names, name)
	if key != "speakers" || !strings.ContainsAny(text, ",+") {
		return name, nil
	}
	people := csvPeople{whole: name}
	for one := range strings.SplitSeq(text, ",") {
		var halves []string
		for half := range strings.SplitSeq(one, "+") {
			halves = append(halves, csvFold(half))
		}
		people.columns = append(people.columns, halves)
		e.names = append(e.names, halves...)
	}
	return people, nil
}

// csvPeople are the columns of people: several for several of them, or for the
// halves of a name ("Speaker 1, Speaker 2", "First name + Last name"). A table
// may have a column of just this name.
type csvPeople struct {
	whole   string
	columns [][]string
}

// csvDocument is a table that was read to its end.
type csvDocument struct {
	address *url.URL
	columns map[string]int
	rows    []csvRow
	whole   bool
}

// csvRow is a line of the table.
type csvRow struct {
	doc    *csvDocument
	fields []string
	line   int
}

// csvPreamble is how many lines may stand before the header.
const csvPreamble = 20

func (e *csvEngine) open(p *Page, _ map[string]any) (declaredDocument, error) {
	rows, lines, whole, err := csvRows(p)
	if err != nil {
		return nil, err
	}
	address, err := url.Parse(p.URL)
	if err != nil {
		address = &url.URL{}
	}
	doc := &csvDocument{address: address, whole: whole}
	header := csvHeader(rows, e.names)
	doc.columns = map[string]int{}
	for i, name := range rows[header] {
		if name = csvFold(name); name != "" {
			if _, twice := doc.columns[name]; !twice {
				doc.columns[name] = i
			}
		}
	}
	if !slices.ContainsFunc(e.names, func(name string) bool { _, ok := doc.columns[name]; return ok }) {
		return nil, &WrongKindError{Want: "a table with the columns that are asked for", Got: "one with the columns " + strings.Join(rows[header], ", ")}
	}
	for i, fields := range rows[header+1:] {
		doc.rows = append(doc.rows, csvRow{doc, fields, lines[header+1+i]})
	}
	doc.whole = doc.whole && (csvNewline(p) || len(rows[len(rows)-1]) == len(rows[header]) && csvHosted(address))
	return doc, nil
}

// csvRows splits a body. whole says that no quote is left open at its end.
func csvRows(p *Page) (rows [][]string, lines []int, whole bool, err error) {
	body := bytes.TrimPrefix(p.Body, []byte("\ufeff"))
	wrong := &WrongKindError{Want: "a table of separated values (CSV)", Got: Look(p)}
	trimmed := bytes.TrimSpace(body)
	if len(trimmed) == 0 || bytes.IndexByte(trimmed[:min(len(trimmed), 1024)], 0) >= 0 || bytes.ContainsRune([]byte("<{["), rune(trimmed[0])) ||
		bytes.HasPrefix(trimmed, []byte("BEGIN:VCALENDAR")) || lookMagic(trimmed) != "" {
		return nil, nil, false, wrong
	}
	comma, skip := csvSeparator(body)
	r := csv.NewReader(bytes.NewReader(body[skip:]))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
	for {
		fields, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, false, fmt.Errorf("the table cannot be read: %w", err)
		}
		line, _ := r.FieldPos(0)
		rows, lines = append(rows, fields), append(lines, line)
	}
	if len(rows) == 0 {
		return nil, nil, false, wrong
	}
	// A quote that is open at the end was cut, or was none. LazyQuotes reads on to
	// the end of the body in silence: the last field then holds line ends.
	last := rows[len(rows)-1]
	open := strings.HasSuffix(last[len(last)-1], "\n")
	return rows, lines, !open, nil
}

// csvSeparator is the character that parts the fields of the first line, or that
// the line "sep=;" names, which spreadsheets write.
func csvSeparator(body []byte) (comma rune, skip int) {
	first, _, _ := bytes.Cut(body, []byte("\n"))
	if rest, ok := bytes.CutPrefix(bytes.TrimSpace(bytes.ToLower(first)), []byte("sep=")); ok && len(rest) == 1 {
		return rune(rest[0]), min(len(first)+1, len(body))
	}
	best := map[rune]int{}
	quoted := false
	lines := 0
	for _, c := range body[:min(len(body), 16<<10)] {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n' && !quoted:
			if lines++; slices.Max([]int{0, best[','], best[';'], best['\t'], best['|']}) > 1 {
				return csvMost(best), 0
			}
		case !quoted && strings.IndexByte(",;\t|", c) >= 0:
			best[rune(c)]++
		}
	}
	return csvMost(best), 0
}

func csvMost(count map[rune]int) rune {
	most := ','
	for _, c := range []rune{';', '\t', '|'} {
		if count[c] > count[most] {
			most = c
		}
	}
	return most
}

// csvHeader is the row that names most of the columns that are asked for: a title
// or a note may stand before it.
func csvHeader(rows [][]string, names []string) int {
	best, most := 0, 0
	for i, row := range rows[:min(len(rows), csvPreamble)] {
		n := 0
		for _, field := range row {
			if slices.Contains(names, csvFold(field)) {
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	return best
}

// csvNewline says that the last line is ended. Without that a table that was cut
// looks like a whole one.
func csvNewline(p *Page) bool { return bytes.HasSuffix(p.Body, []byte("\n")) }

// csvHosted knows where the last line never is: published spreadsheets.
func csvHosted(u *url.URL) bool {
	host := u.Hostname()
	return host == "docs.google.com" || strings.HasSuffix(host, ".googleusercontent.com")
}

func (d *csvDocument) base() *url.URL       { return d.address }
func (d *csvDocument) closed() bool         { return d.whole }
func (d *csvDocument) years() []int         { return nil }
func (d *csvDocument) published() Published { return Published{Zone: csvZone(d)} }
func (d *csvDocument) root() declaredNode   { return csvRow{doc: d} }

func (d *csvDocument) items(_ context.Context, program any) ([]declaredNode, error) {
	name, filtered := program.(string)
	var out []declaredNode
	for _, row := range d.rows {
		if filtered && saysNo(row.field(name)) {
			continue
		}
		out = append(out, row)
	}
	return out, nil
}

func (r csvRow) field(name string) string {
	if i, ok := r.doc.columns[name]; ok && i < len(r.fields) {
		return r.fields[i]
	}
	return ""
}

func (r csvRow) where() string { return fmt.Sprintf("line %d", r.line) }

func (r csvRow) blank() bool {
	return !slices.ContainsFunc(r.fields, func(f string) bool { return strings.TrimSpace(f) != "" })
}

func (r csvRow) values(_ context.Context, key string, program any) ([]declaredValue, error) {
	name, _ := program.(string)
	if people, ok := program.(csvPeople); ok {
		if _, ok := r.doc.columns[people.whole]; !ok {
			return r.people(people), nil
		}
		name = people.whole
	}
	text := r.field(name)
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	return []declaredValue{{text: text}}, nil
}

func (r csvRow) people(people csvPeople) []declaredValue {
	var out []declaredValue
	for _, halves := range people.columns {
		var name []string
		for _, half := range halves {
			name = append(name, r.field(half))
		}
		if text := strings.TrimSpace(strings.Join(name, " ")); text != "" {
			out = append(out, declaredValue{text: text})
		}
	}
	return out
}
