package mockserver

import "net/http"

// unknownCA counts certificates without a known CA. Not documented.
const unknownCA = "Unknown"

// statistics serves GET /certificates/stats. As in the reference's example, the
// counts by status, by CA and by key type each add up to the total, and
// expiring30Days includes expiring7Days. Pending and failed certificates are not
// counted by status.
func (s *Server) statistics(req *request) (result, error) {
	if err := req.readQuery().err(); err != nil {
		return result{}, err
	}
	if apiErr := rejected(s.options.Likeness.first("statistics")); apiErr != nil {
		return result{}, apiErr
	}
	statuses := map[string]int{}
	within7Days, total := 0, 0
	byAuthority, byKeyType := map[string]int{}, map[string]int{}
	for _, r := range s.certificates.byWorkspace[req.workspace] {
		if req.now.Before(r.listedAt) {
			continue
		}
		total++
		status := r.status(req.now)
		statuses[status]++
		if status == statusExpiring && r.leaf.to.Sub(req.now) <= 7*day {
			within7Days++
		}
		ca, ok := s.options.certificateAuthority(r.caID)
		if !ok {
			ca.Name = unknownCA
		}
		byAuthority[ca.Name]++
		byKeyType[r.keyType]++
	}
	counts := map[string]any{
		"total":          total,
		"active":         statuses[statusActive],
		"expiring7Days":  within7Days,
		"expiring30Days": statuses[statusExpiring],
		"expired":        statuses[statusExpired],
		"revoked":        statuses[statusRevoked],
		"byAuthority":    byAuthority,
		"byKeyType":      byKeyType,
	}
	s.options.Likeness.reshape("statistics", 0, counts, nil, nil)
	return result{status: http.StatusOK, body: map[string]any{"data": counts}}, nil
}
