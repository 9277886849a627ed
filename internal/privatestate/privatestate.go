// Package privatestate loads and stores values in the private state of a
// resource, which Terraform saves together with the state and never shows.
package privatestate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Reader is a private state that can be read.
type Reader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// State is the private state in a request or a response. The framework uses a
// different type for each.
type State interface {
	Reader
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// Load returns the value of a key, or the zero value if the key does not exist.
func Load[T any](ctx context.Context, private Reader, key string) (T, diag.Diagnostics) {
	var value T
	raw, diags := private.GetKey(ctx, key)
	if len(raw) == 0 {
		return value, diags
	}
	if err := json.Unmarshal(raw, &value); err != nil {
		diags.AddError("Could not read the private state of the resource",
			"It was written by another version of the provider, or edited: "+err.Error())
	}
	return value, diags
}

// Store sets the value of a key; the zero value removes the key. It writes nothing
// if the value is stored already, because Terraform treats a write during a
// refresh as a change. Values are compared as JSON.
func Store[T any](ctx context.Context, private State, key string, value T) diag.Diagnostics {
	stored, diags := Load[T](ctx, private, key)
	if diags.HasError() {
		return diags
	}
	var zero T
	raw, err := json.Marshal(value)
	before, beforeErr := json.Marshal(stored)
	none, noneErr := json.Marshal(zero)
	switch err := errors.Join(err, beforeErr, noneErr); {
	case err != nil:
		diags.AddError("Could not write the private state of the resource", err.Error())
	case bytes.Equal(raw, before):
	case bytes.Equal(raw, none):
		diags.Append(private.SetKey(ctx, key, nil)...)
	default:
		diags.Append(private.SetKey(ctx, key, raw)...)
	}
	return diags
}

// Encoded is a private state in the form in which Terraform saves it.
type Encoded map[string][]byte

// Decode decodes a private state. It returns nil if encoding the result again would
// not return the same bytes, or if the state contains values of the framework.
func Decode(raw []byte) Encoded {
	var private Encoded
	if json.Unmarshal(raw, &private) != nil {
		return nil
	}
	for key, value := range private {
		// The framework removes the values that it has added to an import.
		if strings.HasPrefix(key, ".") || !utf8.Valid(value) || !json.Valid(value) {
			return nil
		}
	}
	if encoded, err := json.Marshal(private); err != nil || !bytes.Equal(encoded, raw) {
		return nil
	}
	return private
}

// GetKey returns the value of a key.
func (e Encoded) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	return e[key], nil
}
