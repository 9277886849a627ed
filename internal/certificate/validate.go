package certificate

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
)

// keySizes are the key sizes of each key type in bits.
var keySizes = map[string][]int64{
	"ECDSA": {256, 384, 521},
	"RSA":   {2048, 3072, 4096},
}

// ValidateConfig reports mistakes that need neither the state nor the API, so that
// terraform validate shows them. It accepts everything that an imported
// certificate may contain, and skips unknown values.
func (r *certificateResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config resourceModel
	resp.Diagnostics.Append(certmodel.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(config.validateNames(certname.RejectNonName)...)
	resp.Diagnostics.Append(config.validateKeySizeForType()...)
	resp.Diagnostics.Append(config.validateThresholdForValidity()...)
	resp.Diagnostics.Append(config.validateRenewal(ctx)...)
}

// validateOrder checks the values of an order. Unlike an order, an imported
// certificate may have any name and key.
func (m *resourceModel) validateOrder() diag.Diagnostics {
	diags := m.validateNames(certname.Validate)
	diags.Append(m.validateKey()...)
	diags.Append(certmodel.AtLeastOne("certificate_authority_id", m.CertificateAuthorityID)...)
	diags.Append(certmodel.AtLeastOne("renewal_threshold_days", m.RenewalThresholdDays)...)
	return diags
}

// validateNames checks the common name and each subject alternative name.
func (m *resourceModel) validateNames(validate func(string) error) diag.Diagnostics {
	var diags diag.Diagnostics
	check := func(at path.Path, name types.String) {
		if !certmodel.HasValue(name) {
			return
		}
		if err := validate(name.ValueString()); err != nil {
			diags.AddAttributeError(at, "Invalid certificate name", fmt.Sprintf("%s %s.", name, err))
		}
	}
	check(path.Root("common_name"), m.CommonName)
	for _, element := range m.SubjectAlternativeNames.Elements() {
		if name, ok := element.(types.String); ok {
			check(path.Root("subject_alternative_names").AtSetValue(element), name)
		}
	}
	return diags
}

// validateKey checks the key of an order. ValidateConfig has checked that key type
// and key size do not contradict each other.
func (m *resourceModel) validateKey() diag.Diagnostics {
	var diags diag.Diagnostics
	keyType := m.KeyType.ValueString()
	sizes, isSupported := keySizes[keyType]
	if certmodel.HasValue(m.KeyType) && !isSupported {
		diags.AddAttributeError(path.Root("key_type"), "Invalid key type",
			fmt.Sprintf(`key_type must be "RSA" or "ECDSA", got %q.`, keyType))
		return diags
	}
	if isSupported {
		diags.Append(m.validateKeySize(sizes, " of an "+keyType+" key")...)
	} else {
		diags.Append(m.validateKeySize(slices.Concat(keySizes["RSA"], keySizes["ECDSA"]), "")...)
	}
	return diags
}

// validateKeySizeForType reports a key size that only the other key type has. It
// accepts sizes that no order can have, such as those of old certificates.
func (m *resourceModel) validateKeySizeForType() diag.Diagnostics {
	keyType := strings.ToUpper(m.KeyType.ValueString())
	for otherType, sizes := range keySizes {
		if ofType, isSupported := keySizes[keyType]; isSupported && otherType != keyType && slices.Contains(sizes, m.KeySize.ValueInt64()) {
			return m.validateKeySize(ofType, " of an "+keyType+" key")
		}
	}
	return nil
}

// validateKeySize checks that the key size is one of sizes. owner follows the name
// of the attribute in the message.
func (m *resourceModel) validateKeySize(sizes []int64, owner string) diag.Diagnostics {
	var diags diag.Diagnostics
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
	return certmodel.AtLeastOne("renewal_threshold_days", m.RenewalThresholdDays)
}

// validateThresholdForValidity checks that the certificate is not due for renewal
// from its first day.
func (m *resourceModel) validateThresholdForValidity() diag.Diagnostics {
	var diags diag.Diagnostics
	if m.exceedsValidity(m.RenewalThresholdDays) {
		diags.AddAttributeError(path.Root("renewal_threshold_days"), "Invalid renewal threshold",
			fmt.Sprintf("renewal_threshold_days must be less than validity_days (%d), got %d. Otherwise the certificate is due for renewal from its first day.",
				m.ValidityDays.ValueInt64(), m.RenewalThresholdDays.ValueInt64()))
	}
	return diags
}

// exceedsValidity reports whether days and validity_days are known, and days is not
// less than validity_days.
func (m *resourceModel) exceedsValidity(days types.Int64) bool {
	return certmodel.HasValue(days) && certmodel.HasValue(m.ValidityDays) &&
		m.ValidityDays.ValueInt64() > 0 && days.ValueInt64() >= m.ValidityDays.ValueInt64()
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
