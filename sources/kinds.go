package sources

// Kind is one line of the table.
type Kind struct {
	Name string // as in config.toml
	What string // for people: "iCalendar"
	// Version is raised whenever the reader gives another Listing for the same
	// bytes: stored bodies are then read again without asking the site.
	Version int
	// Rolling says that a listing never holds everything, so that absence means
	// nothing and an incomplete reading is an ordinary one.
	Rolling bool
	// Detect says why a page is of this kind, or "" when it is not. By content
	// first; the table's order decides between two that say yes.
	Detect func(p *Page) string
	// Open decodes and validates the kind's options (nil for none) and returns
	// a reader of url.
	Open func(url string, options map[string]any) (Reader, error)
}

// Kinds is the table: a source kind is one file and one line here.
var Kinds = []Kind{
	{Name: "oreilly", What: "an O'Reilly schedule page", Version: 1, Detect: detectOreilly, Open: openOreilly},
	{Name: "oscon-json", What: "OSCON JSON", Version: 1, Detect: detectOsconJSON, Open: openOsconJSON},
	{Name: "schedule-xml", What: "schedule.xml", Version: 1, Detect: detectScheduleXML, Open: openScheduleXML},
	{Name: "sessionize", What: sessionizeWhat, Version: 2, Detect: detectSessionize, Open: openSessionize},
	{Name: "schedule-json", What: "schedule.json", Version: 1, Detect: detectScheduleJSON, Open: openScheduleJSON},
	{Name: "indico-json", What: indicoWhat, Version: 1, Detect: detectIndico, Open: openIndico},
	{Name: "guidebook-xml", What: guidebookWhat, Version: 1, Detect: detectGuidebook, Open: openGuidebook},
	{Name: "pretalx-json", What: "pretalx JSON", Version: 2, Detect: detectPretalxJSON, Open: openPretalxJSON},
	{Name: "emf-json", What: emfWhat, Version: 1, Detect: detectEMF, Open: jsonOpen("emf-json", parseEMF)},
	{Name: "symposion-json", What: symposionWhat, Version: 2, Detect: detectSymposion, Open: jsonOpen("symposion-json", parseSymposion)},
	{Name: "open-event-json", What: openEventWhat, Version: 2, Detect: detectOpenEvent, Open: jsonOpen("open-event-json", parseOpenEvent)},
	{Name: "devoxx-json", What: devoxxWhat, Version: 1, Detect: detectDevoxx, Open: openDevoxx},
	{Name: "xcal", What: xcalWhat, Version: 2, Detect: detectXCal, Open: openXCal},
	{Name: "osem", What: osemWhat, Version: 1, Detect: detectOsem, Open: openOsem},
	{Name: "sched", What: schedWhat, Version: 1, Detect: detectSched, Open: openSched},
	{Name: "ics", What: "iCalendar", Version: 2, Detect: detectICS, Open: openICS},
	{Name: "feed", What: "an RSS, Atom or JSON feed", Version: 2, Rolling: true, Detect: detectFeed, Open: openFeed},
	{Name: "conf-json-ld", What: "schema.org events as JSON-LD", Version: 1, Detect: detectJSONLD, Open: openJSONLD},
	{Name: "microdata", What: "schema.org events as microdata", Version: 1, Detect: detectMicrodata, Open: openMicrodata},
	{Name: "microformats", What: "an hCalendar or h-event page", Version: 1, Detect: detectMicroformats, Open: openMicroformats},
	{Name: "html-table", What: tableWant, Version: 1, Detect: detectTable, Open: openTable},
	{Name: "speaker-page", What: speakerPageWant, Version: 1, Detect: detectSpeakerPage, Open: jsonOpen("speaker-page", parseSpeakerPage)},
	{Name: "json", What: "any JSON, by jq programs", Version: 1, Detect: detectNothing, Open: openJSON},
	{Name: "csv", What: "any table of separated values, by its header", Version: 1, Detect: detectNothing, Open: openCSV},
	{Name: "xml", What: "any XML, by XPath expressions", Version: 2, Detect: detectNothing, Open: openXML},
	{Name: "page", What: "any HTML page, by CSS selectors", Version: 1, Detect: detectNothing, Open: openPage},
}

// ByName finds a kind.
func ByName(name string) (Kind, bool) {
	for _, k := range Kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// Detect recognises the kind of a page and says why. The error says what the
// page looks like.
func Detect(p *Page) (Kind, string, error) {
	for _, k := range Kinds {
		if why := k.Detect(p); why != "" {
			return k, why, nil
		}
	}
	return Kind{}, "", NoSchedule(p, "", "")
}
