package web

import (
	"container/list"
	"sync"
)

// lru keeps values by key up to a total cost, dropping those not asked for the
// longest. The cost of a key's own bytes and of the bookkeeping is included.
type lru[V any] struct {
	mu    sync.Mutex
	limit int
	used  int
	order *list.List // of *item[V], latest first
	items map[string]*list.Element
}

type item[V any] struct {
	key   string
	value V
	cost  int
}

// overhead is about what one item costs beside its key and value.
const overhead = 200

func newLRU[V any](limit int) *lru[V] {
	return &lru[V]{limit: limit, order: list.New(), items: map[string]*list.Element{}}
}

func (c *lru[V]) get(key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[key]
	if !ok {
		var zero V
		return zero, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*item[V]).value, true
}

// put stores a value that costs so many bytes. What alone is larger than half
// the limit is not kept: it would throw out everything else.
func (c *lru[V]) put(key string, value V, cost int) {
	cost += len(key) + overhead
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(key)
	if cost > c.limit/2 {
		return
	}
	c.items[key] = c.order.PushFront(&item[V]{key, value, cost})
	c.used += cost
	for c.used > c.limit {
		c.drop(c.order.Back().Value.(*item[V]).key)
	}
}

// drop removes a key, if it is there. The lock is held.
func (c *lru[V]) drop(key string) {
	if e, ok := c.items[key]; ok {
		c.used -= e.Value.(*item[V]).cost
		c.order.Remove(e)
		delete(c.items, key)
	}
}

// size is the cost of all items, and their number.
func (c *lru[V]) size() (bytes, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.used, len(c.items)
}
