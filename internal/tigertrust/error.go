package tigertrust

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Code is an error code of the API (reference, "Error Codes"). It is an error, so
// that errors.Is(err, tigertrust.ErrAlreadyRevoked) reports whether err has it.
type Code string

// The codes of the reference. The API returns others too.
const (
	ErrCertificateNotFound Code = "CERTIFICATE_NOT_FOUND"
	ErrInvalidCertificate  Code = "INVALID_CERTIFICATE"
	ErrAlreadyRevoked      Code = "ALREADY_REVOKED"
	ErrRenewalInProgress   Code = "RENEWAL_IN_PROGRESS"
	ErrCANotConfigured     Code = "CA_NOT_CONFIGURED"
	ErrAgentUnavailable    Code = "AGENT_UNAVAILABLE"
)

func (c Code) Error() string { return string(c) }

// Limits for text from the server in errors, in bytes.
const (
	maxCodeLength      = 100
	maxMessageLength   = 1000
	maxDetailsLength   = 2000
	maxRequestIDLength = 100
)

// Error is returned for a response that does not report success (reference,
// "Response Format"). It is made from the HTTP status first and the body second,
// so it is also complete for the HTML page of a proxy. It does not contain the key.
type Error struct {
	// Host is the server's host, with the port if the endpoint contains one.
	Host string
	// StatusCode is the HTTP status, never 2xx.
	StatusCode int
	// Method is the HTTP method of the request.
	Method string
	// Code and Message are those of the API. They are empty if the body contains
	// none.
	Code    Code
	Message string
	// Details is the API's details object as compact JSON of any length. It is
	// empty if the body contains none.
	Details json.RawMessage
	// RequestID is the id that the server assigned to the request, if any.
	RequestID string
	// Location is the target of a redirect. Redirects are not followed.
	Location string
	// APIKeySource is [Config.APIKeySource] if the status is 401 or 403.
	APIKeySource string
	// WorkspaceID is [Config.WorkspaceID].
	WorkspaceID string
	// IsThrottled is true if the server, or a proxy in front of it, rejected the
	// request because of its load. With the status 503, it may have carried out a
	// POST.
	IsThrottled bool
	// Proxy is the host and port of the proxy that the request was sent through. It
	// is empty if there is none.
	Proxy string
	// Attempts is how many times the request was sent.
	Attempts int
}

// Error returns status, host, code, message and details, fit for a terminal.
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

// Status returns the HTTP status in the form "404 Not Found".
func (e *Error) Status() string { return statusText(e.StatusCode) }

// statusText returns an HTTP status in the form "404 Not Found".
func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

// Is reports whether target is the error's [Code]. A code counts only with an HTTP
// status that fits: what a failing server or a gateway says about a certificate
// proves nothing.
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	return ok && e.Code == code && code.fits(e.StatusCode)
}

func (c Code) fits(status int) bool {
	switch c {
	case ErrCertificateNotFound:
		return status == http.StatusNotFound || status == http.StatusGone
	case ErrAgentUnavailable:
		return isClientError(status) || status == http.StatusServiceUnavailable
	default:
		return isClientError(status)
	}
}

func isClientError(status int) bool {
	return status >= http.StatusBadRequest && status < http.StatusInternalServerError
}

// IsTemporary reports whether the same request is likely to succeed later.
func (e *Error) IsTemporary() bool { return isTemporary(e.StatusCode) }

func isTemporary(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	}
	return status >= http.StatusInternalServerError && status != http.StatusNotImplemented
}

// IsRefusal reports whether the API rejected the content of the request, so that
// sending it again cannot succeed.
func (e *Error) IsRefusal() bool {
	switch e.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired,
		http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return isClientError(e.StatusCode)
}

// newError returns the error for a response that is not 2xx.
func (c *Client) newError(method string, response *http.Response, body []byte, state *callState) *Error {
	failure := &Error{
		Host:        c.endpoint.Host,
		StatusCode:  response.StatusCode,
		Method:      method,
		RequestID:   c.requestID(response.Header),
		WorkspaceID: c.workspaceID,
		Attempts:    state.attempts,
		IsThrottled: state.isThrottled,
	}
	if state.proxy != nil {
		failure.Proxy = hostPort(state.proxy)
	}
	switch {
	case response.StatusCode == http.StatusUnauthorized, response.StatusCode == http.StatusForbidden:
		failure.APIKeySource = c.apiKeySource
	case response.StatusCode >= 300 && response.StatusCode < 400:
		failure.Location = c.printable(response.Header.Get("Location"), maxMessageLength)
	}

	fields := errorFields(body)
	failure.Code = Code(c.printable(jsonText(fields["code"]), maxCodeLength))
	failure.Message = c.printable(jsonText(fields["message"]), maxMessageLength)
	if details := compactJSON(fields["details"]); details != "" {
		failure.Details = json.RawMessage(c.mask(details))
	}
	return failure
}

// errorFields returns the fields of the error in a response body, nil if there is
// none. They are decoded one by one, so that a message of the wrong type does not
// hide the code.
func errorFields(body []byte) map[string]json.RawMessage {
	var envelope struct {
		Error map[string]json.RawMessage `json:"error"`
	}
	if checkSize(body, 0) != nil || json.Unmarshal(body, &envelope) != nil {
		return nil
	}
	return envelope.Error
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
