package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

func gzipped(body string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(body))
	_ = w.Close()
	return b.String()
}

func zlibbed(body string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(body))
	_ = w.Close()
	return b.String()
}

func deflated(body string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestCompression)
	_, _ = w.Write([]byte(body))
	_ = w.Close()
	return b.String()
}

func encodedAs(encoding, body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s", encoding, len(body), body)
}

func TestContentEncodings(t *testing.T) {
	const body = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
	for name, answer := range map[string]string{
		"none":        fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body),
		"identity":    encodedAs("identity", body),
		"gzip":        encodedAs("gzip", gzipped(body)),
		"x-gzip":      encodedAs("X-GZip", gzipped(body)),
		"two members": encodedAs("gzip", gzipped(body[:7])+gzipped(body[7:])),
		"zlib":        encodedAs("deflate", zlibbed(body)),
		"raw deflate": encodedAs("deflate", deflated(body)),
		"chunked":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n" + body[:7] + "\r\n" + fmt.Sprintf("%x\r\n", len(body)-7) + body[7:] + "\r\n0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Options{MaxBytes: int64(len(body))})
			w.host("a.example", raw(answer))
			p, err := w.get(job("http://a.example/"))
			if err != nil || string(p.Body) != body {
				t.Fatalf("got %v, %v", p, err)
			}
			if got := w.heads[0].Get("Accept-Encoding"); got != "gzip, deflate" {
				t.Errorf("Accept-Encoding: %s", got)
			}
		})
	}
}

func TestEmptyBodyWithAnEncodingIsEmpty(t *testing.T) {
	for _, encoding := range []string{"gzip", "deflate"} {
		w := newWorld(t, Options{})
		w.host("a.example", raw(encodedAs(encoding, "")))
		p, err := w.get(job("http://a.example/"))
		if err != nil || len(p.Body) != 0 {
			t.Errorf("%s: %v, %v", encoding, p, err)
		}
	}
}

// What a stock client lets through, or half of it.
func TestBrokenBodies(t *testing.T) {
	long := strings.Repeat("schedule ", 5000)
	packed := gzipped(long)
	wrongCRC := []byte(packed)
	wrongCRC[len(wrongCRC)-6] ^= 0xff
	for name, c := range map[string]struct {
		answer string
		words  []string
	}{
		"cut-length":        {"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf", []string{"cut short"}},
		"cut-chunked":       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", []string{"cut short"}},
		"cut inside chunk":  {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf", []string{"cut short"}},
		"bad chunk":         {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n0\r\n\r\n", []string{"reading the body"}},
		"cut-gzip":          {encodedAs("gzip", packed[:len(packed)/2]), []string{"cut short"}},
		"cut gzip header":   {encodedAs("gzip", packed[:5]), []string{"cut short"}},
		"cut gzip trailer":  {encodedAs("gzip", packed[:len(packed)-3]), []string{"cut short"}},
		"cut zlib":          {encodedAs("deflate", zlibbed(long)[:20]), []string{"cut short"}},
		"cut raw deflate":   {encodedAs("deflate", deflated(long)[:20]), []string{"cut short"}},
		"gzip, then cut":    {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9999\r\n\r\n" + packed, []string{"cut short"}},
		"zlib, then cut":    {"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 9999\r\n\r\n" + zlibbed(long), []string{"cut short"}},
		"bad-gzip-crc":      {encodedAs("gzip", string(wrongCRC)), []string{"compression is broken", "checksum"}},
		"gzip and garbage":  {encodedAs("gzip", packed+"garbage garbage"), []string{"compression is broken"}},
		"zlib and garbage":  {encodedAs("deflate", zlibbed(long)+"garbage"), []string{"compression is broken", "goes on behind"}},
		"not gzip":          {encodedAs("gzip", "<html>not compressed at all</html>"), []string{"compression is broken"}},
		"br":                {encodedAs("br", "\x0b\x02\x80abc\x03"), []string{`"br"`, "did not ask for", "gzip, deflate"}},
		"x-quux":            {encodedAs("x-quux", "abc"), []string{`"x-quux"`}},
		"gzip twice":        {encodedAs("gzip, gzip", gzipped(gzipped("abc"))), []string{`"gzip, gzip"`}},
		"gzip in two lines": {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", []string{`"gzip, gzip"`}},
		"two lengths":       {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", []string{"Content-Length"}},
		"negative length":   {"HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabcd", []string{"Content-Length"}},
		"HTTP/0.9":          {"just text\r\n", []string{"malformed"}},
		"nothing":           {"", []string{"EOF"}},
		"huge headers":      {"HTTP/1.1 200 OK\r\nX-Long: " + strings.Repeat("a", 300<<10) + "\r\nContent-Length: 0\r\n\r\n", []string{"headers", "256 KiB"}},
		"103 flood":         {strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nX-Pad: "+strings.Repeat("p", 900)+"\r\n\r\n", 600), []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Options{})
			w.host("a.example", raw(c.answer))
			p, err := w.get(job("http://a.example/x"))
			if err == nil {
				t.Fatalf("read %d bytes without an error", len(p.Body))
			}
			wantError(t, err, append(c.words, "http://a.example/x")...)
		})
	}
}

func TestLimits(t *testing.T) {
	const limit = 64 << 10
	exact := strings.Repeat("x", limit)
	zeros := strings.Repeat("\x00", 64<<20)
	endless := func(rw http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := rw.Write(make([]byte, 4096)); err != nil {
				return
			}
		}
	}
	blocks := func(rw http.ResponseWriter, r *http.Request) { // a compressed stream without end or content
		rw.Header().Set("Content-Encoding", "deflate")
		for r.Context().Err() == nil {
			if _, err := rw.Write(bytes.Repeat([]byte{0, 0, 0, 0xff, 0xff}, 1000)); err != nil {
				return
			}
		}
	}
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		fits    bool
	}{
		"exactly the limit":        {text(exact), true},
		"one over":                 {text(exact + "x"), false},
		"gzip, exactly the limit":  {raw(encodedAs("gzip", gzipped(exact))), true},
		"gzip, one over":           {raw(encodedAs("gzip", gzipped(exact+"x"))), false},
		"deflate, one over":        {raw(encodedAs("deflate", zlibbed(exact+"x"))), false},
		"gzip bomb":                {raw(encodedAs("gzip", gzipped(zeros))), false},
		"endless":                  {endless, false},
		"endless empty blocks":     {blocks, false},
		"a length over the limit":  {raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + exact + "and more"), false},
		"gzip of noise, the limit": {raw(encodedAs("gzip", gzipped(noise(limit)))), true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Options{MaxBytes: limit})
			w.host("a.example", c.handler)
			p, err := w.get(job("http://a.example/"))
			if c.fits {
				if err != nil || len(p.Body) != limit {
					t.Fatalf("got %v", err)
				}
				return
			}
			wantError(t, err, "max_bytes", `"64KiB"`, "65536")
			if _, ok := errors.AsType[*TooLargeError](err); !ok {
				t.Errorf("%v is no TooLargeError", err)
			}
		})
	}
}

// noise is text that does not compress, and is valid UTF-8.
func noise(n int) string {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x>>24) & 0x7f
	}
	b[0], b[1], b[2], b[3] = 'a', 'b', 'c', 'd'
	return string(b)
}

// However a body arrives, a reader that fails in the middle is never taken for
// one that ended.
func TestReadAllKeepsErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, err := range []error{broken, io.ErrUnexpectedEOF} {
		_, got := readAll(io.MultiReader(strings.NewReader("abc"), failing{err}), 100)
		if !errors.Is(got, err) {
			t.Errorf("readAll = %v, want %v", got, err)
		}
	}
	body, err := readAll(strings.NewReader("abcdef"), 4)
	if err != nil || string(body) != "abcd" {
		t.Errorf("readAll = %q, %v", body, err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func FuzzReadBody(f *testing.F) {
	f.Add("gzip", []byte(gzipped("abc")))
	f.Add("deflate", []byte(zlibbed("abc")))
	f.Add("deflate", []byte(deflated("abc")))
	f.Add("", []byte("abc"))
	f.Fuzz(func(t *testing.T, encoding string, data []byte) {
		resp := &http.Response{Header: http.Header{"Content-Encoding": {encoding}}, Body: io.NopCloser(bytes.NewReader(data))}
		body, err := readBody(resp, 1000)
		if len(body) > 1000 || err != nil && body != nil {
			t.Errorf("%d bytes, %v", len(body), err)
		}
	})
}
