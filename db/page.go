package db

import (
	"context"
	"errors"
	"fmt"

	"callboard"
)

const pageColumns = `source, url, final_url, content_type, etag, last_modified, hash, fingerprint, read_at`

func scanPage(s scan, more ...any) (p callboard.Page, err error) {
	var readAt int64
	err = s(append([]any{&p.Source, &p.URL, &p.FinalURL, &p.ContentType, &p.ETag, &p.LastModified, &p.Hash, &p.Fingerprint, &readAt}, more...)...)
	p.ReadAt = fromUnix(readAt)
	return p, err
}

// Pages are the pages of a source without their bodies, in the order in which
// they were first stored.
func (d *DB) Pages(ctx context.Context, source string) (pages []callboard.Page, err error) {
	defer wrap(&err, "read the pages of source %s", source)
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		return t.each(ctx, `SELECT `+pageColumns+` FROM pages WHERE source = ? ORDER BY position, url`, []any{source}, func(s scan) error {
			p, err := scanPage(s)
			pages = append(pages, p)
			return err
		})
	})
	return pages, err
}

// Page is one page of a source with its body. callboard.ErrNotFound when its
// address was never read well.
func (d *DB) Page(ctx context.Context, source, url string) (p callboard.Page, err error) {
	defer wrap(&err, "read page %s of source %s", url, source)
	var packed []byte
	var size int64
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		p, err = scanPage(func(dest ...any) error {
			return t.one(ctx, `SELECT p.source, p.url, p.final_url, p.content_type, p.etag, p.last_modified, p.hash,
				p.fingerprint, p.read_at, b.size, b.body
				FROM pages p JOIN bodies b ON b.source = p.source AND b.url = p.url
				WHERE p.source = ? AND p.url = ?`, []any{source, url}, dest...)
		}, &size, &packed)
		if errors.Is(err, errNoRow) {
			return callboard.ErrNotFound
		}
		return err
	})
	if err != nil {
		return callboard.Page{}, err
	}
	p.Body, err = d.bodies.unpack(packed, size)
	return p, err
}

// pageHashes are the hashes of the stored bodies of a source by address.
func pageHashes(ctx context.Context, t *tx, source string) (map[string]string, error) {
	hashes := map[string]string{}
	err := t.each(ctx, `SELECT url, hash FROM pages WHERE source = ?`, []any{source}, func(s scan) error {
		var url, hash string
		err := s(&url, &hash)
		hashes[url] = hash
		return err
	})
	return hashes, err
}

// packPages compresses, before any lock is taken, the bodies that differ from
// the stored ones. It gives them by address.
func (d *DB) packPages(ctx context.Context, source string, pages []callboard.Page) (map[string][]byte, error) {
	if len(pages) == 0 {
		return nil, nil
	}
	var stored map[string]string
	err := d.read(ctx, func(ctx context.Context, t *tx) error {
		var err error
		stored, err = pageHashes(ctx, t, source)
		return err
	})
	if err != nil {
		return nil, err
	}
	packed := map[string][]byte{}
	for i := range pages {
		p := &pages[i]
		if old, ok := stored[cleanText(p.URL)]; ok && old == bodyHash(p) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if packed[p.URL], err = d.bodies.packPage(p); err != nil {
			return nil, err
		}
	}
	return packed, nil
}

// putPages stores the pages of a run. A body that is stored already is not
// written again: its hash is the same.
func (d *DB) putPages(ctx context.Context, t *tx, u *callboard.Update, packed map[string][]byte) error {
	for _, url := range u.DropPages {
		if _, err := t.exec(ctx, `DELETE FROM pages WHERE source = ? AND url = ?`, u.Run.Source, url); err != nil {
			return fmt.Errorf("drop page %s: %w", url, err)
		}
	}
	if len(u.Pages) == 0 {
		return nil
	}
	stored, err := pageHashes(ctx, t, u.Run.Source)
	if err != nil {
		return err
	}
	var position int
	if err := t.one(ctx, `SELECT COALESCE(max(position), 0) FROM pages WHERE source = ?`, []any{u.Run.Source}, &position); err != nil {
		return err
	}
	page := t.prepare(ctx, `INSERT INTO pages (`+pageColumns+`, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (source, url) DO UPDATE SET final_url = excluded.final_url, content_type = excluded.content_type,
			etag = excluded.etag, last_modified = excluded.last_modified, hash = excluded.hash,
			fingerprint = excluded.fingerprint, read_at = excluded.read_at`)
	body := t.prepare(ctx, `INSERT INTO bodies (source, url, size, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (source, url) DO UPDATE SET size = excluded.size, body = excluded.body`)
	for i := range u.Pages {
		p := &u.Pages[i]
		position++
		hash := bodyHash(p)
		if err := page.exec(ctx, u.Run.Source, p.URL, p.FinalURL, p.ContentType, p.ETag, p.LastModified, hash,
			p.Fingerprint, unix(p.ReadAt), position); err != nil {
			return fmt.Errorf("page %s: %w", p.URL, err)
		}
		if old, ok := stored[cleanText(p.URL)]; ok && old == hash {
			continue
		}
		blob := packed[p.URL]
		if blob == nil { // another process stored another body meanwhile
			if blob, err = d.bodies.packPage(p); err != nil {
				return err
			}
		}
		if err := body.exec(ctx, u.Run.Source, p.URL, len(p.Body), blob); err != nil {
			return fmt.Errorf("page %s: %w", p.URL, err)
		}
	}
	return nil
}
