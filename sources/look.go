package sources

// Look says in words what a page looks like: "an HTML page titled Maintenance",
// "an empty body", "JSON", "XML with the root <foo>".
func Look(p *Page) string { return "something" }
