package deployment

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/query"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var _ list.ListResourceWithConfigure = (*listResource)(nil)

type listResource struct {
	session *session.Session
}

// NewListResource returns the list resource tigertrust_certificate_deployment, for
// terraform query.
func NewListResource() list.ListResource { return &listResource{} }

// queryModel is the configuration of a query.
type queryModel struct {
	Search  types.String `tfsdk:"search"`
	AgentID types.String `tfsdk:"agent_id"`
}

func (l *listResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate_deployment"
}

func (l *listResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (l *listResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds deployed certificates for `terraform query`, oldest first. With `-generate-config-out`, Terraform writes the configuration that imports their deployments.\n\n" +
			"The API has no list of deployments, so each result is derived from a certificate: its agent from the locations that agents report, and its targets from the certificate's own `deployment_targets`, because locations do not contain targets. " +
			"This takes one request for each certificate, because only the response for a single certificate contains locations.\n\n" +
			"Revoked certificates are excluded, and, with a warning, certificates for which TigerTrust does not return `deployment_targets` (its API reference does not document them in responses) " +
			"and certificates on several agents, because it is unknown which agent deploys to which target.",
		Attributes: map[string]schema.Attribute{
			"search": schema.StringAttribute{
				MarkdownDescription: "Only certificates whose common name, issuer or fingerprint contains this text. Defaults to every certificate.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"agent_id": schema.StringAttribute{
				MarkdownDescription: "Only deployments by the agent with this ID, such as `agent-prod-01`. Defaults to every agent.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
		},
	}
}

// omitted counts the deployed certificates that a query cannot show.
type omitted struct {
	withoutTargets, withoutAgent atomic.Int64
}

// List streams the results of a query.
func (l *listResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config queryModel
	if diags := req.Config.Get(ctx, &config); diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	var omitted omitted
	run := query.Run[tigertrust.Certificate]{
		Request: req,
		// The order of the creation: new certificates do not move others to
		// another page.
		Items:     l.session.ListCertificates(ctx, tigertrust.CertificateQuery{Search: config.Search.ValueString(), SortBy: tigertrust.SortByCreatedAt}),
		ListError: func(err error) diag.Diagnostic { return apidiag.Error("Could not list the certificates", err, nil) },
		Selects:   mayBeDeployed,
		IsRead:    true,
		Result: func(ctx context.Context, item *tigertrust.Certificate) *list.ListResult {
			return l.result(ctx, req, &config, item, &omitted)
		},
		Warnings: omitted.warnings,
	}
	stream.Results = run.Results(ctx)
}

// mayBeDeployed reports whether a certificate is neither revoked nor failed.
func mayBeDeployed(certificate *tigertrust.Certificate) bool {
	return !certificate.HasStatus(tigertrust.StatusRevoked) && (certificate.Status == nil || !certificate.Status.IssuanceFailed())
}

// result returns the result for a list item, or nil if the certificate is not
// deployed or its deployment is unknown.
func (l *listResource) result(ctx context.Context, req list.ListRequest, config *queryModel, item *tigertrust.Certificate, omitted *omitted) *list.ListResult {
	certificate := lifecycle.Certificate{Session: l.session, ID: item.ID, Model: certmodel.FromAPI(item)}
	response, err := l.session.SharedCertificate(ctx, item.ID)
	if err != nil {
		return query.Unreadable(certificate, err)
	}
	if !mayBeDeployed(response) {
		return nil
	}
	observed := lifecycle.Observe(response)
	deployed, isKnown := deploymentOf(item.ID, observed, omitted)
	if !isKnown || !config.AgentID.IsNull() && !config.AgentID.Equal(deployed.AgentID) {
		return nil
	}
	result := req.NewListResult(ctx)
	certificate.Model.Merge(observed.Model, certmodel.Overwrite)
	result.DisplayName = fmt.Sprintf("%s on %s by %s", query.DisplayName(certificate, l.session.Now()),
		tigertrust.Printable(strings.Join(deployed.Targets, ", ")), tigertrust.Printable(deployed.AgentID.ValueString()))
	result.Diagnostics.Append(result.Identity.Set(ctx, deployed)...)
	if req.IncludeResource {
		result.Diagnostics.Append(setQueryResult(ctx, result.Resource, deployed, observed)...)
	}
	return &result
}

// deploymentOf returns the deployment of a certificate, if agents report it and
// both its agent and its targets are known.
func deploymentOf(id tigertrust.ID, observed *lifecycle.Observation, omitted *omitted) (deployed identityModel, isKnown bool) {
	if len(observed.Locations) == 0 {
		return deployed, false
	}
	deployed = identityModel{
		CertificateID: types.StringValue(string(id)),
		AgentID:       observed.Locations[0].AgentID,
		Targets:       certmodel.Strings(observed.Model.DeploymentTargets),
	}
	if len(deployed.Targets) == 0 {
		omitted.withoutTargets.Add(1)
		return deployed, false
	}
	for _, location := range observed.Locations {
		if location.AgentID.IsNull() || !location.AgentID.Equal(deployed.AgentID) {
			omitted.withoutAgent.Add(1)
			return deployed, false
		}
	}
	return deployed, true
}

// setQueryResult sets the attributes that an import and its first Read set, except
// the fingerprint: generated configuration without it deploys every renewal.
func setQueryResult(ctx context.Context, target *tfsdk.Resource, deployed identityModel, observed *lifecycle.Observation) diag.Diagnostics {
	diags := target.SetAttribute(ctx, path.Root("certificate_id"), deployed.CertificateID)
	diags.Append(target.SetAttribute(ctx, path.Root("targets"), deployed.Targets)...)
	var model resourceModel
	diags.Append(target.Get(ctx, &model)...)
	if diags.HasError() {
		return diags
	}
	model.AgentID = deployed.AgentID
	model.RedeployOnRenewal, model.WaitForDeployment = types.BoolValue(true), types.BoolValue(true)
	diags.Append(model.setLocations(ctx, agentLocations(observed, deployed.AgentID))...)
	diags.Append(target.Set(ctx, &model)...)
	return diags
}

// warnings explains which certificates are missing in the results.
func (o *omitted) warnings() (diags diag.Diagnostics) {
	if count := o.withoutTargets.Load(); count > 0 {
		diags.AddWarning("Deployments without targets omitted",
			fmt.Sprintf("Agents report locations of %d certificates for which TigerTrust returned no deployment_targets, so their targets are unknown. To import one of these deployments, use: terraform import ADDRESS CERTIFICATE_ID/AGENT_ID/TARGET", count))
	}
	if count := o.withoutAgent.Load(); count > 0 {
		diags.AddWarning("Deployments on several agents omitted",
			fmt.Sprintf("Several agents, or none with an ID, report locations of %d certificates, so it is unknown which agent deploys to which target. To import one of these deployments, use: terraform import ADDRESS CERTIFICATE_ID/AGENT_ID/TARGET", count))
	}
	return diags
}
