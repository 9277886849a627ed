package certificate

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// answerModel returns what an answer tells; what it does not tell is null.
func answerModel(answer *tigertrust.Certificate) *resourceModel {
	return &resourceModel{
		CommonName:              textValue(answer.CommonName),
		SubjectAlternativeNames: setValue(answer.SubjectAlternativeNames),
		CertificateAuthorityID:  idValue(answer.CertificateAuthorityID),
		KeyType:                 textValue(answer.KeyType),
		KeySize:                 types.Int64PointerValue(answer.KeySize),

		AutoRenew:            types.BoolPointerValue(answer.AutoRenew),
		RenewalThresholdDays: types.Int64PointerValue(answer.RenewalThresholdDays),
		DeploymentTargets:    setValue(answer.DeploymentTargets),

		ID:             types.Int64Value(int64(answer.ID)),
		Issuer:         textValue(answer.Issuer),
		SerialNumber:   textValue(answer.SerialNumber),
		Fingerprint:    textValue(answer.Fingerprint),
		ValidFrom:      timeValue(answer.ValidFrom),
		ValidTo:        timeValue(answer.ValidTo),
		Status:         textValue(answer.Status),
		RenewalStatus:  textValue(answer.RenewalStatus),
		CreatedAt:      timeValue(answer.CreatedAt),
		CertificatePEM: textValue(answer.CertificatePEM),
		ChainPEM:       textValue(answer.ChainPEM),
	}
}

// textValue reads an empty text as none: a certificate that is not issued yet
// has no serial number, however the server writes that.
func textValue[T ~string](told *T) types.String {
	if told == nil || *told == "" {
		return types.StringNull()
	}
	return types.StringValue(string(*told))
}

func idValue(told *tigertrust.ID) types.Int64 {
	if told == nil {
		return types.Int64Null()
	}
	return types.Int64Value(int64(*told))
}

func timeValue(told *tigertrust.Time) timetypes.RFC3339 {
	if told == nil || told.IsZero() {
		return timetypes.NewRFC3339Null()
	}
	return timetypes.NewRFC3339TimeValue(told.UTC().Truncate(time.Second))
}

func setValue(told *[]string) types.Set {
	if told == nil {
		return types.SetNull(types.StringType)
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(*told)))
	elements := make([]attr.Value, len(distinct))
	for i, text := range distinct {
		elements[i] = types.StringValue(text)
	}
	return types.SetValueMust(types.StringType, elements)
}

// setStrings returns the known strings of a set, sorted.
func setStrings(set types.Set) []string {
	var texts []string
	for _, element := range set.Elements() {
		if text, ok := element.(types.String); ok && !text.IsNull() && !text.IsUnknown() {
			texts = append(texts, text.ValueString())
		}
	}
	slices.Sort(texts)
	return texts
}

func sameKeyType(one, other types.String) bool {
	return !one.IsNull() && !other.IsNull() && strings.EqualFold(one.ValueString(), other.ValueString())
}
