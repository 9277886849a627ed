package certificate

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// toOrder returns the request that orders the planned certificate. It omits
// attributes without a configured value, so that TigerTrust chooses them.
func (m *resourceModel) toOrder() tigertrust.CertificateOrder {
	order := tigertrust.CertificateOrder{
		CommonName:             certname.Encode(m.CommonName.ValueString()),
		KeyType:                known(m.KeyType, types.String.ValueStringPointer),
		KeySize:                known(m.KeySize, types.Int64.ValueInt64Pointer),
		ValidityDays:           known(m.ValidityDays, types.Int64.ValueInt64Pointer),
		AutoRenew:              known(m.AutoRenew, types.Bool.ValueBoolPointer),
		CertificateAuthorityID: m.RequestedCA(),
		RenewalThresholdDays:   known(m.RenewalThresholdDays, types.Int64.ValueInt64Pointer),
	}
	if certmodel.HasValue(m.SubjectAlternativeNames) {
		names := certname.EncodeAll(certmodel.Strings(m.SubjectAlternativeNames))
		order.SubjectAlternativeNames = &names
	}
	return order
}

// known returns a pointer to the value of v, or nil if v is null or unknown.
func known[V certmodel.Nullable, T any](v V, pointer func(V) *T) *T {
	if !certmodel.HasValue(v) {
		return nil
	}
	return pointer(v)
}
