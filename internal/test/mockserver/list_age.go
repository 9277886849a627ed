package mockserver

import (
	"maps"
	"time"
)

// listedItem is a certificate as a list showed it.
type listedItem struct {
	object map[string]any
	at     time.Time
}

// listItem returns a certificate in the form of GET /certificates: as it is, or
// as it was listed before, while that is not older than Options.ListAge.
func (s *Server) listItem(r *record, now time.Time) map[string]any {
	if r.listed == nil || now.Sub(r.listed.at) >= s.options.ListAge {
		r.listed = &listedItem{object: s.currentListItem(r, now), at: now}
	}
	return maps.Clone(r.listed.object)
}
