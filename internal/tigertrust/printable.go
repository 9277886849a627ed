package tigertrust

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPrintableLength is the length of [Printable] text, in bytes.
const maxPrintableLength = 250

// Printable returns text of the server in a form that is fit for a terminal: valid
// UTF-8 on one line, without control and formatting characters, cut after 250
// bytes.
func Printable(text string) string { return printable(text, maxPrintableLength) }

// printable is [Printable] with another limit, not counting an ellipsis.
func printable(text string, limit int) string {
	cut := len(text) > limit
	if cut {
		text = text[:limit]
	}
	// A character that the cut split is invalid, and is dropped below.
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, !unicode.IsPrint(r):
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if cut {
		text += "…"
	}
	return text
}
