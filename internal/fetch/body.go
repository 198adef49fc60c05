package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// acceptEncoding is what readBody can undo.
const acceptEncoding = "gzip, deflate"

// A body grows in chunks: a bomb costs its limit once, not the copies of a
// growing buffer.
const (
	firstChunk = 16 << 10
	lastChunk  = 1 << 20
)

// readBody reads a whole answer, decompressed, of at most limit bytes. A body
// that was cut short, anywhere, is an error.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	body, whole, err := readSome(resp, limit)
	if err != nil {
		return nil, err
	}
	if !whole {
		return nil, &TooLargeError{Limit: limit, what: "the body"}
	}
	return body, nil
}

// readSome is readBody that stops at the limit: whole says whether that was
// all.
func readSome(resp *http.Response, limit int64) (body []byte, whole bool, err error) {
	// Compressing can add a little to what does not compress; more than that
	// is a stream of empty blocks.
	raw := &limited{r: resp.Body, left: limit + limit/64 + 64<<10}
	r, err := decoder(resp.Header, raw)
	if err != nil {
		return nil, false, err
	}
	body, err = readAll(r, limit+1)
	switch {
	case raw.over || err == nil && int64(len(body)) > limit:
		return body[:min(int64(len(body)), limit)], false, nil
	case err != nil:
		return nil, false, bodyError(err)
	}
	// A decompressor that found its end has not seen how the transfer ended.
	n, err := raw.Read(make([]byte, 1))
	if n > 0 {
		err = errTrailing
	}
	if err != nil && err != io.EOF {
		return nil, false, bodyError(err)
	}
	return body, true, nil
}

// readAll reads to the end, or limit bytes if that is less.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	var parts [][]byte
	var total int64
	for step := int64(firstChunk); total < limit; step = min(2*step, lastChunk) {
		part := make([]byte, min(step, limit-total))
		n, err := fill(r, part)
		total += int64(n)
		parts = append(parts, part[:n])
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	return bytes.Join(parts, nil), nil
}

// fill reads until p is full. It is io.ReadFull but for the error: an
// unexpected EOF always comes from r, whose transfer was cut.
func fill(r io.Reader, p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var m int
		m, err = r.Read(p[n:])
		n += m
	}
	if n == len(p) && err == io.EOF {
		err = nil // it is told again
	}
	return n, err
}

// decoder undoes the Content-Encoding of an answer.
func decoder(h http.Header, raw io.Reader) (io.Reader, error) {
	named := strings.ToLower(strings.TrimSpace(strings.Join(h.Values("Content-Encoding"), ", ")))
	switch named {
	case "", "identity":
		return raw, nil
	case "gzip", "x-gzip":
		return &lazy{raw: raw, open: func(r *bufio.Reader) (io.Reader, error) { return gzip.NewReader(r) }}, nil
	case "deflate":
		return &lazy{raw: raw, open: inflate}, nil
	}
	return nil, fmt.Errorf("the body is encoded as %q, which callboard did not ask for (it accepts %s); ask the site's owner", clip(named, 40), acceptEncoding)
}

// inflate reads "deflate", which is zlib by RFC 9110 8.4.1.2 and bare deflate
// by old habit. A zlib header (RFC 1950 2.2) names method 8 and divides by 31.
func inflate(r *bufio.Reader) (io.Reader, error) {
	head, err := r.Peek(2)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		return zlib.NewReader(r)
	}
	return flate.NewReader(r), nil
}

// lazy opens a decompressor at the first read. An empty body stays empty: some
// servers name an encoding and send nothing.
type lazy struct {
	raw  io.Reader
	open func(*bufio.Reader) (io.Reader, error)
	r    io.Reader
}

func (l *lazy) Read(p []byte) (int, error) {
	if l.r == nil {
		b := bufio.NewReader(l.raw)
		_, err := b.Peek(1)
		if err != nil {
			return 0, err
		}
		if l.r, err = l.open(b); err != nil {
			return 0, unexpected(err)
		}
		l.r = &tail{Reader: l.r, left: b}
	}
	return l.r.Read(p)
}

// tail refuses bytes that the decompressor's buffer holds behind its end.
type tail struct {
	io.Reader
	left *bufio.Reader
}

func (t *tail) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if err == io.EOF && t.left.Buffered() > 0 {
		return n, errTrailing
	}
	return n, err
}

// unexpected turns the end of a stream inside a header into a cut.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// limited counts what comes over the wire.
type limited struct {
	r    io.Reader
	left int64
	over bool // more came than was allowed
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		l.over = true
		return 0, errOver
	}
	if int64(len(p)) > l.left {
		p = p[:l.left]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	return n, err
}

var (
	errOver     = errors.New("more bytes than allowed")
	errTrailing = errors.New("the body goes on behind the end of its compressed part")
)

// bodyError words what reading a body met.
func bodyError(err error) error {
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the body was cut short (%w); the site or a proxy broke off, it is tried again at the next run", err)
	case corrupt, errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader),
		errors.Is(err, zlib.ErrChecksum), errors.Is(err, zlib.ErrHeader), errors.Is(err, errTrailing):
		return fmt.Errorf("the body's compression is broken (%w); ask the site's owner if this stays", err)
	}
	return fmt.Errorf("reading the body: %w", err)
}

// clip shortens text of the site for an error.
func clip(text string, n int) string {
	if len(text) > n {
		text = text[:n] + "…"
	}
	return strings.ToValidUTF8(text, "?")
}

// readStart reads an answer of which the first limit bytes are enough.
func readStart(resp *http.Response, limit int64) ([]byte, error) {
	body, _, err := readSome(resp, limit)
	return body, err
}
