package certificate

import (
	"context"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// twinsSince returns the live certificates for the same names and key as the
// plan's that were created after since, newest first.
func (r *certificateResource) twinsSince(ctx context.Context, plan *resourceModel, since time.Time) ([]tigertrust.Certificate, error) {
	var twins []tigertrust.Certificate
	for item, err := range r.client.EachCertificate(ctx, managed.NewestFirst(certname.Ordered(plan.CommonName.ValueString()))) {
		if err != nil {
			return nil, err
		}
		// Without a time of creation the list cannot tell old from new.
		if item.CreatedAt == nil || item.CreatedAt.Before(since) {
			break
		}
		if managed.IsLive(&item) && isTwin(plan, &item) {
			twins = append(twins, item)
		}
	}
	return twins, nil
}

// isTwin tells that the plan would order what this certificate already is.
func isTwin(plan *resourceModel, item *tigertrust.Certificate) bool {
	told := managed.AnswerFacts(item)
	sameType := !managed.IsSet(plan.KeyType) || told.KeyType.IsNull() || managed.SameKeyType(plan.KeyType, told.KeyType)
	sameSize := !managed.IsSet(plan.KeySize) || told.KeySize.IsNull() || plan.KeySize.Equal(told.KeySize)
	return sameType && sameSize && plan.Names().Equal(told.NamesOver(plan.Names()))
}
