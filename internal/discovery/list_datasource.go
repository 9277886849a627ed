package discovery

import (
	"cmp"
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

// listModel is tigertrust_discovered_certificates.
type listModel struct {
	Imported types.Bool        `tfsdk:"imported"`
	Source   types.String      `tfsdk:"source"`
	AgentID  types.String      `tfsdk:"agent_id"`
	Found    []discoveredModel `tfsdk:"discovered_certificates"`
	IDs      []int64           `tfsdk:"ids"`
}

// discoveredModel is one discovered certificate. The reference does not
// document its body, so each value may be null.
type discoveredModel struct {
	ID                      types.Int64       `tfsdk:"id"`
	CommonName              types.String      `tfsdk:"common_name"`
	SubjectAlternativeNames types.Set         `tfsdk:"subject_alternative_names"`
	Issuer                  types.String      `tfsdk:"issuer"`
	SerialNumber            types.String      `tfsdk:"serial_number"`
	Fingerprint             types.String      `tfsdk:"fingerprint"`
	ValidFrom               timetypes.RFC3339 `tfsdk:"valid_from"`
	ValidTo                 timetypes.RFC3339 `tfsdk:"valid_to"`
	KeyType                 types.String      `tfsdk:"key_type"`
	KeySize                 types.Int64       `tfsdk:"key_size"`
	Source                  types.String      `tfsdk:"source"`
	AgentID                 types.String      `tfsdk:"agent_id"`
	Hostname                types.String      `tfsdk:"hostname"`
	Path                    types.String      `tfsdk:"path"`
	Imported                types.Bool        `tfsdk:"imported"`
	CertificateID           types.Int64       `tfsdk:"certificate_id"`
}

// sources are where certificates are found (reference, "List Discovered
// Certificates").
var sources = []string{"filesystem", "kubernetes", "cloud", "network"}

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
		MarkdownDescription: "The certificates that agents and scans have found, all of them or those that match every filter.\n\n" +
			"~> `for_each` over `imported = false` is a trap: after the first apply these certificates are imported, match no longer, and the next plan destroys their imports. " +
			"Filter by `agent_id` or `source` instead.",
		Attributes: map[string]schema.Attribute{
			"imported": schema.BoolAttribute{
				MarkdownDescription: "Only certificates that are, or are not, imported as managed certificates. Default: both.",
				Optional:            true,
			},
			"source": schema.StringAttribute{
				MarkdownDescription: "Only certificates from this source: " + describeSources() + ". Default: every source.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(sources...)},
			},
			"agent_id": schema.StringAttribute{
				MarkdownDescription: "Only certificates that the agent with this id found, such as `agent-prod-01`. Default: every agent.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"discovered_certificates": schema.ListNestedAttribute{
				MarkdownDescription: "The certificates, by id. What TigerTrust does not tell is null.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: discoveredAttributes()},
			},
			"ids": schema.ListAttribute{
				MarkdownDescription: "The ids of these certificates, in the same order.",
				Computed:            true,
				ElementType:         types.Int64Type,
			},
		},
	}
}

func discoveredAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                        certmodel.ComputedInt64("The id of the discovered certificate, which `tigertrust_discovered_import` takes."),
		"common_name":               certmodel.ComputedString(certmodel.DescribeCommonName),
		"subject_alternative_names": certmodel.ComputedStringSet(certmodel.DescribeNames),
		"issuer":                    certmodel.ComputedString(certmodel.DescribeIssuer),
		"serial_number":             certmodel.ComputedString(certmodel.DescribeSerialNumber),
		"fingerprint":               certmodel.ComputedString(certmodel.DescribeFingerprint),
		"valid_from":                certmodel.ComputedTime(certmodel.DescribeValidFrom),
		"valid_to":                  certmodel.ComputedTime(certmodel.DescribeValidTo),
		"key_type":                  certmodel.ComputedString(certmodel.DescribeKeyType),
		"key_size":                  certmodel.ComputedInt64(certmodel.DescribeKeySize),
		"source":                    certmodel.ComputedString("Where it was found: " + describeSources() + "."),
		"agent_id":                  certmodel.ComputedString("The agent that found it."),
		"hostname":                  certmodel.ComputedString("The host that it was found on."),
		"path":                      certmodel.ComputedString("Where on that host."),
		"imported":                  certmodel.ComputedBool("Whether it is imported as a managed certificate."),
		"certificate_id":            certmodel.ComputedInt64("The id of the managed certificate that it was imported as."),
	}
}

func (d *listDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model listModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := d.session.AllDiscoveredCertificates(ctx, tigertrust.DiscoveryQuery{
		Imported: model.Imported.ValueBoolPointer(),
		Source:   model.Source.ValueString(),
		AgentID:  model.AgentID.ValueString(),
	})
	if err != nil {
		resp.Diagnostics.Append(apidiag.Error("Could not list the discovered certificates", err, nil))
		return
	}
	slices.SortFunc(found, func(a, b tigertrust.DiscoveredCertificate) int { return cmp.Compare(a.ID, b.ID) })

	model.Found = make([]discoveredModel, len(found))
	model.IDs = make([]int64, len(found))
	for i := range found {
		model.Found[i] = newDiscoveredModel(&found[i])
		model.IDs[i] = int64(found[i].ID)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func newDiscoveredModel(told *tigertrust.DiscoveredCertificate) discoveredModel {
	return discoveredModel{
		ID:                      types.Int64Value(int64(told.ID)),
		CommonName:              certmodel.StringValue(told.CommonName),
		SubjectAlternativeNames: certmodel.SetValue(told.SubjectAlternativeNames),
		Issuer:                  certmodel.StringValue(told.Issuer),
		SerialNumber:            certmodel.StringValue(told.SerialNumber),
		Fingerprint:             certmodel.StringValue(told.Fingerprint),
		ValidFrom:               certmodel.TimeValue(told.ValidFrom),
		ValidTo:                 certmodel.TimeValue(told.ValidTo),
		KeyType:                 certmodel.StringValue(told.KeyType),
		KeySize:                 types.Int64PointerValue(told.KeySize),
		Source:                  certmodel.StringValue(told.Source),
		AgentID:                 certmodel.StringValue(told.AgentID),
		Hostname:                certmodel.StringValue(told.Hostname),
		Path:                    certmodel.StringValue(told.Path),
		Imported:                types.BoolPointerValue(told.Imported),
		CertificateID:           certmodel.IDValue(told.CertificateID),
	}
}
