package certificate

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// order returns what the plan asks the API to issue. What the configuration
// leaves to the server is left out.
func (m *resourceModel) order() tigertrust.CertificateOrder {
	order := tigertrust.CertificateOrder{
		CommonName:             certname.Ordered(m.CommonName.ValueString()),
		KeyType:                known(m.KeyType, types.String.ValueStringPointer),
		KeySize:                known(m.KeySize, types.Int64.ValueInt64Pointer),
		ValidityDays:           known(m.ValidityDays, types.Int64.ValueInt64Pointer),
		AutoRenew:              known(m.AutoRenew, types.Bool.ValueBoolPointer),
		CertificateAuthorityID: m.RequestedCA(),
		RenewalThresholdDays:   known(m.RenewalThresholdDays, types.Int64.ValueInt64Pointer),
	}
	if certmodel.HasValue(m.SubjectAlternativeNames) {
		alternatives := certname.AllOrdered(certmodel.Strings(m.SubjectAlternativeNames))
		order.SubjectAlternativeNames = &alternatives
	}
	return order
}

func known[V certmodel.Nullable, T any](v V, pointer func(V) *T) *T {
	if !certmodel.HasValue(v) {
		return nil
	}
	return pointer(v)
}
