package db

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"sync"

	"github.com/klauspost/compress/zstd"

	"callboard"
)

// bodies packs and unpacks page bodies. The tools weigh a megabyte or two: they
// are made when needed and left to the garbage collector.
type bodies struct {
	encoders, decoders sync.Pool
}

// pack is the zstd form of a body.
func (b *bodies) pack(body []byte) ([]byte, error) {
	enc, ok := b.encoders.Get().(*zstd.Encoder)
	if !ok {
		var err error
		enc, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true),
			zstd.WithWindowSize(1<<20), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithZeroFrames(true))
		if err != nil {
			return nil, err
		}
	}
	defer b.encoders.Put(enc)
	return enc.EncodeAll(body, make([]byte, 0, len(body)/4+64)), nil
}

// packPage packs the body of a page that is not stored, which must be there: a
// page may come without one only when its hash is the stored one.
func (b *bodies) packPage(p *callboard.Page) ([]byte, error) {
	if len(p.Body) == 0 && bodyHash(p) != bodyHash(&callboard.Page{}) {
		return nil, fmt.Errorf("page %s: it has a new hash but no body", p.URL)
	}
	packed, err := b.pack(p.Body)
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", p.URL, err)
	}
	return packed, nil
}

// errDamaged says that what is stored is not what was packed.
var errDamaged = errors.New("the stored body is damaged; the next full reading replaces it")

// unpack is the body of size bytes that was packed.
func (b *bodies) unpack(packed []byte, size int64) ([]byte, error) {
	if size < 0 || size > math.MaxInt32 {
		return nil, errDamaged
	}
	dec, ok := b.decoders.Get().(*zstd.Decoder)
	if !ok {
		var err error
		dec, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, err
		}
	}
	defer b.decoders.Put(dec)
	body, err := dec.DecodeAll(packed, make([]byte, 0, size))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if int64(len(body)) != size {
		return nil, errDamaged
	}
	return body, nil
}

// bodyHash is the hash of a page's body: what its reader says, so that an
// unchanged page needs no body, else computed.
func bodyHash(p *callboard.Page) string {
	if p.Hash != "" {
		return p.Hash
	}
	sum := sha256.Sum256(p.Body)
	return hex.EncodeToString(sum[:])
}
