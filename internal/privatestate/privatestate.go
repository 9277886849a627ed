// Package privatestate reads and writes values of the private state, which
// Terraform keeps beside the state and shows to nobody.
package privatestate

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// State is what the framework's private data of each request and response can
// do.
type State interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// Load returns what is stored under key, the zero value where there is none.
func Load[T any](ctx context.Context, private State, key string) (T, diag.Diagnostics) {
	var value T
	raw, diags := private.GetKey(ctx, key)
	if len(raw) == 0 {
		return value, diags
	}
	if err := json.Unmarshal(raw, &value); err != nil {
		diags.AddError("The private state of the resource cannot be read",
			"It was written by another version of the provider, or changed by hand: "+err.Error())
	}
	return value, diags
}

// Store writes value under key, and only where it differs from what is there:
// a refresh that stores something is a change to Terraform. The zero value
// removes the key.
func Store[T comparable](ctx context.Context, private State, key string, value T) diag.Diagnostics {
	stored, diags := Load[T](ctx, private, key)
	if diags.HasError() || stored == value {
		return diags
	}
	var none T
	if value == none {
		return private.SetKey(ctx, key, nil)
	}
	raw, err := json.Marshal(value)
	if err != nil {
		diags.AddError("The private state of the resource cannot be written", err.Error())
		return diags
	}
	diags.Append(private.SetKey(ctx, key, raw)...)
	return diags
}
