package sources

import "errors"

func detectICS(p *Page) string { return "" }

func openICS(url string, options map[string]any) (Reader, error) {
	return nil, errors.New("being built")
}
