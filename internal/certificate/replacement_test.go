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
func stringSet(texts ...string) certmodel.StringSet { return certmodel.NewStringSet(&texts) }

// setWithUnknown returns a set of one known and one unknown string.
func setWithUnknown(text string) certmodel.StringSet {
	return certmodel.StringSet{Set: types.SetValueMust(types.StringType, []attr.Value{types.StringValue(text), types.StringUnknown()})}
}

// configuredOrder returns a value for every attribute of an order.
func configuredOrder() certmodel.OrderValues {
	return certmodel.OrderValues{
		CommonName:              types.StringValue("www.example.com"),
		SubjectAlternativeNames: stringSet("shop.example.com"),
		CertificateAuthorityID:  types.Int64Value(5),
		KeyType:                 types.StringValue("RSA"),
		KeySize:                 types.Int64Value(2048),
		ValidityDays:            types.Int64Value(90),
	}
}

// orderChanges returns, for each attribute of an order, how to set it to no value,
// to two other values than configuredOrder, and to an unknown value.
func orderChanges() map[string]struct{ null, granted, changed, unknown orderChange } {
	noSet, unknownSet := certmodel.NullStringSet(), certmodel.UnknownStringSet()
	return map[string]struct{ null, granted, changed, unknown orderChange }{
		"common_name": {
			null:    func(v *certmodel.OrderValues) { v.CommonName = types.StringNull() },
			granted: func(v *certmodel.OrderValues) { v.CommonName = types.StringValue("example.com") },
			changed: func(v *certmodel.OrderValues) { v.CommonName = types.StringValue("api.example.com") },
			unknown: func(v *certmodel.OrderValues) { v.CommonName = types.StringUnknown() },
		},
		"subject_alternative_names": {
			null: func(v *certmodel.OrderValues) { v.SubjectAlternativeNames = noSet },
			granted: func(v *certmodel.OrderValues) {
				v.SubjectAlternativeNames = stringSet("shop.example.com", "example.com")
			},
			changed: func(v *certmodel.OrderValues) { v.SubjectAlternativeNames = stringSet("api.example.com") },
			unknown: func(v *certmodel.OrderValues) { v.SubjectAlternativeNames = unknownSet },
		},
		"certificate_authority_id": {
			null:    func(v *certmodel.OrderValues) { v.CertificateAuthorityID = types.Int64Null() },
			granted: func(v *certmodel.OrderValues) { v.CertificateAuthorityID = types.Int64Value(7) },
			changed: func(v *certmodel.OrderValues) { v.CertificateAuthorityID = types.Int64Value(6) },
			unknown: func(v *certmodel.OrderValues) { v.CertificateAuthorityID = types.Int64Unknown() },
		},
		"key_type": {
			null:    func(v *certmodel.OrderValues) { v.KeyType = types.StringNull() },
			granted: func(v *certmodel.OrderValues) { v.KeyType = types.StringValue("Ed25519") },
			changed: func(v *certmodel.OrderValues) { v.KeyType = types.StringValue("ECDSA") },
			unknown: func(v *certmodel.OrderValues) { v.KeyType = types.StringUnknown() },
		},
		"key_size": {
			null:    func(v *certmodel.OrderValues) { v.KeySize = types.Int64Null() },
			granted: func(v *certmodel.OrderValues) { v.KeySize = types.Int64Value(3072) },
			changed: func(v *certmodel.OrderValues) { v.KeySize = types.Int64Value(4096) },
			unknown: func(v *certmodel.OrderValues) { v.KeySize = types.Int64Unknown() },
		},
		"validity_days": {
			null:    func(v *certmodel.OrderValues) { v.ValidityDays = types.Int64Null() },
			granted: func(v *certmodel.OrderValues) { v.ValidityDays = types.Int64Value(47) },
			changed: func(v *certmodel.OrderValues) { v.ValidityDays = types.Int64Value(60) },
			unknown: func(v *certmodel.OrderValues) { v.ValidityDays = types.Int64Unknown() },
		},
	}
}

type orderChange func(*certmodel.OrderValues)

// with returns the values after a change.
func with(values certmodel.OrderValues, change orderChange) certmodel.OrderValues {
	change(&values)
	return values
}

func orderReasons(attribute, why string) []replacementReason {
	if why == "" {
		return nil
	}
	return []replacementReason{{attribute, why}}
}

// For each attribute: whatever the certificate has, only a change of the
// configuration replaces it.
func TestReplacement_EveryAttribute(t *testing.T) {
	t.Parallel()
	for attribute, to := range orderChanges() {
		for name, test := range map[string]struct {
			config orderChange
			why    string
		}{
			"equal":   {func(*certmodel.OrderValues) {}, ""},
			"granted": {to.granted, ""},
			"changed": {to.changed, whyChanged},
			"unknown": {to.unknown, whyUnknown},
			"null":    {to.null, ""},
		} {
			// Terraform requires a common name in every configuration.
			if attribute == "common_name" && name == "null" {
				continue
			}
			t.Run(attribute+"/"+name, func(t *testing.T) {
				t.Parallel()
				input := replacementInput{
					config:  with(configuredOrder(), test.config),
					applied: certmodel.Applied{configuredOrder()},
					state:   with(configuredOrder(), to.granted),
				}
				want := orderReasons(attribute, test.why)
				if got := input.reasons(); !slices.Equal(got, want) {
					t.Errorf("granted another value: got %v, want %v", got, want)
				}
				input.state = configuredOrder()
				if name != "granted" {
					if got := input.reasons(); !slices.Equal(got, want) {
						t.Errorf("granted as ordered: got %v, want %v", got, want)
					}
				} else if got := input.reasons(); !slices.Equal(got, orderReasons(attribute, whyChanged)) {
					t.Errorf("changed to a value that was never granted: got %v", got)
				}
				to.null(&input.state)
				if got := input.reasons(); len(got) > 0 {
					t.Errorf("without a value in the state: got %v, want none", got)
				}
			})
		}
	}
}

// For each attribute: however the certificate came into the state, and whenever
// the server changes it, the next plans replace it because of changes in the
// configuration alone.
func TestReplacement_GrantedAtAnyTime(t *testing.T) {
	t.Parallel()
	ordered := configuredOrder()
	for attribute, to := range orderChanges() {
		if attribute == "validity_days" {
			// The API does not return it, so that no refresh changes it.
			continue
		}
		for origin, start := range map[string]struct {
			applied certmodel.Applied
			before  certmodel.OrderValues
		}{
			"ordered":                       {certmodel.Applied{ordered}, ordered},
			"ordered without the attribute": {certmodel.Applied{with(ordered, to.null)}, ordered},
			"ordered, not issued yet":       {certmodel.Applied{ordered}, certmodel.OrderValues{CommonName: ordered.CommonName}},
			"imported":                      {nil, certmodel.OrderValues{}},
			"moved or adopted":              {nil, ordered},
		} {
			for when, refreshes := range map[string][]certmodel.OrderValues{
				"at creation":             {with(ordered, to.granted)},
				"at a renewal":            {ordered, with(ordered, to.granted)},
				"once and then reverted":  {ordered, with(ordered, to.granted), ordered},
				"twice":                   {ordered, with(ordered, to.changed), with(ordered, to.granted)},
				"never":                   {ordered, ordered},
				"after an accepted value": {with(ordered, to.granted), with(ordered, to.changed), ordered},
			} {
				isImportedSo := start.before.CommonName.IsNull() && when != "at a renewal" && when != "never"
				if attribute == "common_name" && origin == "ordered without the attribute" || isImportedSo {
					continue
				}
				applied, state := start.applied, start.before
				var seen []certmodel.OrderValues
				for _, refreshed := range refreshes {
					applied, state = applied.Refresh(state, refreshed), refreshed
					seen = append(seen, refreshed)
				}
				expect := func(name string, config certmodel.OrderValues, want []replacementReason) {
					t.Helper()
					input := replacementInput{config: config, applied: applied, state: state}
					if got := input.reasons(); !slices.Equal(got, want) {
						t.Errorf("%s, %s, granted %s: %s configuration: got %v, want %v", attribute, origin, when, name, got, want)
					}
				}
				expect("unchanged", ordered, nil)
				if attribute != "common_name" {
					expect("no", with(ordered, to.null), nil)
				}
				for _, accepted := range seen {
					expect("accepted", accepted, nil)
				}
				other := with(ordered, func(v *certmodel.OrderValues) {
					v.CommonName, v.SubjectAlternativeNames = types.StringValue("new.example.com"), stringSet("new.example.com")
					v.CertificateAuthorityID, v.KeyType, v.KeySize = types.Int64Value(9), types.StringValue("other"), types.Int64Value(512)
				})
				config := ordered
				copyAttribute(&config, other, attribute)
				expect("changed", config, orderReasons(attribute, whyChanged))
			}
		}
	}
}

func copyAttribute(target *certmodel.OrderValues, source certmodel.OrderValues, attribute string) {
	switch attribute {
	case "common_name":
		target.CommonName = source.CommonName
	case "subject_alternative_names":
		target.SubjectAlternativeNames = source.SubjectAlternativeNames
	case "certificate_authority_id":
		target.CertificateAuthorityID = source.CertificateAuthorityID
	case "key_type":
		target.KeyType = source.KeyType
	case "key_size":
		target.KeySize = source.KeySize
	}
}

func TestReplacement_Names(t *testing.T) {
	t.Parallel()
	const commonName, alternatives = "common_name", "subject_alternative_names"
	noSet := certmodel.NullStringSet()
	none := []replacementReason(nil)
	changed := func(attribute string) []replacementReason { return []replacementReason{{attribute, whyChanged}} }
	unknown := func(attribute string) []replacementReason { return []replacementReason{{attribute, whyUnknown}} }
	type names struct {
		common       string
		alternatives certmodel.StringSet
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
				config: certmodel.OrderValues{CommonName: types.StringValue(test.config.common), SubjectAlternativeNames: test.config.alternatives},
				state:  certmodel.OrderValues{CommonName: types.StringValue(test.state.common), SubjectAlternativeNames: test.state.alternatives},
			}
			input.applied = certmodel.Applied{input.state}
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
		"key type in another case": {func(in *replacementInput) { in.config.KeyType = types.StringValue("rsa") }, nil},
		"key type and size": {
			func(in *replacementInput) {
				in.config.KeyType, in.config.KeySize = types.StringValue("ECDSA"), types.Int64Value(256)
			},
			[]replacementReason{{"key_type", whyChanged}, {"key_size", whyChanged}},
		},
		"validity period that was granted": {
			func(in *replacementInput) {
				in.config.ValidityDays, in.grantedDays = types.Int64Value(47), types.Int64Value(47)
			},
			nil,
		},
		"validity period other than granted": {
			func(in *replacementInput) {
				in.config.ValidityDays, in.grantedDays = types.Int64Value(30), types.Int64Value(47)
			},
			[]replacementReason{{"validity_days", whyChanged}},
		},
		"granted validity period, not configured": {func(in *replacementInput) { in.grantedDays = types.Int64Value(47) }, nil},
		"unknown validity period": {
			func(in *replacementInput) {
				in.config.ValidityDays, in.grantedDays = types.Int64Unknown(), types.Int64Value(90)
			},
			[]replacementReason{{"validity_days", whyUnknown}},
		},
		"revoked":      {func(in *replacementInput) { in.isRevoked = true }, []replacementReason{{"status", whyRevoked}}},
		"failed order": {func(in *replacementInput) { in.isFailedOrder = true }, []replacementReason{{"status", whyFailed}}},
		"revoked and changed": {
			func(in *replacementInput) { in.isRevoked, in.config.KeySize = true, types.Int64Value(4096) },
			[]replacementReason{{"key_size", whyChanged}, {"status", whyRevoked}},
		},
		// An import without a Read has no value at all.
		"empty state": {func(in *replacementInput) { in.state = certmodel.OrderValues{} }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			input := replacementInput{config: configuredOrder(), state: configuredOrder()}
			input.applied = certmodel.Applied{configuredOrder()}
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
		if got := newReplacementInput(&resourceModel{}, state, nil).grantedDays; !got.Equal(test.want) {
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
