package certificate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var _ datasource.DataSourceWithConfigure = (*authoritiesDataSource)(nil)

type authoritiesDataSource struct {
	session *session.Session
}

// NewAuthoritiesDataSource returns the data source
// tigertrust_certificate_authorities.
func NewAuthoritiesDataSource() datasource.DataSource { return &authoritiesDataSource{} }

// authoritiesModel is the configuration and state of
// tigertrust_certificate_authorities.
type authoritiesModel struct {
	Issuer      types.String     `tfsdk:"issuer"`
	Authorities []authorityModel `tfsdk:"certificate_authorities"`
}

// authorityModel is a certificate authority (CA) that has issued certificates.
type authorityModel struct {
	ID           types.Int64       `tfsdk:"id"`
	Issuers      []string          `tfsdk:"issuers"`
	KeyTypes     []string          `tfsdk:"key_types"`
	Certificates types.Int64       `tfsdk:"certificates"`
	LastIssuedAt timetypes.RFC3339 `tfsdk:"last_issued_at"`
}

func (d *authoritiesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate_authorities"
}

func (d *authoritiesDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (d *authoritiesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the certificate authorities (CAs) of the certificates in the workspace. The API has no list of CAs, so the result is derived from the list of certificates: " +
			"it contains the CAs that have issued certificates, and the issuers and key types of these certificates. It does not contain CAs without certificates, although orders can use them. Reads the whole list of certificates.",
		Attributes: map[string]schema.Attribute{
			"issuer": schema.StringAttribute{
				MarkdownDescription: "Only CAs with an issuer that contains this text, ignoring letter case, such as `Let's Encrypt`. Defaults to every CA.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"certificate_authorities": schema.ListNestedAttribute{
				MarkdownDescription: "CAs, sorted by ID. Certificates for which TigerTrust returns no CA, such as imported certificates, are ignored.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":             certmodel.ComputedInt64("ID of the CA, for `certificate_authority_id`."),
					"issuers":        certmodel.ComputedStringList("Names of the CA certificates that signed its certificates, sorted."),
					"key_types":      certmodel.ComputedStringList("Key types of its certificates, such as `RSA` and `ECDSA`, sorted. The CA may support others."),
					"certificates":   certmodel.ComputedInt64("Number of its certificates in TigerTrust, including those that are expired, revoked or not issued yet."),
					"last_issued_at": certmodel.ComputedTime("Latest start of the validity period of its certificates, in RFC 3339 format: when it last issued or renewed a certificate. Null if unknown."),
				}},
			},
		},
	}
}

func (d *authoritiesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model authoritiesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	listed, err := d.session.AllCertificates(ctx, tigertrust.CertificateQuery{SortBy: tigertrust.SortByCreatedAt})
	if err != nil {
		resp.Diagnostics.Append(apidiag.Error("Could not list the certificates", err, nil))
		return
	}
	used := usedAuthorities(listed)
	if len(used) == 0 && len(listed) > 0 {
		resp.Diagnostics.Append(diag.NewWarningDiagnostic("No certificate authorities found",
			fmt.Sprintf("TigerTrust returned %d certificates without the ID of a certificate authority (CA), so the result is empty. Look up the IDs of the CAs in TigerTrust.", len(listed))))
	}
	model.Authorities = []authorityModel{}
	for _, id := range slices.Sorted(maps.Keys(used)) {
		if authority := used[id]; authority.hasIssuer(model.Issuer.ValueString()) {
			model.Authorities = append(model.Authorities, authority.model(id))
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// usedAuthority is what the certificates of one CA have in common.
type usedAuthority struct {
	issuers, keyTypes certmodel.Texts
	certificates      int64
	lastIssued        *tigertrust.Time
}

// usedAuthorities returns the CAs of certificates.
func usedAuthorities(certificates []tigertrust.Certificate) map[tigertrust.CAID]*usedAuthority {
	used := map[tigertrust.CAID]*usedAuthority{}
	for _, certificate := range certificates {
		id := certificate.CertificateAuthorityID
		if id == nil || *id < 1 {
			continue
		}
		authority := used[*id]
		if authority == nil {
			authority = &usedAuthority{issuers: certmodel.Texts{MatchCase: true}}
			used[*id] = authority
		}
		authority.certificates++
		authority.issuers.Add(certificate.Issuer)
		authority.keyTypes.Add(certificate.KeyType)
		if from := certificate.ValidFrom; hasTime(from) && (authority.lastIssued == nil || from.After(authority.lastIssued.Time)) {
			authority.lastIssued = from
		}
	}
	return used
}

// hasIssuer reports whether a name of the CA contains text, ignoring letter case.
func (a *usedAuthority) hasIssuer(text string) bool {
	contains := func(issuer string) bool {
		return strings.Contains(strings.ToLower(issuer), strings.ToLower(text))
	}
	return text == "" || slices.ContainsFunc(a.issuers.Sorted(), contains)
}

func (a *usedAuthority) model(id tigertrust.CAID) authorityModel {
	return authorityModel{
		ID:           types.Int64Value(int64(id)),
		Issuers:      a.issuers.Sorted(),
		KeyTypes:     a.keyTypes.Sorted(),
		Certificates: types.Int64Value(a.certificates),
		LastIssuedAt: certmodel.TimeValue(a.lastIssued),
	}
}
