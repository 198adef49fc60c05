package dedupe

// forest joins numbered things into sets, and remembers which pairs must stay
// apart.
type forest struct {
	parent []int
	apart  map[int]map[int]bool // by root
	edges  []edge               // that joined something
}

// edge is a join and its reason.
type edge struct {
	rule int
	name string
	a, b int // a < b
}

func newForest(n int) *forest {
	f := &forest{parent: make([]int, n), apart: map[int]map[int]bool{}}
	for i := range f.parent {
		f.parent[i] = i
	}
	return f
}

func (f *forest) root(i int) int {
	for f.parent[i] != i {
		f.parent[i] = f.parent[f.parent[i]]
		i = f.parent[i]
	}
	return i
}

// forbid keeps a and b apart for good.
func (f *forest) forbid(a, b int) {
	a, b = f.root(a), f.root(b)
	if a == b {
		return
	}
	for _, p := range [][2]int{{a, b}, {b, a}} {
		if f.apart[p[0]] == nil {
			f.apart[p[0]] = map[int]bool{}
		}
		f.apart[p[0]][p[1]] = true
	}
}

// join reports whether a and b are one set now.
func (f *forest) join(e edge) bool {
	a, b := f.root(e.a), f.root(e.b)
	if a == b {
		return true
	}
	if f.apart[a][b] {
		return false
	}
	a, b = min(a, b), max(a, b)
	f.parent[b] = a
	for c := range f.apart[b] {
		delete(f.apart[c], b)
		f.forbid(a, c)
	}
	delete(f.apart, b)
	f.edges = append(f.edges, e)
	return true
}
