package mockserver

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
)

// Faults of a server, or of a cache in front of it, that mixes up responses. They
// are not part of FaultKinds, because the responses are valid: they contain
// another certificate than requested.
const (
	// FaultOtherBefore returns the certificate Fault.Other without doing the
	// work.
	FaultOtherBefore FaultKind = "other-before"
	// FaultOtherAfter does the work and returns the certificate Fault.Other.
	// Errors, lists of certificates and statistics are returned unchanged.
	FaultOtherAfter FaultKind = "other-after"
	// FaultMixedList returns a list in which each item has its own id and the
	// other fields of the next item.
	FaultMixedList FaultKind = "mixed-list"
)

// MixupKinds returns the kinds of faults that mix up responses.
func MixupKinds() []FaultKind {
	return []FaultKind{FaultOtherBefore, FaultOtherAfter, FaultMixedList}
}

// otherResponse returns a response with the certificate Fault.Other. ok reports
// whether there is such a certificate.
func (s *Server) otherResponse(r *http.Request, f Fault) (resp response, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	found, ok := s.otherThan(f.Other, r.URL.Path)
	if !ok {
		return response{}, false
	}
	form, status := s.options.ChangeResponse, http.StatusOK
	isOrder := r.Method == http.MethodPost && r.URL.Path == "/api/certificates"
	switch {
	case isOrder:
		form, status = s.options.CreateResponse, http.StatusCreated
	case r.Method == http.MethodGet:
		form = RespondCertificate
	}
	if form == RespondEmpty {
		form = RespondCertificate
	}
	result := s.changeResult(form, status, found, s.now())
	return jsonResponse(result.status, result.body), true
}

// otherThan returns a certificate by id. Zero selects the certificate with the
// lowest id that is not in the path.
func (s *Server) otherThan(id int64, path string) (*record, bool) {
	if id != 0 {
		r, ok := s.certificates.byID[id]
		return r, ok
	}
	var lowest *record
	for _, r := range s.certificates.byID {
		inPath := strings.Contains(path+"/", "/"+fmt.Sprint(s.certificateID(r.id))+"/")
		if !inPath && (lowest == nil || r.id < lowest.id) {
			lowest = r
		}
	}
	return lowest, lowest != nil
}

// mixedUp applies a mix-up to the response to a request.
func (s *Server) mixedUp(r *http.Request, resp response, f Fault) response {
	switch f.Kind {
	case FaultOtherAfter:
		isSingle := !strings.HasSuffix(r.URL.Path, "/stats") && (r.Method != http.MethodGet || r.URL.Path != "/api/certificates")
		if resp.status/100 != 2 || !isSingle {
			return resp
		}
		if other, ok := s.otherResponse(r, f); ok {
			other.mutated = resp.mutated
			return other
		}
	case FaultMixedList:
		resp.body = mixedList(resp.body)
	default:
	}
	return resp
}

// mixedList gives each item of a list the fields of the next item, except the id.
func mixedList(document []byte) []byte {
	var body map[string]any
	if json.Unmarshal(document, &body) != nil {
		return document
	}
	items, ok := body["data"].([]any)
	if !ok {
		return document
	}
	mixed := make([]any, len(items))
	for i := range items {
		item := map[string]any{}
		next, isObject := items[(i+1)%len(items)].(map[string]any)
		own, _ := items[i].(map[string]any)
		if !isObject || own == nil {
			return document
		}
		maps.Copy(item, next)
		item["id"] = own["id"]
		mixed[i] = item
	}
	body["data"] = mixed
	return jsonResponse(0, body).body
}
