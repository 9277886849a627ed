package certmodel_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func set(texts ...string) certmodel.StringSet { return certmodel.NewStringSet(&texts) }

func TestFromAPI_NormalizesValues(t *testing.T) {
	t.Parallel()
	empty, twice := "", []string{"b", "a", "b"}
	model := certmodel.FromAPI(&tigertrust.Certificate{
		ID:                      "7",
		SerialNumber:            &empty,
		SubjectAlternativeNames: &twice,
		ValidFrom:               &tigertrust.Time{},
		ValidTo:                 &tigertrust.Time{Time: time.Date(2026, time.January, 15, 13, 0, 0, 5e8, time.FixedZone("", 3600))},
	})
	if !model.SerialNumber.IsNull() || !model.ValidFrom.IsNull() || !model.Status.IsNull() || !model.DeploymentTargets.IsNull() {
		t.Error("an empty or missing field is not null")
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
			t.Errorf("%q: an issued certificate is a failed order", status)
		}
	}
}
