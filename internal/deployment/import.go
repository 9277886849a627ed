package deployment

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// ImportState accepts an identity, or CERTIFICATE_ID/AGENT_ID/TARGET[,TARGET]; the
// agent may be empty. It deploys nothing: existing files count as deployed.
func (r *deploymentResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	imported, diags := importedIdentity(ctx, req)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	for attribute, value := range map[string]any{
		"certificate_id":      imported.CertificateID,
		"agent_id":            imported.AgentID,
		"targets":             imported.Targets,
		"redeploy_on_renewal": true,
		"wait_for_deployment": true,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), value)...)
	}
}

// importedIdentity returns the identity to import. Its targets are distinct.
func importedIdentity(ctx context.Context, req resource.ImportStateRequest) (imported identityModel, diags diag.Diagnostics) {
	if req.ID == "" && req.Identity != nil && !req.Identity.Raw.IsNull() {
		diags = req.Identity.Get(ctx, &imported)
		if _, err := tigertrust.ParseID(imported.CertificateID.ValueString()); err != nil {
			diags.AddError("Invalid identity", "certificate_id "+err.Error()+".")
		}
		targets, err := distinctTargets(slices.Values(imported.Targets))
		if err != nil {
			diags.AddError("Invalid identity", "targets "+err.Error()+".")
		}
		imported.Targets = targets
		if imported.AgentID.ValueString() == "" {
			imported.AgentID = types.StringNull()
		}
		return imported, diags
	}
	id, agent, targets, err := parseImportID(req.ID)
	if err != nil {
		diags.AddError("Invalid import ID",
			"The import ID "+err.Error()+". Import a deployment as CERTIFICATE_ID/AGENT_ID/TARGET[,TARGET], such as 123/agent-prod-01/nginx-main, "+
				"or without an agent as 123//nginx-main.")
	}
	return identityModel{CertificateID: types.StringValue(string(id)), AgentID: certmodel.StringValue(&agent), Targets: targets}, diags
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
	targets, err = distinctTargets(strings.SplitSeq(parts[2], ","))
	return id, parts[1], targets, err
}

// distinctTargets returns each target once, or an error if there is none or one is
// empty.
func distinctTargets(all iter.Seq[string]) ([]string, error) {
	var targets []string
	for target := range all {
		if target == "" {
			return nil, errors.New("must not contain an empty target")
		}
		if !slices.Contains(targets, target) {
			targets = append(targets, target)
		}
	}
	if len(targets) == 0 {
		return nil, errors.New("must contain at least one target")
	}
	return targets, nil
}

// unverifiedImportWarning returns the warning of an import that nothing confirms.
func unverifiedImportWarning(state *resourceModel) diag.Diagnostic {
	reported := "no agent reports a location"
	if !state.AgentID.IsNull() {
		reported = fmt.Sprintf("the agent %s reports no location", tigertrust.Printable(state.AgentID.ValueString()))
	}
	return diag.NewWarningDiagnostic(fmt.Sprintf("The imported deployment of certificate %s cannot be verified", state.CertificateID.ValueString()),
		fmt.Sprintf("The targets are %s, and %s of the certificate, so the provider cannot verify them. Terraform treats the certificate as deployed there, and does not deploy it until something changes. "+
			"If it is not deployed, remove the import from the state (terraform state rm ADDRESS) and apply to deploy it.", strings.Join(state.targets(), ", "), reported))
}
