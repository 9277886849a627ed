package certificate

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func set(texts ...string) types.Set { return setValue(&texts) }

func TestTakeFollowsItsRule(t *testing.T) {
	t.Parallel()
	null, unknown, a, b := types.StringNull(), types.StringUnknown(), types.StringValue("a"), types.StringValue("b")
	for what, test := range map[string]struct {
		rule                 rule
		held, told, expected attr.Value
	}{
		"read: told":                   {whereTold, a, b, b},
		"read: left out":               {whereTold, a, null, a},
		"read: first told":             {whereTold, null, b, b},
		"create: planned":              {whereUnknown, a, b, a},
		"create: planned as null":      {whereUnknown, null, b, null},
		"create: unknown":              {whereUnknown, unknown, b, b},
		"create: unknown and left out": {whereUnknown, unknown, null, null},
		"list: missing":                {whereMissing, null, b, b},
		"list: there":                  {whereMissing, a, b, a},
	} {
		held, told := &resourceModel{}, &resourceModel{}
		held.Status, _ = test.held.(types.String)
		told.Status, _ = test.told.(types.String)
		held.take(told, test.rule)
		if !held.Status.Equal(test.expected) {
			t.Errorf("%s: %s, expected was %s", what, held.Status, test.expected)
		}
	}
}

func TestRefreshTakesWhatMeansTheSameForNoNews(t *testing.T) {
	t.Parallel()
	state := func() *resourceModel {
		return &resourceModel{
			CommonName:              types.StringValue("WWW.example.com"),
			SubjectAlternativeNames: set("a.example.com"),
			KeyType:                 types.StringValue("RSA"),
		}
	}
	for what, test := range map[string]struct {
		told, expected *resourceModel
	}{
		"another spelling": {
			told:     &resourceModel{CommonName: types.StringValue("www.example.com"), SubjectAlternativeNames: set("www.example.com", "A.example.com"), KeyType: types.StringValue("rsa")},
			expected: state(),
		},
		"nothing told": {told: &resourceModel{SubjectAlternativeNames: types.SetNull(types.StringType)}, expected: state()},
		"one name more": {
			told:     &resourceModel{SubjectAlternativeNames: set("a.example.com", "b.example.com")},
			expected: &resourceModel{CommonName: types.StringValue("WWW.example.com"), SubjectAlternativeNames: set("a.example.com", "b.example.com"), KeyType: types.StringValue("RSA")},
		},
		"another common name": {
			told:     &resourceModel{CommonName: types.StringValue("api.example.com"), SubjectAlternativeNames: types.SetNull(types.StringType)},
			expected: &resourceModel{CommonName: types.StringValue("api.example.com"), SubjectAlternativeNames: set("a.example.com"), KeyType: types.StringValue("RSA")},
		},
		"another key": {
			told:     &resourceModel{SubjectAlternativeNames: types.SetNull(types.StringType), KeyType: types.StringValue("DSA")},
			expected: &resourceModel{CommonName: types.StringValue("WWW.example.com"), SubjectAlternativeNames: set("a.example.com"), KeyType: types.StringValue("DSA")},
		},
	} {
		held := state()
		held.refresh(test.told)
		if !held.CommonName.Equal(test.expected.CommonName) || !held.SubjectAlternativeNames.Equal(test.expected.SubjectAlternativeNames) || !held.KeyType.Equal(test.expected.KeyType) {
			t.Errorf("%s: %s %s %s", what, held.CommonName, held.SubjectAlternativeNames, held.KeyType)
		}
	}
}

func TestRefreshOfAnImportTakesTheNamesAsTheyAreTold(t *testing.T) {
	t.Parallel()
	held := &resourceModel{SubjectAlternativeNames: types.SetNull(types.StringType)}
	held.refresh(&resourceModel{CommonName: types.StringValue("a.example.com"), SubjectAlternativeNames: set("a.example.com")})
	if held.CommonName.ValueString() != "a.example.com" || !held.SubjectAlternativeNames.Equal(set("a.example.com")) {
		t.Errorf("held are %s %s", held.CommonName, held.SubjectAlternativeNames)
	}
}

func TestAnswerIsReadTolerantly(t *testing.T) {
	t.Parallel()
	empty, twice := "", []string{"b", "a", "b"}
	model := answerModel(&tigertrust.Certificate{
		ID:                      7,
		SerialNumber:            &empty,
		SubjectAlternativeNames: &twice,
		ValidFrom:               &tigertrust.Time{},
		ValidTo:                 &tigertrust.Time{Time: time.Date(2026, time.January, 15, 13, 0, 0, 5e8, time.FixedZone("", 3600))},
	})
	if !model.SerialNumber.IsNull() || !model.ValidFrom.IsNull() || !model.Status.IsNull() || !model.DeploymentTargets.IsNull() {
		t.Error("what is empty or left out is not null")
	}
	if !model.SubjectAlternativeNames.Equal(set("a", "b")) {
		t.Errorf("the names are %s", model.SubjectAlternativeNames)
	}
	if model.ValidTo.ValueString() != "2026-01-15T12:00:00Z" {
		t.Errorf("the time is %s", model.ValidTo)
	}
}

func TestIsFailedOrder(t *testing.T) {
	t.Parallel()
	for status, failed := range map[string]bool{"failed": true, "rejected": true, "cancelled": true, "pending": false, "active": false, "": false} {
		model := &resourceModel{Status: types.StringValue(status)}
		if model.isFailedOrder() != failed {
			t.Errorf("%q: %t", status, !failed)
		}
		model.CertificatePEM = types.StringValue("PEM")
		if model.isFailedOrder() {
			t.Errorf("%q: a certificate that was issued is no failed order", status)
		}
	}
}
