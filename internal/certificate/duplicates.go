package certificate

import (
	"context"
	"iter"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// duplicateAge is the age up to which a duplicate may come from an earlier run
// that was interrupted before it could save the state.
const duplicateAge = 24 * time.Hour

// existing lists the certificates for the names of an order, before the order is
// sent.
type existing struct {
	// newestAt is when the newest of them was created, by the clock of the server.
	// It is zero if the search returned none with a time of creation.
	newestAt time.Time
	// ids contains every certificate that the search returned.
	ids map[tigertrust.ID]bool
	// duplicates are the live certificates, newest first, that an earlier run
	// may have ordered.
	duplicates []tigertrust.Certificate
}

// named yields the certificates that a search for the common name of the plan
// returns, newest first.
func (r *certificateResource) named(ctx context.Context, plan *resourceModel) iter.Seq2[tigertrust.Certificate, error] {
	return r.session.ListCertificates(ctx, lifecycle.NewestFirst(certname.Encode(plan.CommonName.ValueString())))
}

// existing returns the certificates for the names of the plan that were created
// after since, and those that are as new as the newest one. Items without a time of
// creation do not end the search.
func (r *certificateResource) existing(ctx context.Context, plan *resourceModel, since time.Time) (existing, error) {
	found := existing{ids: map[tigertrust.ID]bool{}}
	for item, err := range r.named(ctx, plan) {
		if err != nil {
			return existing{}, err
		}
		found.ids[item.ID] = true
		// Without a time of creation, new and old certificates look the same.
		if item.CreatedAt == nil {
			continue
		}
		if found.newestAt.IsZero() {
			found.newestAt = item.CreatedAt.Time
		}
		if item.CreatedAt.Before(since) && found.isOlder(item.CreatedAt) {
			break
		}
		if r.mayBeDuplicate(plan, &item, since) {
			found.duplicates = append(found.duplicates, item)
		}
	}
	return found, nil
}

// mayBeDuplicate reports whether an interrupted run may have ordered the
// certificate: it is live, has the names and the key of the plan, was created after
// since, and belongs to no resource, as far as this run knows.
func (r *certificateResource) mayBeDuplicate(plan *resourceModel, item *tigertrust.Certificate, since time.Time) bool {
	return item.CreatedAt != nil && !item.CreatedAt.Before(since) && lifecycle.IsLive(item) && isDuplicate(plan, item) &&
		!r.session.IsManaged(item.ID)
}

// isOlder reports whether a time of creation is before that of the newest
// certificate that existed. It compares times of the server only: the clock of this
// machine may be wrong.
func (e existing) isOlder(createdAt *tigertrust.Time) bool {
	return createdAt != nil && !createdAt.IsZero() && createdAt.Before(e.newestAt)
}

// isDuplicate reports whether the certificate has the names and the key that the
// plan would order. Fields that the item does not contain are ignored.
func isDuplicate(plan *resourceModel, item *tigertrust.Certificate) bool {
	return plan.HasSameNamesAndKey(certmodel.FromAPI(item))
}

// mayComeFromCA reports whether the CA of the plan may have issued the
// certificate.
func mayComeFromCA(plan *resourceModel, item *tigertrust.Certificate) bool {
	ca := certmodel.CAValue(item.CertificateAuthorityID)
	return !certmodel.HasValue(plan.CertificateAuthorityID) || ca.IsNull() || plan.CertificateAuthorityID.Equal(ca)
}
