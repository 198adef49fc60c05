package sources

import "errors"

func detectOsconJSON(p *Page) string { return "" }

func openOsconJSON(url string, options map[string]any) (Reader, error) {
	return nil, errors.New("being built")
}
