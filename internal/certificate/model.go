package certificate

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// resourceModel is tigertrust_certificate in configuration, plan and state.
type resourceModel struct {
	CommonName              types.String `tfsdk:"common_name"`
	SubjectAlternativeNames types.Set    `tfsdk:"subject_alternative_names"`
	CertificateAuthorityID  types.Int64  `tfsdk:"certificate_authority_id"`
	KeyType                 types.String `tfsdk:"key_type"`
	KeySize                 types.Int64  `tfsdk:"key_size"`
	ValidityDays            types.Int64  `tfsdk:"validity_days"`

	AutoRenew            types.Bool  `tfsdk:"auto_renew"`
	RenewalThresholdDays types.Int64 `tfsdk:"renewal_threshold_days"`
	DeploymentTargets    types.Set   `tfsdk:"deployment_targets"`

	OnDestroy          types.String   `tfsdk:"on_destroy"`
	RevocationReason   types.String   `tfsdk:"revocation_reason"`
	RevocationComments types.String   `tfsdk:"revocation_comments"`
	Timeouts           timeouts.Value `tfsdk:"timeouts"`

	ID             types.Int64       `tfsdk:"id"`
	Issuer         types.String      `tfsdk:"issuer"`
	SerialNumber   types.String      `tfsdk:"serial_number"`
	Fingerprint    types.String      `tfsdk:"fingerprint"`
	ValidFrom      timetypes.RFC3339 `tfsdk:"valid_from"`
	ValidTo        timetypes.RFC3339 `tfsdk:"valid_to"`
	Status         types.String      `tfsdk:"status"`
	RenewalStatus  types.String      `tfsdk:"renewal_status"`
	CreatedAt      timetypes.RFC3339 `tfsdk:"created_at"`
	CertificatePEM types.String      `tfsdk:"certificate_pem"`
	ChainPEM       types.String      `tfsdk:"chain_pem"`
}

// certificateID returns the id as the client takes it.
func (m *resourceModel) certificateID() tigertrust.ID { return tigertrust.ID(m.ID.ValueInt64()) }

// isImported reports a state that ImportState made and no Read has filled:
// it lacks the one name that every certificate has.
func (m *resourceModel) isImported() bool { return m.CommonName.IsNull() }

func (m *resourceModel) isRevoked() bool {
	return m.Status.ValueString() == string(tigertrust.StatusRevoked)
}

func (m *resourceModel) isExpired() bool {
	return m.Status.ValueString() == string(tigertrust.StatusExpired)
}

// isFailedOrder reports an order that ended without a certificate.
func (m *resourceModel) isFailedOrder() bool {
	return tigertrust.Status(m.Status.ValueString()).IssuanceFailed() && !isSet(m.CertificatePEM)
}

// names returns the known names; unknown ones are left out.
func (m *resourceModel) names() names {
	return names{commonName: m.CommonName.ValueString(), alternatives: setStrings(m.SubjectAlternativeNames)}
}

// A rule says whether what an answer tells replaces what a model holds.
type rule func(held, told attr.Value) bool

// whereTold is the rule of Read: what the answer tells is the truth, what it
// leaves out keeps its value.
func whereTold(_, told attr.Value) bool { return !told.IsNull() }

// whereUnknown is the rule of Create and Update: Terraform insists on every
// value that the plan knew.
func whereUnknown(held, _ attr.Value) bool { return held.IsUnknown() }

// whereMissing is the rule of the list item, which may be older than the single
// answer: it only adds.
func whereMissing(held, _ attr.Value) bool { return held.IsNull() }

// take overwrites what comes from the API with source's, by rule.
func (m *resourceModel) take(source *resourceModel, rule rule) {
	take(&m.CommonName, source.CommonName, rule)
	take(&m.SubjectAlternativeNames, source.SubjectAlternativeNames, rule)
	take(&m.CertificateAuthorityID, source.CertificateAuthorityID, rule)
	take(&m.KeyType, source.KeyType, rule)
	take(&m.KeySize, source.KeySize, rule)
	take(&m.AutoRenew, source.AutoRenew, rule)
	take(&m.RenewalThresholdDays, source.RenewalThresholdDays, rule)
	take(&m.DeploymentTargets, source.DeploymentTargets, rule)
	take(&m.ID, source.ID, rule)
	take(&m.Issuer, source.Issuer, rule)
	take(&m.SerialNumber, source.SerialNumber, rule)
	take(&m.Fingerprint, source.Fingerprint, rule)
	take(&m.ValidFrom, source.ValidFrom, rule)
	take(&m.ValidTo, source.ValidTo, rule)
	take(&m.Status, source.Status, rule)
	take(&m.RenewalStatus, source.RenewalStatus, rule)
	take(&m.CreatedAt, source.CreatedAt, rule)
	take(&m.CertificatePEM, source.CertificatePEM, rule)
	take(&m.ChainPEM, source.ChainPEM, rule)
}

func take[V attr.Value](held *V, told V, rule rule) {
	if rule(*held, told) {
		*held = told
	}
}

// refresh takes what an answer tells about the certificate of the state m.
// Names and key types that mean the same are no news.
func (m *resourceModel) refresh(told *resourceModel) {
	news := *told
	held := m.names()
	if !m.isImported() && held.equal(toldNames(told, held)) {
		news.CommonName = types.StringNull()
		news.SubjectAlternativeNames = types.SetNull(types.StringType)
	}
	if sameKeyType(m.KeyType, told.KeyType) {
		news.KeyType = types.StringNull()
	}
	m.take(&news, whereTold)
}

// toldNames returns the names of an answer, with held's where it tells none.
func toldNames(told *resourceModel, held names) names {
	all := told.names()
	if told.CommonName.IsNull() {
		all.commonName = held.commonName
	}
	if told.SubjectAlternativeNames.IsNull() {
		all.alternatives = held.alternatives
	}
	return all
}
