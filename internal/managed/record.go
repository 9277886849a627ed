package managed

import (
	"fmt"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// RecordKey is the key of a [Record] in the private state.
const RecordKey = "record"

// Place is an endpoint and a workspace.
type Place struct {
	Endpoint    string `json:"endpoint"`
	WorkspaceID string `json:"workspace_id,omitempty"`
}

// Here is the place that the client is set to.
func Here(client *tigertrust.Client) Place {
	return Place{Endpoint: client.Endpoint(), WorkspaceID: client.WorkspaceID()}
}

// String names the place in a diagnostic.
func (p Place) String() string {
	if p.WorkspaceID == "" {
		return p.Endpoint + " in the default workspace of its key"
	}
	return fmt.Sprintf("%s in the workspace %s", p.Endpoint, p.WorkspaceID)
}

// Record is what is known of a certificate where its state is not at hand. The
// private state keeps it.
type Record struct {
	// Place is where the certificate was last seen: that it is not found
	// elsewhere says nothing about it.
	Place
	// OrderedAt is when Create ordered the certificate, in seconds since 1970;
	// zero for one that was not ordered by Terraform.
	OrderedAt int64 `json:"ordered_at,omitempty"`
	// Echoed are the settings that the last single answer told: a list that
	// lacks one of them cannot stand in for it.
	Echoed echoed `json:"echoed,omitzero"`
}

// OwedKey is the key of an [Owed] in the private state. Where a certificate moves
// from one type of resource to another, its record and this go with it.
const OwedKey = "owed"

// Owed is what is left to do where the API's answers do not show it. A type of
// resource that owes more embeds it: a move carries that too, and the others do
// not read it.
type Owed struct {
	// Completion: the list has not been asked yet for what single answers
	// leave out.
	Completion bool `json:"completion,omitempty"`
}

// SeenNow returns the record of a certificate that was just seen.
func (r Record) SeenNow(client *tigertrust.Client) Record {
	r.Place = Here(client)
	return r
}

// Noting returns the record with what a single answer tells that lists need
// not; nil changes nothing.
func (r Record) Noting(answer *tigertrust.Certificate) Record {
	if answer != nil {
		r.Echoed = echoedBy(answer)
	}
	return r
}

// newFor is how long a certificate counts as new. That a new one is not found
// means that it is not found yet: were it taken for gone, it would be ordered
// again.
const newFor = time.Hour

// IsNew reports that the certificate was ordered less than an hour ago.
func (r Record) IsNew(now time.Time) bool {
	return r.OrderedAt != 0 && now.Sub(time.Unix(r.OrderedAt, 0)) < newFor
}

// orderedAt is the time in a diagnostic.
func (r Record) orderedAt() string { return time.Unix(r.OrderedAt, 0).UTC().Format(time.RFC3339) }
