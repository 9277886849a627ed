package mockserver

import (
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// maxBodyBytes is the largest request body that is read. Our invention.
const maxBodyBytes = 1 << 20

// Server is TigerTrust in memory. It serves the paths under /api/, and all its
// methods may be called at any time from any goroutine.
type Server struct {
	journal recorder
	faults  faultScript
	traffic traffic
	chaos   chaosSource

	mu           sync.Mutex // guards all that follows
	options      Options
	advanced     time.Duration
	random       *rand.Rand
	pki          *pki
	certificates certificateStore
	discovered   discoveredStore
	schedule     schedule
	summary      Summary
	lastID       int64
}

// firstID keeps certificate ids apart from those of authorities, so that a
// client that mixes them up is found out.
const firstID = 1001

// New starts a server. The zero Options serve the reference as it is written.
func New(options Options) *Server {
	s := &Server{
		// Seeded alike in every server, so that a failing test fails again.
		random:       rand.New(rand.NewPCG(1, 2)),
		pki:          newPKI(),
		certificates: newCertificateStore(),
		discovered:   newDiscoveredStore(),
		lastID:       firstID - 1,
	}
	s.options = options.clone().withDefaults()
	s.applyOptions()
	return s
}

// Configure changes the options while the server runs. A delay that is under
// way keeps its length. Maps and slices of the options are to be replaced or
// written to here and nowhere else.
func (s *Server) Configure(change func(*Options)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	changed := s.options.clone()
	change(&changed)
	s.options = changed.withDefaults()
	s.applyOptions()
}

// applyOptions hands the options to the parts that keep something of them.
func (s *Server) applyOptions() {
	s.options.Fields.checkNames()
	s.pki.addIntermediates(s.options.CertificateAuthorities)
	s.journal.setLimit(s.options.JournalLimit)
	s.traffic.setLimit(s.options.RateLimit)
	s.chaos.configure(s.options.Chaos)
}

// Advance moves the server's clock forward, on top of Options.Now.
func (s *Server) Advance(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advanced += by
	s.runDueJobs()
}

// RootPEM returns the certificate of the root that all chains lead to.
func (s *Server) RootPEM() string { return s.pki.rootPEM() }

// now is the server's time.
func (s *Server) now() time.Time {
	return s.options.Now().Add(s.advanced).UTC()
}

// nextID hands out an id that no other object of the server has.
func (s *Server) nextID() int64 {
	s.lastID++
	return s.lastID
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	requestID := "req-" + strconv.Itoa(s.traffic.enter())
	defer s.traffic.leave()
	w.Header().Set("X-Request-Id", requestID)

	body, readErr := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	entry := s.recordRequest(r, body, requestID)
	fault := s.faultFor(r, body)

	answer := s.respond(r, entry, body, readErr, fault)
	s.recordResponse(entry, answer, fault)
	answer.send(w)
}

// respond makes the answer to a request, with the fault that is due.
func (s *Server) respond(r *http.Request, entry *Entry, body []byte, readErr error, fault Fault) response {
	if fault.Kind == FaultSlow && !sleep(r.Context(), fault.Delay) {
		return response{delivery: deliverClosed}
	}
	if answer, ok := s.faultBeforeWork(fault); ok {
		return answer
	}
	if fault.Kind == FaultOtherBefore {
		if other, ok := s.otherResponse(r, fault); ok {
			return other
		}
	}
	statuses, latency := s.transportOptions()
	if apiError := s.traffic.checkRateLimit(); apiError != nil {
		return s.errorResponse(statuses, apiError)
	}
	if !sleep(r.Context(), latency) {
		return response{delivery: deliverClosed}
	}
	answer := s.handle(r, entry, body, readErr)
	if fault.Kind == FaultSlowResponse && !sleep(r.Context(), fault.Delay) {
		return response{mutated: answer.mutated, delivery: deliverClosed}
	}
	return s.faultAfterWork(s.mixedUp(r, answer, fault), fault)
}

// transportOptions are the options that matter outside the lock.
func (s *Server) transportOptions() (statuses map[string]int, latency time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.options.HTTPStatuses, s.options.Latency
}

// handle does what the request asks for.
func (s *Server) handle(r *http.Request, entry *Entry, body []byte, readErr error) response {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()

	result, err := s.dispatch(r, entry, body, readErr)
	if err != nil {
		var apiError *apiError
		if !errors.As(err, &apiError) {
			apiError = newAPIError(codeInternalError, err.Error())
		}
		return s.errorResponse(s.options.HTTPStatuses, apiError)
	}
	answer := jsonResponse(result.status, result.body)
	answer.mutated = result.mutated
	return answer
}

// recordRequest opens the journal entry of a request.
func (s *Server) recordRequest(r *http.Request, body []byte, requestID string) *Entry {
	s.mu.Lock()
	header, key := redactKeys(s.options.APIKeys, r.Header)
	now := s.now()
	s.mu.Unlock()

	entry := Entry{
		Time: now, ReceivedAt: time.Now(),
		RequestID: requestID, Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(),
		Header: header, APIKey: key, Body: body,
	}
	if json.Unmarshal(body, &entry.JSON) != nil {
		entry.JSON = nil
	}
	return s.journal.add(entry)
}

// recordResponse completes the journal entry and logs the request, before the answer
// goes out: who has the answer finds the entry complete.
func (s *Server) recordResponse(entry *Entry, answer response, fault Fault) {
	var e Entry
	s.journal.update(entry, func(entry *Entry) {
		entry.RespondedAt = time.Now()
		entry.Status = answer.status
		entry.Code = answer.code
		entry.Fault = fault.Kind
		entry.Mutated = answer.mutated
		e = *entry
	})

	s.mu.Lock()
	logger := s.options.Logger
	s.mu.Unlock()
	if logger == nil {
		return
	}
	logger.Info("request",
		"id", e.RequestID, "method", e.Method, "path", e.Path, "query", e.Query.Encode(),
		"status", e.Status, "code", e.Code, "key", e.APIKey, "workspace", e.Workspace,
		"fault", string(e.Fault), "took", e.RespondedAt.Sub(e.ReceivedAt).Round(time.Microsecond))
}
