package certificate

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

func TestRefresh_EqualMeaning_KeepsSpelling(t *testing.T) {
	t.Parallel()
	state := func() *certmodel.Model {
		return &certmodel.Model{
			CommonName:              types.StringValue("WWW.example.com"),
			SubjectAlternativeNames: stringSet("a.example.com"),
			KeyType:                 types.StringValue("RSA"),
		}
	}
	for what, test := range map[string]struct {
		response, expected *certmodel.Model
	}{
		"another spelling": {
			response: &certmodel.Model{CommonName: types.StringValue("www.example.com"), SubjectAlternativeNames: stringSet("www.example.com", "A.example.com"), KeyType: types.StringValue("rsa")},
			expected: state(),
		},
		"no names": {response: &certmodel.Model{SubjectAlternativeNames: certmodel.NullStringSet()}, expected: state()},
		"one name more": {
			response: &certmodel.Model{SubjectAlternativeNames: stringSet("a.example.com", "b.example.com")},
			expected: &certmodel.Model{CommonName: types.StringValue("WWW.example.com"), SubjectAlternativeNames: stringSet("a.example.com", "b.example.com"), KeyType: types.StringValue("RSA")},
		},
		"another common name": {
			response: &certmodel.Model{CommonName: types.StringValue("api.example.com"), SubjectAlternativeNames: certmodel.NullStringSet()},
			expected: &certmodel.Model{CommonName: types.StringValue("api.example.com"), SubjectAlternativeNames: stringSet("a.example.com"), KeyType: types.StringValue("RSA")},
		},
		"another key": {
			response: &certmodel.Model{SubjectAlternativeNames: certmodel.NullStringSet(), KeyType: types.StringValue("DSA")},
			expected: &certmodel.Model{CommonName: types.StringValue("WWW.example.com"), SubjectAlternativeNames: stringSet("a.example.com"), KeyType: types.StringValue("DSA")},
		},
	} {
		model := &resourceModel{Model: *state()}
		model.refresh(test.response)
		if !model.CommonName.Equal(test.expected.CommonName) || !model.SubjectAlternativeNames.Equal(test.expected.SubjectAlternativeNames) || !model.KeyType.Equal(test.expected.KeyType) {
			t.Errorf("%s: %s %s %s", what, model.CommonName, model.SubjectAlternativeNames, model.KeyType)
		}
	}
}

func TestRefresh_Import_SavesReturnedNames(t *testing.T) {
	t.Parallel()
	model := &resourceModel{Model: certmodel.Model{SubjectAlternativeNames: certmodel.NullStringSet()}}
	model.refresh(&certmodel.Model{CommonName: types.StringValue("a.example.com"), SubjectAlternativeNames: stringSet("a.example.com")})
	if model.CommonName.ValueString() != "a.example.com" || !model.SubjectAlternativeNames.Equal(stringSet("a.example.com")) {
		t.Errorf("names are %s %s", model.CommonName, model.SubjectAlternativeNames)
	}
}
