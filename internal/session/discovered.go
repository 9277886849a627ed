package session

import (
	"context"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// sharedDiscovery shares the list of discovered certificates between resources.
type sharedDiscovery struct {
	// reading is held during the request. It guards the other fields.
	reading chan struct{}
	readAt  time.Time
	items   map[tigertrust.ID]*tigertrust.DiscoveredCertificate
	err     error
}

// SharedDiscovered returns the list item of a discovered certificate, nil if the
// list does not contain it. It shares the list, or the error, with every caller
// within a minute. Callers must not modify the item.
func (s *Session) SharedDiscovered(ctx context.Context, id tigertrust.ID) (*tigertrust.DiscoveredCertificate, error) {
	shared := &s.discovery
	select {
	case shared.reading <- struct{}{}:
		defer func() { <-shared.reading }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if now := s.Now(); shared.readAt.IsZero() || now.Sub(shared.readAt) >= sharedReadAge {
		listed, err := s.AllDiscoveredCertificates(ctx, tigertrust.DiscoveryQuery{})
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		shared.readAt, shared.err, shared.items = s.Now(), err, map[tigertrust.ID]*tigertrust.DiscoveredCertificate{}
		for i := range listed {
			shared.items[listed[i].ID] = &listed[i]
		}
	}
	return shared.items[id], shared.err
}
