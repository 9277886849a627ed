package privatestate_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// pendingWork is a value to store.
type pendingWork struct {
	Completion        bool `json:"completion,omitempty"`
	DeploymentTargets bool `json:"deployment_targets,omitempty"`
}

const key = "pending"

// fakePrivate counts the writes.
type fakePrivate struct {
	keys   map[string][]byte
	writes int
}

func (p *fakePrivate) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	return p.keys[key], nil
}

func (p *fakePrivate) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	p.writes++
	if value == nil {
		delete(p.keys, key)
		return nil
	}
	p.keys[key] = value
	return nil
}

func TestStore_WritesChangesOnly(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	private := &fakePrivate{keys: map[string][]byte{}}
	for i, step := range []struct {
		value  pendingWork
		writes int
	}{
		{pendingWork{}, 0},
		{pendingWork{Completion: true}, 1},
		{pendingWork{Completion: true}, 1},
		{pendingWork{Completion: true, DeploymentTargets: true}, 2},
		{pendingWork{}, 3},
		{pendingWork{}, 3},
	} {
		if diags := privatestate.Store(ctx, private, key, step.value); diags.HasError() || private.writes != step.writes {
			t.Errorf("step %d: %d writes, %v", i, private.writes, diags)
		}
		if loaded, diags := privatestate.Load[pendingWork](ctx, private, key); diags.HasError() || loaded != step.value {
			t.Errorf("step %d: loaded %+v, %v", i, loaded, diags)
		}
	}
	if len(private.keys) != 0 {
		t.Errorf("the zero value left the keys %v", private.keys)
	}
}

func TestLoad_UnreadableValue_ReturnsError(t *testing.T) {
	t.Parallel()
	private := &fakePrivate{keys: map[string][]byte{key: []byte(`{"completion":1}`)}}
	_, diags := privatestate.Load[pendingWork](t.Context(), private, key)
	if !diags.HasError() || !strings.Contains(diags[0].Summary(), "private state") {
		t.Errorf("got %v", diags)
	}
	if diags := privatestate.Store(t.Context(), private, key, pendingWork{Completion: true}); !diags.HasError() || private.writes != 0 {
		t.Errorf("%d writes over an unreadable value, %v", private.writes, diags)
	}
}
