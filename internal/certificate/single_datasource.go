package certificate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
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

// lookupModel is the configuration and state of the data source
// tigertrust_certificate.
type lookupModel struct {
	certmodel.Model
	ID            types.String         `tfsdk:"id"`
	DaysRemaining types.Int64          `tfsdk:"days_remaining"`
	RenewalDueAt  timetypes.RFC3339    `tfsdk:"renewal_due_at"`
	DaysOverdue   types.Int64          `tfsdk:"days_overdue"`
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
	attributes["id"] = schema.StringAttribute{
		MarkdownDescription: certmodel.DescribeID + " Exactly one of `id`, `fingerprint` and `common_name` is required.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{certmodel.IDValidator()},
	}
	attributes["fingerprint"] = schema.StringAttribute{
		MarkdownDescription: certmodel.DescribeFingerprint + " As an argument, finds a certificate of any status.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	attributes["common_name"] = schema.StringAttribute{
		MarkdownDescription: certmodel.DescribeCommonName + " As an argument, finds a certificate with exactly this name that is `active` or `expiring`.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	attributes["key_type"] = schema.StringAttribute{
		MarkdownDescription: certmodel.DescribeKeyType + " As an argument, selects certificates with this key type. Requires `common_name`.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1), stringvalidator.AlsoRequires(byName)},
	}
	attributes["certificate_authority_id"] = schema.Int64Attribute{
		MarkdownDescription: certmodel.DescribeCAID + " As an argument, selects certificates of this CA. Requires `common_name`.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.Int64{int64validator.AlsoRequires(byName)},
	}
	attributes["most_recent"] = schema.BoolAttribute{
		MarkdownDescription: "Whether to return the certificate that was created last if several match. If `false`, several matches are an error. Requires `common_name`. Defaults to `false`.",
		Optional:            true,
		Validators:          []validator.Bool{boolvalidator.AlsoRequires(byName)},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads one certificate by its `id`, `fingerprint` or `common_name`.",
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
	resp.Diagnostics.Append(certmodel.AtLeastOne("certificate_authority_id", config.CertificateAuthorityID)...)
	if resp.Diagnostics.HasError() {
		return
	}
	key, id := path.Root("id"), tigertrust.ID(config.ID.ValueString())
	var item *tigertrust.Certificate
	if !certmodel.HasValue(config.ID) {
		var problem diag.Diagnostic
		if key, item, problem = d.lookUp(ctx, &config); problem != nil {
			resp.Diagnostics.Append(problem)
			return
		}
		id = item.ID
	}
	certificate, err := lifecycle.ReadReferenced(ctx, d.session, id)
	if err != nil {
		resp.Diagnostics.Append(apidiag.Error(fmt.Sprintf("Could not read certificate %s", id), err,
			apidiag.Attributes{tigertrust.ErrCertificateNotFound: key}))
		return
	}
	found := lifecycle.Certificate{Session: d.session, ID: id, Model: certmodel.FromAPI(certificate)}
	if item != nil {
		found.Model.Merge(certmodel.FromAPI(item), certmodel.FillNull)
	} else {
		_, diags := found.CompleteAll(ctx)
		resp.Diagnostics.Append(diags...)
	}
	dueAt := dueInTigerTrust(found.Model)
	resp.Diagnostics.Append(resp.State.Set(ctx, &lookupModel{
		Model:         *found.Model,
		ID:            types.StringValue(string(id)),
		DaysRemaining: daysRemaining(found.Model.ValidTo, d.session.Now()),
		RenewalDueAt:  dueAt,
		DaysOverdue:   daysOverdue(dueAt, d.session.Now()),
		Locations:     certmodel.Locations(certificate.Locations),
		MostRecent:    config.MostRecent,
	})...)
}

// lookUp returns the list item that matches the fingerprint or the common name, and
// the attribute that it matches. No match and several matches are errors.
func (d *singleDataSource) lookUp(ctx context.Context, config *lookupModel) (path.Path, *tigertrust.Certificate, diag.Diagnostic) {
	attribute, value := "common_name", config.CommonName.ValueString()
	// Servers may store the name in ASCII, as certificates do, or as it was
	// ordered, and their search may be case-sensitive.
	searches, matches := []string{certname.Canonical(value), value}, config.hasName
	advice := "Set id to one of them, add key_type or certificate_authority_id, or set most_recent = true to use the first one in this list."
	if certmodel.HasValue(config.Fingerprint) {
		attribute, value = "fingerprint", config.Fingerprint.ValueString()
		searches, matches = []string{value}, config.hasFingerprint
		advice = "Set id to one of them."
	}
	key := path.Root(attribute)
	named, err := d.search(ctx, config, slices.Compact(searches), matches)
	if err != nil {
		return key, nil, apidiag.Error("Could not look up certificate "+value, err, nil)
	}
	found := slices.DeleteFunc(slices.Clone(named), func(c tigertrust.Certificate) bool { return !config.accepts(&c) })
	switch {
	case len(found) == 0:
		detail := fmt.Sprintf("No certificate matches %s = %q%s.", attribute, value, config.describeFilters())
		if len(named) > 0 {
			detail += "\n\nThese certificates have this " + strings.ReplaceAll(attribute, "_", " ") + ":\n\n" + enumerate(named)
		}
		return key, nil, diag.NewAttributeErrorDiagnostic(key, "No matching certificate", detail)
	case len(found) > 1 && !config.MostRecent.ValueBool():
		return key, nil, diag.NewAttributeErrorDiagnostic(key, "Several matching certificates",
			fmt.Sprintf("These certificates match %s = %q%s:\n\n%s\n%s", attribute, value, config.describeFilters(), enumerate(found), advice))
	case len(found) > 1 && !isNewer(&found[0], &found[1]):
		return key, nil, diag.NewAttributeErrorDiagnostic(path.Root("most_recent"), "The most recent certificate is unknown",
			fmt.Sprintf("These certificates match %s = %q%s, and neither created_at nor the ID shows which one was created last:\n\n%s\n"+
				"Set id to one of them, or add key_type or certificate_authority_id.", attribute, value, config.describeFilters(), enumerate(found)))
	}
	return key, &found[0], nil
}

// search returns the matches of the first search that has any, newest first.
func (d *singleDataSource) search(ctx context.Context, config *lookupModel, searches []string, matches func(*tigertrust.Certificate) bool) ([]tigertrust.Certificate, error) {
	for _, text := range searches {
		listed, err := d.session.AllCertificates(ctx, tigertrust.CertificateQuery{
			Search:                 text,
			CertificateAuthorityID: tigertrust.CAID(config.CertificateAuthorityID.ValueInt64()),
		})
		if err != nil {
			return nil, err
		}
		named := slices.DeleteFunc(listed, func(c tigertrust.Certificate) bool { return !matches(&c) })
		if len(named) > 0 {
			slices.SortFunc(named, compareNewestFirst)
			return named, nil
		}
	}
	return nil, nil
}

// hasFingerprint reports whether c has the configured fingerprint.
func (m *lookupModel) hasFingerprint(c *tigertrust.Certificate) bool {
	return strings.EqualFold(certmodel.StringValue(c.Fingerprint).ValueString(), m.Fingerprint.ValueString())
}

// hasName reports whether c has the configured common name.
func (m *lookupModel) hasName(c *tigertrust.Certificate) bool {
	return certname.Canonical(certmodel.StringValue(c.CommonName).ValueString()) == certname.Canonical(m.CommonName.ValueString())
}

// accepts reports whether a certificate with the configured name matches: it has
// to be valid, and have the configured key type and CA, if the API returns them.
// A fingerprint identifies one certificate, of any status.
func (m *lookupModel) accepts(c *tigertrust.Certificate) bool {
	if certmodel.HasValue(m.Fingerprint) {
		return true
	}
	model := certmodel.FromAPI(c)
	return (model.Status.IsNull() || c.HasStatus(tigertrust.StatusActive) || c.HasStatus(tigertrust.StatusExpiring)) &&
		(m.KeyType.IsNull() || certmodel.EqualKeyTypes(m.KeyType, model.KeyType)) &&
		(m.CertificateAuthorityID.IsNull() || model.CertificateAuthorityID.IsNull() || m.CertificateAuthorityID.Equal(model.CertificateAuthorityID))
}

// describeFilters returns the other filters for use in a diagnostic.
func (m *lookupModel) describeFilters() string {
	text := ""
	if certmodel.HasValue(m.CommonName) {
		text = " with status active or expiring"
	}
	if certmodel.HasValue(m.KeyType) {
		text += fmt.Sprintf(", key_type = %s", m.KeyType)
	}
	if certmodel.HasValue(m.CertificateAuthorityID) {
		text += fmt.Sprintf(", certificate_authority_id = %s", m.CertificateAuthorityID)
	}
	return text
}

// enumerate returns a list of at most ten certificates, one per line.
func enumerate(found []tigertrust.Certificate) string {
	text := ""
	for i, c := range found {
		if i == 10 {
			return text + fmt.Sprintf("  … and %d more\n", len(found)-i)
		}
		model := certmodel.FromAPI(&c)
		text += fmt.Sprintf("  %s: %s key, issued by %s, %s, created %s, expires %s\n", c.ID, orUnknown(model.KeyType), orUnknown(model.Issuer),
			orUnknown(model.Status), orUnknown(model.CreatedAt.StringValue), orUnknown(model.ValidTo.StringValue))
	}
	return text
}

// orUnknown returns a value in a form that is safe to print.
func orUnknown(value types.String) string {
	if value.IsNull() {
		return "unknown"
	}
	return tigertrust.Printable(value.ValueString())
}
