package tigertrust

import (
	"slices"
	"sync"
)

// unfinished are orders of this client that nobody has seen the outcome of. The
// API's lists may not show them yet, or under names that do not connect them
// with what they replace.
type unfinished struct {
	mu  sync.Mutex
	ids []ID
}

// NoteUnfinished remembers an order that was accepted and is not issued yet.
func (c *Client) NoteUnfinished(id ID) {
	c.unfinished.mu.Lock()
	defer c.unfinished.mu.Unlock()
	c.unfinished.ids = append(c.unfinished.ids, id)
}

// Unfinished returns the orders that [Client.NoteUnfinished] remembers.
func (c *Client) Unfinished() []ID {
	c.unfinished.mu.Lock()
	defer c.unfinished.mu.Unlock()
	return slices.Clone(c.unfinished.ids)
}
