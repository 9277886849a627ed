package session

import (
	"context"
	"sync"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// heldCertificates are the certificates in the state, as far as Terraform has passed
// them to this process, and the adoptions that it has planned.
//
// An apply does not pass the provider what it replaces before Create, and never
// resources that do not change. So Create cannot know whether a certificate is in
// the state. A plan does, because it reads every object of the state. It must fail if
// Create could adopt one of them.
type heldCertificates struct {
	mu    sync.Mutex
	items map[tigertrust.ID]tigertrust.Certificate
	// passed counts the certificates that Terraform has passed.
	passed int
	// waitEnds is when waits for the state end at the latest. It is zero before the
	// first wait.
	waitEnds  time.Time
	adoptions []func(*tigertrust.Certificate) bool
}

// Hold records a certificate in the state. It returns false if a planned adoption
// could take it.
func (s *Session) Hold(certificate tigertrust.Certificate) bool {
	s.held.mu.Lock()
	defer s.held.mu.Unlock()
	if s.held.items == nil {
		s.held.items = map[tigertrust.ID]tigertrust.Certificate{}
	}
	s.held.items[certificate.ID] = certificate
	s.held.passed++
	for _, mayAdopt := range s.held.adoptions {
		if mayAdopt(&certificate) {
			return false
		}
	}
	return true
}

// Release removes a certificate that nobody can adopt, because it does not exist or
// is not valid.
func (s *Session) Release(id tigertrust.ID) {
	s.held.mu.Lock()
	defer s.held.mu.Unlock()
	delete(s.held.items, id)
}

// isHeld reports whether the certificate is in the state, as far as this process
// knows the state.
func (s *Session) isHeld(id tigertrust.ID) bool {
	s.held.mu.Lock()
	defer s.held.mu.Unlock()
	_, exists := s.held.items[id]
	return exists
}

// IsManaged reports whether a resource manages the certificate, or has ordered it in
// this run, as far as this process knows.
func (s *Session) IsManaged(id tigertrust.ID) bool { return s.IsClaimed(id) || s.isHeld(id) }

// IsManagedInState is like [Session.IsManaged], for use during a refresh. Terraform
// refreshes one object of the state while it has yet to pass others. Unless the
// certificate is managed, IsManagedInState waits until Terraform has passed none for
// a second. All waits of a session end within a minute after the first began.
func (s *Session) IsManagedInState(ctx context.Context, id tigertrust.ID) bool {
	const (
		interval = 100 * time.Millisecond
		quiet    = 10 // intervals
	)
	ends := s.startWait()
	for unchanged, passed := 0, s.passed(); unchanged < quiet && s.Now().Before(ends); unchanged++ {
		if s.IsManaged(id) || s.Sleep(ctx, interval) != nil {
			break
		}
		if now := s.passed(); now != passed {
			unchanged, passed = 0, now
		}
	}
	return s.IsManaged(id)
}

// startWait returns when the waits for the state end.
func (s *Session) startWait() time.Time {
	s.held.mu.Lock()
	defer s.held.mu.Unlock()
	if s.held.waitEnds.IsZero() {
		s.held.waitEnds = s.Now().Add(time.Minute)
	}
	return s.held.waitEnds
}

func (s *Session) passed() int {
	s.held.mu.Lock()
	defer s.held.mu.Unlock()
	return s.held.passed
}

// PlanAdoption records the plan of a resource that adopts a certificate for which
// mayAdopt returns true. It returns a certificate in the state that this resource
// could take, nil if there is none.
func (s *Session) PlanAdoption(mayAdopt func(*tigertrust.Certificate) bool) *tigertrust.Certificate {
	s.held.mu.Lock()
	defer s.held.mu.Unlock()
	s.held.adoptions = append(s.held.adoptions, mayAdopt)
	for _, certificate := range s.held.items {
		if mayAdopt(&certificate) {
			return &certificate
		}
	}
	return nil
}
