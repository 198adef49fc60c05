package fetch

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// Files serves a file system in process, for Options.Embedded: the file of an
// URL's path, else that path with .html, else its index.html. Every file has an
// ETag, so that conditional requests work although embedded files have no time.
func Files(fsys fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.Trim(path.Clean("/"+r.URL.Path), "/")
		for _, candidate := range []string{name, name + ".html", path.Join(name, "index.html")} {
			if !fs.ValidPath(candidate) {
				continue
			}
			body, err := fs.ReadFile(fsys, candidate)
			if err != nil {
				continue
			}
			sum := sha256.Sum256(body)
			w.Header().Set("Etag", `"`+hex.EncodeToString(sum[:16])+`"`)
			http.ServeContent(w, r, candidate, time.Time{}, bytes.NewReader(body))
			return
		}
		http.NotFound(w, r)
	})
}

// inProcess is a transport that calls a handler.
type inProcess struct {
	handler http.Handler
	limit   int64 // bytes of one body
}

func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	asked := r.Clone(r.Context())
	asked.Body, asked.RemoteAddr, asked.RequestURI = http.NoBody, "embedded", r.URL.RequestURI()
	w := &recorder{header: http.Header{}, limit: t.limit}
	t.handler.ServeHTTP(w, asked)
	w.WriteHeader(http.StatusOK) // where the handler wrote nothing
	return &http.Response{
		Status:        http.StatusText(w.status),
		StatusCode:    w.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        w.sent,
		Body:          io.NopCloser(&w.body),
		ContentLength: int64(w.body.Len()),
		Request:       r,
	}, nil
}

// recorder keeps what a handler answers.
type recorder struct {
	header, sent http.Header
	status       int
	body         bytes.Buffer
	limit        int64
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status, w.sent = status, w.header.Clone()
	}
}

func (w *recorder) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	// One byte over the limit is kept, which is how the reader knows.
	if int64(w.body.Len()) > w.limit {
		return 0, errors.New("the body is larger than max_bytes")
	}
	return w.body.Write(p)
}
