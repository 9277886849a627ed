package mockserver

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// Faults of a server, or of a cache in front of it, that mixes up responses. They
// are not among FaultKinds: the responses are valid, but about another
// certificate than the request.
const (
	// FaultOtherBefore returns the certificate Fault.Other; nothing is done.
	FaultOtherBefore FaultKind = "other-before"
	// FaultOtherAfter does the work and returns the certificate Fault.Other.
	// Where the response is an error, or is about no single certificate, it
	// stays as it is.
	FaultOtherAfter FaultKind = "other-after"
	// FaultMixedList returns a list whose items have the right ids, each with the
	// other fields of the item that follows it.
	FaultMixedList FaultKind = "mixed-list"
)

// MixupKinds returns the kinds of faults that mix up responses.
func MixupKinds() []FaultKind {
	return []FaultKind{FaultOtherBefore, FaultOtherAfter, FaultMixedList}
}

// otherResponse returns the response that is about Fault.Other instead of the
// certificate of the request. ok is false where there is no such certificate.
func (s *Server) otherResponse(r *http.Request, f Fault) (answer response, ok bool) {
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

// otherThan returns a certificate by id. Zero stands for the one with the lowest
// id that a path does not name.
func (s *Server) otherThan(id int64, path string) (*record, bool) {
	if id != 0 {
		r, ok := s.certificates.byID[id]
		return r, ok
	}
	var lowest *record
	for _, r := range s.certificates.byID {
		isNamed := strings.Contains(path+"/", "/"+strconv.FormatInt(r.id, 10)+"/")
		if !isNamed && (lowest == nil || r.id < lowest.id) {
			lowest = r
		}
	}
	return lowest, lowest != nil
}

// mixedUp returns the response to a request as a mix-up leaves it.
func (s *Server) mixedUp(r *http.Request, answer response, f Fault) response {
	switch f.Kind {
	case FaultOtherAfter:
		isAboutOne := !strings.HasSuffix(r.URL.Path, "/stats") && (r.Method != http.MethodGet || r.URL.Path != "/api/certificates")
		if answer.status/100 != 2 || !isAboutOne {
			return answer
		}
		if other, ok := s.otherResponse(r, f); ok {
			other.mutated = answer.mutated
			return other
		}
	case FaultMixedList:
		answer.body = mixedList(answer.body)
	default:
	}
	return answer
}

// mixedList gives each item of a list the fields of the next one, but for its id.
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
		for name, value := range next {
			item[name] = value
		}
		item["id"] = own["id"]
		mixed[i] = item
	}
	body["data"] = mixed
	encoded, err := json.Marshal(body)
	if err != nil {
		return document
	}
	return encoded
}
