package certificate

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/renewal"
)

// replacementReason is an attribute that forces replacement, and why.
type replacementReason struct {
	attribute string
	why       string
}

// Why an attribute forces replacement.
const (
	whyChanged = "the configured value was changed"
	whyUnknown = "the configured value is not known until apply"
	whyRevoked = "the certificate is revoked"
	whyFailed  = "the certificate was never issued"
)

// orderValues returns the attributes that a certificate is ordered with.
func (m *resourceModel) orderValues() certmodel.OrderValues {
	values := m.OrderValues()
	values.ValidityDays = m.ValidityDays
	return values
}

// replacementInput contains the values that decide whether a plan replaces the
// certificate.
type replacementInput struct {
	// config is the configuration, with ignore_changes applied.
	config certmodel.OrderValues
	// applied are the values that do not force replacement, whatever the
	// certificate has.
	applied certmodel.Applied
	state   certmodel.OrderValues
	// grantedDays is the validity period of the current certificate, null if it
	// is not known.
	grantedDays   types.Int64
	isRevoked     bool
	isFailedOrder bool
}

func newReplacementInput(config, state *resourceModel, applied certmodel.Applied) replacementInput {
	granted := types.Int64Null()
	if days, isKnown := state.validityPeriodDays(); isKnown {
		granted = types.Int64Value(days)
	}
	if len(applied) == 0 {
		// No refresh has read the certificate since its import or its move.
		applied = certmodel.Applied{state.orderValues()}
	}
	return replacementInput{
		config:        config.orderValues(),
		applied:       applied,
		state:         state.orderValues(),
		grantedDays:   granted,
		isRevoked:     state.IsRevoked(),
		isFailedOrder: state.IsFailedOrder(),
	}
}

// reasons returns why the certificate must be replaced, or nothing if it can
// stay. Only a change of the configuration forces replacement: a CA may grant
// other values than those that were ordered, and TigerTrust may renew by a policy
// that differs from the order. A configuration that contains what the certificate
// has, accepts it.
//
// An attribute without a value in the state, as after an import, never forces
// replacement: nobody knows whether the certificate has the configured value.
func (in replacementInput) reasons() []replacementReason {
	var reasons []replacementReason
	for _, attribute := range certmodel.OrderAttributes() {
		config, state := attribute.Value(in.config), attribute.Value(in.state)
		switch {
		case config.IsNull() || state.IsNull():
		case config.IsUnknown():
			reasons = append(reasons, replacementReason{attribute.Name, whyUnknown})
		case !in.applied.Accepts(attribute, in.config) && !attribute.Equal(in.config, in.state) && !attribute.Has(in.config, in.granted()):
			reasons = append(reasons, replacementReason{attribute.Name, whyChanged})
		}
		isNamed := attribute.Name == "common_name"
		if isNamed && (len(reasons) > 0 || state.IsNull()) {
			// The other names are compared together with the common name.
			in.config.SubjectAlternativeNames = certmodel.NullStringSet()
		}
	}
	switch {
	case in.isRevoked:
		reasons = append(reasons, replacementReason{"status", whyRevoked})
	case in.isFailedOrder:
		reasons = append(reasons, replacementReason{"status", whyFailed})
	}
	return reasons
}

// granted returns the values of the certificate. The state contains the validity
// period that was ordered.
func (in replacementInput) granted() certmodel.OrderValues {
	granted := in.state
	granted.ValidityDays = in.grantedDays
	return granted
}

// keepGranted keeps the values of the state in a plan that does not replace the
// certificate. Terraform accepts a planned value that equals the prior state,
// whatever the configuration contains.
func (m *resourceModel) keepGranted(state *resourceModel) {
	keepValue(&m.CommonName, state.CommonName)
	keepValue(&m.SubjectAlternativeNames, state.SubjectAlternativeNames)
	keepValue(&m.CertificateAuthorityID, state.CertificateAuthorityID)
	keepValue(&m.KeyType, state.KeyType)
	keepValue(&m.KeySize, state.KeySize)
}

func keepValue[V attr.Value](planned *V, state V) {
	if !state.IsNull() {
		*planned = state
	}
}

// validityPeriodDays returns the validity period of the certificate in days.
func (m *resourceModel) validityPeriodDays() (days int64, isKnown bool) {
	return renewal.CertificateFrom(&m.Model).Validity.Days()
}
