package mockserver

import (
	"maps"
	"time"
)

// listedItem is a certificate as returned in a list.
type listedItem struct {
	object map[string]any
	at     time.Time
}

// listItem returns a certificate in the form of GET /certificates. It repeats the
// previous list item until that is older than Options.ListAge.
func (s *Server) listItem(r *record, now time.Time) map[string]any {
	if r.listed == nil || now.Sub(r.listed.at) >= s.options.ListAge {
		r.listed = &listedItem{object: s.currentListItem(r, now), at: now}
	}
	return maps.Clone(r.listed.object)
}
