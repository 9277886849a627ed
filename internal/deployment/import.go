package deployment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// ImportState accepts CERTIFICATE_ID/AGENT_ID/TARGET[,TARGET]; the agent may be
// empty. It deploys nothing: existing files count as deployed.
func (r *deploymentResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id, agent, targets, err := parseImportID(req.ID)
	if err != nil {
		resp.Diagnostics.AddError("Invalid import ID",
			"The import ID "+err.Error()+". Import a deployment as CERTIFICATE_ID/AGENT_ID/TARGET[,TARGET], such as 123/agent-prod-01/nginx-main, "+
				"or without an agent as 123//nginx-main.")
		return
	}
	for attribute, value := range map[string]any{
		"certificate_id":      id,
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

// parseImportID returns the parts of an import id. The agent is optional, and a
// target may contain slashes.
func parseImportID(text string) (id tigertrust.ID, agent string, targets []string, err error) {
	parts := strings.SplitN(text, "/", 3)
	if len(parts) != 3 {
		return "", "", nil, fmt.Errorf("must have three slash-separated parts, got %q", tigertrust.Printable(text))
	}
	if id, err = tigertrust.ParseID(parts[0]); err != nil {
		return "", "", nil, err
	}
	for target := range strings.SplitSeq(parts[2], ",") {
		if target == "" {
			return "", "", nil, errors.New("must not contain an empty target")
		}
		if !slices.Contains(targets, target) {
			targets = append(targets, target)
		}
	}
	return id, parts[1], targets, nil
}

// unverifiedImportWarning returns the warning of an import that nothing confirms.
func unverifiedImportWarning(state *resourceModel) diag.Diagnostic {
	reported := "no agent reports a location"
	if !state.AgentID.IsNull() {
		reported = fmt.Sprintf("the agent %s reports no location", tigertrust.Printable(state.AgentID.ValueString()))
	}
	return diag.NewWarningDiagnostic(fmt.Sprintf("The imported deployment of certificate %s cannot be verified", state.CertificateID.ValueString()),
		fmt.Sprintf("The targets are %s, and %s of the certificate, so that they cannot be verified. Terraform counts the certificate as deployed there and does not deploy it until something changes. "+
			"If it is not deployed, remove the import from the state (terraform state rm ADDRESS) and apply, which deploys it.", strings.Join(state.targets(), ", "), reported))
}
