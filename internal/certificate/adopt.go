package certificate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// listLag is how long a list may lack a certificate that an earlier run ordered.
const listLag = time.Minute

// adoption is the certificate that a resource adopts in place of an order.
type adoption struct {
	// response is the certificate as read by its id.
	response *tigertrust.Certificate
	// others are the certificates that match as well.
	others []tigertrust.Certificate
}

// adopt adopts an existing certificate, and returns nil if there is none. If it
// finds none, it looks again when the run is a minute old: the list may not yet
// contain what an earlier run, which was killed, has ordered.
func (o *order) adopt(ctx context.Context) (*adoption, error) {
	items, isCurrent, err := o.matching(ctx)
	if err != nil {
		return nil, err
	}
	if found, err := o.adoptOneOf(ctx, items); found != nil || err != nil {
		return found, err
	}
	now := o.session.Now()
	pause := max(0, min(o.session.StartedAt.Add(listLag).Sub(now), o.deadline.Time.Sub(now)/2))
	if isCurrent && pause == 0 {
		return nil, nil
	}
	tflog.Info(ctx, "no certificate to adopt was found, looking again before ordering one",
		map[string]any{"common_name": o.commonName(), "pause": pause.String()})
	if err := o.session.Sleep(ctx, pause); err != nil {
		return nil, err
	}
	if items, err = o.searchMatching(ctx); err != nil {
		return nil, err
	}
	return o.adoptOneOf(ctx, items)
}

// matching returns the certificates that the order could adopt. It reports whether
// they are current: the list may be some minutes old.
func (o *order) matching(ctx context.Context) (found []tigertrust.Certificate, isCurrent bool, err error) {
	items, isCurrent, err := o.listNamed(ctx, o.plan)
	return o.adoptable(items), isCurrent, err
}

func (o *order) searchMatching(ctx context.Context) ([]tigertrust.Certificate, error) {
	items, err := o.searchNamed(ctx, o.plan)
	return o.adoptable(items), err
}

func (o *order) adoptable(items []tigertrust.Certificate) []tigertrust.Certificate {
	return slices.DeleteFunc(items, func(item tigertrust.Certificate) bool { return !o.canAdopt(&item) })
}

// canAdopt reports whether the certificate is live, has the names of the order and,
// where configured, its key and CA, and belongs to no other resource.
func (o *order) canAdopt(c *tigertrust.Certificate) bool {
	return (c.CommonName == nil || certname.Canonical(*c.CommonName) == certname.Canonical(o.commonName())) &&
		lifecycle.IsLive(c) && (c.ValidTo == nil || c.ValidTo.IsZero() || c.ValidTo.After(o.session.Now())) &&
		mayComeFromCA(o.plan, c) && isDuplicate(o.plan, c) &&
		!o.session.IsManaged(c.ID)
}

// adoptOneOf adopts the first certificate that still matches when it is read by its
// id: a list may be out of date or mix up items. Issued certificates come before
// pending ones, and newer before older ones.
func (o *order) adoptOneOf(ctx context.Context, items []tigertrust.Certificate) (*adoption, error) {
	slices.SortStableFunc(items, func(a, b tigertrust.Certificate) int {
		return cmp.Or(-cmp.Compare(issuedRank(&a), issuedRank(&b)), createdAt(&b).Compare(createdAt(&a)))
	})
	for i := range items {
		item := &items[i]
		response, err := o.session.Certificate(ctx, item.ID)
		var other *tigertrust.OtherCertificateError
		switch {
		case errors.Is(err, tigertrust.ErrCertificateNotFound), errors.As(err, &other):
			continue
		case err != nil:
			return nil, &unreadableError{ID: item.ID, error: err}
		}
		if o.confirmsAdoption(item, response) && o.session.Adopt(item.ID) {
			o.item = item
			return &adoption{response: response, others: slices.Delete(slices.Clone(items), i, i+1)}, nil
		}
	}
	return nil, nil
}

// confirmsAdoption reports whether the certificate can be adopted as it was read by
// its id. It must contain the common name. What its response lacks comes from its
// PEM, or else from the list item.
func (o *order) confirmsAdoption(item, response *tigertrust.Certificate) bool {
	current := withPEMValues(response)
	if current.CommonName == nil && (current.SubjectAlternativeNames == nil || !o.isOneOf(*current.SubjectAlternativeNames)) {
		return false
	}
	if current.Status == nil {
		current.Status = item.Status
	}
	if current.CertificateAuthorityID == nil {
		current.CertificateAuthorityID = item.CertificateAuthorityID
	}
	return o.canAdopt(&current)
}

// issuedRank returns 1 for a certificate that the list shows as issued, and 0 for
// others.
func issuedRank(c *tigertrust.Certificate) int {
	if c.HasStatus(tigertrust.StatusActive) || c.HasStatus(tigertrust.StatusExpiring) {
		return 1
	}
	return 0
}

func createdAt(c *tigertrust.Certificate) time.Time {
	if c.CreatedAt == nil {
		return time.Time{}
	}
	return c.CreatedAt.Time
}

// unreadableError is the error of a request for a certificate that may be adopted.
type unreadableError struct {
	ID tigertrust.ID
	error
}

func (e *unreadableError) Unwrap() error { return e.error }

// adoptionError returns the error of an order that was not sent because the search
// for a certificate to adopt failed.
func (o *order) adoptionError(err error) diag.Diagnostic {
	summary := "No certificate was adopted or ordered for " + o.commonName()
	var unreadable *unreadableError
	if errors.As(err, &unreadable) {
		summary += fmt.Sprintf(": could not read certificate %s, which has the same names", unreadable.ID)
	}
	return apidiag.Error(summary, err, attributes)
}

// unsentSettings reports whether the adopted certificate lacks settings of the plan.
// Deployment targets are always sent after an order, which cannot contain them.
func (o *order) unsentSettings(current *certmodel.Model) (targets, settings bool) {
	hasTargets := certmodel.HasValue(o.plan.DeploymentTargets)
	if o.adopted == nil {
		return hasTargets, false
	}
	differs := o.plan.HasSettingsOtherThan(current)
	return hasTargets && differs, !hasTargets && differs
}
