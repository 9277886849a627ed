package discovery

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// importOrFind imports the discovered certificate. Where the answer is lost it
// looks whether the import was carried out, and sends it once more only if it was
// not: the reference does not say what a second import does. After an error the
// certificate may be imported all the same, see mayBeImported.
func (r *importResource) importOrFind(ctx context.Context, plan *resourceModel, deadline time.Time) (*tigertrust.Certificate, error) {
	answer, err := r.session.ImportDiscoveredCertificate(ctx, plan.discoveredID(), plan.body())
	if !tigertrust.IsOutcomeUnknown(err) {
		return answer, err
	}
	isFound, problem := poll.SearchLostResponse(ctx, r.session, err, deadline, fmt.Sprintf("the import of discovered certificate %d to show", plan.discoveredID()), func(ctx context.Context) (bool, error) {
		id, err := r.importedAs(ctx, plan.discoveredID(), nil)
		return id != 0, err
	})
	if isFound || problem != nil {
		return nil, err
	}
	return r.session.ImportDiscoveredCertificate(ctx, plan.discoveredID(), plan.body())
}

// adopt takes over the certificate that the discovered one was imported as: by
// the web page, or by an earlier run whose answer was lost. That it was
// imported has no documented error code, so after every refusal that is not
// about the import itself it looks for that certificate.
func (r *importResource) adopt(ctx context.Context, plan *resourceModel, refusal error) (lifecycle.Certificate, bool, diag.Diagnostics) {
	if !mayBeImported(refusal) {
		return lifecycle.Certificate{}, false, diag.Diagnostics{r.importError(plan, refusal, "")}
	}
	id, err := r.importedAs(ctx, plan.discoveredID(), refusal)
	if err != nil {
		return lifecycle.Certificate{}, false, diag.Diagnostics{r.importError(plan, refusal, "Whether it was imported earlier could not be found out. "+apidiag.Detail(err))}
	}
	if id == 0 {
		return lifecycle.Certificate{}, false, diag.Diagnostics{r.importError(plan, refusal,
			fmt.Sprintf("If it was imported earlier, import the certificate that it became: terraform import ADDRESS %d:CERTIFICATE_ID", plan.discoveredID()))}
	}
	answer, err := r.session.Certificate(ctx, id)
	if err != nil {
		return lifecycle.Certificate{}, false, diag.Diagnostics{apidiag.Error(
			fmt.Sprintf("Discovered certificate %d was imported earlier as certificate %d, which could not be read", plan.discoveredID(), id), err, nil)}
	}
	held := lifecycle.Certificate{Session: r.session, ID: id, Model: certmodel.FromAPI(answer), Origin: lifecycle.Origin{}.WithEchoed(answer)}
	isComplete, diags := held.Complete(ctx)
	diags.Append(r.bringInLine(ctx, plan, held, refusal)...)
	return held, isComplete, diags
}

// bringInLine makes the adopted certificate what the plan says, where the API
// can do that.
func (r *importResource) bringInLine(ctx context.Context, plan *resourceModel, held lifecycle.Certificate, refusal error) diag.Diagnostics {
	var diags diag.Diagnostics
	planned, actual := plan.CertificateAuthorityID, held.Model.CertificateAuthorityID
	if certmodel.HasValue(planned) && certmodel.HasValue(actual) && !planned.Equal(actual) {
		diags.AddAttributeError(path.Root("certificate_authority_id"),
			held.Title()+" was imported earlier with another authority",
			fmt.Sprintf("Its authority is %d and not %d, and the API cannot change that. Set certificate_authority_id = %d, or leave it out.",
				actual.ValueInt64(), planned.ValueInt64(), actual.ValueInt64()))
		return diags
	}
	if plan.HasSettingsOtherThan(held.Model) {
		if err := r.session.UpdateCertificate(ctx, held.ID, plan.Settings()); err != nil {
			diags.Append(apidiag.Error(held.Title()+" was imported earlier, and its settings could not be changed", err, nil))
			return diags
		}
	}
	if tigertrust.IsOutcomeUnknown(refusal) {
		diags.AddWarning(fmt.Sprintf("Discovered certificate %d was imported, though the answer was lost", plan.discoveredID()),
			fmt.Sprintf("The answer was lost: %v.\n\nTerraform manages the certificate that it became, %s.", refusal, held.Label()))
		return diags
	}
	diags.AddWarning(fmt.Sprintf("Discovered certificate %d was imported earlier", plan.discoveredID()),
		fmt.Sprintf("Terraform now manages the certificate that it became, %s.", held.Label()))
	return diags
}

// mayBeImported tells the errors after which the discovered certificate may
// have been imported, now or earlier.
func mayBeImported(err error) bool {
	var answer *tigertrust.Error
	switch {
	case errors.Is(err, tigertrust.ErrInvalidCertificate), errors.Is(err, tigertrust.ErrCANotConfigured):
		return false
	case errors.As(err, &answer):
		return answer.IsRefusal() || tigertrust.IsOutcomeUnknown(err)
	default:
		return tigertrust.IsOutcomeUnknown(err)
	}
}

// importedAs returns the id of the certificate that the discovered one was
// imported as: as the refusal's details tell it, else as the list tells it,
// else the one with the same fingerprint. It returns 0 where there is none.
func (r *importResource) importedAs(ctx context.Context, discovered tigertrust.ID, refusal error) (tigertrust.ID, error) {
	var answer *tigertrust.Error
	if errors.As(refusal, &answer) {
		var details struct {
			CertificateID tigertrust.ID `json:"certificateId"`
		}
		if json.Unmarshal(answer.Details, &details) == nil && details.CertificateID > 0 {
			return details.CertificateID, nil
		}
	}
	listed, err := r.session.AllDiscoveredCertificates(ctx, tigertrust.DiscoveryQuery{})
	if err != nil {
		return 0, err
	}
	for _, item := range listed {
		switch {
		case item.ID != discovered:
		case item.CertificateID != nil && *item.CertificateID > 0:
			return *item.CertificateID, nil
		case item.Imported != nil && *item.Imported && item.Fingerprint != nil && *item.Fingerprint != "":
			return r.byFingerprint(ctx, *item.Fingerprint)
		}
	}
	return 0, nil
}

func (r *importResource) byFingerprint(ctx context.Context, fingerprint string) (tigertrust.ID, error) {
	for item, err := range r.session.ListCertificates(ctx, lifecycle.NewestFirst(fingerprint)) {
		if err != nil {
			return 0, err
		}
		if item.Fingerprint != nil && strings.EqualFold(*item.Fingerprint, fingerprint) {
			return item.ID, nil
		}
	}
	return 0, nil
}

// importError is the error of an import that did not succeed.
func (r *importResource) importError(plan *resourceModel, err error, hint string) diag.Diagnostic {
	summary := fmt.Sprintf("Could not import discovered certificate %d", plan.discoveredID())
	detail := apidiag.Detail(err)
	var answer *tigertrust.Error
	if errors.As(err, &answer) && answer.StatusCode == http.StatusNotFound {
		return diag.NewAttributeErrorDiagnostic(path.Root("discovered_certificate_id"), summary,
			detail+"\n\nCheck that TigerTrust lists a discovered certificate with this id: data.tigertrust_discovered_certificates has the ids.")
	}
	if hint == "" {
		return apidiag.Error(summary, err, attributes)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("discovered_certificate_id"), summary, detail+"\n\n"+hint)
}
