package tigertrust

import (
	"maps"
	"slices"
	"sync"
)

// idSet is a set of ids that is safe for concurrent use.
type idSet struct {
	mu  sync.Mutex
	ids map[ID]bool
}

func (s *idSet) add(id ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ids == nil {
		s.ids = map[ID]bool{}
	}
	s.ids[id] = true
}

func (s *idSet) has(id ID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ids[id]
}

// all returns the ids in order.
func (s *idSet) all() []ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.ids))
}

// NoteUnfinished remembers an order that was accepted and is not issued yet.
// The API's lists may not show it yet, or under names that do not connect it
// with what it replaces.
func (c *Client) NoteUnfinished(id ID) { c.unfinished.add(id) }

// Unfinished returns the orders that [Client.NoteUnfinished] remembers.
func (c *Client) Unfinished() []ID { return c.unfinished.all() }

// NoteTaken remembers a certificate that a resource of this run has taken over,
// which may be the one that the resource held before. It is about the end of a
// certificate: one that is taken is not revoked. [Client.Claim] is about its
// beginning.
func (c *Client) NoteTaken(id ID) { c.taken.add(id) }

// IsTaken reports whether [Client.NoteTaken] remembers the certificate.
func (c *Client) IsTaken(id ID) bool { return c.taken.has(id) }

// Claim remembers a certificate as the work of an order of this run, which is
// then not the work of another one.
func (c *Client) Claim(id ID) { c.claimed.add(id) }

// IsClaimed reports whether [Client.Claim] remembers the certificate.
func (c *Client) IsClaimed(id ID) bool { return c.claimed.has(id) }
