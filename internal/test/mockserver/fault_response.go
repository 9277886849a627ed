package mockserver

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// defaultRedirect is on a host that must never receive the API key.
const defaultRedirect = "https://elsewhere.example.net/api/certificates"

// faultBeforeWork returns the response of a fault that replaces the work.
func (s *Server) faultBeforeWork(f Fault) (resp response, ok bool) {
	apiErr := func(code, message string) (response, bool) {
		e := newAPIError(code, message)
		e.header = retryAfterHeader(f.RetryAfterFormat, f.RetryAfter)
		return s.errorResponse(Options{}, e), true
	}
	switch f.Kind {
	case FaultReset:
		return response{delivery: deliverReset}, true
	case FaultDropBefore:
		return response{delivery: deliverClosed}, true
	case FaultErrorBefore:
		return s.internalError(f), true
	case FaultUnauthorized:
		return apiErr(codeUnauthorized, "the API key is unknown")
	case FaultRateLimited:
		return apiErr(codeRateLimited, "too many requests")
	case FaultUnavailable:
		return apiErr(codeTemporarilyUnavailable, "down for maintenance")
	case FaultBadGateway:
		return proxyPage(http.StatusBadGateway), true
	case FaultEmpty:
		return response{status: http.StatusOK}, true
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

// faultAfterWork applies a fault to the response of work that was done.
func (s *Server) faultAfterWork(resp response, f Fault) response {
	switch f.Kind {
	case FaultDropAfter:
		return response{mutated: resp.mutated, delivery: deliverClosed}
	case FaultErrorAfter:
		failed := s.internalError(f)
		failed.mutated = resp.mutated
		return failed
	case FaultTruncated:
		resp = resp.withBody()
		resp.delivery = deliverHalf
	case FaultGarbage:
		resp = resp.withBody()
		resp.body, resp.code = []byte("\x00\x1f\x8b{]garbage"), ""
	case FaultHuge:
		resp = resp.withBody()
		resp.delivery = deliverPadded
	case FaultWrongTypes:
		resp = resp.withBody()
		resp.body, resp.code = wrongTypes(resp.body), ""
	default:
	}
	return resp
}

// internalError returns the response of FaultErrorBefore and FaultErrorAfter.
func (s *Server) internalError(f Fault) response {
	resp := s.errorResponse(Options{}, newAPIError(codeInternalError, "internal server error"))
	if f.Status != 0 {
		resp.status = f.Status
	}
	return resp
}

// wrongTypes changes the type of every value in a JSON document. Objects are
// kept, so that a client finds the wrong values where it expects valid ones.
func wrongTypes(document []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return document
	}
	return jsonResponse(0, wrongType(value)).body
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
