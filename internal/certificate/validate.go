package certificate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
)

// keySizes are the key sizes of each key type in bits.
var keySizes = map[string][]int64{
	"ECDSA": {256, 384, 521},
	"RSA":   {2048, 3072, 4096},
}

// validateOrder checks the values of an order. They cannot be validators of the
// schema: an imported certificate may have any name and key, and must stay
// manageable.
func (m *resourceModel) validateOrder() diag.Diagnostics {
	var diags diag.Diagnostics
	if certmodel.HasValue(m.CommonName) {
		if err := certname.ValidateDNS(m.CommonName.ValueString()); err != nil {
			diags.AddAttributeError(path.Root("common_name"), "Invalid certificate name", describeName(m.CommonName, err))
		}
	}
	for _, element := range m.SubjectAlternativeNames.Elements() {
		name, ok := element.(types.String)
		if !ok || !certmodel.HasValue(name) {
			continue
		}
		if err := certname.ValidateSAN(name.ValueString()); err != nil {
			diags.AddAttributeError(path.Root("subject_alternative_names").AtSetValue(element),
				"Invalid certificate name", describeName(name, err))
		}
	}
	diags.Append(m.validateKey()...)
	diags.Append(certmodel.AtLeastOne("certificate_authority_id", m.CertificateAuthorityID)...)
	diags.Append(m.validateThreshold()...)
	return diags
}

// validateKey checks the key type, and the key size for this type.
func (m *resourceModel) validateKey() diag.Diagnostics {
	var diags diag.Diagnostics
	sizes := slices.Concat(keySizes["RSA"], keySizes["ECDSA"])
	owner := ""
	if certmodel.HasValue(m.KeyType) {
		keyType := m.KeyType.ValueString()
		ofType, ok := keySizes[keyType]
		if !ok {
			diags.AddAttributeError(path.Root("key_type"), "Invalid key type",
				fmt.Sprintf(`key_type must be "RSA" or "ECDSA", got %q.`, keyType))
			return diags
		}
		sizes, owner = ofType, " of an "+keyType+" key"
	}
	if certmodel.HasValue(m.KeySize) && !slices.Contains(sizes, m.KeySize.ValueInt64()) {
		diags.AddAttributeError(path.Root("key_size"), "Invalid key size",
			fmt.Sprintf("key_size%s must be %s, got %d.", owner, joinSizes(sizes), m.KeySize.ValueInt64()))
	}
	return diags
}

// validateSettings checks the values of a change of settings.
func (m *resourceModel) validateSettings(state *resourceModel) diag.Diagnostics {
	if m.RenewalThresholdDays.Equal(state.RenewalThresholdDays) {
		return nil
	}
	return m.validateThreshold()
}

// validateThreshold checks that TigerTrust would not renew the certificate from
// its first day.
func (m *resourceModel) validateThreshold() diag.Diagnostics {
	diags := certmodel.AtLeastOne("renewal_threshold_days", m.RenewalThresholdDays)
	if certmodel.HasValue(m.RenewalThresholdDays) && certmodel.HasValue(m.ValidityDays) && m.RenewalThresholdDays.ValueInt64() >= m.ValidityDays.ValueInt64() {
		diags.AddAttributeError(path.Root("renewal_threshold_days"), "Invalid renewal threshold",
			fmt.Sprintf("renewal_threshold_days must be less than validity_days (%[2]d), got %[1]d. Otherwise the certificate is due for renewal from its first day.",
				m.RenewalThresholdDays.ValueInt64(), m.ValidityDays.ValueInt64()))
	}
	return diags
}

// describeName returns what is wrong with a name.
func describeName(name attr.Value, err error) string {
	return fmt.Sprintf("%s %s.", name, err)
}

// joinSizes returns a list such as "2048, 3072 or 4096".
func joinSizes(sizes []int64) string {
	texts := make([]string, len(sizes))
	for i, size := range sizes {
		texts[i] = strconv.FormatInt(size, 10)
	}
	last := len(texts) - 1
	return strings.Join(texts[:last], ", ") + " or " + texts[last]
}
