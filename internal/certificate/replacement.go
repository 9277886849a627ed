package certificate

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/renewal"
)

// replacementReason is an attribute that forces replacement, and why.
type replacementReason struct {
	attribute string
	why       string
}

// Why an attribute forces replacement.
const (
	whyChanged = "the configured value differs from the value in the state"
	whyUnknown = "the configured value is not known until apply"
	whyRevoked = "the certificate is revoked"
	whyFailed  = "the certificate was never issued"
)

// orderValues are the attributes that a certificate is ordered with.
type orderValues struct {
	commonName              types.String
	subjectAlternativeNames types.Set
	certificateAuthorityID  types.Int64
	keyType                 types.String
	keySize                 types.Int64
	validityDays            types.Int64
}

func (m *resourceModel) orderValues() orderValues {
	return orderValues{
		commonName:              m.CommonName,
		subjectAlternativeNames: m.SubjectAlternativeNames,
		certificateAuthorityID:  m.CertificateAuthorityID,
		keyType:                 m.KeyType,
		keySize:                 m.KeySize,
		validityDays:            m.ValidityDays,
	}
}

// names returns the names that are known.
func (v orderValues) names() certname.Names {
	return certname.Names{CommonName: v.commonName.ValueString(), Alternatives: certmodel.Strings(v.subjectAlternativeNames)}
}

// replacementInput contains the values that decide whether a plan replaces the
// certificate.
type replacementInput struct {
	// config is the configuration, with ignore_changes applied.
	config orderValues
	state  orderValues
	// grantedDays is the validity period of the current certificate, null if it
	// is not known.
	grantedDays   types.Int64
	isRevoked     bool
	isFailedOrder bool
}

func newReplacementInput(config, state *resourceModel) replacementInput {
	granted := types.Int64Null()
	if days, isKnown := state.validityPeriodDays(); isKnown {
		granted = types.Int64Value(days)
	}
	return replacementInput{
		config:        config.orderValues(),
		state:         state.orderValues(),
		grantedDays:   granted,
		isRevoked:     state.IsRevoked(),
		isFailedOrder: state.IsFailedOrder(),
	}
}

// reasons returns why the certificate must be replaced, or nothing if it can
// stay. An attribute without a configured value never forces replacement. Nor
// does one without a value in the state, as after an import: nobody knows
// whether the certificate has the configured value.
func (in replacementInput) reasons() []replacementReason {
	reasons := in.nameReasons()
	compare := func(attribute string, config, state certmodel.Nullable, isEqual bool) {
		switch {
		case config.IsNull() || state.IsNull():
		case config.IsUnknown():
			reasons = append(reasons, replacementReason{attribute, whyUnknown})
		case !isEqual:
			reasons = append(reasons, replacementReason{attribute, whyChanged})
		}
	}
	config, state := in.config, in.state
	compare("certificate_authority_id", config.certificateAuthorityID, state.certificateAuthorityID, config.certificateAuthorityID.Equal(state.certificateAuthorityID))
	compare("key_type", config.keyType, state.keyType, certmodel.EqualKeyTypes(config.keyType, state.keyType))
	compare("key_size", config.keySize, state.keySize, config.keySize.Equal(state.keySize))
	// A CA may grant another validity period than the one ordered. Writing the
	// granted period into the configuration is no reason for another order.
	compare("validity_days", config.validityDays, state.validityDays,
		config.validityDays.Equal(state.validityDays) || config.validityDays.Equal(in.grantedDays))
	switch {
	case in.isRevoked:
		reasons = append(reasons, replacementReason{"status", whyRevoked})
	case in.isFailedOrder:
		reasons = append(reasons, replacementReason{"status", whyFailed})
	}
	return reasons
}

// nameReasons compares the names as a whole: the common name is also a subject
// alternative name, listed or not. A changed common name is the only reason
// then. A name that is unknown may turn out to be another one.
func (in replacementInput) nameReasons() []replacementReason {
	const commonName, alternatives = "common_name", "subject_alternative_names"
	configured, current := in.config.names(), in.state.names()
	switch {
	case in.state.commonName.IsNull():
		return nil
	case in.config.commonName.IsUnknown():
		return []replacementReason{{commonName, whyUnknown}}
	case !configured.SameCommonName(current):
		return []replacementReason{{commonName, whyChanged}}
	case in.state.subjectAlternativeNames.IsNull(), in.config.subjectAlternativeNames.IsNull():
		return nil
	case !isFullyKnown(in.config.subjectAlternativeNames):
		return []replacementReason{{alternatives, whyUnknown}}
	case !configured.Equal(current):
		return []replacementReason{{alternatives, whyChanged}}
	default:
		return nil
	}
}

// isFullyKnown reports whether a set and all its elements are known, or the set
// is null.
func isFullyKnown(set types.Set) bool {
	return !set.IsUnknown() && len(certmodel.Strings(set)) == len(set.Elements())
}

// validityPeriodDays returns the validity period of the certificate in days.
func (m *resourceModel) validityPeriodDays() (days int64, isKnown bool) {
	return renewal.CertificateFrom(&m.Model).Validity.Days()
}
