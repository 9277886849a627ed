package tigertrust

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
)

// OtherCertificateError is returned for a response that reports success, but is
// about another certificate than the request. The server, or a cache in front of
// it, mixes up responses. It may have carried out the request.
type OtherCertificateError struct {
	// Returned is the certificate that the response is about.
	Returned ID
	// Reason is why the request is not about this certificate.
	Reason string
}

func (e *OtherCertificateError) Error() string {
	return "response about another certificate: " + e.Reason
}

// checkSubject rejects the response to a call about an existing certificate if it
// is about another one.
func (c *Client) checkSubject(call call, data json.RawMessage) error {
	if call.about == "" {
		return nil
	}
	if returned := subject(call, data); returned != "" && returned != call.about {
		return &OtherCertificateError{
			Returned: returned,
			Reason: fmt.Sprintf("the request was about certificate %s, and the response from %s is about certificate %s",
				call.about, c.endpoint.Host, returned),
		}
	}
	return nil
}

// subject returns the certificate that the data of a response is about, if the data
// shows it. The reference does not document the responses to writes:
// that to an operation may be a task or a record with an id of its own.
func subject(call call, data json.RawMessage) ID {
	var object map[string]json.RawMessage
	if json.Unmarshal(data, &object) != nil {
		return ""
	}
	if id := jsonID(object["certificateId"]); id != "" {
		return id
	}
	var nested map[string]json.RawMessage
	if json.Unmarshal(object["certificate"], &nested) == nil && jsonID(nested["id"]) != "" {
		return jsonID(nested["id"])
	}
	id := jsonID(object["id"])
	if call.method == http.MethodGet || isCertificate(object) {
		return id
	}
	isTask := call.method == http.MethodPost && (!call.returnsCertificate || len(object) > 1)
	if isTask || id.IsNumber() != call.about.IsNumber() {
		return ""
	}
	return id
}

// jsonID returns the id in a JSON value, if it contains one.
func jsonID(raw json.RawMessage) ID {
	var id ID
	if json.Unmarshal(raw, &id) != nil {
		return ""
	}
	return id
}

// isCertificate reports whether an object has a field, or a status, that only
// certificates have.
func isCertificate(object map[string]json.RawMessage) bool {
	for _, field := range []string{"commonName", "subjectAlternativeNames", "serialNumber", "fingerprint", "validFrom", "validTo", "certificate"} {
		if _, ok := object[field]; ok {
			return true
		}
	}
	var status Status
	_ = json.Unmarshal(object["status"], &status)
	return slices.Contains(Statuses(), status)
}
