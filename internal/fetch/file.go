package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// readFile answers for a configured file: address. Its validator is made from
// modification time and size, and kept where an ETag is.
func (t *trip) readFile(ctx context.Context, u *url.URL) (*answer, error) {
	path, err := filePath(u)
	if err != nil {
		return nil, err
	}
	// Asked before it is opened: opening a pipe or a device can wait for ever.
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file; check the source's url")
	case err != nil:
		return nil, cause(err)
	case info.IsDir():
		return nil, errors.New("it is a folder; name the file in it")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no ordinary file")
	}
	tag := fmt.Sprintf("%d.%d", info.ModTime().UnixNano(), info.Size())
	a := &answer{url: u, status: http.StatusOK, header: http.Header{}}
	a.header.Set("Etag", tag)
	if t.validFor == u.String() && t.etag == tag {
		a.status, a.asked = http.StatusNotModified, true
		return a, nil
	}
	if kind := mime.TypeByExtension(strings.ToLower(filepath.Ext(path))); kind != "" {
		// The system's table adds charset=utf-8 to text, which nobody declared.
		kind, _, _ = strings.Cut(kind, ";")
		a.header.Set("Content-Type", kind)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	if opened, err := f.Stat(); err != nil || !opened.Mode().IsRegular() {
		return nil, errors.New("it is no ordinary file")
	}
	a.body, err = readAll(contextReader{ctx, f}, t.limit+1)
	if err != nil {
		return nil, cause(err)
	}
	if int64(len(a.body)) > t.limit {
		return nil, &TooLargeError{Limit: t.limit, what: "the file"}
	}
	return a, nil
}

// cause takes the path out of an error of the file system: the address that is
// shown has it, where it may be shown.
func cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("the file cannot be read: %w", e.Err)
	}
	return err
}

// contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
