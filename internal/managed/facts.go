package managed

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Facts are what the API tells of a certificate beside its id. Models embed
// them.
type Facts struct {
	CommonName              types.String      `tfsdk:"common_name"`
	SubjectAlternativeNames types.Set         `tfsdk:"subject_alternative_names"`
	CertificateAuthorityID  types.Int64       `tfsdk:"certificate_authority_id"`
	KeyType                 types.String      `tfsdk:"key_type"`
	KeySize                 types.Int64       `tfsdk:"key_size"`
	AutoRenew               types.Bool        `tfsdk:"auto_renew"`
	RenewalThresholdDays    types.Int64       `tfsdk:"renewal_threshold_days"`
	DeploymentTargets       types.Set         `tfsdk:"deployment_targets"`
	Issuer                  types.String      `tfsdk:"issuer"`
	SerialNumber            types.String      `tfsdk:"serial_number"`
	Fingerprint             types.String      `tfsdk:"fingerprint"`
	ValidFrom               timetypes.RFC3339 `tfsdk:"valid_from"`
	ValidTo                 timetypes.RFC3339 `tfsdk:"valid_to"`
	Status                  types.String      `tfsdk:"status"`
	RenewalStatus           types.String      `tfsdk:"renewal_status"`
	CreatedAt               timetypes.RFC3339 `tfsdk:"created_at"`
	CertificatePEM          types.String      `tfsdk:"certificate_pem"`
	ChainPEM                types.String      `tfsdk:"chain_pem"`
}

// Names returns the known names; unknown ones are left out.
func (f *Facts) Names() certname.Names {
	return certname.Names{CommonName: f.CommonName.ValueString(), Alternatives: Strings(f.SubjectAlternativeNames)}
}

// NamesOver returns the names that f tells, with held's where it tells none.
func (f *Facts) NamesOver(held certname.Names) certname.Names {
	names := f.Names()
	if f.CommonName.IsNull() {
		names.CommonName = held.CommonName
	}
	if f.SubjectAlternativeNames.IsNull() {
		names.Alternatives = held.Alternatives
	}
	return names
}

// isComplete reports that nothing is missing of what the list may add: what the
// reference shows there only, and what tells one issuance from another.
func (f *Facts) isComplete() bool {
	return IsSet(f.CertificateAuthorityID) && IsSet(f.CreatedAt) && IsSet(f.RenewalStatus) &&
		IsSet(f.SerialNumber) && IsSet(f.Fingerprint) && IsSet(f.ValidFrom) && IsSet(f.ValidTo)
}

// CompleteFrom adds what only the list shows, if anything is missing of that.
func (f *Facts) CompleteFrom(item *tigertrust.Certificate) {
	if !f.isComplete() {
		f.Take(AnswerFacts(item), WhereMissing)
	}
}

// IsRevoked reports the status revoked.
func (f *Facts) IsRevoked() bool { return f.Status.ValueString() == string(tigertrust.StatusRevoked) }

// IsExpired reports the status expired.
func (f *Facts) IsExpired() bool { return f.Status.ValueString() == string(tigertrust.StatusExpired) }

// IsFailedOrder reports an order that ended without a certificate.
func (f *Facts) IsFailedOrder() bool {
	return tigertrust.Status(f.Status.ValueString()).IssuanceFailed() && !IsSet(f.CertificatePEM)
}

// A Rule says whether what an answer tells replaces what a model holds.
type Rule func(held, told attr.Value) bool

// WhereTold is the rule of Read: what the answer tells is the truth, what it
// leaves out keeps its value.
func WhereTold(_, told attr.Value) bool { return !told.IsNull() }

// WhereUnknown is the rule of Create and Update: Terraform insists on every
// value that the plan knew.
func WhereUnknown(held, _ attr.Value) bool { return held.IsUnknown() }

// WhereMissing is the rule of the list item, which may be older than the single
// answer: it only adds.
func WhereMissing(held, _ attr.Value) bool { return held.IsNull() }

// Take overwrites f with source, by rule.
func (f *Facts) Take(source *Facts, rule Rule) {
	Take(&f.CommonName, source.CommonName, rule)
	Take(&f.SubjectAlternativeNames, source.SubjectAlternativeNames, rule)
	Take(&f.CertificateAuthorityID, source.CertificateAuthorityID, rule)
	Take(&f.KeyType, source.KeyType, rule)
	Take(&f.KeySize, source.KeySize, rule)
	Take(&f.AutoRenew, source.AutoRenew, rule)
	Take(&f.RenewalThresholdDays, source.RenewalThresholdDays, rule)
	Take(&f.DeploymentTargets, source.DeploymentTargets, rule)
	Take(&f.Issuer, source.Issuer, rule)
	Take(&f.SerialNumber, source.SerialNumber, rule)
	Take(&f.Fingerprint, source.Fingerprint, rule)
	Take(&f.ValidFrom, source.ValidFrom, rule)
	Take(&f.ValidTo, source.ValidTo, rule)
	Take(&f.Status, source.Status, rule)
	Take(&f.RenewalStatus, source.RenewalStatus, rule)
	Take(&f.CreatedAt, source.CreatedAt, rule)
	Take(&f.CertificatePEM, source.CertificatePEM, rule)
	Take(&f.ChainPEM, source.ChainPEM, rule)
}

// Take overwrites one value, by rule.
func Take[V attr.Value](held *V, told V, rule Rule) {
	if rule(*held, told) {
		*held = told
	}
}

// HasUnknown reports that something is left for the API to tell.
func (f *Facts) HasUnknown() bool {
	found := false
	f.Take(f, func(held, _ attr.Value) bool {
		found = found || held.IsUnknown()
		return false
	})
	return found
}
