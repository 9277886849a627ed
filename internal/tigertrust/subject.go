package tigertrust

import (
	"encoding/json"
	"fmt"
	"net/http"
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
	if call.about == 0 {
		return nil
	}
	if returned := subject(call, data); returned != 0 && returned != call.about {
		return &OtherCertificateError{
			Returned: returned,
			Reason: fmt.Sprintf("the request was about certificate %d, and the response from %s is about certificate %d",
				call.about, c.endpoint.Host, returned),
		}
	}
	return nil
}

// subject returns the certificate that the data of a response is about, 0 if the
// data does not show it. The reference does not document the responses to writes:
// that to an operation may be a task or a record with an id of its own.
func subject(call call, data json.RawMessage) ID {
	var object map[string]json.RawMessage
	if json.Unmarshal(data, &object) != nil {
		return 0
	}
	if id := jsonID(object["certificateId"]); id != 0 {
		return id
	}
	var nested map[string]json.RawMessage
	if json.Unmarshal(object["certificate"], &nested) == nil && jsonID(nested["id"]) != 0 {
		return jsonID(nested["id"])
	}
	isOperation := call.method == http.MethodPost
	if isOperation && !isCertificate(object) && (!call.returnsCertificate || len(object) > 1) {
		return 0
	}
	return jsonID(object["id"])
}

// jsonID returns the id in a JSON value, 0 if there is none.
func jsonID(raw json.RawMessage) ID {
	var id ID
	if json.Unmarshal(raw, &id) != nil || id < 1 {
		return 0
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
	switch Status(jsonText(object["status"])) {
	case StatusActive, StatusExpiring, StatusExpired, StatusRevoked:
		return true
	default:
		return false
	}
}
