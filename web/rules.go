package web

import "cmp"

// ruleWords say to people which rule (DESIGN 5) joined a performance to its talk,
// or a further sighting to its performance. A rule that is not listed is shown
// by its name.
var ruleWords = map[string]string{
	"first":            "the first to be read",
	"alone":            "nothing else is like it",
	"pin":              "joined by an administrator",
	"split":            "kept apart by an administrator",
	"known":            "known from earlier readings",
	"simulcast":        "same talk at the same time in another room",
	"code":             "same session code",
	"ref":              "same reference and title",
	"mark":             "same title, marked as a repeat",
	"mark-in-abstract": "same title, called a repeat in the abstract",
	"people":           "same title and a shared speaker",
	"abstract":         "same title and alike abstracts",
	"one-place":        "one talk cannot be in one place twice at a time",
	"same-slot":        "one performance: same time and place",
	"same-code":        "one performance: same session code",
	"same-ref":         "one performance: same reference",
	"same-url":         "one performance: same page",
	"same-title":       "one performance: same title",
	"same-people":      "one performance: same title and a shared speaker",
}

func ruleSentence(rule string) string { return cmp.Or(ruleWords[rule], clip(rule, 100)) }
