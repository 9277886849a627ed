package certificate

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// adopts reports whether Create looks for an existing certificate.
func (r *certificateResource) adopts(m *resourceModel) bool {
	if certmodel.HasValue(m.AdoptExisting) {
		return m.AdoptExisting.ValueBool()
	}
	return r.session.AdoptExisting
}

// planAdoptExisting keeps the value in the state: only Create uses it. Terraform
// rejects null in place of a configured value.
func (m *resourceModel) planAdoptExisting(config, state *resourceModel) {
	if !state.AdoptExisting.IsNull() || config.AdoptExisting.IsNull() {
		m.AdoptExisting = state.AdoptExisting
	}
}

// planAdoption returns an error if Create could adopt a certificate that is in the
// state: that of a resource that this plan replaces or destroys, which would then
// be revoked, or that of another resource. In the apply, Terraform passes neither
// of them to the provider before Create, so that only the plan can prevent it.
func (r *certificateResource) planAdoption(plan, config *resourceModel) diag.Diagnostics {
	held := r.session.PlanAdoption(func(c *tigertrust.Certificate) bool { return plan.mayAdopt(config, c) })
	if held == nil {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("adopt_existing"), "Certificate in the state could be adopted",
		fmt.Sprintf("%s is in the state, and has the names and the key of this order. It belongs to the object that this plan replaces or to another resource. "+
			"With adopt_existing = true, the apply could adopt it instead of ordering a certificate.\n\n"+
			"To order one, set adopt_existing = false for this resource, or apply without TIGERTRUST_ADOPT_EXISTING. If you renamed a resource, add a moved block. "+
			"To manage another existing certificate, import it: terraform import ADDRESS ID",
			lifecycle.Certificate{ID: held.ID, Model: &plan.Model}.Title()))}
}

// holdImported records a certificate that was just imported. Terraform does not pass
// it to UpgradeResourceState. It returns an error if a resource of the same plan could
// adopt the certificate.
func (r *certificateResource) holdImported(state *resourceModel) diag.Diagnostics {
	names, status := certmodel.Strings(state.SubjectAlternativeNames), tigertrust.Status(state.Status.ValueString())
	held := tigertrust.Certificate{
		ID:                      state.certificateID(),
		CommonName:              state.CommonName.ValueStringPointer(),
		SubjectAlternativeNames: &names,
		KeyType:                 state.KeyType.ValueStringPointer(),
		KeySize:                 state.KeySize.ValueInt64Pointer(),
		CertificateAuthorityID:  state.RequestedCA(),
		Status:                  &status,
	}
	if r.session.Hold(held) {
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic("Imported certificate could be adopted by another resource",
		fmt.Sprintf("%s is imported. This plan also creates a resource with adopt_existing = true for the same names and the same key. "+
			"Set adopt_existing = false for that resource.", lifecycle.Certificate{ID: held.ID, Model: &state.Model}.Title()))}
}

// mayAdopt reports whether the plan could adopt the certificate once all of its
// values are known.
func (m *resourceModel) mayAdopt(config *resourceModel, c *tigertrust.Certificate) bool {
	if !lifecycle.IsLive(c) || !mayComeFromCA(m, c) {
		return false
	}
	listed := certmodel.FromAPI(c)
	names := config.orderValues()
	for _, attribute := range certmodel.OrderAttributes() {
		isName := attribute.Name == "common_name" || attribute.Name == "subject_alternative_names"
		if isName && attribute.Value(names).IsUnknown() {
			return m.HasSameKey(listed)
		}
	}
	return m.HasSameNamesAndKey(listed)
}
