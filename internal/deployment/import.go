package deployment

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// ImportState takes CERTIFICATE_ID/AGENT_ID/TARGET[,TARGET]; the agent may be
// empty. Nothing is deployed: what is there counts as deployed.
func (r *deploymentResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id, agent, targets, err := parseImportID(req.ID)
	if err != nil {
		resp.Diagnostics.AddError("This is not the id of a deployment",
			lifecycle.Capitalize(err.Error())+". A deployment is imported as CERTIFICATE_ID/AGENT_ID/TARGET[,TARGET], such as 123/agent-prod-01/nginx-main, "+
				"or 123//nginx-main without an agent.")
		return
	}
	for attribute, value := range map[string]any{
		"certificate_id":      int64(id),
		"targets":             targets,
		"redeploy_on_renewal": true,
		"wait_for_deployment": true,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), value)...)
	}
	if agent != "" {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("agent_id"), agent)...)
	}
}

func parseImportID(text string) (id tigertrust.ID, agent string, targets []string, err error) {
	parts := strings.SplitN(text, "/", 3)
	if len(parts) != 3 {
		return 0, "", nil, errors.New("it has not three parts with slashes between them")
	}
	if id, err = tigertrust.ParseID(parts[0]); err != nil {
		return 0, "", nil, err
	}
	for target := range strings.SplitSeq(parts[2], ",") {
		if target == "" {
			return 0, "", nil, errors.New("it has an empty target")
		}
		if !slices.Contains(targets, target) {
			targets = append(targets, target)
		}
	}
	return id, parts[1], targets, nil
}
