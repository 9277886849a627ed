package mockserver

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// ControlHandler returns a handler that controls the server from outside the
// process. It is not part of the API: serve it on a separate port.
//
//	GET    /journal                     lists the requests; ?method= and ?path= (a pattern) filter
//	DELETE /journal                     clears the journal
//	GET    /summary                     returns the Summary
//	GET    /faults                      lists the pending faults
//	POST   /faults                      injects a Fault; durations are strings such as "2s"
//	DELETE /faults                      clears the faults
//	POST   /clock                       {"advance":"720h"} moves the clock forward
//	GET    /certificates/{id}           returns the complete state of a certificate
//	POST   /certificates/{id}/{action}  complete-issuance, fail-issuance, begin-renewal, complete-renewal, renew, revoke, delete
//	POST   /agents/{id}/{state}         online, offline
func (s *Server) ControlHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /journal", s.controlJournal)
	mux.HandleFunc("DELETE /journal", func(w http.ResponseWriter, _ *http.Request) {
		s.ResetJournal()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /summary", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, s.Summary()) })
	mux.HandleFunc("GET /faults", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, s.PendingFaults()) })
	mux.HandleFunc("POST /faults", s.controlInject)
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, _ *http.Request) {
		s.ClearFaults()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /clock", s.controlClock)
	mux.HandleFunc("GET /certificates/{id}", s.controlCertificate)
	mux.HandleFunc("POST /certificates/{id}/{action}", s.controlAction)
	mux.HandleFunc("POST /agents/{id}/{state}", s.controlAgent)
	// A web page in a browser on the same machine must not control the server.
	return http.NewCrossOriginProtection().Handler(mux)
}

func (s *Server) controlJournal(w http.ResponseWriter, r *http.Request) {
	journal := s.Journal().Matching(r.URL.Query().Get("method"), r.URL.Query().Get("path"))
	lines := make([]any, 0, len(journal))
	for _, e := range journal {
		lines = append(lines, map[string]any{
			"time": e.Time, "requestId": e.RequestID, "method": e.Method, "path": e.Path,
			"query": e.Query, "header": e.Header, "key": e.APIKey, "workspace": e.Workspace,
			"body": string(e.Body), "status": e.Status, "code": e.Code,
			"fault": e.Fault, "mutated": e.Mutated,
		})
	}
	writeJSON(w, lines)
}

// duration is a time.Duration in JSON strings such as "2s".
type duration time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = duration(parsed)
	return err
}

func (s *Server) controlInject(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Fault
		RetryAfter duration `json:"retryAfter"`
		Delay      duration `json:"delay"`
	}
	if !readJSON(w, r, &body) {
		return
	}
	fault := body.Fault
	fault.RetryAfter, fault.Delay = time.Duration(body.RetryAfter), time.Duration(body.Delay)
	if problem := fault.problem(); problem != "" {
		http.Error(w, problem, http.StatusBadRequest)
		return
	}
	s.Inject(fault)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) controlClock(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Advance duration `json:"advance"`
	}
	if !readJSON(w, r, &body) {
		return
	}
	if body.Advance < 0 {
		http.Error(w, "advance must not be negative", http.StatusBadRequest)
		return
	}
	s.Advance(time.Duration(body.Advance))
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) controlCertificate(w http.ResponseWriter, r *http.Request) {
	id, ok := s.certificateNumber(w, r)
	if !ok {
		return
	}
	certificate, ok := s.Certificate(id)
	if !ok {
		http.Error(w, "the certificate does not exist", http.StatusNotFound)
		return
	}
	writeJSON(w, certificate)
}

func (s *Server) controlAction(w http.ResponseWriter, r *http.Request) {
	actions := map[string]func(int64) error{
		"complete-issuance": s.CompleteIssuance,
		"fail-issuance":     s.FailIssuance,
		"begin-renewal":     s.StartRenewal,
		"complete-renewal":  func(id int64) error { _, err := s.CompleteRenewal(id); return err },
		"renew":             func(id int64) error { _, err := s.Renew(id); return err },
		"revoke":            func(id int64) error { return s.Revoke(id, "unspecified") },
		"delete":            s.Delete,
	}
	action, ok := actions[r.PathValue("action")]
	if !ok {
		http.Error(w, "the action does not exist", http.StatusNotFound)
		return
	}
	id, ok := s.certificateNumber(w, r)
	if !ok {
		return
	}
	writeOutcome(w, action(id))
}

func (s *Server) controlAgent(w http.ResponseWriter, r *http.Request) {
	state := r.PathValue("state")
	if state != "online" && state != "offline" {
		http.Error(w, "state must be online or offline", http.StatusNotFound)
		return
	}
	writeOutcome(w, s.SetAgentOnline(r.PathValue("id"), state == "online"))
}

// certificateNumber returns the number of the certificate in the path, which
// contains its id in the form of responses. It responds if there is none.
func (s *Server) certificateNumber(w http.ResponseWriter, r *http.Request) (number int64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if number, ok = s.parseID(certificatePrefix, r.PathValue("id")); !ok {
		http.Error(w, "id must be the id of a certificate", http.StatusBadRequest)
	}
	return number, ok
}

func writeOutcome(w http.ResponseWriter, err error) {
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, ErrNotFound):
		http.Error(w, err.Error(), http.StatusNotFound)
	default:
		http.Error(w, err.Error(), http.StatusConflict)
	}
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(value) // fails only if the client disconnected
}

// readJSON decodes the body of a control request. It reports false, after sending
// an error response, if the body is invalid.
func readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(io.LimitReader(r.Body, maxBodyBytes))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}
