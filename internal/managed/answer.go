package managed

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// AnswerFacts returns what an answer tells; what it does not tell is null.
func AnswerFacts(answer *tigertrust.Certificate) *Facts {
	return &Facts{
		CommonName:              Text(answer.CommonName),
		SubjectAlternativeNames: Texts(answer.SubjectAlternativeNames),
		CertificateAuthorityID:  ID(answer.CertificateAuthorityID),
		KeyType:                 Text(answer.KeyType),
		KeySize:                 types.Int64PointerValue(answer.KeySize),
		AutoRenew:               types.BoolPointerValue(answer.AutoRenew),
		RenewalThresholdDays:    types.Int64PointerValue(answer.RenewalThresholdDays),
		DeploymentTargets:       Texts(answer.DeploymentTargets),
		Issuer:                  Text(answer.Issuer),
		SerialNumber:            Text(answer.SerialNumber),
		Fingerprint:             Text(answer.Fingerprint),
		ValidFrom:               Time(answer.ValidFrom),
		ValidTo:                 Time(answer.ValidTo),
		Status:                  Text(answer.Status),
		RenewalStatus:           Text(answer.RenewalStatus),
		CreatedAt:               Time(answer.CreatedAt),
		CertificatePEM:          Text(answer.CertificatePEM),
		ChainPEM:                Text(answer.ChainPEM),
	}
}

// Text reads an empty text as none: a certificate that is not issued yet has
// no serial number, however the server writes that.
func Text[T ~string](told *T) types.String {
	if told == nil || *told == "" {
		return types.StringNull()
	}
	return types.StringValue(string(*told))
}

// ID returns an id, null where none is told.
func ID(told *tigertrust.ID) types.Int64 {
	if told == nil {
		return types.Int64Null()
	}
	return types.Int64Value(int64(*told))
}

// Time returns a time in UTC and whole seconds, null where none is told.
func Time(told *tigertrust.Time) timetypes.RFC3339 {
	if told == nil || told.IsZero() {
		return timetypes.NewRFC3339Null()
	}
	return timetypes.NewRFC3339TimeValue(told.UTC().Truncate(time.Second))
}

// Texts returns a set of texts, null where none is told.
func Texts(told *[]string) types.Set {
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
		if text, ok := element.(types.String); ok && IsSet(text) {
			texts = append(texts, text.ValueString())
		}
	}
	slices.Sort(texts)
	return texts
}

// Value is what every framework value can tell about itself.
type Value interface {
	IsNull() bool
	IsUnknown() bool
}

// IsSet reports a value that is neither null nor unknown.
func IsSet(v Value) bool { return !v.IsNull() && !v.IsUnknown() }

// SameKeyType reports two types of key that differ in case at most.
func SameKeyType(one, other types.String) bool {
	return !one.IsNull() && !other.IsNull() && strings.EqualFold(one.ValueString(), other.ValueString())
}
