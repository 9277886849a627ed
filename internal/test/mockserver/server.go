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

// maxBodyBytes is the size limit of request bodies. Not documented.
const maxBodyBytes = 1 << 20

// Server simulates TigerTrust in memory. It serves the paths under /api/. Its
// methods are safe for concurrent use.
type Server struct {
	journal recorder
	faults  faultScript
	traffic traffic
	chaos   chaosSource

	mu           sync.Mutex // guards all fields below
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

// FirstID is the number of the first certificate. It is greater than the ids of CAs,
// so that a client that confuses them fails.
const FirstID = 1001

// New returns a server. The zero Options implement the reference as written.
func New(options Options) *Server {
	s := &Server{
		// Every server uses the same seed, so that a failing test fails again.
		random:       rand.New(rand.NewPCG(1, 2)),
		pki:          newPKI(),
		certificates: newCertificateStore(),
		discovered:   newDiscoveredStore(),
		lastID:       FirstID - 1,
	}
	s.options = options.clone().withDefaults()
	s.applyOptions()
	return s
}

// Configure changes the options while the server runs. A delay that has already
// started keeps its length. Maps and slices of the options must only be changed
// here.
func (s *Server) Configure(change func(*Options)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	changed := s.options.clone()
	change(&changed)
	s.options = changed.withDefaults()
	s.applyOptions()
}

// applyOptions validates the options and passes them to the parts that have
// their own locks.
func (s *Server) applyOptions() {
	s.options.Fields.checkNames()
	s.pki.addIntermediates(s.options.CertificateAuthorities)
	s.journal.setLimit(s.options.JournalLimit)
	s.traffic.setLimit(s.options.RateLimit)
	s.chaos.configure(s.options.Chaos)
}

// Advance moves the server's clock forward, relative to Options.Now.
func (s *Server) Advance(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advanced += by
	s.runDueJobs()
}

// RootPEM returns the root certificate of all chains.
func (s *Server) RootPEM() string { return s.pki.root.pem }

// now returns the server's time.
func (s *Server) now() time.Time {
	return s.options.Now().Add(s.advanced).UTC()
}

// nextID returns an id that is unique among all objects of the server.
func (s *Server) nextID() int64 {
	s.lastID++
	return s.lastID
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	requestID := "req-" + strconv.Itoa(s.traffic.enter())
	defer s.traffic.leave()
	for name, value := range s.transportOptions().Likeness.headers(requestID) {
		w.Header().Set(name, value)
	}

	body, readErr := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	entry := s.recordRequest(r, body, requestID)
	fault := s.faultFor(r, body)

	resp := s.respond(r, entry, body, readErr, fault)
	s.recordResponse(entry, resp, fault)
	resp.send(w)
}

// respond returns the response to a request, with the fault applied.
func (s *Server) respond(r *http.Request, entry *Entry, body []byte, readErr error, fault Fault) response {
	if fault.Kind == FaultSlow && !sleep(r.Context(), fault.Delay) {
		return response{delivery: deliverClosed}
	}
	if resp, ok := s.faultBeforeWork(fault); ok {
		return resp
	}
	if fault.Kind == FaultOtherBefore {
		if other, ok := s.otherResponse(r, fault); ok {
			return other
		}
	}
	options := s.transportOptions()
	if rejection, isRejected := s.rejectExcess(options); isRejected {
		return rejection
	}
	if !sleep(r.Context(), options.Latency) {
		return response{delivery: deliverClosed}
	}
	resp := s.handle(r, entry, body, readErr)
	if fault.Kind == FaultSlowResponse && !sleep(r.Context(), fault.Delay) {
		return response{mutated: resp.mutated, delivery: deliverClosed}
	}
	return s.faultAfterWork(s.mixedUp(r, resp, fault), fault)
}

// transportOptions returns the options for use without holding the lock. Configure
// replaces them and their maps.
func (s *Server) transportOptions() Options {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.options
}

// handle performs a request under the lock.
func (s *Server) handle(r *http.Request, entry *Entry, body []byte, readErr error) response {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()

	result, err := s.dispatch(r, entry, body, readErr)
	if err != nil {
		var apiErr *apiError
		if !errors.As(err, &apiErr) {
			apiErr = newAPIError(codeInternalError, err.Error())
		}
		accepted, ok := s.options.Likeness.acceptedLike(apiErr.code)
		if !ok {
			return s.errorResponse(s.options, apiErr)
		}
		result = accepted
	}
	resp := jsonResponse(result.status, result.body)
	if text, ok := result.body.(plainText); ok {
		resp.body = []byte(text)
	}
	resp.mutated = result.mutated
	return resp
}

// recordRequest adds a request to the journal.
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

// recordResponse completes the journal entry and logs the request. It runs
// before the response is sent, so that a client with a response always finds a
// complete entry.
func (s *Server) recordResponse(entry *Entry, resp response, fault Fault) {
	var e Entry
	s.journal.update(entry, func(entry *Entry) {
		entry.RespondedAt = time.Now()
		entry.Status = resp.status
		entry.Code = resp.code
		entry.Fault = fault.Kind
		entry.Mutated = resp.mutated
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
