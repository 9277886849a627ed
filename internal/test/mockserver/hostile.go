package mockserver

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Hostility is bad luck at random. The zero value is none. What happens to a
// request is one of the faults that can be injected, or an answer that shows
// other optional fields than the one before; nothing is answered that the
// options could not have answered.
type Hostility struct {
	// Seed makes it the same for the same requests in the same order; requests
	// that run at the same time come in any order.
	Seed uint64
	// FaultRate is the share of requests that a fault happens to, from 0 to 1.
	FaultRate float64
	// MaxDelay is the longest that an answer is held back, in real time.
	MaxDelay time.Duration
	// AlternatingFields shows, leaves out or nulls the fields that the reference
	// does not document for an answer, differently in each.
	AlternatingFields bool
}

// passing are the faults that another attempt may not meet, lasting those that
// end what a client was about. The latter are rarer.
var (
	passing = []FaultKind{
		FaultReset, FaultDropBefore, FaultDropAfter, FaultErrorBefore, FaultErrorAfter, FaultRateLimited,
		FaultUnavailable, FaultBadGateway, FaultTruncated, FaultSlowAnswer,
	}
	lasting = []FaultKind{FaultUnauthorized, FaultProxyNotFoundHTML, FaultProxyNotFoundJSON, FaultRedirect, FaultGarbage, FaultWrongTypes}
)

// lastingShare is how many of the faults are lasting ones.
const lastingShare = 0.1

// luck draws what Hostility leaves to chance.
type luck struct {
	mu     sync.Mutex
	of     Hostility
	random *rand.Rand
}

// set starts anew if the hostility is another one.
func (l *luck) set(of Hostility) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.random == nil || of != l.of {
		l.of, l.random = of, rand.New(rand.NewPCG(of.Seed, of.Seed))
	}
}

// fault draws the fault of a request, none in most cases.
func (l *luck) fault() Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	delay := time.Duration(0)
	if l.of.MaxDelay > 0 {
		delay = time.Duration(l.random.Int64N(int64(l.of.MaxDelay)))
	}
	if l.of.FaultRate == 0 || l.random.Float64() >= l.of.FaultRate {
		if delay == 0 {
			return Fault{}
		}
		return Fault{Kind: FaultSlow, Delay: delay}
	}
	kinds := passing
	if l.random.Float64() < lastingShare {
		kinds = lasting
	}
	drawn := Fault{Kind: kinds[l.random.IntN(len(kinds))], Delay: delay}
	if drawn.Kind == FaultRateLimited || drawn.Kind == FaultUnavailable {
		forms := []RetryAfterForm{RetryAfterNone, RetryAfterSeconds}
		drawn.RetryAfterForm, drawn.RetryAfter = forms[l.random.IntN(len(forms))], time.Second
	}
	return drawn
}

// modes returns how an answer shows the fields that nobody documented for it.
func (l *luck) modes(form []string, modes map[string]FieldMode) map[string]FieldMode {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.of.AlternatingFields {
		return modes
	}
	drawn := map[string]FieldMode{}
	for _, name := range optionalFields {
		drawn[name] = []FieldMode{Shown, LeftOut, Null}[l.random.IntN(3)]
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
	if scripted := s.script.take(r, body); scripted.Kind != "" {
		return scripted
	}
	return s.luck.fault()
}
