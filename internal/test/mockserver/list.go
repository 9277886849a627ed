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

// listRequest contains the parameters of GET /certificates.
type listRequest struct {
	page       pageRequest
	status     string
	search     string
	caID       int64
	sortBy     string
	descending bool
}

// listCertificates serves GET /certificates.
func (s *Server) listCertificates(req *request) (result, error) {
	likeness := s.options.Likeness
	rules, apiErr := likeness.listRules(req.query)
	if apiErr != nil {
		return result{}, apiErr
	}
	req.query = rules.query
	list, err := s.readListRequest(req, rules.maxLimit)
	if err != nil {
		return result{}, err
	}
	matching := s.matchingRecords(req, list)
	if rules.empty {
		matching = nil
	}
	if apiErr := likeness.pageBeyond(&list.page, len(matching)); apiErr != nil {
		return result{}, apiErr
	}
	if list.descending {
		slices.Reverse(matching)
	}
	records, pagination := paginate(matching, list.page)
	items := make([]any, 0, len(records))
	for _, r := range records {
		items = append(items, s.listItem(r, req.now))
	}
	return result{status: http.StatusOK, body: likeness.listBody("list", items, pagination)}, nil
}

func (s *Server) readListRequest(req *request, maxLimit int64) (listRequest, error) {
	query := req.readQuery()
	list := listRequest{
		page:   query.page(maxLimit),
		status: query.oneOf("status", statusActive, statusExpiring, statusExpired, statusRevoked),
		search: query.text("search"),
		caID:   query.positiveInt("caId", 0),
		sortBy: query.oneOf("sortBy", sortExpiresAt, sortCommonName, sortCreatedAt),
	}
	switch query.oneOf("sortOrder", "asc", "desc") {
	case "desc":
		list.descending = true
	case "":
		list.descending = s.options.DescendingByDefault
	}
	return list, query.err()
}

// matchingRecords returns the certificates that match a request, in ascending
// order. Few certificates match a search, so only the matches are sorted. Other
// lists are read page by page, so the sorted list is cached.
func (s *Server) matchingRecords(req *request, list listRequest) []*record {
	by := sortKey{workspace: req.workspace, sortBy: list.sortBy}
	records := s.certificates.byWorkspace[req.workspace]
	sorted := !s.options.UnstableOrder && (list.search == "" || s.certificates.isSortedBy(by))
	if sorted {
		records = s.certificates.sortedBy(by)
	}
	matching := make([]*record, 0, len(records))
	for _, r := range records {
		if s.matches(r, req, list) {
			matching = append(matching, r)
		}
	}
	if !sorted {
		sortRecords(matching, list.sortBy, s.salt())
	}
	return matching
}

// matches reports whether a record matches the filters.
func (s *Server) matches(r *record, req *request, list listRequest) bool {
	return !req.now.Before(r.listedAt) &&
		(list.status == "" || r.status(req.now) == list.status) &&
		(list.caID == 0 || r.caID == list.caID) &&
		(list.search == "" || s.matchesSearch(r, list.search))
}

// matchesSearch reports whether a search finds a record.
func (s *Server) matchesSearch(r *record, search string) bool {
	if len(s.options.Likeness) > 0 {
		fingerprint, _ := s.currentListItem(r, s.now())["fingerprint"].(string)
		if matches, known := s.options.Likeness.matchesSearch(r, fingerprint, search); known {
			return matches
		}
	}
	return r.matchesText(strings.ToLower(search))
}

// salt returns the salt of arbitrary orders.
func (s *Server) salt() uint64 {
	if s.options.UnstableOrder {
		return s.random.Uint64()
	}
	return 0
}
