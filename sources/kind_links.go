package sources

import (
	"net/url"
	"path"
	"regexp"
	"strings"
)

// linkHosts are sites whose pages about a talk are all of one sort. A host
// stands for those below it too.
var linkHosts = map[string]string{
	"youtube.com": "recording", "youtube-nocookie.com": "recording", "youtu.be": "recording", "vimeo.com": "recording", "dailymotion.com": "recording",
	"media.ccc.de": "recording", "archive.org": "recording", "blip.tv": "recording", "infoq.com": "recording", "confreaks.tv": "recording",
	"confreaks.com": "recording", "twitch.tv": "recording", "video.fosdem.org": "recording", "peertube.tv": "recording", "pyvideo.org": "recording",
	"slideshare.net": "slides", "speakerdeck.com": "slides", "slides.com": "slides", "noti.st": "slides", "prezi.com": "slides",
	"twitter.com": "discussion", "x.com": "discussion", "reddit.com": "discussion", "news.ycombinator.com": "discussion", "lobste.rs": "discussion",
	"lanyrd.com": "discussion", "joind.in": "discussion", "storify.com": "discussion", "bsky.app": "discussion", "mastodon.social": "discussion",
}

// linkPost tells a post from the profile that stands beside it on every page.
var linkPost = regexp.MustCompile(`(?i)/(?:status(?:es)?|post|comments)/|/item\?id=|/@[^/]+/\d+|/talk/|/s/`)

// linkClip tells a recording from a channel or a front page.
var linkClip = regexp.MustCompile(`(?i)/embed/|/watch|/video|/v/|/details/|/presentations/|/shorts/|/live/|/w/`)

// linkRel says what a link about a talk is: "recording", "slides", "discussion",
// or "" for anything else. text is the link's words, "" for an embed.
func linkRel(address, text string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".ppt", ".pptx", ".odp", ".key":
		return "slides"
	case ".mp4", ".m4v", ".mov", ".ogv", ".webm", ".mp3", ".opus", ".m4a":
		return "recording"
	}
	host := strings.ToLower(u.Hostname())
	rel := ""
	for rest := host; rel == "" && strings.Contains(rest, "."); {
		rel = linkHosts[rest]
		_, rest, _ = strings.Cut(rest, ".")
	}
	whole := u.RequestURI()
	text = strings.ToLower(text)
	switch {
	case host == "docs.google.com" && strings.HasPrefix(u.Path, "/presentation/"):
		return "slides"
	case rel == "discussion" && !linkPost.MatchString(whole):
		rel = ""
	case rel == "recording" && host != "youtu.be" && !linkClip.MatchString(whole) && !linkNumber.MatchString(u.Path):
		rel = ""
	case rel == "slides" && strings.Count(strings.Trim(u.Path, "/"), "/") < 1:
		rel = "" // a profile
	}
	switch {
	case rel != "":
		return rel
	case linkSlides.MatchString(text):
		return "slides"
	case linkRecording.MatchString(text):
		return "recording"
	}
	return ""
}

var (
	linkNumber    = regexp.MustCompile(`^/\d+`)
	linkSlides    = regexp.MustCompile(`\b(?:slides?|slide deck|presentation file|folien)\b`)
	linkRecording = regexp.MustCompile(`\b(?:recording|watch the video|video recording|aufzeichnung|watch)\b`)
)
