package session

import (
	"maps"
	"slices"
	"sync"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// idSet is a set of ids that is safe for concurrent use.
type idSet struct {
	mu  sync.Mutex
	ids map[tigertrust.ID]bool
}

func (s *idSet) add(id tigertrust.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ids == nil {
		s.ids = map[tigertrust.ID]bool{}
	}
	s.ids[id] = true
}

func (s *idSet) has(id tigertrust.ID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ids[id]
}

// all returns the ids in ascending order.
func (s *idSet) all() []tigertrust.ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.SortedFunc(maps.Keys(s.ids), tigertrust.ID.Compare)
}

// AddPendingOrder records an order that was accepted but not issued yet. Lists may
// not contain it yet, or contain it with names that do not match those of the
// certificate that it replaces.
func (s *Session) AddPendingOrder(id tigertrust.ID) { s.pendingOrders.add(id) }

// PendingOrders returns the orders recorded by [Session.AddPendingOrder], in
// ascending order.
func (s *Session) PendingOrders() []tigertrust.ID { return s.pendingOrders.all() }

// Adopt records that a resource of this run manages a certificate that Terraform did
// not order. It returns false if another resource of this run manages the
// certificate, or is being destroyed together with it: then the certificate must not
// be adopted.
func (s *Session) Adopt(id tigertrust.ID) bool {
	s.adopting.Lock()
	defer s.adopting.Unlock()
	if s.claimed.has(id) || s.destroyed.has(id) {
		return false
	}
	s.MarkAdopted(id)
	s.Claim(id)
	return true
}

// BeginDestroy records that a resource and its certificate are being destroyed. It
// returns false if another resource has adopted the certificate in this run: then it
// must not be revoked.
func (s *Session) BeginDestroy(id tigertrust.ID) bool {
	s.adopting.Lock()
	defer s.adopting.Unlock()
	if s.adopted.has(id) {
		return false
	}
	s.destroyed.add(id)
	return true
}

// MarkAdopted records a certificate that a resource has imported in this run.
// Another resource with the same certificate must not revoke it.
func (s *Session) MarkAdopted(id tigertrust.ID) { s.adopted.add(id) }

// IsAdopted reports whether [Session.MarkAdopted] recorded the certificate.
func (s *Session) IsAdopted(id tigertrust.ID) bool { return s.adopted.has(id) }

// Claim records a certificate as the result of an order of this run. No other
// order of this run can have produced it.
func (s *Session) Claim(id tigertrust.ID) { s.claimed.add(id) }

// IsClaimed reports whether [Session.Claim] recorded the certificate.
func (s *Session) IsClaimed(id tigertrust.ID) bool { return s.claimed.has(id) }

// HasOrdered reports whether this run has ordered or imported a certificate, so
// that it is an apply.
func (s *Session) HasOrdered() bool { return len(s.claimed.all()) > 0 }
