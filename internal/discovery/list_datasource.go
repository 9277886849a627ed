package discovery

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var _ datasource.DataSourceWithConfigure = (*listDataSource)(nil)

type listDataSource struct {
	session *session.Session
}

// NewListDataSource returns the data source tigertrust_discovered_certificates.
func NewListDataSource() datasource.DataSource { return &listDataSource{} }

// listModel is tigertrust_discovered_certificates in configuration and state.
type listModel struct {
	Imported types.Bool        `tfsdk:"imported"`
	Source   types.String      `tfsdk:"source"`
	AgentID  types.String      `tfsdk:"agent_id"`
	Found    []discoveredModel `tfsdk:"discovered_certificates"`
	IDs      []tigertrust.ID   `tfsdk:"ids"`
}

// discoveredModel is a discovered certificate. The API reference does not document
// its fields, so every attribute but the id may be null.
type discoveredModel struct {
	ID                      types.String        `tfsdk:"id"`
	CommonName              types.String        `tfsdk:"common_name"`
	SubjectAlternativeNames certmodel.StringSet `tfsdk:"subject_alternative_names"`
	Issuer                  types.String        `tfsdk:"issuer"`
	SerialNumber            types.String        `tfsdk:"serial_number"`
	Fingerprint             types.String        `tfsdk:"fingerprint"`
	ValidFrom               timetypes.RFC3339   `tfsdk:"valid_from"`
	ValidTo                 timetypes.RFC3339   `tfsdk:"valid_to"`
	KeyType                 types.String        `tfsdk:"key_type"`
	KeySize                 types.Int64         `tfsdk:"key_size"`
	Source                  types.String        `tfsdk:"source"`
	AgentID                 types.String        `tfsdk:"agent_id"`
	Hostname                types.String        `tfsdk:"hostname"`
	Path                    types.String        `tfsdk:"path"`
	Imported                types.Bool          `tfsdk:"imported"`
	CertificateID           types.String        `tfsdk:"certificate_id"`
}

// sources are the documented sources of discovered certificates.
var sources = []string{"filesystem", "kubernetes", "cloud", "network"}

// describeSources returns the sources as text for a description.
func describeSources() string {
	last := len(sources) - 1
	return "`" + strings.Join(sources[:last], "`, `") + "` or `" + sources[last] + "`"
}

func (d *listDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_discovered_certificates"
}

func (d *listDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (d *listDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the certificates discovered by agents and scans that match all filters.\n\n" +
			"~> Do not use `for_each` with `imported = false`: after the first apply these certificates are imported and no longer match, so the next plan destroys their imports. " +
			"Filter by `agent_id` or `source` instead.",
		Attributes: map[string]schema.Attribute{
			"imported": schema.BoolAttribute{
				MarkdownDescription: "Only certificates that are imported (`true`) or not imported (`false`). Defaults to both.",
				Optional:            true,
			},
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
			"discovered_certificates": schema.ListNestedAttribute{
				MarkdownDescription: "Certificates that match, sorted by ID. Values that TigerTrust does not return are null.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: discoveredAttributes()},
			},
			"ids": schema.ListAttribute{
				MarkdownDescription: "IDs of these certificates, in the same order.",
				Computed:            true,
				ElementType:         types.StringType,
			},
		},
	}
}

// discoveredAttributes returns the attributes of discoveredModel.
func discoveredAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                        certmodel.ComputedString("ID of the discovered certificate, for `tigertrust_discovered_import`."),
		"common_name":               certmodel.ComputedString(certmodel.DescribeCommonName),
		"subject_alternative_names": certmodel.ComputedStringSet(certmodel.DescribeNames),
		"issuer":                    certmodel.ComputedString(certmodel.DescribeIssuer),
		"serial_number":             certmodel.ComputedString(certmodel.DescribeSerialNumber),
		"fingerprint":               certmodel.ComputedString(certmodel.DescribeFingerprint),
		"valid_from":                certmodel.ComputedTime(certmodel.DescribeValidFrom),
		"valid_to":                  certmodel.ComputedTime(certmodel.DescribeValidTo),
		"key_type":                  certmodel.ComputedString(certmodel.DescribeKeyType),
		"key_size":                  certmodel.ComputedInt64(certmodel.DescribeKeySize),
		"source":                    certmodel.ComputedString("Source of the certificate: " + describeSources() + "."),
		"agent_id":                  certmodel.ComputedString("ID of the agent that discovered the certificate."),
		"hostname":                  certmodel.ComputedString("Host on which the certificate was discovered."),
		"path":                      certmodel.ComputedString("Path of the certificate on the host."),
		"imported":                  certmodel.ComputedBool("Whether the certificate is imported as a managed certificate."),
		"certificate_id":            certmodel.ComputedString("ID of the managed certificate. Null if the certificate is not imported."),
	}
}

// Read lists the discovered certificates that match the filters.
func (d *listDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model listModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	discovered, err := d.session.AllDiscoveredCertificates(ctx, tigertrust.DiscoveryQuery{
		Imported: model.Imported.ValueBoolPointer(),
		Source:   model.Source.ValueString(),
		AgentID:  model.AgentID.ValueString(),
	})
	if err != nil {
		resp.Diagnostics.Append(apidiag.Error("Could not list the discovered certificates", err, nil))
		return
	}
	slices.SortFunc(discovered, func(a, b tigertrust.DiscoveredCertificate) int { return a.ID.Compare(b.ID) })

	model.Found = make([]discoveredModel, len(discovered))
	model.IDs = make([]tigertrust.ID, len(discovered))
	for i := range discovered {
		model.Found[i] = newDiscoveredModel(&discovered[i])
		model.IDs[i] = discovered[i].ID
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// newDiscoveredModel returns the model of a discovered certificate in a response.
func newDiscoveredModel(response *tigertrust.DiscoveredCertificate) discoveredModel {
	return discoveredModel{
		ID:                      types.StringValue(string(response.ID)),
		CommonName:              certmodel.StringValue(response.CommonName),
		SubjectAlternativeNames: certmodel.NewStringSet(response.SubjectAlternativeNames),
		Issuer:                  certmodel.StringValue(response.Issuer),
		SerialNumber:            certmodel.StringValue(response.SerialNumber),
		Fingerprint:             certmodel.StringValue(response.Fingerprint),
		ValidFrom:               certmodel.TimeValue(response.ValidFrom),
		ValidTo:                 certmodel.TimeValue(response.ValidTo),
		KeyType:                 certmodel.StringValue(response.KeyType),
		KeySize:                 types.Int64PointerValue(response.KeySize),
		Source:                  certmodel.StringValue(response.Source),
		AgentID:                 certmodel.StringValue(response.AgentID),
		Hostname:                certmodel.StringValue(response.Hostname),
		Path:                    certmodel.StringValue(response.Path),
		Imported:                types.BoolPointerValue(response.Imported),
		CertificateID:           certmodel.StringValue(response.CertificateID),
	}
}
