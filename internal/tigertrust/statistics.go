package tigertrust

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
)

// Statistics contains numbers of certificates (reference, "Get Certificate
// Statistics"). A field that the response does not contain is nil.
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

var errNoStatistics = errors.New("the response contains no statistics")

// Statistics returns the numbers of certificates in the workspace (GET
// /certificates/stats). Fields that cannot be read are absent. A response without a
// number that contains an id, or fields that cannot be read, is about something else
// and an [*UnreadableResponseError].
func (c *Client) Statistics(ctx context.Context) (*Statistics, error) {
	data, err := fetchOne[json.RawMessage](ctx, c, call{method: http.MethodGet, path: []string{"certificates", "stats"}})
	if err != nil {
		return nil, err
	}
	var response struct {
		ID json.RawMessage `json:"id"`
	}
	var statistics Statistics
	unreadable, err := decodeFields(*data, &statistics)
	if err != nil {
		return nil, c.unreadable(err)
	}
	isForeign := len(unreadable) > 0 || json.Unmarshal(*data, &response) == nil && response.ID != nil
	if isForeign && reflect.DeepEqual(statistics, Statistics{}) {
		return nil, c.unreadable(errNoStatistics)
	}
	return &statistics, nil
}
