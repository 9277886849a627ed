package deployment

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// identityModel identifies a deployment. Every part of it can be updated in place,
// so the identity of a resource may change.
type identityModel struct {
	CertificateID types.String `tfsdk:"certificate_id"`
	AgentID       types.String `tfsdk:"agent_id"`
	// Targets are sorted.
	Targets []string `tfsdk:"targets"`
}

func (r *deploymentResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"certificate_id": identityschema.StringAttribute{Description: "ID of the deployed certificate.", RequiredForImport: true},
		"agent_id":       identityschema.StringAttribute{Description: "ID of the agent. Null for an agent that TigerTrust chooses.", OptionalForImport: true},
		"targets":        identityschema.ListAttribute{Description: "Targets, sorted: at least one.", ElementType: types.StringType, RequiredForImport: true},
	}}
}

// identity returns the identity of the resource.
func (m *resourceModel) identity() identityModel {
	return identityModel{CertificateID: m.CertificateID, AgentID: m.AgentID, Targets: m.targets()}
}
