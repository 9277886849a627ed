package mockserver

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Chaos injects faults at random. The zero value injects none. Every response
// remains one that faults and options could have produced.
type Chaos struct {
	// Seed makes the faults reproducible for the same sequence of requests. The
	// order of concurrent requests is not reproducible.
	Seed uint64
	// FaultRate is the share of requests with a fault, from 0 to 1.
	FaultRate float64
	// MaxDelay is the longest random delay of a response, in real time.
	MaxDelay time.Duration
	// RandomFields includes, omits or nulls the fields that the reference does
	// not document for a response, at random for each response.
	RandomFields bool
}

// A retry can succeed after a temporary fault. A permanent fault makes a correct
// client give up; these are rarer.
var (
	temporaryFaults = []FaultKind{
		FaultReset, FaultDropBefore, FaultDropAfter, FaultErrorBefore, FaultErrorAfter, FaultRateLimited,
		FaultUnavailable, FaultBadGateway, FaultTruncated, FaultSlowResponse,
	}
	permanentFaults = []FaultKind{
		FaultUnauthorized, FaultProxyNotFoundHTML, FaultProxyNotFoundJSON, FaultRedirect, FaultGarbage, FaultWrongTypes,
	}
)

// permanentShare is the share of permanent faults.
const permanentShare = 0.1

// optionalFields are documented for some responses or requests only.
var optionalFields = []string{
	"renewalStatus", "certificateAuthorityId", "createdAt",
	"autoRenew", "renewalThresholdDays", "deploymentTargets", "validityDays",
}

// chaosSource draws random faults and field modes.
type chaosSource struct {
	mu     sync.Mutex
	config Chaos
	random *rand.Rand
}

// configure changes the configuration. A changed one restarts the random
// sequence.
func (c *chaosSource) configure(config Chaos) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.random == nil || config != c.config {
		c.config, c.random = config, rand.New(rand.NewPCG(config.Seed, config.Seed))
	}
}

// fault returns the fault for a request, or the zero Fault for none.
func (c *chaosSource) fault() Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	delay := time.Duration(0)
	if c.config.MaxDelay > 0 {
		delay = time.Duration(c.random.Int64N(int64(c.config.MaxDelay)))
	}
	if c.config.FaultRate == 0 || c.random.Float64() >= c.config.FaultRate {
		if delay == 0 {
			return Fault{}
		}
		return Fault{Kind: FaultSlow, Delay: delay}
	}
	kinds := temporaryFaults
	if c.random.Float64() < permanentShare {
		kinds = permanentFaults
	}
	fault := Fault{Kind: pick(c.random, kinds), Delay: delay}
	if fault.Kind == FaultRateLimited || fault.Kind == FaultUnavailable {
		fault.RetryAfterFormat = pick(c.random, []RetryAfterFormat{RetryAfterNone, RetryAfterSeconds})
		fault.RetryAfter = time.Second
	}
	return fault
}

// fieldModes returns the modes for a response with a form. Configured modes take
// precedence over random ones.
func (c *chaosSource) fieldModes(form []string, configured map[string]FieldMode) map[string]FieldMode {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.config.RandomFields {
		return configured
	}
	modes := map[string]FieldMode{}
	for _, name := range optionalFields {
		modes[name] = pick(c.random, []FieldMode{Included, Omitted, Null})
	}
	for _, name := range form {
		delete(modes, name)
	}
	for name, mode := range configured {
		modes[name] = mode
	}
	return modes
}

// faultFor returns the scripted fault for a request, or else a random one.
func (s *Server) faultFor(r *http.Request, body []byte) Fault {
	if scripted := s.faults.next(r, body); scripted.Kind != "" {
		return scripted
	}
	return s.chaos.fault()
}
