package sources

import "errors"

func detectScheduleXML(p *Page) string { return "" }

func openScheduleXML(url string, options map[string]any) (Reader, error) {
	return nil, errors.New("being built")
}
