package certificate

import (
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
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var (
	_ datasource.DataSourceWithConfigure        = (*singleDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*singleDataSource)(nil)
)

type singleDataSource struct {
	session *session.Session
}

// NewSingleDataSource returns the data source tigertrust_certificate.
func NewSingleDataSource() datasource.DataSource { return &singleDataSource{} }

// lookupModel is the data source tigertrust_certificate.
type lookupModel struct {
	certmodel.Model
	ID            types.Int64          `tfsdk:"id"`
	DaysRemaining types.Int64          `tfsdk:"days_remaining"`
	Locations     []certmodel.Location `tfsdk:"locations"`
	MostRecent    types.Bool           `tfsdk:"most_recent"`
}

func (d *singleDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate"
}

func (d *singleDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (d *singleDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := certificateAttributes()
	byName := path.MatchRoot("common_name")
	attributes["id"] = schema.Int64Attribute{
		MarkdownDescription: certmodel.DescribeID + " One of `id`, `fingerprint` and `common_name` finds the certificate.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.Int64{int64validator.AtLeast(1)},
	}
	attributes["fingerprint"] = schema.StringAttribute{
		MarkdownDescription: certmodel.DescribeFingerprint + " It finds the certificate whatever its status.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	attributes["common_name"] = schema.StringAttribute{
		MarkdownDescription: certmodel.DescribeCommonName + " The whole name finds the one certificate that is `active` or `expiring`.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	attributes["key_type"] = schema.StringAttribute{
		MarkdownDescription: certmodel.DescribeKeyType + " With `common_name`, only certificates with this type of key.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1), stringvalidator.AlsoRequires(byName)},
	}
	attributes["certificate_authority_id"] = schema.Int64Attribute{
		MarkdownDescription: certmodel.DescribeCAID + " With `common_name`, only certificates of this authority.",
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
	key, id := path.Root("id"), tigertrust.ID(config.ID.ValueInt64())
	var item *tigertrust.Certificate
	if !certmodel.HasValue(config.ID) {
		var problem diag.Diagnostic
		if key, item, problem = d.look(ctx, &config); problem != nil {
			resp.Diagnostics.Append(problem)
			return
		}
		id = item.ID
	}
	certificate, err := d.session.Certificate(ctx, id)
	if err != nil {
		resp.Diagnostics.Append(apidiag.Error(fmt.Sprintf("Could not read certificate %d", id), err,
			apidiag.Attributes{tigertrust.ErrCertificateNotFound: key}))
		return
	}
	found := lifecycle.Certificate{Session: d.session, ID: id, Model: certmodel.FromAPI(certificate)}
	if item != nil {
		found.Model.Merge(certmodel.FromAPI(item), certmodel.FillNull)
	} else {
		_, diags := found.Complete(ctx)
		resp.Diagnostics.Append(diags...)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &lookupModel{
		Model:         *found.Model,
		ID:            types.Int64Value(int64(id)),
		DaysRemaining: daysRemaining(found.Model.ValidTo, d.session.Now()),
		Locations:     certmodel.Locations(certificate.Locations),
		MostRecent:    config.MostRecent,
	})...)
}

// look returns the attribute to look by and the one list item that matches it,
// or why there is not exactly one.
func (d *singleDataSource) look(ctx context.Context, config *lookupModel) (path.Path, *tigertrust.Certificate, diag.Diagnostic) {
	attribute, wanted := "common_name", config.CommonName.ValueString()
	// Servers may keep the name in the form of a certificate, or as it was
	// written, and may search with regard to case.
	searches, matches := []string{certname.Canonical(wanted), wanted}, config.hasName
	advice := "Look one of them up by its id, narrow the search by key_type or certificate_authority_id, or set most_recent = true for the first one here."
	if certmodel.HasValue(config.Fingerprint) {
		attribute, wanted = "fingerprint", config.Fingerprint.ValueString()
		searches, matches = []string{wanted}, config.hasFingerprint
		advice = "Look one of them up by its id."
	}
	key := path.Root(attribute)
	alike, err := d.search(ctx, config, slices.Compact(searches), matches)
	if err != nil {
		return key, nil, apidiag.Error("Could not look for the certificate "+wanted, err, nil)
	}
	found := slices.DeleteFunc(slices.Clone(alike), func(c tigertrust.Certificate) bool { return !config.accepts(&c) })
	switch {
	case len(found) == 0:
		detail := fmt.Sprintf("No certificate matches %s = %q%s.", attribute, wanted, config.narrowing())
		if len(alike) > 0 {
			detail += "\n\nOnly these have that " + strings.ReplaceAll(attribute, "_", " ") + ":\n\n" + enumerate(alike)
		}
		return key, nil, diag.NewAttributeErrorDiagnostic(key, "There is no such certificate", detail)
	case len(found) > 1 && !config.MostRecent.ValueBool():
		return key, nil, diag.NewAttributeErrorDiagnostic(key, "There are several such certificates",
			fmt.Sprintf("These match %s = %q%s:\n\n%s\n%s", attribute, wanted, config.narrowing(), enumerate(found), advice))
	}
	return key, &found[0], nil
}

// search returns what matches of the first search that finds any, the newest
// first.
func (d *singleDataSource) search(ctx context.Context, config *lookupModel, searches []string, matches func(*tigertrust.Certificate) bool) ([]tigertrust.Certificate, error) {
	for _, text := range searches {
		listed, err := d.session.AllCertificates(ctx, tigertrust.CertificateQuery{
			Search:                 text,
			CertificateAuthorityID: tigertrust.ID(config.CertificateAuthorityID.ValueInt64()),
		})
		if err != nil {
			return nil, err
		}
		alike := slices.DeleteFunc(listed, func(c tigertrust.Certificate) bool { return !matches(&c) })
		if len(alike) > 0 {
			slices.SortFunc(alike, compareNewestFirst)
			return alike, nil
		}
	}
	return nil, nil
}

func (m *lookupModel) hasFingerprint(c *tigertrust.Certificate) bool {
	return strings.EqualFold(certmodel.StringValue(c.Fingerprint).ValueString(), m.Fingerprint.ValueString())
}

func (m *lookupModel) hasName(c *tigertrust.Certificate) bool {
	return certname.Canonical(certmodel.StringValue(c.CommonName).ValueString()) == certname.Canonical(m.CommonName.ValueString())
}

// accepts tells whether a certificate that has the name serves: an inventory
// keeps the expired and revoked ones. A fingerprint has one certificate only,
// whatever became of it. What is not told is no reason to refuse.
func (m *lookupModel) accepts(c *tigertrust.Certificate) bool {
	if certmodel.HasValue(m.Fingerprint) {
		return true
	}
	told := certmodel.FromAPI(c)
	return (told.Status.IsNull() || c.HasStatus(tigertrust.StatusActive) || c.HasStatus(tigertrust.StatusExpiring)) &&
		(m.KeyType.IsNull() || certmodel.EqualKeyTypes(m.KeyType, told.KeyType)) &&
		(m.CertificateAuthorityID.IsNull() || told.CertificateAuthorityID.IsNull() || m.CertificateAuthorityID.Equal(told.CertificateAuthorityID))
}

// narrowing says in a diagnostic what else was asked for.
func (m *lookupModel) narrowing() string {
	text := ""
	if certmodel.HasValue(m.CommonName) {
		text = " and is active or expiring"
	}
	if certmodel.HasValue(m.KeyType) {
		text += fmt.Sprintf(", with key_type = %s", m.KeyType)
	}
	if certmodel.HasValue(m.CertificateAuthorityID) {
		text += fmt.Sprintf(", with certificate_authority_id = %s", m.CertificateAuthorityID)
	}
	return text
}

// enumerate lists at most ten certificates, a line each.
func enumerate(found []tigertrust.Certificate) string {
	text := ""
	for i, c := range found {
		if i == 10 {
			return text + fmt.Sprintf("  … and %d more\n", len(found)-i)
		}
		told := certmodel.FromAPI(&c)
		text += fmt.Sprintf("  %d: %s key, issued by %s, %s, created %s, expires %s\n", c.ID, orUnknown(told.KeyType), orUnknown(told.Issuer),
			orUnknown(told.Status), orUnknown(told.CreatedAt.StringValue), orUnknown(told.ValidTo.StringValue))
	}
	return text
}

// orUnknown returns what the server tells, fit for a terminal.
func orUnknown(told types.String) string {
	if told.IsNull() {
		return "unknown"
	}
	return tigertrust.Printable(told.ValueString())
}
