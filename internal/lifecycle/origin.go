package lifecycle

import (
	"fmt"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
)

// OriginKey is the key of an [Origin] in the private state.
const OriginKey = "record"

// Scope is where the provider looks for certificates: an endpoint and a
// workspace.
type Scope struct {
	Endpoint    string `json:"endpoint"`
	WorkspaceID string `json:"workspace_id,omitempty"`
}

// CurrentScope returns the scope that the provider is configured for.
func CurrentScope(s *session.Session) Scope {
	return Scope{Endpoint: s.Endpoint(), WorkspaceID: s.WorkspaceID()}
}

// String returns the name of the scope in a diagnostic.
func (s Scope) String() string {
	if s.WorkspaceID == "" {
		return s.Endpoint + " in the default workspace of the API key"
	}
	return fmt.Sprintf("%s in the workspace %s", s.Endpoint, s.WorkspaceID)
}

// Origin is what the private state keeps about a certificate.
type Origin struct {
	// Scope is where the certificate was last observed. That another scope does
	// not contain it proves nothing.
	Scope
	// OrderedAt is when Create ordered the certificate, in seconds since 1970. It
	// is zero if Terraform did not order it.
	OrderedAt int64 `json:"ordered_at,omitempty"`
	// Echoed are the fields in the last response for this certificate alone. A
	// list item that lacks one of them cannot replace that response.
	Echoed EchoedFields `json:"echoed,omitzero"`
}

// ObservedNow returns the origin of a certificate that was just read.
func (o Origin) ObservedNow(s *session.Session) Origin {
	o.Scope = CurrentScope(s)
	return o
}

// WithEchoed returns the origin with the fields that an observation contains;
// nil changes nothing.
func (o Origin) WithEchoed(observed *Observation) Origin {
	if observed != nil {
		o.Echoed = observed.Echoed
	}
	return o
}

// newOrderAge is how long a certificate counts as new. A new certificate that is
// not found may appear later; if it counted as deleted, it would be ordered
// again.
const newOrderAge = time.Hour

// IsNew reports whether the certificate was ordered less than an hour ago.
func (o Origin) IsNew(now time.Time) bool {
	return o.OrderedAt != 0 && now.Sub(time.Unix(o.OrderedAt, 0)) < newOrderAge
}

// orderedAt returns the time of the order in a diagnostic.
func (o Origin) orderedAt() string { return time.Unix(o.OrderedAt, 0).UTC().Format(time.RFC3339) }

// PendingWorkKey is the key of a [PendingWork] in the private state. When a
// certificate moves to another type of resource, its origin and its pending work
// move with it.
const PendingWorkKey = "owed"

// PendingWork is work that an earlier run left unfinished and that API responses
// do not reveal. A resource with more such work embeds it and adds fields, which
// other types of resources ignore.
type PendingWork struct {
	// Completion: the values that only the list returns are still missing.
	Completion bool `json:"completion,omitempty"`
}
