package certmodel_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func set(texts ...string) types.Set { return certmodel.SetValue(&texts) }

func TestTakeFollowsItsRule(t *testing.T) {
	t.Parallel()
	null, unknown, a, b := types.StringNull(), types.StringUnknown(), types.StringValue("a"), types.StringValue("b")
	for what, test := range map[string]struct {
		rule                 certmodel.MergeRule
		held, told, expected attr.Value
	}{
		"read: told":                   {certmodel.Overwrite, a, b, b},
		"read: left out":               {certmodel.Overwrite, a, null, a},
		"read: first told":             {certmodel.Overwrite, null, b, b},
		"create: planned":              {certmodel.FillUnknown, a, b, a},
		"create: planned as null":      {certmodel.FillUnknown, null, b, null},
		"create: unknown":              {certmodel.FillUnknown, unknown, b, b},
		"create: unknown and left out": {certmodel.FillUnknown, unknown, null, null},
		"list: missing":                {certmodel.FillNull, null, b, b},
		"list: there":                  {certmodel.FillNull, a, b, a},
	} {
		held, told := &certmodel.Model{}, &certmodel.Model{}
		held.Status, _ = test.held.(types.String)
		told.Status, _ = test.told.(types.String)
		held.Merge(told, test.rule)
		if !held.Status.Equal(test.expected) {
			t.Errorf("%s: %s, expected was %s", what, held.Status, test.expected)
		}
	}
}

func TestAnswerIsReadTolerantly(t *testing.T) {
	t.Parallel()
	empty, twice := "", []string{"b", "a", "b"}
	model := certmodel.FromAPI(&tigertrust.Certificate{
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
		model := &certmodel.Model{Status: types.StringValue(status)}
		if model.IsFailedOrder() != failed {
			t.Errorf("%q: %t", status, !failed)
		}
		model.CertificatePEM = types.StringValue("PEM")
		if model.IsFailedOrder() {
			t.Errorf("%q: a certificate that was issued is no failed order", status)
		}
	}
}
