package tigertrust

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPrintableLength is the maximum length of [Printable] text, in bytes.
const maxPrintableLength = 250

// Printable returns text from the server in a form that is safe to print: valid
// UTF-8 on one line, without control and formatting characters, truncated after 250
// bytes.
func Printable(text string) string { return printable(text, maxPrintableLength) }

// printable is [Printable] with a different limit, not counting the ellipsis.
func printable(text string, limit int) string { return cut(clean(text), limit) }

// printable is the function of the same name, and removes the API key and private
// keys. It cleans the text first, because that can join the parts of a key, and
// truncates it last, because that can leave a part of a key.
func (c *Client) printable(text string, limit int) string {
	text, _ = removePrivateKeys(clean(text))
	return cut(c.mask(text), limit)
}

// printableError is an error whose text is safe to print and does not contain the
// key.
type printableError struct {
	text string
	// cause returns the original error. It is a function, so that fmt cannot
	// print the error.
	cause func() error
}

func (e *printableError) Error() string { return e.text }

func (e *printableError) Unwrap() error { return e.cause() }

// printableError returns err, or an error that wraps err if the text of err is not
// safe to print: errors of net/http and crypto/x509 quote the server.
func (c *Client) printableError(err error) error {
	text := c.printable(err.Error(), maxMessageLength)
	if text == err.Error() {
		return err
	}
	return &printableError{text: text, cause: func() error { return err }}
}

// clean returns text as valid UTF-8 on one line, without control and formatting
// characters.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, !unicode.IsPrint(r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// cut returns the first limit bytes of text and an ellipsis, or text if it is not
// longer.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return strings.TrimRight(text[:limit], " ") + "…"
}
