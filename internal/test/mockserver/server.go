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
	recorder recorder
	script   script
	traffic  traffic
	luck     luck

	mu         sync.Mutex // guards all that follows
	options    Options
	advanced   time.Duration
	random     *rand.Rand
	pki        *pki
	inventory  inventory
	discovered discoveries
	schedule   schedule
	done       Summary
	lastID     int64
}

// firstID keeps certificate ids apart from those of authorities, so that a
// client that mixes them up is found out.
const firstID = 1001

// New starts a server. The zero Options serve the reference as it is written.
func New(options Options) *Server {
	s := &Server{
		// Seeded alike in every server, so that a failing test fails again.
		random:     rand.New(rand.NewPCG(1, 2)),
		pki:        newPKI(),
		inventory:  newInventory(),
		discovered: newDiscoveries(),
		lastID:     firstID - 1,
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
	s.settle()
	changed := s.options.clone()
	change(&changed)
	s.options = changed.withDefaults()
	s.applyOptions()
}

// applyOptions hands the options to the parts that keep something of them.
func (s *Server) applyOptions() {
	s.options.Fields.mustBeKnown()
	s.pki.serve(s.options.Authorities)
	s.recorder.setLimit(s.options.JournalLimit)
	s.traffic.setLimit(s.options.RateLimit)
	s.luck.set(s.options.Hostility)
}

// Advance moves the server's clock forward, on top of Options.Now.
func (s *Server) Advance(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advanced += by
	s.settle()
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
	entry := s.arrived(r, body, requestID)
	fault := s.faultFor(r, body)

	answer := s.respond(r, entry, body, readErr, fault)
	s.answered(entry, answer, fault)
	answer.send(w)
}

// respond makes the answer to a request, with the fault that is due.
func (s *Server) respond(r *http.Request, entry *Entry, body []byte, readErr error, fault Fault) reply {
	if fault.Kind == FaultSlow && !pause(r.Context(), fault.Delay) {
		return reply{delivery: deliverNothing}
	}
	if answer, ok := s.instead(fault); ok {
		return answer
	}
	statuses, latency := s.transportOptions()
	if refusal := s.traffic.throttle(); refusal != nil {
		return s.refused(statuses, refusal)
	}
	if !pause(r.Context(), latency) {
		return reply{delivery: deliverNothing}
	}
	answer := s.work(r, entry, body, readErr)
	if fault.Kind == FaultSlowAnswer && !pause(r.Context(), fault.Delay) {
		return reply{mutated: answer.mutated, delivery: deliverNothing}
	}
	return s.spoiled(answer, fault)
}

// transportOptions are the options that matter outside the lock.
func (s *Server) transportOptions() (statuses map[string]int, latency time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.options.Statuses, s.options.Latency
}

// work does what the request asks for.
func (s *Server) work(r *http.Request, entry *Entry, body []byte, readErr error) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()

	result, err := s.perform(r, entry, body, readErr)
	if err != nil {
		var refusal *refusal
		if !errors.As(err, &refusal) {
			refusal = refuse(codeInternalError, err.Error())
		}
		return s.refused(s.options.Statuses, refusal)
	}
	answer := jsonReply(result.status, result.body)
	answer.mutated = result.mutated
	return answer
}

// arrived opens the journal entry of a request.
func (s *Server) arrived(r *http.Request, body []byte, requestID string) *Entry {
	s.mu.Lock()
	header, key := redacted(s.options.Keys, r.Header)
	now := s.now()
	s.mu.Unlock()

	entry := Entry{
		Time: now, Arrived: time.Now(),
		RequestID: requestID, Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(),
		Header: header, Key: key, Body: body,
	}
	if json.Unmarshal(body, &entry.JSON) != nil {
		entry.JSON = nil
	}
	return s.recorder.open(entry)
}

// answered completes the journal entry and logs the request, before the answer
// goes out: who has the answer finds the entry complete.
func (s *Server) answered(entry *Entry, answer reply, fault Fault) {
	var e Entry
	s.recorder.amend(entry, func(entry *Entry) {
		entry.Answered = time.Now()
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
		"status", e.Status, "code", e.Code, "key", e.Key, "workspace", e.Workspace,
		"fault", string(e.Fault), "took", e.Answered.Sub(e.Arrived).Round(time.Microsecond))
}
