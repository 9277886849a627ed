package certmodel

import "github.com/hashicorp/terraform-plugin-framework/attr"

// MergeRule reports whether a value of the source replaces the current value.
type MergeRule func(current, source attr.Value) bool

// Overwrite replaces every value that the source contains and keeps the others.
func Overwrite(_, source attr.Value) bool { return !source.IsNull() }

// FillUnknown replaces the values that a plan left unknown. Terraform requires an
// apply to keep all others.
func FillUnknown(current, _ attr.Value) bool { return current.IsUnknown() }

// FillNull replaces null values. It is used for list items, which may be older
// than the current values.
func FillNull(current, _ attr.Value) bool { return current.IsNull() }

// Merge replaces the values of m that rule selects with those of source.
func (m *Model) Merge(source *Model, rule MergeRule) {
	MergeValue(&m.CommonName, source.CommonName, rule)
	MergeValue(&m.SubjectAlternativeNames, source.SubjectAlternativeNames, rule)
	MergeValue(&m.CertificateAuthorityID, source.CertificateAuthorityID, rule)
	MergeValue(&m.KeyType, source.KeyType, rule)
	MergeValue(&m.KeySize, source.KeySize, rule)
	MergeValue(&m.AutoRenew, source.AutoRenew, rule)
	MergeValue(&m.RenewalThresholdDays, source.RenewalThresholdDays, rule)
	MergeValue(&m.DeploymentTargets, source.DeploymentTargets, rule)
	MergeValue(&m.Issuer, source.Issuer, rule)
	MergeValue(&m.SerialNumber, source.SerialNumber, rule)
	MergeValue(&m.Fingerprint, source.Fingerprint, rule)
	MergeValue(&m.ValidFrom, source.ValidFrom, rule)
	MergeValue(&m.ValidTo, source.ValidTo, rule)
	MergeValue(&m.Status, source.Status, rule)
	MergeValue(&m.RenewalStatus, source.RenewalStatus, rule)
	MergeValue(&m.CreatedAt, source.CreatedAt, rule)
	MergeValue(&m.CertificatePEM, source.CertificatePEM, rule)
	MergeValue(&m.ChainPEM, source.ChainPEM, rule)
	m.setFullChain()
}

// MergeValue replaces one value if rule selects it.
func MergeValue[V attr.Value](current *V, source V, rule MergeRule) {
	if rule(*current, source) {
		*current = source
	}
}

// HasUnknown reports whether any value is unknown.
func (m *Model) HasUnknown() bool {
	found, unchanged := false, *m
	unchanged.Merge(m, func(current, _ attr.Value) bool {
		found = found || current.IsUnknown()
		return false
	})
	return found
}
