package discovery

import (
	"context"
	"fmt"
	"iter"
	"slices"
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

// NewListResource returns the list resource tigertrust_discovered_import, for
// terraform query.
func NewListResource() list.ListResource { return &listResource{} }

// queryModel is the configuration of a query.
type queryModel struct {
	Source  types.String `tfsdk:"source"`
	AgentID types.String `tfsdk:"agent_id"`
}

func (l *listResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_discovered_import"
}

func (l *listResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (l *listResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds imported discovered certificates for `terraform query`, sorted by ID. With `-generate-config-out`, Terraform writes the configuration that imports them into the state. " +
			"Reads the managed certificate of each result. Excludes imports whose certificate is revoked or was never issued, and, with a warning, imports for which TigerTrust returns neither the ID of the managed certificate nor its fingerprint.\n\n" +
			"~> `tigertrust_certificate` finds the same managed certificates. Import each certificate as one of the two resources only.",
		Attributes: map[string]schema.Attribute{
			"source": schema.StringAttribute{
				MarkdownDescription: "Only certificates from this source: " + describeSources() + ". Defaults to every source.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(sources...)},
			},
			"agent_id": schema.StringAttribute{
				MarkdownDescription: "Only certificates discovered by the agent with this ID, such as `agent-prod-01`. Defaults to every agent.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
		},
	}
}

// List streams the results of a query.
func (l *listResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config queryModel
	if diags := req.Config.Get(ctx, &config); diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	var unknown atomic.Int64
	run := query.Run[tigertrust.DiscoveredCertificate]{
		Request: req,
		Items:   l.items(ctx, &config),
		ListError: func(err error) diag.Diagnostic {
			return apidiag.Error("Could not list the discovered certificates", err, nil)
		},
		Selects: isImported,
		IsRead:  true,
		Result: func(ctx context.Context, item *tigertrust.DiscoveredCertificate) *list.ListResult {
			id, err := managedCertificate(ctx, l.session, item)
			switch {
			case err != nil:
				return &list.ListResult{Diagnostics: diag.Diagnostics{findError(item.ID, err)}}
			case id == "":
				unknown.Add(1)
				return nil
			}
			return l.result(ctx, req, item, id)
		},
		Warnings: func() (diags diag.Diagnostics) {
			if count := unknown.Load(); count > 0 {
				diags.AddWarning("Imports without a managed certificate omitted",
					fmt.Sprintf("TigerTrust returned %d imported certificates without the ID of the managed certificate, and no managed certificate has their fingerprint. To import one of them, use: terraform import ADDRESS DISCOVERED_ID:CERTIFICATE_ID", count))
			}
			return diags
		},
	}
	stream.Results = run.Results(ctx)
}

// items yields the discovered certificates, sorted by id.
func (l *listResource) items(ctx context.Context, config *queryModel) iter.Seq2[tigertrust.DiscoveredCertificate, error] {
	return func(yield func(tigertrust.DiscoveredCertificate, error) bool) {
		listed, err := l.session.AllDiscoveredCertificates(ctx, tigertrust.DiscoveryQuery{
			Imported: new(true),
			Source:   config.Source.ValueString(),
			AgentID:  config.AgentID.ValueString(),
		})
		if err != nil {
			yield(tigertrust.DiscoveredCertificate{}, err)
			return
		}
		slices.SortFunc(listed, func(a, b tigertrust.DiscoveredCertificate) int { return a.ID.Compare(b.ID) })
		for _, item := range listed {
			if !yield(item, nil) {
				return
			}
		}
	}
}

// isImported reports whether a discovered certificate is imported, or may be: the
// API filters the list.
func isImported(item *tigertrust.DiscoveredCertificate) bool {
	return item.Imported == nil || *item.Imported || item.CertificateID != nil
}

// result returns the result for a discovered certificate that is imported as the
// certificate id, or nil if Terraform cannot manage that.
func (l *listResource) result(ctx context.Context, req list.ListRequest, item *tigertrust.DiscoveredCertificate, id tigertrust.ID) *list.ListResult {
	certificate := lifecycle.Certificate{Session: l.session, ID: id, Model: &certmodel.Model{CommonName: certmodel.StringValue(item.CommonName)}}
	response, err := l.session.SharedCertificate(ctx, id)
	if err != nil {
		return query.Unreadable(certificate, err)
	}
	certificate.Model = certmodel.FromAPI(response)
	if certificate.Model.IsRevoked() || certificate.Model.IsFailedOrder() {
		return nil
	}
	result := req.NewListResult(ctx)
	result.DisplayName = displayName(certificate, item)
	result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root("discovered_certificate_id"), item.ID)...)
	if req.IncludeResource {
		if response.Issued() {
			_, diags := certificate.Complete(ctx)
			result.Diagnostics.Append(diags...)
		}
		result.Diagnostics.Append(setQueryResult(ctx, result.Resource, item.ID, certificate)...)
	}
	return &result
}

// setQueryResult sets the attributes that an import and its first Read set.
func setQueryResult(ctx context.Context, target *tfsdk.Resource, discovered tigertrust.ID, certificate lifecycle.Certificate) diag.Diagnostics {
	diags := target.SetAttribute(ctx, path.Root("discovered_certificate_id"), discovered)
	var model resourceModel
	diags.Append(target.Get(ctx, &model)...)
	if diags.HasError() {
		return diags
	}
	model.CertificateID = types.StringValue(string(certificate.ID))
	model.OnDestroy = types.StringValue(certmodel.Abandon)
	model.ApplyResponse(certificate.Model)
	diags.Append(target.Set(ctx, &model)...)
	return diags
}

// displayName returns the name of the certificate, the expiry, and where it was
// discovered.
func displayName(certificate lifecycle.Certificate, item *tigertrust.DiscoveredCertificate) string {
	name := query.DisplayName(certificate, certificate.Session.Now())
	location := make([]string, 0, 2)
	for _, part := range []*string{item.Hostname, item.Path} {
		if part != nil && *part != "" {
			location = append(location, tigertrust.Printable(*part))
		}
	}
	if len(location) == 0 {
		return name
	}
	return name + " on " + strings.Join(location, ":")
}
