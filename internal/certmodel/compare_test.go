package certmodel_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

func TestHasSameNamesAndKey(t *testing.T) {
	t.Parallel()
	plan := certmodel.Model{
		CommonName: types.StringValue("www.example.com"), SubjectAlternativeNames: set("api.example.com"),
		KeyType: types.StringValue("ECDSA"), KeySize: types.Int64Value(256),
	}
	for name, test := range map[string]struct {
		change func(*certmodel.Model)
		want   bool
	}{
		"the same": {func(*certmodel.Model) {}, true},
		"other case": {func(m *certmodel.Model) {
			m.CommonName, m.KeyType = types.StringValue("WWW.example.com"), types.StringValue("ecdsa")
		}, true},
		"nothing known":  {func(m *certmodel.Model) { *m = certmodel.Model{} }, true},
		"other name":     {func(m *certmodel.Model) { m.CommonName = types.StringValue("example.com") }, false},
		"other SANs":     {func(m *certmodel.Model) { m.SubjectAlternativeNames = set("b.example.com") }, false},
		"other key type": {func(m *certmodel.Model) { m.KeyType = types.StringValue("RSA") }, false},
		"other key size": {func(m *certmodel.Model) { m.KeySize = types.Int64Value(384) }, false},
	} {
		other := plan
		test.change(&other)
		if plan.HasSameNamesAndKey(&other) != test.want {
			t.Errorf("%s: the same: %t", name, !test.want)
		}
	}
}
