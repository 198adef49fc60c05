package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

// head is what a conditional request is answered from.
type head struct {
	stamp    string // of the data it was rendered from
	tag      string // opaque part of the entity tag, without quotes
	modified time.Time
}

// body is a rendered resource. Its bytes are shared and never changed.
type body struct {
	head
	kind  kind
	plain []byte

	zip    sync.Once
	zipped chan struct{} // closed when gz is there
	gz     []byte        // nil when compressing gained nothing
}

// newBody names the bytes by their hash: the same bytes have the same tag after
// a restart, on another machine and in another release.
func newBody(k kind, stamp string, modified time.Time, plain []byte) *body {
	sum := sha256.Sum256(plain)
	return &body{
		head: head{
			stamp: stamp,
			// Hexadecimal: a tag that could end in a dash would lose it
			// together with a suffix.
			tag:      hex.EncodeToString(sum[:16]),
			modified: modified,
		},
		kind:   k,
		plain:  plain,
		zipped: make(chan struct{}),
	}
}

// minZip is the size below which compression gains less than its headers.
const minZip = 1024

// compressed gives the gzip bytes, made once, by a goroutine of its own: nil
// means that there are none and the plain ones serve. keep is told the size.
func (b *body) compressed(ctx context.Context, slots chan struct{}, keep func(int)) []byte {
	if len(b.plain) < minZip {
		return nil
	}
	b.zip.Do(func() {
		go func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			defer close(b.zipped)
			if gz := compress(b.plain); len(gz) < len(b.plain) {
				b.gz = gz
				keep(len(gz))
			}
		}()
	})
	select {
	case <-b.zipped:
		return b.gz
	case <-ctx.Done():
		return nil
	}
}

func compress(plain []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out) // no name and no time: the same bytes every time
	w.Write(plain)            // into memory: cannot fail
	w.Close()
	return bytes.Clone(out.Bytes())
}

// httpDate is a time as RFC 9110 5.6.7 writes it.
func httpDate(t time.Time) string { return t.UTC().Format(http.TimeFormat) }
