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

// keySizes are the sizes that belong to each key type: bits of an RSA key, or
// of the curve of an ECDSA key.
var keySizes = map[string][]int64{
	"ECDSA": {256, 384, 521},
	"RSA":   {2048, 3072, 4096},
}

// validateOrder checks all that ordering a certificate would send. The schema
// cannot do it: a certificate that exists may have any name and key, and has
// to stay manageable.
func (m *resourceModel) validateOrder() diag.Diagnostics {
	var diags diag.Diagnostics
	if certmodel.HasValue(m.CommonName) {
		if err := certname.CheckDNS(m.CommonName.ValueString()); err != nil {
			diags.AddAttributeError(path.Root("common_name"), "This cannot be the name of a certificate", quoted(m.CommonName, err))
		}
	}
	for _, element := range m.SubjectAlternativeNames.Elements() {
		name, ok := element.(types.String)
		if !ok || !certmodel.HasValue(name) {
			continue
		}
		if err := certname.CheckAlternative(name.ValueString()); err != nil {
			diags.AddAttributeError(path.Root("subject_alternative_names").AtSetValue(element),
				"This cannot be the name of a certificate", quoted(name, err))
		}
	}
	diags.Append(m.validateKey()...)
	diags.Append(certmodel.AtLeastOne("certificate_authority_id", m.CertificateAuthorityID)...)
	diags.Append(m.validateThreshold()...)
	return diags
}

func (m *resourceModel) validateKey() diag.Diagnostics {
	var diags diag.Diagnostics
	sizes := slices.Concat(keySizes["RSA"], keySizes["ECDSA"])
	owner := "a key"
	if certmodel.HasValue(m.KeyType) {
		keyType := m.KeyType.ValueString()
		ofType, ok := keySizes[keyType]
		if !ok {
			diags.AddAttributeError(path.Root("key_type"), "There is no such key type",
				fmt.Sprintf(`%q is not a key type that can be ordered. Use "RSA" or "ECDSA".`, keyType))
			return diags
		}
		sizes, owner = ofType, "an "+keyType+" key"
	}
	if certmodel.HasValue(m.KeySize) && !slices.Contains(sizes, m.KeySize.ValueInt64()) {
		diags.AddAttributeError(path.Root("key_size"), "This key size does not go with the key type",
			fmt.Sprintf("%d is not a size of %s. Use %s.", m.KeySize.ValueInt64(), owner, alternatives(sizes)))
	}
	return diags
}

// validateSettings checks what a change of settings would send.
func (m *resourceModel) validateSettings(state *resourceModel) diag.Diagnostics {
	if m.RenewalThresholdDays.Equal(state.RenewalThresholdDays) {
		return nil
	}
	return m.validateThreshold()
}

func (m *resourceModel) validateThreshold() diag.Diagnostics {
	diags := certmodel.AtLeastOne("renewal_threshold_days", m.RenewalThresholdDays)
	if certmodel.HasValue(m.RenewalThresholdDays) && certmodel.HasValue(m.ValidityDays) && m.RenewalThresholdDays.ValueInt64() >= m.ValidityDays.ValueInt64() {
		diags.AddAttributeError(path.Root("renewal_threshold_days"), "The certificate would be due for renewal from its first day",
			fmt.Sprintf("renewal_threshold_days is %d and must be less than validity_days, which is %d.",
				m.RenewalThresholdDays.ValueInt64(), m.ValidityDays.ValueInt64()))
	}
	return diags
}

func quoted(name attr.Value, err error) string {
	return fmt.Sprintf("%s %s.", name, err)
}

func alternatives(sizes []int64) string {
	texts := make([]string, len(sizes))
	for i, size := range sizes {
		texts[i] = strconv.FormatInt(size, 10)
	}
	last := len(texts) - 1
	return strings.Join(texts[:last], ", ") + " or " + texts[last]
}
