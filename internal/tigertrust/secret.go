package tigertrust

import (
	"errors"
	"strings"
)

// secret is a text that no verb of fmt prints, even if it is nested in the value
// that a panic or a log line prints: fmt finds a function.
type secret func() string

func newSecret(text string) secret { return func() string { return text } }

// String returns a placeholder. Call the secret to get the text.
func (secret) String() string { return "(API key)" }

// GoString returns a placeholder for the verb %#v.
func (s secret) GoString() string { return s.String() }

// redact replaces the key in text of the server, which may contain it.
func (c *Client) redact(text string) string {
	return strings.ReplaceAll(text, c.apiKey(), c.apiKey.String())
}

// redactError returns err, or an error with the redacted text if err contains
// the key.
func (c *Client) redactError(err error) error {
	if text := err.Error(); strings.Contains(text, c.apiKey()) {
		return errors.New(c.redact(text))
	}
	return err
}
