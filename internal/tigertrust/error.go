package tigertrust

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Code is an error code of the API. It is an error itself, so that
// errors.Is(err, tigertrust.ErrAlreadyRevoked) asks for it.
type Code string

// The codes that the API reference documents (section "Error Codes").
const (
	ErrCertificateNotFound Code = "CERTIFICATE_NOT_FOUND"
	ErrInvalidCertificate  Code = "INVALID_CERTIFICATE"
	ErrAlreadyRevoked      Code = "ALREADY_REVOKED"
	ErrRenewalInProgress   Code = "RENEWAL_IN_PROGRESS"
	ErrCANotConfigured     Code = "CA_NOT_CONFIGURED"
	ErrAgentUnavailable    Code = "AGENT_UNAVAILABLE"
)

func (c Code) Error() string { return string(c) }

// How much of the server's text an error shows, in bytes.
const (
	maxMessageLength = 1000
	maxDetailsLength = 2000
	maxShownLength   = 250
)

// Error is an answer that is not a success. It is made from the HTTP status
// first and from the body second, so that it is complete when a proxy answers
// with a page of HTML. Text of the server is free of the key, and, as it is
// shown, cut and free of control characters.
type Error struct {
	// Host is who answered.
	Host string
	// StatusCode is the HTTP status, never of the 2xx class.
	StatusCode int
	// Code is the API's error code, empty when the body has none.
	Code Code
	// Message is the API's message, empty when the body has none.
	Message string
	// Details is the API's details object as compact JSON, empty when the body
	// has none.
	Details json.RawMessage
	// RequestID is what the server called the request, if it did.
	RequestID string
	// Location is where a redirect points to. Redirects are not followed.
	Location string
	// APIKeySource says where the refused key came from, on 401 and 403.
	APIKeySource string
	// Attempts is how often the request was sent.
	Attempts int
}

// Error tells status and host, then what the API said.
func (e *Error) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s from %s", e.Status(), e.Host)
	if e.Attempts > 1 {
		fmt.Fprintf(&text, " (after %d attempts)", e.Attempts)
	}
	if e.Location != "" {
		fmt.Fprintf(&text, ": redirect to %s, which is not followed", e.Location)
	}
	if e.Code != "" {
		fmt.Fprintf(&text, ": %s", e.Code)
	}
	if e.Message != "" {
		fmt.Fprintf(&text, ": %s", e.Message)
	}
	if len(e.Details) > 0 {
		fmt.Fprintf(&text, " %s", printable(string(e.Details), maxDetailsLength))
	}
	return text.String()
}

// Status returns the status as "404 Not Found".
func (e *Error) Status() string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode)))
}

// Is reports whether target is the error's [Code].
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	return ok && e.Code == code
}

// IsTemporary reports that the same request may well succeed later.
func (e *Error) IsTemporary() bool { return isTemporary(e.StatusCode) }

func isTemporary(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	}
	return status >= http.StatusInternalServerError && status != http.StatusNotImplemented
}

// IsRefusal reports that the API understood the request and would not do it
// for what it asks, which sending it again does not change.
func (e *Error) IsRefusal() bool {
	switch e.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return e.StatusCode >= http.StatusBadRequest && e.StatusCode < http.StatusInternalServerError
}

// newError makes the error of an answer that is not of the 2xx class.
func (c *Client) newError(response *http.Response, body []byte, attempts int) *Error {
	failure := &Error{
		Host:       c.endpoint.Host,
		StatusCode: response.StatusCode,
		RequestID:  c.withoutKey(requestID(response.Header)),
		Attempts:   attempts,
	}
	switch {
	case response.StatusCode == http.StatusUnauthorized, response.StatusCode == http.StatusForbidden:
		failure.APIKeySource = c.apiKeySource
	case response.StatusCode >= 300 && response.StatusCode < 400:
		failure.Location = c.shown(response.Header.Get("Location"), maxMessageLength)
	}

	// Read one by one: an oddly typed message must not cost the code.
	var envelope struct {
		Error map[string]json.RawMessage `json:"error"`
	}
	if json.Unmarshal(body, &envelope) != nil {
		return failure
	}
	failure.Code = Code(c.shown(jsonText(envelope.Error["code"]), 100))
	failure.Message = c.shown(jsonText(envelope.Error["message"]), maxMessageLength)
	if details := compactJSON(envelope.Error["details"]); details != "" {
		failure.Details = json.RawMessage(c.withoutKey(details))
	}
	return failure
}

// shown returns text of the server as an error shows it.
func (c *Client) shown(text string, limit int) string {
	return printable(c.withoutKey(text), limit)
}

// withoutKey blots out the key, which a server may echo.
func (c *Client) withoutKey(text string) string {
	return strings.ReplaceAll(text, c.apiKey(), c.apiKey.String())
}

func jsonText(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

func compactJSON(raw json.RawMessage) string {
	var compact bytes.Buffer
	if json.Compact(&compact, raw) != nil {
		return ""
	}
	switch text := compact.String(); text {
	case "{}", "null":
		return ""
	default:
		return text
	}
}

// Printable returns text of the server as a message to people shows it: free of
// control and formatting characters, on one line, and cut.
func Printable(text string) string { return printable(text, maxShownLength) }

// printable returns text fit for a terminal: valid UTF-8, no control or
// formatting characters, and at most limit bytes, an ellipsis aside.
func printable(text string, limit int) string {
	cut := len(text) > limit
	if cut {
		text = text[:limit]
	}
	// A rune that the cut split is invalid now, and dropped with the others.
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
