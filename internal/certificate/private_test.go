package certificate

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

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
		if diags := store(ctx, private, owedKey, step.value); diags.HasError() || private.writes != step.writes {
			t.Errorf("step %d: %d writes, %v", i, private.writes, diags)
		}
		if loaded, diags := load[owed](ctx, private, owedKey); diags.HasError() || loaded != step.value {
			t.Errorf("step %d: loaded was %+v, %v", i, loaded, diags)
		}
	}
	if len(private.keys) != 0 {
		t.Errorf("the zero value left %v", private.keys)
	}
}

func TestLoadReportsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	private := &fakePrivate{keys: map[string][]byte{recordKey: []byte(`{"endpoint":1}`)}}
	_, diags := load[record](t.Context(), private, recordKey)
	if !diags.HasError() || !strings.Contains(diags[0].Summary(), "private state") {
		t.Errorf("reported was %v", diags)
	}
	if diags := store(t.Context(), private, recordKey, record{Endpoint: "x"}); !diags.HasError() || private.writes != 0 {
		t.Errorf("%d writes over what cannot be read, %v", private.writes, diags)
	}
}

func TestRecordIsNewForAnHourAfterTheOrder(t *testing.T) {
	t.Parallel()
	ordered := time.Date(2026, time.January, 15, 12, 0, 0, 0, time.UTC)
	seen := record{OrderedAt: ordered.Unix()}
	if !seen.isNew(ordered) || !seen.isNew(ordered.Add(59*time.Minute)) || seen.isNew(ordered.Add(time.Hour)) {
		t.Error("a certificate is new for something else than an hour")
	}
	if (record{}).isNew(ordered) {
		t.Error("an imported certificate is new")
	}
	if seen.orderedAt() != "2026-01-15T12:00:00Z" {
		t.Errorf("ordered at %s", seen.orderedAt())
	}
}
