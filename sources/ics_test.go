package sources

import (
	"bytes"
	"callboard/internal/goldentest"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

func icsItoa(n int) string { return strconv.Itoa(n) }

// icsGolden is one case: a body, and the listing that it must give.
type icsGolden struct {
	page    *Page
	window  Window
	options map[string]any
}

var icsByte = regexp.MustCompile(`‹([0-9A-Fa-f]+)›`)

// icsCase reads a golden. Its section "input" has CRLF line ends in truth; "raw"
// is taken as it stands, with ␍ for CR, ␉ for TAB, ‹C3A9› for bytes and ␊ for
// a line end of the file that is none of the body.
func icsCase(t testing.TB, a *txtar.Archive) icsGolden {
	g := icsGolden{page: &Page{URL: "https://conf.example/dir/page"}}
	for _, f := range a.Files {
		switch f.Name {
		case "input":
			g.page.Body = bytes.ReplaceAll(f.Data, []byte("\n"), []byte("\r\n"))
		case "raw":
			s := strings.NewReplacer("␊\n", "", "␍", "\r", "␉", "\t").Replace(string(f.Data))
			g.page.Body = []byte(icsByte.ReplaceAllStringFunc(s, func(m string) string {
				raw, err := hex.DecodeString(strings.Trim(m, "‹›"))
				if err != nil {
					t.Fatal(err)
				}
				return string(raw)
			}))
		case "window": // two dates
			var from, to string
			if _, err := fmt.Sscan(string(f.Data), &from, &to); err != nil {
				t.Fatal(err)
			}
			g.window = Window{icsInstant(t, from, "", time.UTC), icsInstant(t, to, "", time.UTC)}
		case "speakers":
			g.options = map[string]any{"speakers": strings.TrimSpace(string(f.Data))}
		case "url":
			g.page.URL = strings.TrimSpace(string(f.Data))
		}
	}
	return g
}

// icsPrint words a listing, one field a line, what is empty left out.
func icsPrint(l *Listing, err error) string {
	var b strings.Builder
	if err != nil {
		var wrong *WrongKindError
		fmt.Fprintf(&b, "error: %v\nwrong kind: %v\n", err, errors.As(err, &wrong))
		return b.String()
	}
	fields := func(indent string, v any) {
		rv := reflect.ValueOf(v)
		for i := range rv.NumField() {
			if f := rv.Field(i); !f.IsZero() {
				if f.Kind() == reflect.String {
					fmt.Fprintf(&b, "%s%s: %q\n", indent, rv.Type().Field(i).Name, f.String())
				} else {
					fmt.Fprintf(&b, "%s%s: %+v\n", indent, rv.Type().Field(i).Name, f.Interface())
				}
			}
		}
	}
	fmt.Fprintf(&b, "complete: %v\n", l.Complete)
	fields("conference ", l.Conference)
	for _, it := range l.Items {
		fmt.Fprintf(&b, "item %s\n", it.Ref)
		when := it.When
		it.Ref, it.When = "", When{}
		fields("  ", it)
		fields("  when ", when)
	}
	for _, ref := range l.Unusable {
		fmt.Fprintf(&b, "unusable %s\n", ref)
	}
	for _, ref := range l.Outside {
		fmt.Fprintf(&b, "outside %s\n", ref)
	}
	for _, w := range l.Warnings {
		fmt.Fprintf(&b, "warning %s: %s\n", w.Where, w.Text)
	}
	return b.String()
}

// icsGoldens runs all cases of a folder.
func icsGoldens(t *testing.T, dir string, open func(string, map[string]any) (Reader, error)) {
	goldentest.Play(t, goldenFolder(dir), *update, func(t *testing.T, c goldentest.Case) []txtar.File {
		g := icsCase(t, c.Archive)
		r, err := open(g.page.URL, g.options)
		if err != nil {
			t.Fatal(err)
		}
		l, err := r.Read(context.Background(), icsGetter{g.page.URL: g.page}, g.window)
		return goldentest.With(c.Files, "want", icsPrint(l, err))
	})
}

func TestICSGoldens(t *testing.T) { icsGoldens(t, "ics", openICS) }
