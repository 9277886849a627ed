package certmodel

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// FromAPI returns what an answer tells; what it does not tell is null.
func FromAPI(answer *tigertrust.Certificate) *Model {
	return &Model{
		CommonName:              StringValue(answer.CommonName),
		SubjectAlternativeNames: SetValue(answer.SubjectAlternativeNames),
		CertificateAuthorityID:  IDValue(answer.CertificateAuthorityID),
		KeyType:                 StringValue(answer.KeyType),
		KeySize:                 types.Int64PointerValue(answer.KeySize),
		AutoRenew:               types.BoolPointerValue(answer.AutoRenew),
		RenewalThresholdDays:    types.Int64PointerValue(answer.RenewalThresholdDays),
		DeploymentTargets:       SetValue(answer.DeploymentTargets),
		Issuer:                  StringValue(answer.Issuer),
		SerialNumber:            StringValue(answer.SerialNumber),
		Fingerprint:             StringValue(answer.Fingerprint),
		ValidFrom:               TimeValue(answer.ValidFrom),
		ValidTo:                 TimeValue(answer.ValidTo),
		Status:                  StringValue(answer.Status),
		RenewalStatus:           StringValue(answer.RenewalStatus),
		CreatedAt:               TimeValue(answer.CreatedAt),
		CertificatePEM:          StringValue(answer.CertificatePEM),
		ChainPEM:                StringValue(answer.ChainPEM),
	}
}

// StringValue reads an empty text as none: a certificate that is not issued yet has
// no serial number, however the server writes that.
func StringValue[T ~string](told *T) types.String {
	if told == nil || *told == "" {
		return types.StringNull()
	}
	return types.StringValue(string(*told))
}

// IDValue returns an id, null where none is told.
func IDValue(told *tigertrust.ID) types.Int64 {
	if told == nil {
		return types.Int64Null()
	}
	return types.Int64Value(int64(*told))
}

// TimeValue returns a time in UTC and whole seconds, null where none is told.
func TimeValue(told *tigertrust.Time) timetypes.RFC3339 {
	if told == nil || told.IsZero() {
		return timetypes.NewRFC3339Null()
	}
	return timetypes.NewRFC3339TimeValue(told.UTC().Truncate(time.Second))
}

// SetValue returns a set of texts, null where none is told.
func SetValue(told *[]string) types.Set {
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

// Strings returns the known strings of a set, sorted.
func Strings(set types.Set) []string {
	var texts []string
	for _, element := range set.Elements() {
		if text, ok := element.(types.String); ok && HasValue(text) {
			texts = append(texts, text.ValueString())
		}
	}
	slices.Sort(texts)
	return texts
}

// Nullable is what every framework value can tell about itself.
type Nullable interface {
	IsNull() bool
	IsUnknown() bool
}

// HasValue reports a value that is neither null nor unknown.
func HasValue(v Nullable) bool { return !v.IsNull() && !v.IsUnknown() }

// EqualKeyTypes reports two types of key that differ in case at most.
func EqualKeyTypes(one, other types.String) bool {
	return !one.IsNull() && !other.IsNull() && strings.EqualFold(one.ValueString(), other.ValueString())
}
