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

// FaultKind is a kind of fault. The kinds are not documented.
type FaultKind string

const (
	// FaultReset resets the connection without doing the work. To simulate a
	// refused connection, close the server.
	FaultReset FaultKind = "reset"
	// FaultDropBefore closes the connection without a response and without doing
	// the work.
	FaultDropBefore FaultKind = "drop-before"
	// FaultDropAfter does the work and closes the connection without a response.
	FaultDropAfter FaultKind = "drop-after"
	// FaultErrorBefore returns 500, or Fault.Status, without doing the work.
	FaultErrorBefore FaultKind = "error-before"
	// FaultErrorAfter does the work and returns 500, or Fault.Status.
	FaultErrorAfter FaultKind = "error-after"
	// FaultUnauthorized returns 401 without doing the work.
	FaultUnauthorized FaultKind = "unauthorized"
	// FaultRateLimited returns 429 without doing the work.
	FaultRateLimited FaultKind = "rate-limited"
	// FaultUnavailable returns 503 without doing the work.
	FaultUnavailable FaultKind = "unavailable"
	// FaultBadGateway returns 502 with the HTML page of a proxy, without doing
	// the work.
	FaultBadGateway FaultKind = "bad-gateway"
	// FaultEmpty returns 200 without a body, as some proxies do, and without doing
	// the work.
	FaultEmpty FaultKind = "empty"
	// FaultProxyNotFoundHTML returns 404 with the HTML page of a proxy, without
	// doing the work.
	FaultProxyNotFoundHTML FaultKind = "proxy-not-found-html"
	// FaultProxyNotFoundJSON returns 404 with JSON that lacks the documented
	// envelope, without doing the work.
	FaultProxyNotFoundJSON FaultKind = "proxy-not-found-json"
	// FaultRedirect returns 307 to Fault.Location without doing the work.
	FaultRedirect FaultKind = "redirect"
	// FaultTruncated does the work and truncates the response in the middle.
	// This and the next three faults add a body, with status 200, to a response
	// without one.
	FaultTruncated FaultKind = "truncated"
	// FaultGarbage does the work and returns a body that is not JSON.
	FaultGarbage FaultKind = "garbage"
	// FaultHuge does the work and pads the response with white space to more
	// than 32 MiB.
	FaultHuge FaultKind = "huge"
	// FaultWrongTypes does the work and returns JSON in which every scalar and
	// list has a wrong type.
	FaultWrongTypes FaultKind = "wrong-types"
	// FaultSlow waits for Fault.Delay before the work. The work is not done if
	// the client disconnects during the wait.
	FaultSlow FaultKind = "slow"
	// FaultSlowResponse does the work and waits for Fault.Delay before the
	// response.
	FaultSlowResponse FaultKind = "slow-response"
)

// FaultKinds returns all kinds of faults.
func FaultKinds() []FaultKind {
	return []FaultKind{
		FaultReset, FaultDropBefore, FaultDropAfter, FaultErrorBefore, FaultErrorAfter,
		FaultUnauthorized, FaultRateLimited, FaultUnavailable, FaultBadGateway, FaultEmpty,
		FaultProxyNotFoundHTML, FaultProxyNotFoundJSON, FaultRedirect, FaultTruncated,
		FaultGarbage, FaultHuge, FaultWrongTypes, FaultSlow, FaultSlowResponse,
	}
}

// Always as Fault.Times applies a fault to every matching request.
const Always = -1

// Fault is a scripted fault. Each request triggers at most one fault: the first
// that matches and has not been used up.
type Fault struct {
	// Method and Path select requests. Path is a pattern for path.Match, such
	// as /api/certificates/*. An empty value matches all requests.
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
	// Query selects requests with these parameters, such as page=2.
	Query map[string]string `json:"query,omitempty"`
	// BodyContains selects requests whose body contains this text.
	BodyContains string `json:"bodyContains,omitempty"`
	// Skip is the number of matching requests that pass before the first fault.
	Skip int `json:"skip,omitempty"`
	// Times is the number of requests that trigger the fault. Zero means once.
	// Use Always for no limit.
	Times int `json:"times,omitempty"`

	Kind FaultKind `json:"kind"`
	// Status replaces the status of FaultErrorBefore and FaultErrorAfter.
	Status int `json:"status,omitempty"`
	// RetryAfter and RetryAfterFormat set the Retry-After header of
	// FaultRateLimited and FaultUnavailable, rounded up to seconds. With a
	// format and a zero RetryAfter, the header permits an immediate retry.
	RetryAfter       time.Duration    `json:"retryAfter,omitempty"`
	RetryAfterFormat RetryAfterFormat `json:"retryAfterFormat,omitempty"`
	// Delay is the delay of FaultSlow and FaultSlowResponse, in real time. It
	// ends early if the client disconnects.
	Delay time.Duration `json:"delay,omitempty"`
	// Other is the certificate that FaultOtherBefore and FaultOtherAfter return.
	// Zero selects any certificate that the request is not about.
	Other int64 `json:"other,omitempty"`
	// Location is the target of FaultRedirect. Defaults to another host.
	Location string `json:"location,omitempty"`
}

// faultScript contains the faults that have not been used up.
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

// next returns the fault for a request and counts its use. The zero Fault means
// none.
func (s *faultScript) next(r *http.Request, body []byte) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, fault := range s.faults {
		if !fault.matches(r, body) {
			continue
		}
		if fault.Skip > 0 {
			fault.Skip--
			continue
		}
		triggered := *fault
		if fault.Times != Always {
			fault.Times--
		}
		if fault.Times == 0 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		return triggered
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

// problem describes why a fault can never be triggered. It is empty for a valid
// fault.
func (f *Fault) problem() string {
	_, badPattern := path.Match(f.Path, "")
	kinds := slices.Concat(FaultKinds(), MixupKinds())
	formats := []RetryAfterFormat{RetryAfterNone, RetryAfterSeconds, RetryAfterDate}
	switch {
	case !slices.Contains(kinds, f.Kind):
		return fmt.Sprintf("kind must be one of %v", kinds)
	case badPattern != nil:
		return "path must be a pattern for path.Match"
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Sprintf("status must be from 200 to 599, got %d", f.Status)
	case !slices.Contains(formats, f.RetryAfterFormat):
		return "retryAfterFormat must be seconds or date"
	default:
		return ""
	}
}

// Inject adds a fault to the script. It panics if the fault can never be
// triggered, because a test would then pass without it.
func (s *Server) Inject(f Fault) {
	if problem := f.problem(); problem != "" {
		panic("mockserver: fault " + string(f.Kind) + ": " + problem)
	}
	s.faults.add(f)
}

// ClearFaults removes all faults from the script.
func (s *Server) ClearFaults() { s.faults.clear() }

// PendingFaults returns the faults that have not been used up.
func (s *Server) PendingFaults() []Fault {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	pending := make([]Fault, len(s.faults.faults))
	for i, fault := range s.faults.faults {
		pending[i] = *fault
	}
	return pending
}
