package tigertrust

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// secret is a text that no fmt verb prints, even if it is nested in a value that a
// panic or a log line prints: fmt only sees a function.
type secret func() string

func newSecret(text string) secret { return func() string { return text } }

// String returns a placeholder. Call the secret to get the text.
func (secret) String() string { return "(API key)" }

// GoString returns a placeholder for the verb %#v.
func (s secret) GoString() string { return s.String() }

// newMask returns a function that replaces the key in a text, including the key in
// the encoding of URLs or quoted strings.
func newMask(key secret) func(string) string {
	quoted := strconv.Quote(key())
	forms := []string{key(), url.QueryEscape(key()), url.PathEscape(key()), quoted[1 : len(quoted)-1]}
	for _, form := range forms {
		forms = append(forms, strings.ToLower(form))
	}
	slices.Sort(forms)
	forms = slices.Compact(forms)
	return func(text string) string {
		for _, form := range forms {
			text = strings.ReplaceAll(text, form, key.String())
		}
		return text
	}
}
