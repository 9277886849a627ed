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
		told, expected *certmodel.Model
	}{
		"another spelling": {
			told:     &certmodel.Model{CommonName: types.StringValue("www.example.com"), SubjectAlternativeNames: stringSet("www.example.com", "A.example.com"), KeyType: types.StringValue("rsa")},
			expected: state(),
		},
		"nothing told": {told: &certmodel.Model{SubjectAlternativeNames: types.SetNull(types.StringType)}, expected: state()},
		"one name more": {
			told:     &certmodel.Model{SubjectAlternativeNames: stringSet("a.example.com", "b.example.com")},
			expected: &certmodel.Model{CommonName: types.StringValue("WWW.example.com"), SubjectAlternativeNames: stringSet("a.example.com", "b.example.com"), KeyType: types.StringValue("RSA")},
		},
		"another common name": {
			told:     &certmodel.Model{CommonName: types.StringValue("api.example.com"), SubjectAlternativeNames: types.SetNull(types.StringType)},
			expected: &certmodel.Model{CommonName: types.StringValue("api.example.com"), SubjectAlternativeNames: stringSet("a.example.com"), KeyType: types.StringValue("RSA")},
		},
		"another key": {
			told:     &certmodel.Model{SubjectAlternativeNames: types.SetNull(types.StringType), KeyType: types.StringValue("DSA")},
			expected: &certmodel.Model{CommonName: types.StringValue("WWW.example.com"), SubjectAlternativeNames: stringSet("a.example.com"), KeyType: types.StringValue("DSA")},
		},
	} {
		held := &resourceModel{Model: *state()}
		held.refresh(test.told)
		if !held.CommonName.Equal(test.expected.CommonName) || !held.SubjectAlternativeNames.Equal(test.expected.SubjectAlternativeNames) || !held.KeyType.Equal(test.expected.KeyType) {
			t.Errorf("%s: %s %s %s", what, held.CommonName, held.SubjectAlternativeNames, held.KeyType)
		}
	}
}

func TestRefresh_Import_SavesReturnedNames(t *testing.T) {
	t.Parallel()
	held := &resourceModel{Model: certmodel.Model{SubjectAlternativeNames: types.SetNull(types.StringType)}}
	held.refresh(&certmodel.Model{CommonName: types.StringValue("a.example.com"), SubjectAlternativeNames: stringSet("a.example.com")})
	if held.CommonName.ValueString() != "a.example.com" || !held.SubjectAlternativeNames.Equal(stringSet("a.example.com")) {
		t.Errorf("held are %s %s", held.CommonName, held.SubjectAlternativeNames)
	}
}
