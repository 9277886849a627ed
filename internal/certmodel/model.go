package certmodel

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Model are what the API tells of a certificate beside its id. Models embed
// them.
type Model struct {
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
func (f *Model) Names() certname.Names {
	return certname.Names{CommonName: f.CommonName.ValueString(), Alternatives: Strings(f.SubjectAlternativeNames)}
}

// NamesOr returns the names that f tells, with held's where it tells none.
func (f *Model) NamesOr(held certname.Names) certname.Names {
	names := f.Names()
	if f.CommonName.IsNull() {
		names.CommonName = held.CommonName
	}
	if f.SubjectAlternativeNames.IsNull() {
		names.Alternatives = held.Alternatives
	}
	return names
}

// IsComplete reports that nothing is missing of what the list may add: what the
// reference shows there only, and what tells one issuance from another.
func (f *Model) IsComplete() bool {
	return HasValue(f.CertificateAuthorityID) && HasValue(f.CreatedAt) && HasValue(f.RenewalStatus) &&
		HasValue(f.SerialNumber) && HasValue(f.Fingerprint) && HasValue(f.ValidFrom) && HasValue(f.ValidTo)
}

// CompleteFrom adds the values that only the list returns, if any is missing.
func (f *Model) CompleteFrom(listed *Model) {
	if !f.IsComplete() {
		f.Merge(listed, FillNull)
	}
}

// IsRevoked reports the status revoked.
func (f *Model) IsRevoked() bool { return f.Status.ValueString() == string(tigertrust.StatusRevoked) }

// IsExpired reports the status expired.
func (f *Model) IsExpired() bool { return f.Status.ValueString() == string(tigertrust.StatusExpired) }

// IsFailedOrder reports an order that ended without a certificate.
func (f *Model) IsFailedOrder() bool {
	return tigertrust.Status(f.Status.ValueString()).IssuanceFailed() && !HasValue(f.CertificatePEM)
}

// A Rule says whether what an answer tells replaces what a model holds.
type MergeRule func(held, told attr.Value) bool

// Overwrite is the rule of Read: what the answer tells is the truth, what it
// leaves out keeps its value.
func Overwrite(_, told attr.Value) bool { return !told.IsNull() }

// FillUnknown is the rule of Create and Update: Terraform insists on every
// value that the plan knew.
func FillUnknown(held, _ attr.Value) bool { return held.IsUnknown() }

// FillNull is the rule of the list item, which may be older than the single
// answer: it only adds.
func FillNull(held, _ attr.Value) bool { return held.IsNull() }

// Merge overwrites f with source, by rule.
func (f *Model) Merge(source *Model, rule MergeRule) {
	MergeValue(&f.CommonName, source.CommonName, rule)
	MergeValue(&f.SubjectAlternativeNames, source.SubjectAlternativeNames, rule)
	MergeValue(&f.CertificateAuthorityID, source.CertificateAuthorityID, rule)
	MergeValue(&f.KeyType, source.KeyType, rule)
	MergeValue(&f.KeySize, source.KeySize, rule)
	MergeValue(&f.AutoRenew, source.AutoRenew, rule)
	MergeValue(&f.RenewalThresholdDays, source.RenewalThresholdDays, rule)
	MergeValue(&f.DeploymentTargets, source.DeploymentTargets, rule)
	MergeValue(&f.Issuer, source.Issuer, rule)
	MergeValue(&f.SerialNumber, source.SerialNumber, rule)
	MergeValue(&f.Fingerprint, source.Fingerprint, rule)
	MergeValue(&f.ValidFrom, source.ValidFrom, rule)
	MergeValue(&f.ValidTo, source.ValidTo, rule)
	MergeValue(&f.Status, source.Status, rule)
	MergeValue(&f.RenewalStatus, source.RenewalStatus, rule)
	MergeValue(&f.CreatedAt, source.CreatedAt, rule)
	MergeValue(&f.CertificatePEM, source.CertificatePEM, rule)
	MergeValue(&f.ChainPEM, source.ChainPEM, rule)
}

// MergeValue overwrites one value, by rule.
func MergeValue[V attr.Value](held *V, told V, rule MergeRule) {
	if rule(*held, told) {
		*held = told
	}
}

// HasUnknown reports that something is left for the API to tell.
func (f *Model) HasUnknown() bool {
	found := false
	f.Merge(f, func(held, _ attr.Value) bool {
		found = found || held.IsUnknown()
		return false
	})
	return found
}
