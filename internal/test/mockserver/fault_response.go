package mockserver

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// defaultRedirect is a host that no client may send its key to.
const defaultRedirect = "https://elsewhere.example.net/api/certificates"

// faultBeforeWork returns the answer of a fault that happens before any work.
func (s *Server) faultBeforeWork(f Fault) (answer response, ok bool) {
	refused := func(code, message string) (response, bool) {
		e := newAPIError(code, message)
		e.header = retryAfterHeader(f.RetryAfterFormat, f.RetryAfter)
		return s.errorResponse(nil, e), true
	}
	switch f.Kind {
	case FaultReset:
		return response{delivery: deliverReset}, true
	case FaultDropBefore:
		return response{delivery: deliverClosed}, true
	case FaultErrorBefore:
		return s.internalError(f), true
	case FaultUnauthorized:
		return refused(codeUnauthorized, "the API key is not known")
	case FaultRateLimited:
		return refused(codeRateLimited, "too many requests")
	case FaultUnavailable:
		return refused(codeTemporarilyUnavailable, "down for maintenance")
	case FaultBadGateway:
		return proxyPage(http.StatusBadGateway), true
	case FaultProxyNotFoundHTML:
		return proxyPage(http.StatusNotFound), true
	case FaultProxyNotFoundJSON:
		return jsonResponse(http.StatusNotFound, map[string]any{"message": "no route matched"}), true
	case FaultRedirect:
		location := f.Location
		if location == "" {
			location = defaultRedirect
		}
		return response{status: http.StatusTemporaryRedirect, header: http.Header{"Location": {location}}}, true
	default:
		return response{}, false
	}
}

// faultAfterWork returns the answer as a fault that happens after the work leaves it.
func (s *Server) faultAfterWork(answer response, f Fault) response {
	switch f.Kind {
	case FaultDropAfter:
		return response{mutated: answer.mutated, delivery: deliverClosed}
	case FaultErrorAfter:
		failed := s.internalError(f)
		failed.mutated = answer.mutated
		return failed
	case FaultTruncated:
		answer = answer.withBody()
		answer.delivery = deliverHalf
	case FaultGarbage:
		answer = answer.withBody()
		answer.body, answer.code = []byte("\x00\x1f\x8b{]garbage"), ""
	case FaultHuge:
		answer = answer.withBody()
		answer.delivery = deliverPadded
	case FaultWrongTypes:
		answer = answer.withBody()
		answer.body, answer.code = wrongTypes(answer.body), ""
	default:
	}
	return answer
}

// internalError is the answer of FaultErrorBefore and FaultErrorAfter.
func (s *Server) internalError(f Fault) response {
	answer := s.errorResponse(nil, newAPIError(codeInternalError, "something went wrong on our side"))
	if f.Status != 0 {
		answer.status = f.Status
	}
	return answer
}

// wrongTypes gives every value in a JSON document a type it must not have. It
// keeps objects, so that the wrong values are found where right ones would be.
func wrongTypes(document []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return document
	}
	encoded, err := json.Marshal(wrongType(value))
	if err != nil {
		return document
	}
	return encoded
}

func wrongType(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			value[name] = wrongType(member)
		}
		return value
	case []any:
		if len(value) > 0 {
			if _, ok := value[0].(map[string]any); ok {
				for i := range value {
					value[i] = wrongType(value[i])
				}
				return value
			}
		}
		return "list"
	case string:
		return []any{value}
	case json.Number:
		return map[string]any{"number": value}
	default: // booleans and null
		return []any{}
	}
}
