package certmodel

import "slices"

// Keys of the private state.
const (
	// AppliedKey is the key of an [Applied].
	AppliedKey = "applied"
	// PlannedAppliedKey is the key under which a plan passes an [Applied] to its
	// apply.
	PlannedAppliedKey = "planned_applied"
)

// Applied contains the values that are no reason for another order of the current
// certificate: the configuration of the last apply, and after it the values that
// the certificate had before the server changed them. A configuration that
// contains one of the latter was accepted without an apply: Terraform calls no
// provider if nothing changes.
type Applied []OrderValues

// Accepts reports whether one of the values of the attribute is the configured
// one.
func (a Applied) Accepts(attribute OrderAttribute, config OrderValues) bool {
	return slices.ContainsFunc(a, func(accepted OrderValues) bool { return attribute.Has(accepted, config) })
}

// AcceptsCA reports whether one of the values is the configured CA.
func (a Applied) AcceptsCA(config OrderValues) bool {
	return slices.ContainsFunc(a, func(accepted OrderValues) bool {
		return HasValue(config.CertificateAuthorityID) && accepted.CertificateAuthorityID.Equal(config.CertificateAuthorityID)
	})
}

// Refresh returns the values after a refresh of the state. Nothing is applied to
// an imported certificate: the first refresh accepts its values as they are.
func (a Applied) Refresh(before, after OrderValues) Applied {
	switch isUnread := before.CommonName.IsNull(); {
	case len(a) == 0 && isUnread:
		return Applied{after}
	case len(a) == 0:
		return Applied{before}
	}
	for _, attribute := range OrderAttributes() {
		isChanged := HasValue(attribute.Value(before)) && !attribute.Has(before, after)
		if isChanged && !a.Accepts(attribute, before) {
			return append(slices.Clip(a), before)
		}
	}
	return a
}
