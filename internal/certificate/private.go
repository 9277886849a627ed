package certificate

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Keys of the private state, which Terraform keeps beside the state and shows
// to nobody.
const (
	recordKey      = "record"
	owedKey        = "owed"
	replacementKey = "replacement"
)

// privateState is what the framework's private data of each request and
// response can do.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// record is what is known of a certificate where its state is not at hand.
type record struct {
	// Endpoint and WorkspaceID are where the certificate was last seen: that
	// it is not found elsewhere says nothing about it.
	Endpoint    string `json:"endpoint"`
	WorkspaceID string `json:"workspace_id,omitempty"`
	// OrderedAt is when Create ordered the certificate, in seconds since 1970;
	// zero for one that was imported.
	OrderedAt int64 `json:"ordered_at,omitempty"`
}

// seenNow returns the record of a certificate that was just seen.
func (r record) seenNow(client *tigertrust.Client) record {
	r.Endpoint = client.Endpoint()
	r.WorkspaceID = client.WorkspaceID()
	return r
}

// newFor is how long a certificate counts as new. That a new one is not found
// means that it is not found yet: were it taken for gone, it would be ordered
// again.
const newFor = time.Hour

// orderedAt is the time in a diagnostic.
func (r record) orderedAt() string { return time.Unix(r.OrderedAt, 0).UTC().Format(time.RFC3339) }

func (r record) isNew(now time.Time) bool {
	return r.OrderedAt != 0 && now.Sub(time.Unix(r.OrderedAt, 0)) < newFor
}

// owed is what an apply that ended early left to do, where the API's answers
// do not show it.
type owed struct {
	// Completion: the list has not been asked yet for what single answers
	// leave out.
	Completion bool `json:"completion,omitempty"`
	// DeploymentTargets: the planned targets have not reached the API yet.
	DeploymentTargets bool `json:"deployment_targets,omitempty"`
}

// replacement marks the planned private data of a resource that takes the
// place of another. Where the old one is destroyed first, its Delete is given
// that data.
type replacement struct {
	Planned bool `json:"planned"`
}

// load returns what is stored under key, the zero value where there is none.
func load[T any](ctx context.Context, private privateState, key string) (T, diag.Diagnostics) {
	var value T
	raw, diags := private.GetKey(ctx, key)
	if len(raw) == 0 {
		return value, diags
	}
	if err := json.Unmarshal(raw, &value); err != nil {
		diags.AddError("The private state of the certificate cannot be read",
			"It was written by another version of the provider, or changed by hand: "+err.Error())
	}
	return value, diags
}

// store writes value under key, and only where it differs from what is there:
// a refresh that stores something is a change to Terraform. The zero value
// removes the key.
func store[T comparable](ctx context.Context, private privateState, key string, value T) diag.Diagnostics {
	stored, diags := load[T](ctx, private, key)
	if diags.HasError() || stored == value {
		return diags
	}
	var none T
	if value == none {
		return private.SetKey(ctx, key, nil)
	}
	raw, err := json.Marshal(value)
	if err != nil {
		diags.AddError("The private state of the certificate cannot be written", err.Error())
		return diags
	}
	diags.Append(private.SetKey(ctx, key, raw)...)
	return diags
}
