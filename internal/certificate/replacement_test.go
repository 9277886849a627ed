package certificate

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

// stringSet returns a set of strings.
func stringSet(texts ...string) types.Set { return certmodel.SetValue(&texts) }

// setWithUnknown returns a set of one known and one unknown string.
func setWithUnknown(text string) types.Set {
	return types.SetValueMust(types.StringType, []attr.Value{types.StringValue(text), types.StringUnknown()})
}

// configuredOrder returns a value for every attribute of an order.
func configuredOrder() orderValues {
	return orderValues{
		commonName:              types.StringValue("www.example.com"),
		subjectAlternativeNames: stringSet("shop.example.com"),
		certificateAuthorityID:  types.Int64Value(5),
		keyType:                 types.StringValue("RSA"),
		keySize:                 types.Int64Value(2048),
		validityDays:            types.Int64Value(90),
	}
}

// For each attribute of an order: every kind of configured value, with and
// without a value in the state.
func TestReplacement_EveryAttribute(t *testing.T) {
	t.Parallel()
	type change func(*orderValues)
	noSet, unknownSet := types.SetNull(types.StringType), types.SetUnknown(types.StringType)
	for attribute, values := range map[string]struct{ null, changed, unknown change }{
		"common_name": {
			null:    func(v *orderValues) { v.commonName = types.StringNull() },
			changed: func(v *orderValues) { v.commonName = types.StringValue("api.example.com") },
			unknown: func(v *orderValues) { v.commonName = types.StringUnknown() },
		},
		"subject_alternative_names": {
			null:    func(v *orderValues) { v.subjectAlternativeNames = noSet },
			changed: func(v *orderValues) { v.subjectAlternativeNames = stringSet("api.example.com") },
			unknown: func(v *orderValues) { v.subjectAlternativeNames = unknownSet },
		},
		"certificate_authority_id": {
			null:    func(v *orderValues) { v.certificateAuthorityID = types.Int64Null() },
			changed: func(v *orderValues) { v.certificateAuthorityID = types.Int64Value(6) },
			unknown: func(v *orderValues) { v.certificateAuthorityID = types.Int64Unknown() },
		},
		"key_type": {
			null:    func(v *orderValues) { v.keyType = types.StringNull() },
			changed: func(v *orderValues) { v.keyType = types.StringValue("ECDSA") },
			unknown: func(v *orderValues) { v.keyType = types.StringUnknown() },
		},
		"key_size": {
			null:    func(v *orderValues) { v.keySize = types.Int64Null() },
			changed: func(v *orderValues) { v.keySize = types.Int64Value(4096) },
			unknown: func(v *orderValues) { v.keySize = types.Int64Unknown() },
		},
		"validity_days": {
			null:    func(v *orderValues) { v.validityDays = types.Int64Null() },
			changed: func(v *orderValues) { v.validityDays = types.Int64Value(60) },
			unknown: func(v *orderValues) { v.validityDays = types.Int64Unknown() },
		},
	} {
		for name, test := range map[string]struct {
			config change
			why    string
		}{
			"equal":   {func(*orderValues) {}, ""},
			"changed": {values.changed, whyChanged},
			"unknown": {values.unknown, whyUnknown},
			"null":    {values.null, ""},
		} {
			// Terraform requires a common name in every configuration.
			if attribute == "common_name" && name == "null" {
				continue
			}
			t.Run(attribute+"/"+name, func(t *testing.T) {
				t.Parallel()
				input := replacementInput{config: configuredOrder(), state: configuredOrder()}
				test.config(&input.config)
				var want []replacementReason
				if test.why != "" {
					want = []replacementReason{{attribute, test.why}}
				}
				if got := input.reasons(); !slices.Equal(got, want) {
					t.Errorf("got %v, want %v", got, want)
				}
				values.null(&input.state)
				if got := input.reasons(); len(got) > 0 {
					t.Errorf("without a value in the state: got %v, want none", got)
				}
			})
		}
	}
}

func TestReplacement_Names(t *testing.T) {
	t.Parallel()
	const commonName, alternatives = "common_name", "subject_alternative_names"
	noSet := types.SetNull(types.StringType)
	none := []replacementReason(nil)
	changed := func(attribute string) []replacementReason { return []replacementReason{{attribute, whyChanged}} }
	unknown := func(attribute string) []replacementReason { return []replacementReason{{attribute, whyUnknown}} }
	type names struct {
		common       string
		alternatives types.Set
	}
	for name, test := range map[string]struct {
		state, config names
		want          []replacementReason
	}{
		"common name in another case":   {names{"www.example.com", noSet}, names{"WWW.Example.COM", noSet}, none},
		"common name as an IDN":         {names{"xn--bcher-kva.example", noSet}, names{"Bücher.example", noSet}, none},
		"common name in ASCII":          {names{"bücher.example", noSet}, names{"xn--bcher-kva.example", noSet}, none},
		"wildcard":                      {names{"www.example.com", noSet}, names{"*.example.com", noSet}, changed(commonName)},
		"common name and SAN swapped":   {names{"www.example.com", stringSet("a.example.com")}, names{"a.example.com", stringSet("www.example.com")}, changed(commonName)},
		"common name and SAN changed":   {names{"www.example.com", stringSet("a.example.com")}, names{"b.example.com", setWithUnknown("c.example.com")}, changed(commonName)},
		"SAN added":                     {names{"www.example.com", stringSet("a.example.com")}, names{"www.example.com", stringSet("a.example.com", "b.example.com")}, changed(alternatives)},
		"SAN removed":                   {names{"www.example.com", stringSet("a.example.com", "b.example.com")}, names{"www.example.com", stringSet("a.example.com")}, changed(alternatives)},
		"all SANs removed":              {names{"www.example.com", stringSet("a.example.com")}, names{"www.example.com", stringSet()}, changed(alternatives)},
		"SANs in another order":         {names{"www.example.com", stringSet("a.example.com", "b.example.com")}, names{"www.example.com", stringSet("b.example.com", "a.example.com")}, none},
		"SAN in another case":           {names{"www.example.com", stringSet("a.example.com")}, names{"www.example.com", stringSet("A.Example.com")}, none},
		"SAN as an IDN":                 {names{"www.example.com", stringSet("xn--bcher-kva.example")}, names{"www.example.com", stringSet("bücher.example")}, none},
		"common name added to the SANs": {names{"www.example.com", stringSet("a.example.com")}, names{"www.example.com", stringSet("a.example.com", "www.example.com")}, none},
		"common name left out":          {names{"www.example.com", stringSet("a.example.com", "www.example.com")}, names{"www.example.com", stringSet("a.example.com")}, none},
		"only the common name":          {names{"www.example.com", stringSet("www.example.com")}, names{"www.example.com", stringSet()}, none},
		"IPv6 address written out":      {names{"www.example.com", stringSet("2001:db8::1")}, names{"www.example.com", stringSet("2001:0DB8:0:0:0:0:0:1")}, none},
		"IPv4 address mapped to IPv6":   {names{"www.example.com", stringSet("192.0.2.7")}, names{"www.example.com", stringSet("::ffff:192.0.2.7")}, none},
		"another IP address":            {names{"www.example.com", stringSet("192.0.2.7")}, names{"www.example.com", stringSet("192.0.2.8")}, changed(alternatives)},
		"one SAN unknown":               {names{"www.example.com", stringSet("a.example.com")}, names{"www.example.com", setWithUnknown("a.example.com")}, unknown(alternatives)},
		"one SAN unknown, none before":  {names{"www.example.com", noSet}, names{"www.example.com", setWithUnknown("a.example.com")}, none},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			input := replacementInput{
				config: orderValues{commonName: types.StringValue(test.config.common), subjectAlternativeNames: test.config.alternatives},
				state:  orderValues{commonName: types.StringValue(test.state.common), subjectAlternativeNames: test.state.alternatives},
			}
			if got := input.reasons(); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestReplacement_OtherAttributes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*replacementInput)
		want   []replacementReason
	}{
		"key type in another case": {func(in *replacementInput) { in.config.keyType = types.StringValue("rsa") }, nil},
		"key type and size": {
			func(in *replacementInput) {
				in.config.keyType, in.config.keySize = types.StringValue("ECDSA"), types.Int64Value(256)
			},
			[]replacementReason{{"key_type", whyChanged}, {"key_size", whyChanged}},
		},
		"validity period that was granted": {
			func(in *replacementInput) {
				in.config.validityDays, in.grantedDays = types.Int64Value(47), types.Int64Value(47)
			},
			nil,
		},
		"validity period other than granted": {
			func(in *replacementInput) {
				in.config.validityDays, in.grantedDays = types.Int64Value(30), types.Int64Value(47)
			},
			[]replacementReason{{"validity_days", whyChanged}},
		},
		"granted validity period, not configured": {func(in *replacementInput) { in.grantedDays = types.Int64Value(47) }, nil},
		"unknown validity period": {
			func(in *replacementInput) {
				in.config.validityDays, in.grantedDays = types.Int64Unknown(), types.Int64Value(90)
			},
			[]replacementReason{{"validity_days", whyUnknown}},
		},
		"revoked":      {func(in *replacementInput) { in.isRevoked = true }, []replacementReason{{"status", whyRevoked}}},
		"failed order": {func(in *replacementInput) { in.isFailedOrder = true }, []replacementReason{{"status", whyFailed}}},
		"revoked and changed": {
			func(in *replacementInput) { in.isRevoked, in.config.keySize = true, types.Int64Value(4096) },
			[]replacementReason{{"key_size", whyChanged}, {"status", whyRevoked}},
		},
		// An import without a Read has no value at all.
		"empty state": {func(in *replacementInput) { in.state = orderValues{} }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			input := replacementInput{config: configuredOrder(), state: configuredOrder()}
			test.change(&input)
			if got := input.reasons(); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestGrantedDays_RoundsToWholeDays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		from, to string
		want     types.Int64
	}{
		"exact":         {"2026-01-15T12:00:00Z", "2026-04-15T12:00:00Z", types.Int64Value(90)},
		"a second less": {"2026-01-15T12:00:00Z", "2026-04-15T11:59:59Z", types.Int64Value(90)},
		"two hours":     {"2026-01-15T12:00:00Z", "2026-01-15T14:00:00Z", types.Int64Value(0)},
		"no valid_to":   {"2026-01-15T12:00:00Z", "", types.Int64Null()},
		"neither":       {"", "", types.Int64Null()},
	} {
		state := &resourceModel{Model: certmodel.Model{ValidFrom: timeValue(test.from), ValidTo: timeValue(test.to)}}
		if got := newReplacementInput(&resourceModel{}, state).grantedDays; !got.Equal(test.want) {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

func timeValue(text string) timetypes.RFC3339 {
	if text == "" {
		return timetypes.NewRFC3339Null()
	}
	return timetypes.NewRFC3339ValueMust(text)
}
