package tigertrust

import (
	"slices"
	"sync"
)

// idSet is a set of ids that is safe for concurrent use.
type idSet struct {
	mu  sync.Mutex
	ids []ID
}

func (s *idSet) add(id ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids = append(s.ids, id)
}

func (s *idSet) all() []ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.ids)
}

// NoteUnfinished remembers an order that was accepted and is not issued yet.
// The API's lists may not show it yet, or under names that do not connect it
// with what it replaces.
func (c *Client) NoteUnfinished(id ID) { c.unfinished.add(id) }

// Unfinished returns the orders that [Client.NoteUnfinished] remembers.
func (c *Client) Unfinished() []ID { return c.unfinished.all() }

// NoteTaken remembers a certificate that a resource of this run has taken over,
// which may be the one that the resource held before.
func (c *Client) NoteTaken(id ID) { c.taken.add(id) }

// IsTaken reports whether [Client.NoteTaken] remembers the certificate.
func (c *Client) IsTaken(id ID) bool { return slices.Contains(c.taken.all(), id) }

// Claim remembers a certificate as the work of an order of this run, which is
// then not the work of another one.
func (c *Client) Claim(id ID) { c.claimed.add(id) }

// IsClaimed reports whether [Client.Claim] remembers the certificate.
func (c *Client) IsClaimed(id ID) bool { return slices.Contains(c.claimed.all(), id) }
