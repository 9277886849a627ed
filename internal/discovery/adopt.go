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
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// importOrFind imports the discovered certificate. If the response is lost, it
// searches for the imported certificate before it sends the import once more: the
// API does not document what a second import does. It returns no certificate and
// the error of the lost response if the import took effect.
func (r *importResource) importOrFind(ctx context.Context, plan *resourceModel, deadline poll.Deadline) (*tigertrust.Certificate, error) {
	result, err := poll.SendOrFind(ctx, r.session, poll.Request[*tigertrust.Certificate]{
		Deadline: deadline,
		Awaited:  fmt.Sprintf("the import of discovered certificate %d to appear", plan.discoveredID()),
		Send: func(ctx context.Context) (*tigertrust.Certificate, error) {
			return r.session.ImportDiscoveredCertificate(ctx, plan.discoveredID(), plan.importRequest())
		},
		Find: func(ctx context.Context) (*tigertrust.Certificate, bool, error) {
			id, err := r.importedAs(ctx, plan.discoveredID(), nil)
			return nil, id != 0, err
		},
	})
	if result.Found {
		return nil, result.Lost
	}
	return result.Value, err
}

// adopt returns the certificate that the discovered one was imported as, if it
// was imported on the website or by a run whose response was lost. Cause is the
// error of the import. The API documents no error code for a second import, so
// adopt searches after every error that does not rule one out.
func (r *importResource) adopt(ctx context.Context, plan *resourceModel, cause error) (lifecycle.Certificate, bool, diag.Diagnostics) {
	if !mayBeImported(cause) {
		return lifecycle.Certificate{}, false, diag.Diagnostics{r.importError(plan, cause, "")}
	}
	id, err := r.importedAs(ctx, plan.discoveredID(), cause)
	if err != nil {
		return lifecycle.Certificate{}, false, diag.Diagnostics{r.importError(plan, cause, "TigerTrust could not be searched for an earlier import. "+apidiag.Detail(err))}
	}
	if id == 0 {
		return lifecycle.Certificate{}, false, diag.Diagnostics{r.importError(plan, cause,
			fmt.Sprintf("If the certificate was imported earlier, import the resulting certificate into the state: terraform import ADDRESS %d:CERTIFICATE_ID", plan.discoveredID()))}
	}
	certificate, err := r.session.Certificate(ctx, id)
	if err != nil {
		return lifecycle.Certificate{}, false, diag.Diagnostics{apidiag.Error(
			fmt.Sprintf("Discovered certificate %d was imported earlier as certificate %d, which could not be read", plan.discoveredID(), id), err, nil)}
	}
	observed := lifecycle.Observe(certificate)
	held := lifecycle.Certificate{Session: r.session, ID: id, Model: observed.Model, Origin: lifecycle.Origin{}.WithEchoed(observed)}
	isComplete, diags := held.Complete(ctx)
	diags.Append(r.applyPlan(ctx, plan, held, cause)...)
	return held, isComplete, diags
}

// applyPlan updates the adopted certificate to the settings of the plan. The API
// cannot change its CA.
func (r *importResource) applyPlan(ctx context.Context, plan *resourceModel, held lifecycle.Certificate, cause error) diag.Diagnostics {
	var diags diag.Diagnostics
	planned, actual := plan.CertificateAuthorityID, held.Model.CertificateAuthorityID
	if certmodel.HasValue(planned) && certmodel.HasValue(actual) && !planned.Equal(actual) {
		diags.AddAttributeError(path.Root("certificate_authority_id"),
			held.Title()+" was imported earlier with another CA",
			fmt.Sprintf("Its CA is %d, not %d, and the API cannot change it. Set certificate_authority_id = %d or remove the attribute.",
				actual.ValueInt64(), planned.ValueInt64(), actual.ValueInt64()))
		return diags
	}
	if plan.HasSettingsOtherThan(held.Model) {
		if err := r.session.UpdateCertificate(ctx, held.ID, plan.Settings()); err != nil {
			diags.Append(apidiag.Error(held.Title()+" was imported earlier, and its settings could not be updated", err, nil))
			return diags
		}
	}
	if tigertrust.IsOutcomeUnknown(cause) {
		diags.AddWarning(fmt.Sprintf("The import of discovered certificate %d was recovered after a lost response", plan.discoveredID()),
			fmt.Sprintf("The response to the import was lost: %v.\n\nTigerTrust carried out the import. Terraform now manages the resulting certificate, %s.", cause, held.Label()))
		return diags
	}
	diags.AddWarning(fmt.Sprintf("Discovered certificate %d was imported earlier", plan.discoveredID()),
		fmt.Sprintf("Terraform now manages the resulting certificate, %s.", held.Label()))
	return diags
}

// mayBeImported reports whether the discovered certificate may have been
// imported, now or earlier, after an import that returned err.
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

// importedAs returns the id of the certificate that the discovered one was
// imported as, 0 if there is none. It uses the details of the import's error, the
// list of discovered certificates, and the fingerprint, in this order.
func (r *importResource) importedAs(ctx context.Context, discovered tigertrust.ID, cause error) (tigertrust.ID, error) {
	var apiErr *tigertrust.Error
	if errors.As(cause, &apiErr) {
		var details struct {
			CertificateID tigertrust.ID `json:"certificateId"`
		}
		if json.Unmarshal(apiErr.Details, &details) == nil && details.CertificateID > 0 {
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

// byFingerprint returns the id of the certificate with a fingerprint, 0 if there
// is none.
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

// importError returns the error of an import that did not succeed.
func (r *importResource) importError(plan *resourceModel, err error, hint string) diag.Diagnostic {
	summary := fmt.Sprintf("Could not import discovered certificate %d", plan.discoveredID())
	detail := apidiag.Detail(err)
	var apiErr *tigertrust.Error
	if errors.As(err, &apiErr) && apiErr.StatusCode == http.StatusNotFound {
		return diag.NewAttributeErrorDiagnostic(path.Root("discovered_certificate_id"), summary,
			detail+"\n\nCheck that TigerTrust lists a discovered certificate with this id. The data source tigertrust_discovered_certificates returns the ids.")
	}
	if hint == "" {
		return apidiag.Error(summary, err, attributes)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("discovered_certificate_id"), summary, detail+"\n\n"+hint)
}
