package fetch

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func in(e encoding.Encoding, text string) string {
	out, err := e.NewEncoder().String(text)
	if err != nil {
		panic(err)
	}
	return out
}

func TestToUTF8(t *testing.T) {
	utf16le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	ascii := strings.Repeat("<p>plain</p>\n", 1000)
	for name, c := range map[string]struct{ body, header, want string }{
		"nothing":                     {"", "", ""},
		"ASCII":                       {"abc", "", "abc"},
		"UTF-8 undeclared":            {"Zürich", "", "Zürich"},
		"UTF-8 behind an ASCII head":  {ascii + "Zürich", "text/html", ascii + "Zürich"},
		"only the last letter":        {"Café", "text/plain", "Café"},
		"unknown charset, UTF-8":      {"Café", "text/plain; charset=x-quux", "Café"},
		"unknown charset, Latin-1":    {"Caf\xe9", "text/plain; charset=x-quux", "Café"},
		"Latin-1 undeclared":          {"Caf\xe9 \x80 \x93q\x94", "", "Café € “q”"},
		"UTF-8 mark":                  {"\xef\xbb\xbfCafé", "text/plain; charset=iso-8859-1", "Café"},
		"two marks":                   {"\xef\xbb\xbf\xef\xbb\xbfx", "", "x"},
		"UTF-16LE mark":               {"\xff\xfe" + in(utf16le, "Café"), "text/plain; charset=utf-8", "Café"},
		"UTF-16BE mark":               {"\xfe\xff" + in(utf16be, "Café"), "", "Café"},
		"UTF-32LE mark":               {"\xff\xfe\x00\x00" + in(utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "Café"), "", "Café"},
		"UTF-32BE mark":               {"\x00\x00\xfe\xff" + in(utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "Café"), "", "Café"},
		"UTF-16LE without a mark":     {in(utf16le, `{"title":"Café"}`), "application/json", `{"title":"Café"}`},
		"UTF-16BE without a mark":     {in(utf16be, "BEGIN:VCALENDAR é"), "text/calendar; charset=utf-16", "BEGIN:VCALENDAR é"},
		"UTF-16 declared, but not":    {"Café", "text/plain; charset=utf-16", "Café"},
		"header Latin-1":              {"Caf\xe9", "text/html; charset=ISO-8859-1", "Café"},
		"header Latin-1, but UTF-8":   {"Café", "text/html; charset=ISO-8859-1", "Café"},
		"header us-ascii, but UTF-8":  {"Café", "text/calendar; charset=us-ascii", "Café"},
		"header UTF-8, but Latin-1":   {"Caf\xe9", "text/html; charset=utf-8", "Café"},
		"UTF-8 with one bad byte":     {"Zürich Caf\xe9 日本", "text/html; charset=utf-8", "Zürich Café 日本"},
		"quoted, upper case":          {"\xd0\xd1", `text/plain; CHARSET="KOI8-R"`, "пя"},
		"doubled parameter":           {"\xd0\xd1", "text/plain; charset=koi8-r; charset=koi8-r", "пя"},
		"Shift_JIS":                   {in(japanese.ShiftJIS, "日本語"), "text/html; charset=Shift_JIS", "日本語"},
		"GB18030":                     {in(simplifiedchinese.GB18030, "中文"), "text/html; charset=gb2312", "中文"},
		"header before meta":          {`<meta charset="koi8-r">` + in(charmap.Windows1251, "пя"), "text/html; charset=windows-1251", `<meta charset="koi8-r">пя`},
		"header UTF-8 before meta":    {`<meta charset="koi8-r">пя`, "text/html; charset=utf-8", `<meta charset="koi8-r">пя`},
		"meta":                        {`<html><head><meta charset=windows-1251><title>` + in(charmap.Windows1251, "пя"), "text/html", `<html><head><meta charset=windows-1251><title>пя`},
		"meta http-equiv":             {`<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-2">` + in(charmap.ISO8859_2, "Łódź"), "", `<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-2">Łódź`},
		"meta behind a long comment":  {"<!--" + strings.Repeat("x", 1500) + "--><meta charset=koi8-r>" + in(charmap.KOI8R, "пя"), "", "<!--" + strings.Repeat("x", 1500) + "--><meta charset=koi8-r>пя"},
		"meta in a comment":           {"<!-- <meta charset=koi8-r> -->Caf\xe9", "", "<!-- <meta charset=koi8-r> -->Café"},
		"meta UTF-16":                 {"<meta charset=utf-16>Café", "", "<meta charset=utf-16>Café"},
		"meta replacement":            {"<meta charset=iso-2022-kr>Café", "", "<meta charset=iso-2022-kr>Café"},
		"meta in JSON":                {`{"html":"<meta charset=koi8-r>` + "é\"}", "", `{"html":"<meta charset=koi8-r>` + "é\"}"},
		"XML declaration":             {`<?xml version="1.0" encoding="ISO-8859-2"?><a>` + in(charmap.ISO8859_2, "Łódź") + `</a>`, "application/xml", `<?xml version="1.0" encoding="UTF-8"?><a>Łódź</a>`},
		"XML in single quotes":        {`<?xml version='1.0' encoding='iso-8859-1' standalone='yes'?><a>` + "\xe9</a>", "", `<?xml version='1.0' encoding='UTF-8' standalone='yes'?><a>é</a>`},
		"XML that is UTF-8 after all": {`<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>`, "", `<?xml version="1.0" encoding="UTF-8"?><a>é</a>`},
		"XML, header UTF-8":           {`<?xml version="1.0" encoding="iso-8859-2"?><a>é</a>`, "text/xml; charset=utf-8", `<?xml version="1.0" encoding="UTF-8"?><a>é</a>`},
		"XML, declared utf8":          {`<?xml version="1.0" encoding="utf8"?><a>é</a>`, "", `<?xml version="1.0" encoding="UTF-8"?><a>é</a>`},
		"XML, unknown":                {`<?xml version="1.0" encoding="x-quux"?><a>é</a>`, "", `<?xml version="1.0" encoding="UTF-8"?><a>é</a>`},
		"XML, empty":                  {`<?xml version="1.0" encoding=""?><a>é</a>`, "", `<?xml version="1.0" encoding="UTF-8"?><a>é</a>`},
		"XML in UTF-16":               {"\xff\xfe" + in(utf16le, `<?xml version="1.0" encoding="UTF-16"?><a>é</a>`), "", `<?xml version="1.0" encoding="UTF-8"?><a>é</a>`},
		"XML UTF-8 as it is":          {`<?xml version="1.0" encoding="utf-8"?><a>é</a>`, "", `<?xml version="1.0" encoding="utf-8"?><a>é</a>`},
		"no declaration":              {`<a encoding="iso-8859-1">é</a>`, "", `<a encoding="iso-8859-1">é</a>`},
	} {
		got := string(toUTF8([]byte(c.body), c.header))
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// A body in order is handed on, not copied: most are.
func TestToUTF8CopiesNothingInVain(t *testing.T) {
	body := []byte(`<?xml version="1.0" encoding="UTF-8"?><a>é</a>`)
	if got := toUTF8(body, "application/xml"); &got[0] != &body[0] {
		t.Error("copied")
	}
	marked := append([]byte("\xef\xbb\xbf"), body...)
	if got := toUTF8(marked, ""); &got[0] != &marked[3] {
		t.Error("copied")
	}
}

func FuzzToUTF8(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0" encoding="ISO-8859-2"?><a>`+"\xe9</a>"), "text/xml; charset=utf-8")
	f.Add([]byte("\xff\xfea\x00"), "")
	f.Add([]byte("<meta charset=gbk>\x81\x30"), "text/html; charset=big5")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		before := bytes.Clone(body)
		got := toUTF8(body, contentType)
		if !utf8.Valid(got) || bytes.HasPrefix(got, []byte("\uFEFF")) {
			t.Errorf("%q (%s) gives %q", body, contentType, got)
		}
		if !bytes.Equal(before, body) {
			t.Error("the body was altered")
		}
		if len(got) > 4*len(body)+16 {
			t.Errorf("%d bytes of %d", len(got), len(body))
		}
		if utf8.Valid(body) && len(body) > 4 && !bytes.ContainsRune(body, 0) && !bytes.ContainsAny(body, "<\uFEFF") && contentType == "" && !bytes.Equal(got, body) {
			t.Errorf("%q was altered to %q", body, got)
		}
	})
}
