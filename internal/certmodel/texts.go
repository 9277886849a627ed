package certmodel

import (
	"maps"
	"slices"
	"strings"
)

// Texts collects distinct texts. The zero value ignores letter case and keeps the
// first spelling in alphabetical order.
type Texts struct {
	// MatchCase keeps texts that only differ in letter case, such as paths.
	MatchCase bool
	spellings map[string]string
}

// Add adds a text, unless it is nil or empty.
func (t *Texts) Add(text *string) {
	if text == nil || *text == "" {
		return
	}
	key := *text
	if !t.MatchCase {
		key = strings.ToLower(key)
	}
	if t.spellings == nil {
		t.spellings = map[string]string{}
	}
	if known, exists := t.spellings[key]; !exists || *text < known {
		t.spellings[key] = *text
	}
}

// Sorted returns the texts in alphabetical order, never nil.
func (t *Texts) Sorted() []string {
	return append([]string{}, slices.Sorted(maps.Values(t.spellings))...)
}
