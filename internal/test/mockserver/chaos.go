package mockserver

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Chaos is bad luck at random. The zero value is none. What happens to a
// request is one of the faults that can be injected, or an answer that shows
// other optional fields than the one before; nothing is answered that the
// options could not have answered.
type Chaos struct {
	// Seed makes it the same for the same requests in the same order; requests
	// that run at the same time come in any order.
	Seed uint64
	// FaultRate is the share of requests that a fault happens to, from 0 to 1.
	FaultRate float64
	// MaxDelay is the longest that an answer is held back, in real time.
	MaxDelay time.Duration
	// RandomFields shows, leaves out or nulls the fields that the reference
	// does not document for an answer, differently in each.
	RandomFields bool
}

// passing are the faults that another attempt may not meet, lasting those that
// end what a client was about. The latter are rarer.
var (
	temporaryFaults = []FaultKind{
		FaultReset, FaultDropBefore, FaultDropAfter, FaultErrorBefore, FaultErrorAfter, FaultRateLimited,
		FaultUnavailable, FaultBadGateway, FaultTruncated, FaultSlowResponse,
	}
	permanentFaults = []FaultKind{FaultUnauthorized, FaultProxyNotFoundHTML, FaultProxyNotFoundJSON, FaultRedirect, FaultGarbage, FaultWrongTypes}
)

// permanentShare is how many of the faults are lasting ones.
const permanentShare = 0.1

// chaosSource draws what Hostility leaves to chance.
type chaosSource struct {
	mu     sync.Mutex
	config Chaos
	random *rand.Rand
}

// configure starts anew if the hostility is another one.
func (l *chaosSource) configure(of Chaos) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.random == nil || of != l.config {
		l.config, l.random = of, rand.New(rand.NewPCG(of.Seed, of.Seed))
	}
}

// fault draws the fault of a request, none in most cases.
func (l *chaosSource) fault() Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	delay := time.Duration(0)
	if l.config.MaxDelay > 0 {
		delay = time.Duration(l.random.Int64N(int64(l.config.MaxDelay)))
	}
	if l.config.FaultRate == 0 || l.random.Float64() >= l.config.FaultRate {
		if delay == 0 {
			return Fault{}
		}
		return Fault{Kind: FaultSlow, Delay: delay}
	}
	kinds := temporaryFaults
	if l.random.Float64() < permanentShare {
		kinds = permanentFaults
	}
	drawn := Fault{Kind: kinds[l.random.IntN(len(kinds))], Delay: delay}
	if drawn.Kind == FaultRateLimited || drawn.Kind == FaultUnavailable {
		forms := []RetryAfterFormat{RetryAfterNone, RetryAfterSeconds}
		drawn.RetryAfterFormat, drawn.RetryAfter = forms[l.random.IntN(len(forms))], time.Second
	}
	return drawn
}

// fieldModes returns how an answer shows the fields that nobody documented for it.
func (l *chaosSource) fieldModes(form []string, modes map[string]FieldMode) map[string]FieldMode {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.config.RandomFields {
		return modes
	}
	drawn := map[string]FieldMode{}
	for _, name := range optionalFields {
		drawn[name] = []FieldMode{Included, Omitted, Null}[l.random.IntN(3)]
	}
	for _, name := range form {
		delete(drawn, name)
	}
	for name, mode := range modes {
		drawn[name] = mode
	}
	return drawn
}

// optionalFields are those that the reference shows in one answer and not in the
// other, or in requests only.
var optionalFields = []string{
	"renewalStatus", "certificateAuthorityId", "createdAt",
	"autoRenew", "renewalThresholdDays", "deploymentTargets", "validityDays",
}

// faultFor returns what the script has for a request, else what luck has.
func (s *Server) faultFor(r *http.Request, body []byte) Fault {
	if scripted := s.faults.next(r, body); scripted.Kind != "" {
		return scripted
	}
	return s.chaos.fault()
}
