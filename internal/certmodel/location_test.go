package certmodel_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func TestLocations_SortedAndNormalized(t *testing.T) {
	t.Parallel()
	empty, agent, host, one, other := "", "agent-prod-01", "web-server-1", "/1.crt", "/2.crt"
	hasKey := true
	response := []tigertrust.Location{
		{AgentID: &agent, Hostname: &host, Path: &other, HasPrivateKey: &hasKey},
		{AgentID: &agent, Hostname: &host, Path: &one},
		{AgentID: &empty, Hostname: &host, Path: &other},
	}
	want := []certmodel.Location{
		{AgentID: types.StringNull(), Hostname: types.StringValue(host), Path: types.StringValue(other)},
		{AgentID: types.StringValue(agent), Hostname: types.StringValue(host), Path: types.StringValue(one)},
		{AgentID: types.StringValue(agent), Hostname: types.StringValue(host), Path: types.StringValue(other), HasPrivateKey: types.BoolValue(true)},
	}
	for range 2 {
		if got := certmodel.Locations(&response); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		slices.Reverse(response)
	}
	if got := certmodel.Locations(nil); got != nil {
		t.Errorf("got %v without locations in the response", got)
	}
}
