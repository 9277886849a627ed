package certmodel

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Model contains the values of a certificate except its id, which has different
// names in different resources. Models of resources embed it.
type Model struct {
	CommonName              types.String      `tfsdk:"common_name"`
	SubjectAlternativeNames StringSet         `tfsdk:"subject_alternative_names"`
	CertificateAuthorityID  types.Int64       `tfsdk:"certificate_authority_id"`
	KeyType                 types.String      `tfsdk:"key_type"`
	KeySize                 types.Int64       `tfsdk:"key_size"`
	AutoRenew               types.Bool        `tfsdk:"auto_renew"`
	RenewalThresholdDays    types.Int64       `tfsdk:"renewal_threshold_days"`
	DeploymentTargets       StringSet         `tfsdk:"deployment_targets"`
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
	// FullChainPEM always results from CertificatePEM and ChainPEM.
	FullChainPEM types.String `tfsdk:"full_chain_pem"`
}

// Names returns the known names of the certificate.
func (m *Model) Names() certname.Names {
	return certname.Names{CommonName: m.CommonName.ValueString(), Alternatives: Strings(m.SubjectAlternativeNames)}
}

// PrimaryName returns the common name. If the certificate has none, it returns the
// name that comes first in alphabetical order, because the API returns names in any
// order. DNS names come before other names.
func (m *Model) PrimaryName() types.String {
	if !m.CommonName.IsNull() {
		return m.CommonName
	}
	if first := certname.First(Strings(m.SubjectAlternativeNames)); first != "" {
		return types.StringValue(first)
	}
	return types.StringNull()
}

// NamesOr returns the names of the certificate. A common name or SANs that m does
// not contain are taken from fallback.
func (m *Model) NamesOr(fallback certname.Names) certname.Names {
	names := m.Names()
	if m.CommonName.IsNull() {
		names.CommonName = fallback.CommonName
	}
	if m.SubjectAlternativeNames.IsNull() {
		names.Alternatives = fallback.Alternatives
	}
	return names
}

// IsComplete reports whether m contains every value that possibly only the list
// returns: those that the reference documents for the list alone, and those that
// identify an issuance.
func (m *Model) IsComplete() bool {
	return HasValue(m.CertificateAuthorityID) && HasValue(m.CreatedAt) && HasValue(m.RenewalStatus) &&
		HasValue(m.SerialNumber) && HasValue(m.Fingerprint) && HasValue(m.ValidFrom) && HasValue(m.ValidTo)
}

// CompleteFrom adds the missing values from a list item unless m is complete. It
// never adds settings: if only the list shows them, later reads could not update
// them.
func (m *Model) CompleteFrom(listed *Model) {
	if m.IsComplete() {
		return
	}
	completed := *m
	completed.Merge(listed, FillNull)
	completed.AutoRenew, completed.RenewalThresholdDays, completed.DeploymentTargets = m.AutoRenew, m.RenewalThresholdDays, m.DeploymentTargets
	*m = completed
}

// IsRevoked reports whether the certificate is revoked.
func (m *Model) IsRevoked() bool { return m.Status.ValueString() == string(tigertrust.StatusRevoked) }

// IsExpired reports whether the certificate has expired.
func (m *Model) IsExpired() bool { return m.Status.ValueString() == string(tigertrust.StatusExpired) }

// IsLive reports whether the certificate is issued and clients accept it at a
// time.
func (m *Model) IsLive(at time.Time) bool {
	status := tigertrust.Status(m.Status.ValueString())
	isIssued := HasValue(m.CertificatePEM) || status == tigertrust.StatusActive || status == tigertrust.StatusExpiring
	_, expiry := m.Validity()
	return isIssued && !m.IsRevoked() && !m.IsExpired() && (expiry.IsZero() || at.Before(expiry))
}

// IsPending reports whether the order is neither issued nor ended.
func (m *Model) IsPending() bool {
	return !HasValue(m.CertificatePEM) && !m.IsRevoked() && !m.IsExpired() && !m.IsFailedOrder()
}

// IsFailedOrder reports whether the order failed and no certificate was issued.
func (m *Model) IsFailedOrder() bool {
	return tigertrust.Status(m.Status.ValueString()).IssuanceFailed() && !HasValue(m.CertificatePEM)
}
