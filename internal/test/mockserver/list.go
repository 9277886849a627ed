package mockserver

import (
	"net/http"
	"slices"
	"strings"
)

// The documented values of sortBy.
const (
	sortExpiresAt  = "expiresAt"
	sortCommonName = "commonName"
	sortCreatedAt  = "createdAt"
)

// listRequest is what GET /certificates asks for.
type listRequest struct {
	page       pageRequest
	status     string
	search     string // in lower case
	authority  int64
	sortBy     string
	descending bool
}

// listCertificates serves GET /certificates.
func (s *Server) listCertificates(c *request) (result, error) {
	asked, err := s.readListRequest(c)
	if err != nil {
		return result{}, err
	}
	matching := s.matchingRecords(c, asked)
	if asked.descending {
		slices.Reverse(matching)
	}
	records, pagination := paginate(matching, asked.page)
	items := make([]any, 0, len(records))
	for _, r := range records {
		items = append(items, s.listItem(r, c.now))
	}
	return result{status: http.StatusOK, body: map[string]any{"data": items, "pagination": pagination}}, nil
}

func (s *Server) readListRequest(c *request) (listRequest, error) {
	p := c.readQuery()
	asked := listRequest{
		page:      p.page(),
		status:    p.oneOf("status", statusActive, statusExpiring, statusExpired, statusRevoked),
		search:    strings.ToLower(p.text("search")),
		authority: p.positiveInt("caId", 0),
		sortBy:    p.oneOf("sortBy", sortExpiresAt, sortCommonName, sortCreatedAt),
	}
	switch p.oneOf("sortOrder", "asc", "desc") {
	case "desc":
		asked.descending = true
	case "":
		asked.descending = s.options.DescendingByDefault
	}
	return asked, p.err()
}

// matchingRecords returns the certificates that a request asks for, in ascending
// order. A search finds few: those are sorted when they are found. All other
// lists are walked page by page, so their order is kept.
func (s *Server) matchingRecords(c *request, asked listRequest) []*record {
	by := sortKey{workspace: c.workspace, sortBy: asked.sortBy}
	candidates := s.certificates.byWorkspace[c.workspace]
	arranged := !s.options.UnstableOrder && (asked.search == "" || s.certificates.isSortedBy(by))
	if arranged {
		candidates = s.certificates.sortedBy(by)
	}
	matching := make([]*record, 0, len(candidates))
	for _, r := range candidates {
		if s.matches(c, asked, r) {
			matching = append(matching, r)
		}
	}
	if !arranged {
		sortRecords(matching, asked.sortBy, s.salt())
	}
	return matching
}

func (s *Server) matches(c *request, asked listRequest, r *record) bool {
	return !c.now.Before(r.listedAt) &&
		(asked.status == "" || r.status(c.now) == asked.status) &&
		(asked.authority == 0 || r.caID == asked.authority) &&
		(asked.search == "" || r.matchesText(asked.search))
}

// salt is what arbitrary orders depend on.
func (s *Server) salt() uint64 {
	if s.options.UnstableOrder {
		return s.random.Uint64()
	}
	return 0
}
