package lifecycle

import (
	"fmt"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// OriginKey is the key of a [Origin] in the private state.
const OriginKey = "record"

// Scope is an endpoint and a workspace.
type Scope struct {
	Endpoint    string `json:"endpoint"`
	WorkspaceID string `json:"workspace_id,omitempty"`
}

// CurrentScope is the place that the client is set to.
func CurrentScope(s *session.Session) Scope {
	return Scope{Endpoint: s.Endpoint(), WorkspaceID: s.WorkspaceID()}
}

// String names the place in a diagnostic.
func (p Scope) String() string {
	if p.WorkspaceID == "" {
		return p.Endpoint + " in the default workspace of its key"
	}
	return fmt.Sprintf("%s in the workspace %s", p.Endpoint, p.WorkspaceID)
}

// Origin is what is known of a certificate where its state is not at hand. The
// private state keeps it.
type Origin struct {
	// Scope is where the certificate was last seen: that it is not found
	// elsewhere says nothing about it.
	Scope
	// OrderedAt is when Create ordered the certificate, in seconds since 1970;
	// zero for one that was not ordered by Terraform.
	OrderedAt int64 `json:"ordered_at,omitempty"`
	// Echoed are the settings that the last single answer told: a list that
	// lacks one of them cannot stand in for it.
	Echoed echoedSettings `json:"echoed,omitzero"`
}

// PendingWorkKey is the key of an [PendingWork] in the private state. Where a certificate moves
// from one type of resource to another, its record and this go with it.
const PendingWorkKey = "owed"

// PendingWork is what is left to do where the API's answers do not show it. A type of
// resource that owes more embeds it: a move carries that too, and the others do
// not read it.
type PendingWork struct {
	// Completion: the list has not been asked yet for what single answers
	// leave out.
	Completion bool `json:"completion,omitempty"`
}

// ObservedNow returns the record of a certificate that was just seen.
func (r Origin) ObservedNow(s *session.Session) Origin {
	r.Scope = CurrentScope(s)
	return r
}

// WithEchoed returns the record with what a single answer tells that lists need
// not; nil changes nothing.
func (r Origin) WithEchoed(answer *tigertrust.Certificate) Origin {
	if answer != nil {
		r.Echoed = echoedSettingsIn(answer)
	}
	return r
}

// newOrderAge is how long a certificate counts as new. That a new one is not found
// means that it is not found yet: were it taken for gone, it would be ordered
// again.
const newOrderAge = time.Hour

// IsNew reports that the certificate was ordered less than an hour ago.
func (r Origin) IsNew(now time.Time) bool {
	return r.OrderedAt != 0 && now.Sub(time.Unix(r.OrderedAt, 0)) < newOrderAge
}

// orderedAt is the time in a diagnostic.
func (r Origin) orderedAt() string { return time.Unix(r.OrderedAt, 0).UTC().Format(time.RFC3339) }
