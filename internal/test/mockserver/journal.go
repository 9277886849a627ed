package mockserver

import (
	"net/http"
	"net/url"
	"path"
	"sync"
	"time"
)

// Entry is one request and what became of it.
type Entry struct {
	// Time is when the request arrived, by Options.Now.
	Time time.Time
	// ReceivedAt is when it arrived, and Answered when its answer was ready, in
	// real time. Answered is zero while the request is being served.
	ReceivedAt, RespondedAt time.Time

	// RequestID is what the answer's X-Request-Id says.
	RequestID string
	Method    string
	// Path is the path without the query, such as /api/certificates/1001.
	Path  string
	Query url.Values
	// Header is the request's header with every API key replaced by the name
	// that Key.Name gives it.
	Header http.Header
	// APIKey is the name of the key that was sent, "unknown" if the server does
	// not know it, empty if none was sent.
	APIKey string
	// Workspace is the workspace the request was for, empty if it got no
	// further than the key.
	Workspace string
	// Body is the body as sent, up to the size the server accepts.
	Body []byte
	// JSON is the body decoded, nil if it is no JSON object.
	JSON map[string]any

	// Status is the status that was answered; zero while the request is being
	// served, and for connections that were cut without an answer.
	Status int
	// Code is the error code that was answered, if any.
	Code string
	// Fault is the kind of the fault that was injected, if any.
	Fault FaultKind
	// Mutated tells whether the request was one for a change and was carried
	// out, even if the answer never arrived or there was nothing to change.
	Mutated bool
}

// Journal is a list of requests in the order of their arrival.
type Journal []Entry

// Where returns the entries for which keep is true.
func (j Journal) Where(keep func(Entry) bool) Journal {
	var kept Journal
	for _, e := range j {
		if keep(e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// Matching returns the requests with a method and a path. The path may be a
// pattern in the manner of path.Match, such as /api/certificates/*/revoke; an
// empty method or path matches all.
func (j Journal) Matching(method, pattern string) Journal {
	return j.Where(func(e Entry) bool { return matches(method, pattern, e.Method, e.Path) })
}

// Count counts the requests that Matching returns.
func (j Journal) Count(method, pattern string) int {
	return len(j.Matching(method, pattern))
}

// Mutations returns the requests for a change that were carried out.
func (j Journal) Mutations() Journal {
	return j.Where(func(e Entry) bool { return e.Mutated })
}

// matches compares a request with a method and a path pattern.
func matches(method, pattern, requestMethod, requestPath string) bool {
	if method != "" && method != requestMethod {
		return false
	}
	if pattern == "" {
		return true
	}
	ok, err := path.Match(pattern, requestPath)
	return err == nil && ok
}

// recorder keeps the journal.
type recorder struct {
	mu      sync.Mutex
	entries []*Entry
	limit   int
}

// add records a request on arrival, so that one that hangs can be seen.
func (r *recorder) add(e Entry) *Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	entry := &e
	r.entries = append(r.entries, entry)
	r.trim()
	return entry
}

// update changes an entry that was recorded before.
func (r *recorder) update(entry *Entry, change func(*Entry)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(entry)
}

func (r *recorder) setLimit(limit int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.limit = limit
	r.trim()
}

// trim drops the oldest entries beyond the limit.
func (r *recorder) trim() {
	if r.limit > 0 && len(r.entries) > r.limit {
		r.entries = r.entries[len(r.entries)-r.limit:]
	}
}

func (r *recorder) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = nil
}

func (r *recorder) snapshot() Journal {
	r.mu.Lock()
	defer r.mu.Unlock()
	journal := make(Journal, len(r.entries))
	for i, e := range r.entries {
		journal[i] = *e
	}
	return journal
}

// Journal returns a copy of the journal. What the entries point to (header,
// body, decoded body) is never changed by the server.
func (s *Server) Journal() Journal { return s.journal.snapshot() }

// ResetJournal forgets all requests so far.
func (s *Server) ResetJournal() { s.journal.reset() }
