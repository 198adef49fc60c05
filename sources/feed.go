package sources

import "errors"

func detectFeed(p *Page) string { return "" }

func openFeed(url string, options map[string]any) (Reader, error) {
	return nil, errors.New("being built")
}
