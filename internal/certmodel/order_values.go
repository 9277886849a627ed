package certmodel

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
)

// OrderValues are the attributes that a certificate is ordered with.
type OrderValues struct {
	CommonName              types.String
	SubjectAlternativeNames StringSet
	CertificateAuthorityID  types.Int64
	KeyType                 types.String
	KeySize                 types.Int64
	ValidityDays            types.Int64
}

// OrderValues returns the values in m, which does not contain validity_days.
func (m *Model) OrderValues() OrderValues {
	return OrderValues{
		CommonName:              m.CommonName,
		SubjectAlternativeNames: m.SubjectAlternativeNames,
		CertificateAuthorityID:  m.CertificateAuthorityID,
		KeyType:                 m.KeyType,
		KeySize:                 m.KeySize,
	}
}

// Names returns the names that are known.
func (v OrderValues) Names() certname.Names {
	return certname.Names{CommonName: v.CommonName.ValueString(), Alternatives: Strings(v.SubjectAlternativeNames)}
}

// OrderAttribute is one of the attributes that a certificate is ordered with.
type OrderAttribute struct {
	Name string
	// Value returns the value of the attribute. A set with an unknown element is
	// unknown.
	Value func(OrderValues) Nullable
	// Equal compares two known values.
	Equal func(a, b OrderValues) bool
}

// OrderAttributes returns the attributes of an order. The common name counts as
// a subject alternative name, listed or not, so that the names are compared with
// it.
func OrderAttributes() []OrderAttribute {
	return []OrderAttribute{
		{
			"common_name",
			func(v OrderValues) Nullable { return v.CommonName },
			func(a, b OrderValues) bool { return a.Names().SameCommonName(b.Names()) },
		},
		{
			"subject_alternative_names",
			func(v OrderValues) Nullable { return unknownUnlessComplete(v.SubjectAlternativeNames) },
			func(a, b OrderValues) bool { return a.Names().SameNames(b.Names()) },
		},
		{
			"certificate_authority_id",
			func(v OrderValues) Nullable { return v.CertificateAuthorityID },
			func(a, b OrderValues) bool { return a.CertificateAuthorityID.Equal(b.CertificateAuthorityID) },
		},
		{
			"key_type",
			func(v OrderValues) Nullable { return v.KeyType },
			func(a, b OrderValues) bool { return EqualKeyTypes(a.KeyType, b.KeyType) },
		},
		{
			"key_size",
			func(v OrderValues) Nullable { return v.KeySize },
			func(a, b OrderValues) bool { return a.KeySize.Equal(b.KeySize) },
		},
		{
			"validity_days",
			func(v OrderValues) Nullable { return v.ValidityDays },
			func(a, b OrderValues) bool { return a.ValidityDays.Equal(b.ValidityDays) },
		},
	}
}

func unknownUnlessComplete(set StringSet) StringSet {
	if len(Strings(set)) != len(set.Elements()) {
		return UnknownStringSet()
	}
	return set
}

// Has reports whether both contain a value of the attribute, and the same one.
func (a OrderAttribute) Has(v, other OrderValues) bool {
	return HasValue(a.Value(v)) && HasValue(a.Value(other)) && a.Equal(v, other)
}

// storedOrderValues are [OrderValues] in the private state.
type storedOrderValues struct {
	CommonName              *string   `json:"common_name,omitempty"`
	SubjectAlternativeNames *[]string `json:"subject_alternative_names,omitempty"`
	CertificateAuthorityID  *int64    `json:"certificate_authority_id,omitempty"`
	KeyType                 *string   `json:"key_type,omitempty"`
	KeySize                 *int64    `json:"key_size,omitempty"`
	ValidityDays            *int64    `json:"validity_days,omitempty"`
}

// MarshalJSON encodes the values for the private state.
func (v OrderValues) MarshalJSON() ([]byte, error) {
	stored := storedOrderValues{
		CommonName:             v.CommonName.ValueStringPointer(),
		CertificateAuthorityID: v.CertificateAuthorityID.ValueInt64Pointer(),
		KeyType:                v.KeyType.ValueStringPointer(),
		KeySize:                v.KeySize.ValueInt64Pointer(),
		ValidityDays:           v.ValidityDays.ValueInt64Pointer(),
	}
	if HasValue(v.SubjectAlternativeNames) {
		names := append([]string{}, Strings(v.SubjectAlternativeNames)...)
		stored.SubjectAlternativeNames = &names
	}
	return json.Marshal(stored)
}

// UnmarshalJSON decodes values of the private state.
func (v *OrderValues) UnmarshalJSON(document []byte) error {
	var stored storedOrderValues
	if err := json.Unmarshal(document, &stored); err != nil {
		return err
	}
	*v = OrderValues{
		CommonName:              types.StringPointerValue(stored.CommonName),
		SubjectAlternativeNames: NewStringSet(stored.SubjectAlternativeNames),
		CertificateAuthorityID:  types.Int64PointerValue(stored.CertificateAuthorityID),
		KeyType:                 types.StringPointerValue(stored.KeyType),
		KeySize:                 types.Int64PointerValue(stored.KeySize),
		ValidityDays:            types.Int64PointerValue(stored.ValidityDays),
	}
	return nil
}
