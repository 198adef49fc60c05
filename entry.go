package callboard

import "time"

// Presence of an entry in its source, DESIGN 4. Missing is served exactly as before.
type Presence string

// An entry is seen, then missing, then gone.
const (
	Seen    Presence = "seen"
	Missing Presence = "missing"
	Gone    Presence = "gone"
)

// EntryKey names an entry: source and the source's own stable reference.
type EntryKey struct{ Source, Ref string }

// Entry is one clean slot as one source sees it. No start = announced, not yet
// placed. Its JSON form is what db keeps.
type Entry struct {
	Source string `json:"-"`
	Ref    string `json:"-"` // code, guid, id, UID, URL or title key; `#2`, `#3` behind repeated ones
	Code   string `json:"code,omitempty"`
	GUID   string `json:"guid,omitempty"`
	// Printed is the title as printed; Title (in Content) has the repeat mark,
	// the printed type and status words cut off.
	Printed  string `json:"printed,omitempty"`
	TitleKey string `json:"title_key,omitempty"` // folded for comparison
	RoomKey  string `json:"room_key,omitempty"`
	Mark     bool   `json:"mark,omitempty"`    // the printed title, or the code, says repeat
	Generic  bool   `json:"generic,omitempty"` // a break, registration, keynote block ...: never joined by title
	Content
	Slot
	Status    Status `json:"status,omitempty"`     // "" unless the source says it in words
	SlotLinks []Link `json:"slot_links,omitempty"` // recordings of this slot

	// The source's own hints (SEQUENCE, LAST-MODIFIED); never served as ours.
	HintSequence int       `json:"hint_sequence,omitempty"`
	HintModified time.Time `json:"hint_modified,omitzero"`

	Presence            Presence  `json:"-"`
	FirstSeen, LastSeen time.Time `json:"-"` // UTC, whole seconds
}

// Key names the entry.
func (e Entry) Key() EntryKey { return EntryKey{e.Source, e.Ref} }

// Live reports whether the entry keeps its performance alive.
func (e Entry) Live() bool { return e.Presence != Gone }
