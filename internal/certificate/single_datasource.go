package certificate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/boolvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/providerdata"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var (
	_ datasource.DataSourceWithConfigure        = (*singleDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*singleDataSource)(nil)
)

type singleDataSource struct {
	client *tigertrust.Client
}

// NewSingleDataSource returns the data source tigertrust_certificate.
func NewSingleDataSource() datasource.DataSource { return &singleDataSource{} }

// lookupModel is the data source tigertrust_certificate.
type lookupModel struct {
	managed.Facts
	ID            types.Int64     `tfsdk:"id"`
	DaysRemaining types.Int64     `tfsdk:"days_remaining"`
	Locations     []locationModel `tfsdk:"locations"`
	MostRecent    types.Bool      `tfsdk:"most_recent"`
}

func (d *singleDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate"
}

func (d *singleDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.client = providerdata.Client(req.ProviderData, &resp.Diagnostics)
}

func (d *singleDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := singleAttributes()
	byName := path.MatchRoot("common_name")
	attributes["id"] = schema.Int64Attribute{
		MarkdownDescription: managed.DescribeID + " One of `id`, `fingerprint` and `common_name` finds the certificate.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.Int64{int64validator.AtLeast(1)},
	}
	attributes["fingerprint"] = schema.StringAttribute{
		MarkdownDescription: managed.DescribeFingerprint + " It finds the certificate whatever its status.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	attributes["common_name"] = schema.StringAttribute{
		MarkdownDescription: managed.DescribeCommonName + " The whole name finds the one certificate that is `active` or `expiring`.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	attributes["key_type"] = schema.StringAttribute{
		MarkdownDescription: managed.DescribeKeyType + " With `common_name`, only certificates with this type of key.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.AlsoRequires(byName)},
	}
	attributes["certificate_authority_id"] = schema.Int64Attribute{
		MarkdownDescription: managed.DescribeAuthority + " With `common_name`, only certificates of this authority.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.Int64{int64validator.AtLeast(1), int64validator.AlsoRequires(byName)},
	}
	attributes["most_recent"] = schema.BoolAttribute{
		MarkdownDescription: "With `common_name`, take the one that was created last where there are several. Default: `false`, several are an error.",
		Optional:            true,
		Validators:          []validator.Bool{boolvalidator.AlsoRequires(byName)},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "All that TigerTrust knows of one certificate, found by its `id`, its `fingerprint` or its `common_name`.",
		Attributes:          attributes,
	}
}

func (d *singleDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("common_name"), path.MatchRoot("fingerprint")),
	}
}

func (d *singleDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config lookupModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id, problem := d.look(ctx, &config)
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	certificate, err := d.client.Certificate(ctx, id)
	if err != nil {
		resp.Diagnostics.Append(apidiag.Error(fmt.Sprintf("Could not read certificate %d", id), err,
			apidiag.Attributes{tigertrust.ErrCertificateNotFound: path.Root("id")}))
		return
	}
	found := managed.Certificate{Client: d.client, ID: id, Facts: managed.AnswerFacts(certificate)}
	_, diags := found.Complete(ctx)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &lookupModel{
		Facts:         *found.Facts,
		ID:            types.Int64Value(int64(id)),
		DaysRemaining: daysRemaining(found.Facts.ValidTo, d.client.Now()),
		Locations:     locationModels(certificate.Locations),
		MostRecent:    config.MostRecent,
	})...)
}

// look returns the id of the certificate, or why there is not exactly one.
func (d *singleDataSource) look(ctx context.Context, config *lookupModel) (tigertrust.ID, diag.Diagnostic) {
	if managed.IsSet(config.ID) {
		return tigertrust.ID(config.ID.ValueInt64()), nil
	}
	attribute, wanted := "common_name", config.CommonName.ValueString()
	matches := config.matchesName
	if managed.IsSet(config.Fingerprint) {
		attribute, wanted = "fingerprint", config.Fingerprint.ValueString()
		matches = config.matchesFingerprint
	}
	listed, err := d.client.Certificates(ctx, tigertrust.CertificateQuery{Search: wanted})
	if err != nil {
		return 0, apidiag.Error("Could not look for the certificate "+wanted, err, nil)
	}
	found := slices.DeleteFunc(listed, func(c tigertrust.Certificate) bool { return !matches(&c) })
	slices.SortFunc(found, newerFirst)
	switch {
	case len(found) == 0:
		return 0, diag.NewAttributeErrorDiagnostic(path.Root(attribute), "There is no such certificate",
			fmt.Sprintf("No certificate matches %s = %q%s.", attribute, wanted, config.narrowing()))
	case len(found) > 1 && !config.MostRecent.ValueBool():
		return 0, diag.NewAttributeErrorDiagnostic(path.Root(attribute), "There are several such certificates",
			fmt.Sprintf("These match %s = %q%s:\n\n%s\nLook one of them up by its id, narrow the search by key_type or certificate_authority_id, "+
				"or set most_recent = true for the first one here.", attribute, wanted, config.narrowing(), enumerate(found)))
	}
	return found[0].ID, nil
}

func (m *lookupModel) matchesFingerprint(c *tigertrust.Certificate) bool {
	return strings.EqualFold(managed.Text(c.Fingerprint).ValueString(), m.Fingerprint.ValueString())
}

// matchesName accepts certificates that serve: an inventory keeps the expired
// and revoked ones of the same name.
func (m *lookupModel) matchesName(c *tigertrust.Certificate) bool {
	told := managed.AnswerFacts(c)
	return (c.HasStatus(tigertrust.StatusActive) || c.HasStatus(tigertrust.StatusExpiring)) &&
		certname.Canonical(told.CommonName.ValueString()) == certname.Canonical(m.CommonName.ValueString()) &&
		(m.KeyType.IsNull() || managed.SameKeyType(m.KeyType, told.KeyType)) &&
		(m.CertificateAuthorityID.IsNull() || m.CertificateAuthorityID.Equal(told.CertificateAuthorityID))
}

// narrowing says in a diagnostic what else was asked for.
func (m *lookupModel) narrowing() string {
	text := ""
	if managed.IsSet(m.CommonName) {
		text = " and is active or expiring"
	}
	if managed.IsSet(m.KeyType) {
		text += fmt.Sprintf(", with key_type = %s", m.KeyType)
	}
	if managed.IsSet(m.CertificateAuthorityID) {
		text += fmt.Sprintf(", with certificate_authority_id = %s", m.CertificateAuthorityID)
	}
	return text
}

func newerFirst(a, b tigertrust.Certificate) int {
	return cmp.Or(-compareTimes(a.CreatedAt, b.CreatedAt), -cmp.Compare(a.ID, b.ID))
}

// enumerate lists at most ten certificates, a line each.
func enumerate(found []tigertrust.Certificate) string {
	text := ""
	for i, c := range found {
		if i == 10 {
			return text + fmt.Sprintf("  … and %d more\n", len(found)-i)
		}
		told := managed.AnswerFacts(&c)
		text += fmt.Sprintf("  %d: %s key, %s, created %s, expires %s\n", c.ID, told.KeyType.ValueString(), told.Issuer.ValueString(),
			told.CreatedAt.ValueString(), told.ValidTo.ValueString())
	}
	return text
}
