package certificate

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/renewal"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// listItemType is the object type of a certificate in a list, and listItemObject the
// same type in the protocol.
var (
	listItemType = func() types.ObjectType {
		attributes := map[string]attr.Type{}
		for name, attribute := range listItemAttributes() {
			attributes[name] = attribute.GetType()
		}
		return types.ObjectType{AttrTypes: attributes}
	}()
	listItemObject = listItemType.TerraformType(context.Background())
)

// listItemValue returns a list item in the form of the protocol. The framework would
// convert each item several times, and store the type of an object with each of them,
// which matters for 10,000 items.
func listItemValue(ctx context.Context, item *tigertrust.Certificate, now time.Time) (tftypes.Value, error) {
	values := make(map[string]tftypes.Value, len(listItemType.AttrTypes))
	for name, attribute := range listItem(item, now) {
		value, err := attribute.ToTerraformValue(ctx)
		if err != nil {
			return tftypes.Value{}, err
		}
		values[name] = value
	}
	return tftypes.NewValue(listItemObject, values), nil
}

func listItem(item *tigertrust.Certificate, now time.Time) map[string]attr.Value {
	model := certmodel.FromAPI(item)
	dueAt := dueInTigerTrust(model)
	return map[string]attr.Value{
		"id":                        types.StringValue(string(item.ID)),
		"common_name":               model.CommonName,
		"subject_alternative_names": model.SubjectAlternativeNames,
		"certificate_authority_id":  model.CertificateAuthorityID,
		"key_type":                  model.KeyType,
		"key_size":                  model.KeySize,
		"issuer":                    model.Issuer,
		"serial_number":             model.SerialNumber,
		"fingerprint":               model.Fingerprint,
		"valid_from":                model.ValidFrom,
		"valid_to":                  model.ValidTo,
		"days_remaining":            daysRemaining(model.ValidTo, now),
		"renewal_due_at":            dueAt,
		"days_overdue":              daysOverdue(dueAt, now),
		"status":                    model.Status,
		"renewal_status":            model.RenewalStatus,
		"created_at":                model.CreatedAt,
	}
}

// dueInTigerTrust returns when TigerTrust renews the certificate. Data sources do
// not know about renewals by Terraform.
func dueInTigerTrust(model *certmodel.Model) timetypes.RFC3339 {
	return renewal.Settings{}.DueAt(model)
}

// daysOverdue returns the number of whole days from dueAt to now, rounded down, and
// zero for a time that has not come.
func daysOverdue(dueAt timetypes.RFC3339, now time.Time) types.Int64 {
	at, diags := dueAt.ValueRFC3339Time()
	if dueAt.IsNull() || diags.HasError() {
		return types.Int64Null()
	}
	return types.Int64Value(max(0, clock.DaysUntil(now, at)))
}

// daysRemaining returns the number of whole days from now to end, rounded down.
func daysRemaining(end timetypes.RFC3339, now time.Time) types.Int64 {
	validTo, diags := end.ValueRFC3339Time()
	if end.IsNull() || diags.HasError() {
		return types.Int64Null()
	}
	return types.Int64Value(clock.DaysUntil(validTo, now))
}
