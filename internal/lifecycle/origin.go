package lifecycle

import (
	"fmt"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
)

// OriginKey is the key of an [Origin] in the private state.
const OriginKey = "origin"

// Scope is the endpoint and the workspace in which the provider looks for
// certificates.
type Scope struct {
	Endpoint    string `json:"endpoint"`
	WorkspaceID string `json:"workspace_id,omitempty"`
}

// CurrentScope returns the scope that the provider is configured for.
func CurrentScope(s *session.Session) Scope {
	return Scope{Endpoint: s.Endpoint(), WorkspaceID: s.WorkspaceID()}
}

// String returns the name of the scope for a diagnostic.
func (s Scope) String() string {
	if s.WorkspaceID == "" {
		return s.Endpoint + " in the default workspace of the API key"
	}
	return fmt.Sprintf("%s in the workspace %s", s.Endpoint, s.WorkspaceID)
}

// Origin is the part of the private state that describes where a certificate comes
// from.
type Origin struct {
	// Scope is where the certificate was last observed. Its absence from another
	// scope does not mean that it was deleted.
	Scope
	// OrderedAt is when Create ordered the certificate, in seconds since 1970. It
	// is zero if Terraform did not order it.
	OrderedAt int64 `json:"ordered_at,omitempty"`
	// Echoed are the fields in the last response for this single certificate. A
	// list item that lacks one of them cannot replace such a response.
	Echoed session.Fields `json:"echoed,omitempty"`
}

// ObservedNow returns the origin of a certificate that was just read.
func (o Origin) ObservedNow(s *session.Session) Origin {
	o.Scope = CurrentScope(s)
	return o
}

// WithEchoed returns the origin with the fields that an observation contains. A
// nil observation changes nothing.
func (o Origin) WithEchoed(observed *Observation) Origin {
	if observed != nil {
		o.Echoed = observed.Echoed
	}
	return o
}

// newOrderAge is how long a certificate counts as new. The API may not find a new
// certificate yet; if that counted as deleted, Terraform would order it again.
const newOrderAge = time.Hour

// IsNew reports whether the certificate was ordered less than an hour ago.
func (o Origin) IsNew(now time.Time) bool {
	return o.OrderedAt != 0 && now.Sub(time.Unix(o.OrderedAt, 0)) < newOrderAge
}

// orderedAt returns the time of the order for a diagnostic.
func (o Origin) orderedAt() string { return time.Unix(o.OrderedAt, 0).UTC().Format(time.RFC3339) }

// PendingWorkKey is the key of a [PendingWork] in the private state. When a
// certificate moves to another resource type, its origin and its pending work move
// with it.
const PendingWorkKey = "pending_work"

// PendingWork is work that an earlier run left unfinished and that API responses
// do not show. A resource with more such work embeds it and adds fields, which
// other resource types ignore.
type PendingWork struct {
	// Completion is true while values that only the list returns are missing.
	Completion bool `json:"completion,omitempty"`
}
