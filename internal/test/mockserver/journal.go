package mockserver

import (
	"net/http"
	"net/url"
	"path"
	"sync"
	"time"
)

// Entry is a request and its outcome.
type Entry struct {
	// Time is when the request was received, by Options.Now.
	Time time.Time
	// ReceivedAt and RespondedAt are when the request was received and when the
	// response was ready, in real time. RespondedAt is zero while the request is
	// being served.
	ReceivedAt, RespondedAt time.Time

	// RequestID is the X-Request-Id header of the response.
	RequestID string
	Method    string
	// Path is the path without the query, such as /api/certificates/1001.
	Path  string
	Query url.Values
	// Header is the request's header with every API key replaced by its
	// APIKey.Name.
	Header http.Header
	// APIKey is the name of the key that was sent, "unknown" if the server does
	// not accept it, and empty if none was sent.
	APIKey string
	// Workspace is the selected workspace, empty if authentication failed.
	Workspace string
	// Body is the body as sent, up to the size limit.
	Body []byte
	// JSON is the decoded body, nil if the body is not a JSON object.
	JSON map[string]any

	// Status is the status of the response, zero while the request is being
	// served and for connections that were closed without a response.
	Status int
	// Code is the error code of the response, if any.
	Code string
	// Fault is the kind of the fault that was injected, if any.
	Fault FaultKind
	// Mutated reports whether the request was a change and was performed, even
	// if the response was lost or the change had no effect.
	Mutated bool
}

// Journal contains requests in the order in which they were received.
type Journal []Entry

// Where returns the entries for which keep reports true.
func (j Journal) Where(keep func(Entry) bool) Journal {
	var kept Journal
	for _, e := range j {
		if keep(e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// Matching returns the requests with a method and a path. The path is a pattern
// for path.Match, such as /api/certificates/*/revoke. An empty method or pattern
// matches all requests.
func (j Journal) Matching(method, pattern string) Journal {
	return j.Where(func(e Entry) bool { return matches(method, pattern, e.Method, e.Path) })
}

// Count returns the number of requests that Matching returns.
func (j Journal) Count(method, pattern string) int {
	return len(j.Matching(method, pattern))
}

// Mutations returns the changes that were performed.
func (j Journal) Mutations() Journal {
	return j.Where(func(e Entry) bool { return e.Mutated })
}

// matches reports whether a request has a method and matches a path pattern.
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

// recorder records the journal.
type recorder struct {
	mu      sync.Mutex
	entries []*Entry
	limit   int
}

// add records a request when it is received, so that the journal also contains a
// request that hangs.
func (r *recorder) add(e Entry) *Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	entry := &e
	r.entries = append(r.entries, entry)
	r.trim()
	return entry
}

// update changes a recorded entry.
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

// Journal returns a copy of the journal. The server never changes the headers
// and bodies of its entries.
func (s *Server) Journal() Journal { return s.journal.snapshot() }

// ResetJournal removes all requests from the journal.
func (s *Server) ResetJournal() { s.journal.reset() }
