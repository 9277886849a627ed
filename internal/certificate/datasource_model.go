package certificate

import (
	"cmp"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// listedModel is a certificate as lists show it.
type listedModel struct {
	ID                      types.Int64       `tfsdk:"id"`
	CommonName              types.String      `tfsdk:"common_name"`
	SubjectAlternativeNames types.Set         `tfsdk:"subject_alternative_names"`
	CertificateAuthorityID  types.Int64       `tfsdk:"certificate_authority_id"`
	KeyType                 types.String      `tfsdk:"key_type"`
	KeySize                 types.Int64       `tfsdk:"key_size"`
	Issuer                  types.String      `tfsdk:"issuer"`
	SerialNumber            types.String      `tfsdk:"serial_number"`
	Fingerprint             types.String      `tfsdk:"fingerprint"`
	ValidFrom               timetypes.RFC3339 `tfsdk:"valid_from"`
	ValidTo                 timetypes.RFC3339 `tfsdk:"valid_to"`
	DaysRemaining           types.Int64       `tfsdk:"days_remaining"`
	Status                  types.String      `tfsdk:"status"`
	RenewalStatus           types.String      `tfsdk:"renewal_status"`
	CreatedAt               timetypes.RFC3339 `tfsdk:"created_at"`
}

// newListedModel returns what a list item tells, at now.
func newListedModel(item *tigertrust.Certificate, now time.Time) listedModel {
	told := managed.AnswerFacts(item)
	return listedModel{
		ID:                      types.Int64Value(int64(item.ID)),
		CommonName:              told.CommonName,
		SubjectAlternativeNames: told.SubjectAlternativeNames,
		CertificateAuthorityID:  told.CertificateAuthorityID,
		KeyType:                 told.KeyType,
		KeySize:                 told.KeySize,
		Issuer:                  told.Issuer,
		SerialNumber:            told.SerialNumber,
		Fingerprint:             told.Fingerprint,
		ValidFrom:               told.ValidFrom,
		ValidTo:                 told.ValidTo,
		DaysRemaining:           daysRemaining(told.ValidTo, now),
		Status:                  told.Status,
		RenewalStatus:           told.RenewalStatus,
		CreatedAt:               told.CreatedAt,
	}
}

// locationModel is where an agent has put a certificate.
type locationModel struct {
	AgentID       types.String `tfsdk:"agent_id"`
	Hostname      types.String `tfsdk:"hostname"`
	Path          types.String `tfsdk:"path"`
	HasPrivateKey types.Bool   `tfsdk:"has_private_key"`
}

// locationModels returns locations in a lasting order: agents report in any.
func locationModels(told *[]tigertrust.Location) []locationModel {
	if told == nil {
		return nil
	}
	models := make([]locationModel, len(*told))
	for i, location := range *told {
		models[i] = locationModel{
			AgentID:       managed.Text(location.AgentID),
			Hostname:      managed.Text(location.Hostname),
			Path:          managed.Text(location.Path),
			HasPrivateKey: types.BoolPointerValue(location.HasPrivateKey),
		}
	}
	slices.SortFunc(models, func(a, b locationModel) int {
		return cmp.Or(
			cmp.Compare(a.AgentID.ValueString(), b.AgentID.ValueString()),
			cmp.Compare(a.Hostname.ValueString(), b.Hostname.ValueString()),
			cmp.Compare(a.Path.ValueString(), b.Path.ValueString()),
		)
	})
	return models
}

// daysRemaining returns the whole days from now to the end, rounded down.
func daysRemaining(end timetypes.RFC3339, now time.Time) types.Int64 {
	validTo, diags := end.ValueRFC3339Time()
	if end.IsNull() || diags.HasError() {
		return types.Int64Null()
	}
	return types.Int64Value(clock.DaysUntil(validTo, now))
}
