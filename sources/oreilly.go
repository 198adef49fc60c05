package sources

import "errors"

func detectOreilly(p *Page) string { return "" }

func openOreilly(url string, options map[string]any) (Reader, error) {
	return nil, errors.New("being built")
}
