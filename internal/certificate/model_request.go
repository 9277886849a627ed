package certificate

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
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
		CertificateAuthorityID: m.Authority(),
		RenewalThresholdDays:   known(m.RenewalThresholdDays, types.Int64.ValueInt64Pointer),
	}
	if managed.IsSet(m.SubjectAlternativeNames) {
		alternatives := certname.AllOrdered(managed.Strings(m.SubjectAlternativeNames))
		order.SubjectAlternativeNames = &alternatives
	}
	return order
}

func known[V managed.Value, T any](v V, pointer func(V) *T) *T {
	if !managed.IsSet(v) {
		return nil
	}
	return pointer(v)
}
