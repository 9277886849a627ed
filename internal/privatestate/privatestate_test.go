package privatestate_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// owed is a value to store.
type owed struct {
	Completion        bool `json:"completion,omitempty"`
	DeploymentTargets bool `json:"deployment_targets,omitempty"`
}

const owedKey = "owed"

// fakePrivate counts what is written: a write in a refresh is a change.
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

func TestStoreWritesOnlyWhatDiffers(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	private := &fakePrivate{keys: map[string][]byte{}}
	for i, step := range []struct {
		value  owed
		writes int
	}{
		{owed{}, 0},
		{owed{Completion: true}, 1},
		{owed{Completion: true}, 1},
		{owed{Completion: true, DeploymentTargets: true}, 2},
		{owed{}, 3},
		{owed{}, 3},
	} {
		if diags := privatestate.Store(ctx, private, owedKey, step.value); diags.HasError() || private.writes != step.writes {
			t.Errorf("step %d: %d writes, %v", i, private.writes, diags)
		}
		if loaded, diags := privatestate.Load[owed](ctx, private, owedKey); diags.HasError() || loaded != step.value {
			t.Errorf("step %d: loaded was %+v, %v", i, loaded, diags)
		}
	}
	if len(private.keys) != 0 {
		t.Errorf("the zero value left %v", private.keys)
	}
}

func TestLoadReportsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	private := &fakePrivate{keys: map[string][]byte{owedKey: []byte(`{"completion":1}`)}}
	_, diags := privatestate.Load[owed](t.Context(), private, owedKey)
	if !diags.HasError() || !strings.Contains(diags[0].Summary(), "private state") {
		t.Errorf("reported was %v", diags)
	}
	if diags := privatestate.Store(t.Context(), private, owedKey, owed{Completion: true}); !diags.HasError() || private.writes != 0 {
		t.Errorf("%d writes over what cannot be read, %v", private.writes, diags)
	}
}
