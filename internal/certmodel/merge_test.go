package certmodel_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

func TestMerge_FollowsRule(t *testing.T) {
	t.Parallel()
	null, unknown, a, b := types.StringNull(), types.StringUnknown(), types.StringValue("a"), types.StringValue("b")
	for name, test := range map[string]struct {
		rule                  certmodel.MergeRule
		current, source, want types.String
	}{
		"overwrite: both":              {certmodel.Overwrite, a, b, b},
		"overwrite: source is null":    {certmodel.Overwrite, a, null, a},
		"overwrite: current is null":   {certmodel.Overwrite, null, b, b},
		"fill unknown: planned":        {certmodel.FillUnknown, a, b, a},
		"fill unknown: planned null":   {certmodel.FillUnknown, null, b, null},
		"fill unknown: unknown":        {certmodel.FillUnknown, unknown, b, b},
		"fill unknown: source is null": {certmodel.FillUnknown, unknown, null, null},
		"fill null: null":              {certmodel.FillNull, null, b, b},
		"fill null: both":              {certmodel.FillNull, a, b, a},
	} {
		current := &certmodel.Model{Status: test.current}
		current.Merge(&certmodel.Model{Status: test.source}, test.rule)
		if !current.Status.Equal(test.want) {
			t.Errorf("%s: got %s, want %s", name, current.Status, test.want)
		}
	}
}

func TestHasUnknown(t *testing.T) {
	t.Parallel()
	if (&certmodel.Model{}).HasUnknown() {
		t.Error("a model of nulls has an unknown value")
	}
	if !(&certmodel.Model{ChainPEM: types.StringUnknown()}).HasUnknown() {
		t.Error("an unknown chain is not an unknown value")
	}
}
