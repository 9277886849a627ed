package mockserver

import "net/http"

// unknownCA counts certificates that no authority is known of. The
// reference does not have such.
const unknownCA = "Unknown"

// statistics serves GET /certificates/stats. As in the reference's example,
// the statuses add up to the total, with the 7 days contained in the 30 days,
// and so do the authorities and the key types. Certificates that are pending
// or failed are in none of the statuses.
func (s *Server) statistics(c *request) (result, error) {
	if err := c.readQuery().err(); err != nil {
		return result{}, err
	}
	statuses := map[string]int{}
	within7Days, total := 0, 0
	byAuthority, byKeyType := map[string]int{}, map[string]int{}
	for _, r := range s.certificates.byWorkspace[c.workspace] {
		if c.now.Before(r.listedAt) {
			continue
		}
		total++
		status := r.status(c.now)
		statuses[status]++
		if status == statusExpiring && r.leaf.to.Sub(c.now) <= 7*day {
			within7Days++
		}
		authority, ok := s.options.certificateAuthority(r.caID)
		if !ok {
			authority.Name = unknownCA
		}
		byAuthority[authority.Name]++
		byKeyType[r.keyType]++
	}
	return result{status: http.StatusOK, body: map[string]any{"data": map[string]any{
		"total":          total,
		"active":         statuses[statusActive],
		"expiring7Days":  within7Days,
		"expiring30Days": statuses[statusExpiring],
		"expired":        statuses[statusExpired],
		"revoked":        statuses[statusRevoked],
		"byAuthority":    byAuthority,
		"byKeyType":      byKeyType,
	}}}, nil
}
