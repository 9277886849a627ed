package mockserver

import (
	"fmt"
	"maps"
	"net/http"
)

// The six error codes of the reference.
const (
	codeCertificateNotFound = "CERTIFICATE_NOT_FOUND"
	codeInvalidCertificate  = "INVALID_CERTIFICATE"
	codeAlreadyRevoked      = "ALREADY_REVOKED"
	codeRenewalInProgress   = "RENEWAL_IN_PROGRESS"
	codeCANotConfigured     = "CA_NOT_CONFIGURED"
	codeAgentUnavailable    = "AGENT_UNAVAILABLE"
)

// Codes for cases without a code in the reference. Not documented.
const (
	codeValidation             = "VALIDATION_ERROR"
	codeUnauthorized           = "UNAUTHORIZED"
	codeForbidden              = "FORBIDDEN"
	codeWorkspaceNotFound      = "WORKSPACE_NOT_FOUND"
	codeNotFound               = "NOT_FOUND"
	codeMethodNotAllowed       = "METHOD_NOT_ALLOWED"
	codePayloadTooLarge        = "PAYLOAD_TOO_LARGE"
	codeUnsupportedMediaType   = "UNSUPPORTED_MEDIA_TYPE"
	codeRateLimited            = "RATE_LIMITED"
	codeCertificateNotIssued   = "CERTIFICATE_NOT_ISSUED"
	codeCertificateExpired     = "CERTIFICATE_EXPIRED"
	codeAlreadyImported        = "ALREADY_IMPORTED"
	codeDiscoveredNotFound     = "DISCOVERED_CERTIFICATE_NOT_FOUND"
	codeInternalError          = "INTERNAL_ERROR"
	codeTemporarilyUnavailable = "SERVICE_UNAVAILABLE"
)

// defaultStatuses are not documented: the reference contains no statuses.
var defaultStatuses = map[string]int{
	codeCertificateNotFound: http.StatusNotFound,
	codeInvalidCertificate:  http.StatusUnprocessableEntity,
	codeAlreadyRevoked:      http.StatusConflict,
	codeRenewalInProgress:   http.StatusConflict,
	codeCANotConfigured:     http.StatusUnprocessableEntity,
	codeAgentUnavailable:    http.StatusConflict,

	codeValidation:             http.StatusBadRequest,
	codeUnauthorized:           http.StatusUnauthorized,
	codeForbidden:              http.StatusForbidden,
	codeWorkspaceNotFound:      http.StatusNotFound,
	codeNotFound:               http.StatusNotFound,
	codeMethodNotAllowed:       http.StatusMethodNotAllowed,
	codePayloadTooLarge:        http.StatusRequestEntityTooLarge,
	codeUnsupportedMediaType:   http.StatusUnsupportedMediaType,
	codeRateLimited:            http.StatusTooManyRequests,
	codeCertificateNotIssued:   http.StatusConflict,
	codeCertificateExpired:     http.StatusConflict,
	codeAlreadyImported:        http.StatusConflict,
	codeDiscoveredNotFound:     http.StatusNotFound,
	codeInternalError:          http.StatusInternalServerError,
	codeTemporarilyUnavailable: http.StatusServiceUnavailable,
}

// AlternativeHTTPStatuses returns a second plausible set of statuses, of the
// same classes, for Options.HTTPStatuses. A client must work with both sets.
func AlternativeHTTPStatuses() map[string]int {
	return map[string]int{
		codeInvalidCertificate:   http.StatusBadRequest,
		codeAlreadyRevoked:       http.StatusBadRequest,
		codeRenewalInProgress:    http.StatusUnprocessableEntity,
		codeCANotConfigured:      http.StatusBadRequest,
		codeAgentUnavailable:     http.StatusUnprocessableEntity,
		codeValidation:           http.StatusUnprocessableEntity,
		codeCertificateNotIssued: http.StatusBadRequest,
		codeCertificateExpired:   http.StatusUnprocessableEntity,
		codeAlreadyImported:      http.StatusUnprocessableEntity,
	}
}

// apiError is an error that is returned in the documented envelope.
type apiError struct {
	code    string
	message string
	details map[string]any
	header  http.Header
	status  int // zero for the status of the code
}

// Error implements error.
func (e *apiError) Error() string { return e.code + ": " + e.message }

// newAPIError returns an API error. The details alternate names and values.
func newAPIError(code, message string, details ...any) *apiError {
	e := &apiError{code: code, message: message, details: map[string]any{}}
	for i := 0; i+1 < len(details); i += 2 {
		e.details[fmt.Sprint(details[i])] = details[i+1]
	}
	return e
}

// validationError returns the error for an invalid field or parameter.
func validationError(field, problem string) *apiError {
	return newAPIError(codeValidation, field+" "+problem, "field", field, "problem", problem)
}

// errorResponse returns the response for an API error.
func (s *Server) errorResponse(options Options, e *apiError) response {
	e, kind := options.Likeness.failure(e), e.code
	status, ok := options.HTTPStatuses[e.code]
	switch {
	case e.status != 0:
		status = e.status
	case !ok:
		status = defaultStatuses[e.code]
	}
	resp := jsonResponse(status, options.Likeness.errorBody(e, kind))
	resp.code = e.code
	maps.Copy(resp.header, e.header)
	return resp
}
