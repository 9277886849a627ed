package mockserver

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// The documented values of source.
var sources = []string{"filesystem", "kubernetes", "cloud", "network"}

// discoveredRecord is a stored discovered certificate.
type discoveredRecord struct {
	id            int64
	workspace     string
	commonName    string
	names         []string
	keyType       string
	keySize       int
	source        string
	location      Location
	discoveredAt  time.Time
	leaf          *leaf // nil if malformed
	certificateID int64 // zero until imported
}

// discoveredStore contains the discovered certificates of all workspaces.
type discoveredStore struct {
	byID map[int64]*discoveredRecord
	all  []*discoveredRecord
}

func newDiscoveredStore() discoveredStore {
	return discoveredStore{byID: map[int64]*discoveredRecord{}}
}

func (c *discoveredStore) add(d *discoveredRecord) {
	c.byID[d.id] = d
	c.all = append(c.all, d)
}

// listDiscovered serves GET /discovered-certificates. The first three parameters
// are documented. The mock also supports page and limit, because by the
// reference "all responses follow a consistent structure".
func (s *Server) listDiscovered(req *request) (result, error) {
	rules, apiErr := s.options.Likeness.discoveredRules(req.query)
	if apiErr != nil {
		return result{}, apiErr
	}
	req.query = rules.query
	query := req.readQuery()
	imported := query.oneOf("imported", "true", "false")
	source := query.oneOf("source", sources...)
	agentID := query.text("agentId")
	page := query.page(maxPageLimit)
	if err := query.err(); err != nil {
		return result{}, err
	}
	var matching []*discoveredRecord
	for _, d := range s.discovered.all {
		if d.workspace == req.workspace && !rules.empty &&
			(imported == "" || (imported == "true") == (d.certificateID != 0)) &&
			(source == "" || source == d.source) &&
			(agentID == "" || agentID == d.location.AgentID) {
			matching = append(matching, d)
		}
	}
	salt := s.salt()
	slices.SortFunc(matching, func(a, b *discoveredRecord) int {
		return cmp.Compare(mix(a.id, salt), mix(b.id, salt))
	})
	records, pagination := paginate(matching, page)
	items := make([]any, 0, len(records))
	for _, d := range records {
		items = append(items, s.discoveredObject(d))
	}
	return result{status: http.StatusOK, body: s.options.Likeness.listBody("discovered", items, pagination)}, nil
}
