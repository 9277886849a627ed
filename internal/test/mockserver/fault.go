package mockserver

import (
	"bytes"
	"fmt"
	"net/http"
	"path"
	"slices"
	"sync"
	"time"
)

// FaultKind is what goes wrong. The kinds are our invention.
type FaultKind string

const (
	// FaultReset resets the connection; nothing is done. A connection that is
	// refused cannot be had from a server that runs: close it for that.
	FaultReset FaultKind = "reset"
	// FaultDropBefore closes the connection without an answer; nothing is done.
	FaultDropBefore FaultKind = "drop-before"
	// FaultDropAfter does the work and closes the connection without an answer.
	FaultDropAfter FaultKind = "drop-after"
	// FaultErrorBefore answers 500, or Fault.Status; nothing is done.
	FaultErrorBefore FaultKind = "error-before"
	// FaultErrorAfter does the work and answers 500, or Fault.Status.
	FaultErrorAfter FaultKind = "error-after"
	// FaultUnauthorized answers 401; nothing is done.
	FaultUnauthorized FaultKind = "unauthorized"
	// FaultRateLimited answers 429; nothing is done.
	FaultRateLimited FaultKind = "rate-limited"
	// FaultUnavailable answers 503; nothing is done.
	FaultUnavailable FaultKind = "unavailable"
	// FaultBadGateway answers 502 with the HTML page of a proxy; nothing is
	// done.
	FaultBadGateway FaultKind = "bad-gateway"
	// FaultProxyNotFoundHTML answers 404 with the HTML page of a proxy.
	FaultProxyNotFoundHTML FaultKind = "proxy-not-found-html"
	// FaultProxyNotFoundJSON answers 404 with JSON that is not the documented
	// envelope.
	FaultProxyNotFoundJSON FaultKind = "proxy-not-found-json"
	// FaultRedirect answers 307 to Fault.Location; nothing is done.
	FaultRedirect FaultKind = "redirect"
	// FaultTruncated does the work and cuts its answer off in the middle. This
	// and the next three give an answer without a body one, with status 200.
	FaultTruncated FaultKind = "truncated"
	// FaultGarbage does the work and answers what is not JSON.
	FaultGarbage FaultKind = "garbage"
	// FaultHuge does the work and pads its answer with white space to more
	// than 32 MiB.
	FaultHuge FaultKind = "huge"
	// FaultWrongTypes does the work and answers JSON of the right shape in
	// which every scalar and list has a wrong type.
	FaultWrongTypes FaultKind = "wrong-types"
	// FaultSlow waits for Fault.Delay before the work. If the client goes away
	// meanwhile, nothing is done.
	FaultSlow FaultKind = "slow"
	// FaultSlowResponse does the work and waits for Fault.Delay before the
	// answer.
	FaultSlowResponse FaultKind = "slow-response"
)

// FaultKinds are all there are.
func FaultKinds() []FaultKind {
	return []FaultKind{
		FaultReset, FaultDropBefore, FaultDropAfter, FaultErrorBefore, FaultErrorAfter,
		FaultUnauthorized, FaultRateLimited, FaultUnavailable, FaultBadGateway,
		FaultProxyNotFoundHTML, FaultProxyNotFoundJSON, FaultRedirect, FaultTruncated,
		FaultGarbage, FaultHuge, FaultWrongTypes, FaultSlow, FaultSlowResponse,
	}
}

// Always as Fault.Times lets a fault happen to every request that matches.
const Always = -1

// Fault is one line of the script: what goes wrong for which requests. The
// first line that matches a request and is not used up is taken.
type Fault struct {
	// Method and Path say which requests. The path may be a pattern in the
	// manner of path.Match, such as /api/certificates/*; empty matches all.
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
	// Query are parameters the request must have, such as page=2.
	Query map[string]string `json:"query,omitempty"`
	// BodyContains is text that the body must hold.
	BodyContains string `json:"bodyContains,omitempty"`
	// Skip lets so many matching requests pass first.
	Skip int `json:"skip,omitempty"`
	// Times is how often it happens: zero means once, Always means always.
	Times int `json:"times,omitempty"`

	Kind FaultKind `json:"kind"`
	// Status replaces the status of FaultErrorBefore and FaultErrorAfter.
	Status int `json:"status,omitempty"`
	// RetryAfter is what FaultRateLimited and FaultUnavailable tell the client,
	// rounded up to seconds; RetryAfterForm is how. A form with a zero
	// RetryAfter says "now".
	RetryAfter       time.Duration    `json:"retryAfter,omitempty"`
	RetryAfterFormat RetryAfterFormat `json:"retryAfterFormat,omitempty"`
	// Delay is how long FaultSlow and FaultSlowAnswer wait, in real time. The
	// wait ends early when the client goes away.
	Delay time.Duration `json:"delay,omitempty"`
	// Other is the certificate that FaultOtherBefore and FaultOtherAfter return.
	// Zero stands for any that the request is not about.
	Other int64 `json:"other,omitempty"`
	// Location is where FaultRedirect points; by default another host.
	Location string `json:"location,omitempty"`
}

// faultScript holds the faults that are still to happen.
type faultScript struct {
	mu     sync.Mutex
	faults []*Fault
}

func (s *faultScript) add(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

func (s *faultScript) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// next returns the fault that is due for a request, and uses it up. The zero
// Fault means none.
func (s *faultScript) next(r *http.Request, body []byte) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, line := range s.faults {
		if !line.matches(r, body) {
			continue
		}
		if line.Skip > 0 {
			line.Skip--
			continue
		}
		taken := *line
		if line.Times != Always {
			line.Times--
		}
		if line.Times == 0 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		return taken
	}
	return Fault{}
}

func (f *Fault) matches(r *http.Request, body []byte) bool {
	query := r.URL.Query()
	for name, value := range f.Query {
		if query.Get(name) != value {
			return false
		}
	}
	return matches(f.Method, f.Path, r.Method, r.URL.Path) &&
		bytes.Contains(body, []byte(f.BodyContains))
}

// problem tells why a fault could never happen, and is empty if it can.
func (f *Fault) problem() string {
	_, badPattern := path.Match(f.Path, "")
	kinds := slices.Concat(FaultKinds(), MixupKinds())
	formats := []RetryAfterFormat{RetryAfterNone, RetryAfterSeconds, RetryAfterDate}
	switch {
	case !slices.Contains(kinds, f.Kind):
		return fmt.Sprintf("kind must be one of %v", kinds)
	case badPattern != nil:
		return "path is not a pattern"
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return "status must be from 200 to 599"
	case !slices.Contains(formats, f.RetryAfterFormat):
		return "retryAfterFormat must be seconds or date"
	default:
		return ""
	}
}

// Inject appends a fault to the script. It panics on one that could never
// happen, or else a test would pass for want of a fault.
func (s *Server) Inject(f Fault) {
	if problem := f.problem(); problem != "" {
		panic("mockserver: fault " + string(f.Kind) + ": " + problem)
	}
	s.faults.add(f)
}

// ClearFaults forgets the faults that have not happened yet.
func (s *Server) ClearFaults() { s.faults.clear() }

// PendingFaults returns what is left of the script.
func (s *Server) PendingFaults() []Fault {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	pending := make([]Fault, len(s.faults.faults))
	for i, line := range s.faults.faults {
		pending[i] = *line
	}
	return pending
}
