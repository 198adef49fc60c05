package sources

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCutCorpus cuts every schedule of the corpus at each tenth, with whatever
// kind reads the whole: an error, or no more items than before with a warning,
// and never a complete listing. What is cut is read as the kind of the whole, as
// a source does whose kind is known.
func TestCutCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the whole corpus eleven times")
	}
	root := corpusRoot(t)
	read := 0
	for _, row := range corpusRows(t, root, "") {
		t.Run(row["file"], func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(row["file"])))
			if err != nil {
				t.Fatal(err)
			}
			kind, options := cutKind(body)
			if kind == "" {
				t.Skip("no schedule")
			}
			read++
			k, _ := ByName(kind)
			whole := declaredRead(t, kind, cutAddress, options, cutSite(body))
			if whole == nil || whole.Complete == k.Rolling {
				t.Fatalf("%s: the whole is not complete: %+v", kind, whole)
			}
			for tenth := range 10 {
				l := declaredRead(t, kind, cutAddress, options, cutSite(body[:len(body)*tenth/10]))
				if l != nil && (l.Complete || len(l.Warnings) == 0 || len(l.Items) > len(whole.Items)) {
					t.Errorf("%s cut at %d/10: complete %v, %d items of %d, warnings %v", kind, tenth, l.Complete, len(l.Items), len(whole.Items), l.Warnings)
				}
			}
		})
	}
	if read < 50 {
		t.Errorf("only %d files were read", read)
	}
}

const cutAddress = "https://conf.example/x2015/schedule"

// cutSite is a site of one page; others that a kind asks for are missing.
func cutSite(body []byte) Getter { return pages{cutAddress: string(body)} }

// cutKind recognises a body, or guesses.
func cutKind(body []byte) (kind string, options map[string]any) {
	p := &Page{URL: cutAddress, Body: body}
	if k, _, err := Detect(p); err == nil {
		return k.Name, nil
	}
	kind, options, _, _ = Guess(p)
	return kind, options
}
