package discovery

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// importOrFind imports the discovered certificate. If the response is lost, it
// searches for the imported certificate before it sends the import once more,
// because the reference does not document the effect of a second import. If the
// search finds it, importOrFind returns no certificate and the error of the lost
// response.
func (r *importResource) importOrFind(ctx context.Context, plan *resourceModel, deadline poll.Deadline) (*tigertrust.Certificate, error) {
	discovered, err := r.session.SharedDiscovered(ctx, plan.discoveredID())
	if err != nil {
		// The import itself reports whether TigerTrust can be reached.
		discovered = nil
	}
	result, err := poll.SendOrFind(ctx, r.session, poll.Request[*tigertrust.Certificate]{
		Deadline: deadline,
		Awaited:  fmt.Sprintf("the import of discovered certificate %s to appear", plan.discoveredID()),
		Send: func(ctx context.Context) (*tigertrust.Certificate, error) {
			response, err := r.session.ImportDiscoveredCertificate(ctx, plan.discoveredID(), plan.importRequest())
			if err != nil {
				return nil, err
			}
			return r.verify(ctx, plan.discoveredID(), discovered, response)
		},
		Find: func(ctx context.Context) (*tigertrust.Certificate, bool, error) {
			_, isImported, err := r.importedAs(ctx, plan.discoveredID(), nil)
			return nil, isImported, err
		},
	})
	if result.Found {
		return nil, result.Lost
	}
	return result.Value, err
}

// adopt returns the managed certificate of a discovered certificate that was
// imported earlier: outside of Terraform, or by a request whose response was lost.
// cause is the error of the import. The reference documents no error code for a
// second import, so adopt searches after every error that does not rule one out.
// It also reports whether the model is complete.
func (r *importResource) adopt(ctx context.Context, plan *resourceModel, cause error) (lifecycle.Certificate, bool, diag.Diagnostics) {
	if !mayBeImported(cause) {
		return lifecycle.Certificate{}, false, diag.Diagnostics{r.importError(plan, cause, "")}
	}
	id, isImported, err := r.importedAs(ctx, plan.discoveredID(), cause)
	if err != nil {
		return lifecycle.Certificate{}, false, diag.Diagnostics{r.importError(plan, cause, "The search for an earlier import failed. "+apidiag.Detail(err))}
	}
	if id == "" && isImported {
		return lifecycle.Certificate{}, false, diag.Diagnostics{r.importError(plan, cause,
			fmt.Sprintf("TigerTrust lists the discovered certificate as imported, but does not list the resulting certificate. Search TigerTrust for it, and import it into the state: terraform import ADDRESS %s:CERTIFICATE_ID", plan.discoveredID()))}
	}
	if id == "" {
		return lifecycle.Certificate{}, false, diag.Diagnostics{r.importError(plan, cause,
			fmt.Sprintf("If the certificate was imported earlier, import the resulting certificate into the state: terraform import ADDRESS %s:CERTIFICATE_ID", plan.discoveredID()))}
	}
	certificate, err := r.session.Certificate(ctx, id)
	if err != nil {
		return lifecycle.Certificate{}, false, diag.Diagnostics{apidiag.Error(
			fmt.Sprintf("Could not read certificate %s, the managed certificate of discovered certificate %s", id, plan.discoveredID()), err, nil)}
	}
	if discovered, err := r.session.SharedDiscovered(ctx, plan.discoveredID()); err == nil && discovered != nil && hasOtherName(discovered, certificate) {
		return lifecycle.Certificate{}, false, diag.Diagnostics{r.importError(plan, notImportedAs(plan.discoveredID(), id, "has another common name"), "")}
	}
	observed := lifecycle.Observe(certificate)
	managed := lifecycle.Certificate{Session: r.session, ID: id, Model: observed.Model, Origin: lifecycle.Origin{}.WithEchoed(observed)}
	isComplete, diags := managed.Complete(ctx)
	diags.Append(r.applyPlan(ctx, plan, managed, cause)...)
	return managed, isComplete, diags
}

// applyPlan updates the settings of the adopted certificate to those of the plan.
// The API cannot change its CA.
func (r *importResource) applyPlan(ctx context.Context, plan *resourceModel, managed lifecycle.Certificate, cause error) diag.Diagnostics {
	var diags diag.Diagnostics
	planned, actual := plan.CertificateAuthorityID, managed.Model.CertificateAuthorityID
	if certmodel.HasValue(planned) && certmodel.HasValue(actual) && !planned.Equal(actual) {
		diags.AddAttributeError(path.Root("certificate_authority_id"),
			managed.Title()+" was imported earlier with another CA",
			fmt.Sprintf("Its certificate authority (CA) is %d, not %d, and the API cannot change it. Set certificate_authority_id = %d, or remove the attribute.",
				actual.ValueInt64(), planned.ValueInt64(), actual.ValueInt64()))
		return diags
	}
	if plan.HasSettingsOtherThan(managed.Model) {
		if err := r.session.UpdateCertificate(ctx, managed.ID, plan.Settings()); err != nil {
			diags.Append(apidiag.Error("Could not update the settings of "+managed.Label()+", which was imported earlier", err, nil))
			return diags
		}
	}
	if tigertrust.IsOutcomeUnknown(cause) {
		diags.AddWarning(fmt.Sprintf("The import of discovered certificate %s was recovered after a lost response", plan.discoveredID()),
			fmt.Sprintf("The response to the import was lost: %v.\n\nTigerTrust carried out the import. Terraform now manages the resulting certificate, %s.", cause, managed.Label()))
		return diags
	}
	diags.AddWarning(fmt.Sprintf("Discovered certificate %s was imported earlier", plan.discoveredID()),
		fmt.Sprintf("Terraform now manages the resulting certificate, %s.", managed.Label()))
	return diags
}

// mayBeImported reports whether the discovered certificate may have been imported,
// now or earlier, although the import returned err.
func mayBeImported(err error) bool {
	var apiErr *tigertrust.Error
	switch {
	case errors.Is(err, tigertrust.ErrInvalidCertificate), errors.Is(err, tigertrust.ErrCANotConfigured):
		return false
	case errors.As(err, &apiErr):
		return apiErr.IsRefusal() || tigertrust.IsOutcomeUnknown(err)
	default:
		return tigertrust.IsOutcomeUnknown(err)
	}
}

// importedAs returns the id of the managed certificate of a discovered certificate,
// and reports whether TigerTrust has imported it. The id may be missing nevertheless.
// importedAs uses the details of cause, the list of discovered certificates and the
// fingerprint, in this order.
func (r *importResource) importedAs(ctx context.Context, discovered tigertrust.ID, cause error) (id tigertrust.ID, isImported bool, err error) {
	var apiErr *tigertrust.Error
	if errors.As(cause, &apiErr) {
		var details struct {
			CertificateID tigertrust.ID `json:"certificateId"`
		}
		if json.Unmarshal(apiErr.Details, &details) == nil && details.CertificateID != "" {
			return details.CertificateID, true, nil
		}
	}
	listed, err := r.session.AllDiscoveredCertificates(ctx, tigertrust.DiscoveryQuery{})
	if err != nil {
		return "", false, err
	}
	for _, item := range listed {
		if item.ID == discovered {
			id, err := managedCertificate(ctx, r.session, &item)
			return id, id != "" || item.Imported != nil && *item.Imported, err
		}
	}
	return "", false, nil
}

// managedCertificate returns the id of the managed certificate of a discovered
// certificate, if it is known. Without the id, an imported certificate is found by
// its fingerprint.
func managedCertificate(ctx context.Context, s *session.Session, item *tigertrust.DiscoveredCertificate) (tigertrust.ID, error) {
	switch {
	case item.CertificateID != nil && *item.CertificateID != "":
		return *item.CertificateID, nil
	case item.Imported != nil && *item.Imported && item.Fingerprint != nil && *item.Fingerprint != "":
		return byFingerprint(ctx, s, *item.Fingerprint)
	default:
		return "", nil
	}
}

// byFingerprint returns the id of the managed certificate with a fingerprint, if
// there is one.
func byFingerprint(ctx context.Context, s *session.Session, fingerprint string) (tigertrust.ID, error) {
	for item, err := range s.ListCertificates(ctx, lifecycle.NewestFirst(fingerprint)) {
		if err != nil {
			return "", err
		}
		if item.Fingerprint != nil && strings.EqualFold(*item.Fingerprint, fingerprint) {
			return item.ID, nil
		}
	}
	return "", nil
}

// importError returns the error of a failed import.
func (r *importResource) importError(plan *resourceModel, err error, hint string) diag.Diagnostic {
	summary := fmt.Sprintf("Could not import discovered certificate %s", plan.discoveredID())
	detail := apidiag.Detail(err)
	var apiErr *tigertrust.Error
	if errors.As(err, &apiErr) && apiErr.StatusCode == http.StatusNotFound {
		return diag.NewAttributeErrorDiagnostic(path.Root("discovered_certificate_id"), summary,
			detail+"\n\nCheck that TigerTrust lists a discovered certificate with this ID. The data source tigertrust_discovered_certificates returns the IDs.")
	}
	if hint == "" {
		return apidiag.Error(summary, err, attributes)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("discovered_certificate_id"), summary, detail+"\n\n"+hint)
}
