package certificate

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
)

func set(texts ...string) types.Set { return managed.Texts(&texts) }

func TestRefreshTakesWhatMeansTheSameForNoNews(t *testing.T) {
	t.Parallel()
	state := func() *managed.Facts {
		return &managed.Facts{
			CommonName:              types.StringValue("WWW.example.com"),
			SubjectAlternativeNames: set("a.example.com"),
			KeyType:                 types.StringValue("RSA"),
		}
	}
	for what, test := range map[string]struct {
		told, expected *managed.Facts
	}{
		"another spelling": {
			told:     &managed.Facts{CommonName: types.StringValue("www.example.com"), SubjectAlternativeNames: set("www.example.com", "A.example.com"), KeyType: types.StringValue("rsa")},
			expected: state(),
		},
		"nothing told": {told: &managed.Facts{SubjectAlternativeNames: types.SetNull(types.StringType)}, expected: state()},
		"one name more": {
			told:     &managed.Facts{SubjectAlternativeNames: set("a.example.com", "b.example.com")},
			expected: &managed.Facts{CommonName: types.StringValue("WWW.example.com"), SubjectAlternativeNames: set("a.example.com", "b.example.com"), KeyType: types.StringValue("RSA")},
		},
		"another common name": {
			told:     &managed.Facts{CommonName: types.StringValue("api.example.com"), SubjectAlternativeNames: types.SetNull(types.StringType)},
			expected: &managed.Facts{CommonName: types.StringValue("api.example.com"), SubjectAlternativeNames: set("a.example.com"), KeyType: types.StringValue("RSA")},
		},
		"another key": {
			told:     &managed.Facts{SubjectAlternativeNames: types.SetNull(types.StringType), KeyType: types.StringValue("DSA")},
			expected: &managed.Facts{CommonName: types.StringValue("WWW.example.com"), SubjectAlternativeNames: set("a.example.com"), KeyType: types.StringValue("DSA")},
		},
	} {
		held := &resourceModel{Facts: *state()}
		held.refresh(test.told)
		if !held.CommonName.Equal(test.expected.CommonName) || !held.SubjectAlternativeNames.Equal(test.expected.SubjectAlternativeNames) || !held.KeyType.Equal(test.expected.KeyType) {
			t.Errorf("%s: %s %s %s", what, held.CommonName, held.SubjectAlternativeNames, held.KeyType)
		}
	}
}

func TestRefreshOfAnImportTakesTheNamesAsTheyAreTold(t *testing.T) {
	t.Parallel()
	held := &resourceModel{Facts: managed.Facts{SubjectAlternativeNames: types.SetNull(types.StringType)}}
	held.refresh(&managed.Facts{CommonName: types.StringValue("a.example.com"), SubjectAlternativeNames: set("a.example.com")})
	if held.CommonName.ValueString() != "a.example.com" || !held.SubjectAlternativeNames.Equal(set("a.example.com")) {
		t.Errorf("held are %s %s", held.CommonName, held.SubjectAlternativeNames)
	}
}
