package certmodel

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// FromAPI returns the model of a certificate in a response. Fields that the
// response does not contain are null.
func FromAPI(response *tigertrust.Certificate) *Model {
	model := &Model{
		CommonName:              StringValue(response.CommonName),
		SubjectAlternativeNames: NewStringSet(response.SubjectAlternativeNames),
		CertificateAuthorityID:  CAValue(response.CertificateAuthorityID),
		KeyType:                 StringValue(response.KeyType),
		KeySize:                 types.Int64PointerValue(response.KeySize),
		AutoRenew:               types.BoolPointerValue(response.AutoRenew),
		RenewalThresholdDays:    types.Int64PointerValue(response.RenewalThresholdDays),
		DeploymentTargets:       NewStringSet(response.DeploymentTargets),
		Issuer:                  StringValue(response.Issuer),
		SerialNumber:            StringValue(response.SerialNumber),
		Fingerprint:             StringValue(response.Fingerprint),
		ValidFrom:               TimeValue(response.ValidFrom),
		ValidTo:                 TimeValue(response.ValidTo),
		Status:                  StringValue(response.Status),
		RenewalStatus:           StringValue(response.RenewalStatus),
		CreatedAt:               TimeValue(response.CreatedAt),
		CertificatePEM:          StringValue(response.CertificatePEM),
		ChainPEM:                StringValue(response.ChainPEM),
	}
	model.setFullChain()
	return model
}

// StringValue returns a string, or null if text is nil or empty: servers return
// both for a value that does not exist yet, such as the serial number of a pending
// certificate.
func StringValue[T ~string](text *T) types.String {
	if text == nil || *text == "" {
		return types.StringNull()
	}
	return types.StringValue(string(*text))
}

// CAValue returns the id of a certificate authority (CA), or null if id is nil.
func CAValue(id *tigertrust.CAID) types.Int64 { return types.Int64PointerValue((*int64)(id)) }

// TimeValue returns a time in UTC and whole seconds, or null if t is nil or zero.
func TimeValue(t *tigertrust.Time) timetypes.RFC3339 {
	if t == nil || t.IsZero() {
		return timetypes.NewRFC3339Null()
	}
	return timetypes.NewRFC3339TimeValue(t.UTC().Truncate(time.Second))
}
