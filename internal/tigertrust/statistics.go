package tigertrust

import (
	"context"
	"net/http"
)

// Statistics counts certificates (reference, "Get Certificate Statistics"). A
// nil field is one that the answer did not tell.
type Statistics struct {
	Total          *int64           `json:"total"`
	Active         *int64           `json:"active"`
	Expiring7Days  *int64           `json:"expiring7Days"`
	Expiring30Days *int64           `json:"expiring30Days"`
	Expired        *int64           `json:"expired"`
	Revoked        *int64           `json:"revoked"`
	ByAuthority    map[string]int64 `json:"byAuthority"`
	ByKeyType      map[string]int64 `json:"byKeyType"`
}

// Statistics returns the counts of the whole workspace (GET
// /certificates/stats).
func (c *Client) Statistics(ctx context.Context) (*Statistics, error) {
	return fetchOne[Statistics](ctx, c, call{method: http.MethodGet, path: []string{"certificates", "stats"}})
}
